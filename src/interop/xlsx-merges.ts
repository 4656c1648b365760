/** Cells of one column that were merged into one: the first row's value is that of all, to the last row. */
export interface Merge {
  readonly column: number;
  readonly firstRow: number;
  readonly lastRow: number;
}

/** The merged cells of a sheet that is read row by row. */
export class MergedCells {
  readonly #waiting: Merge[];
  /** Column → the merge that the current row is in. */
  readonly #open = new Map<number, { readonly lastRow: number; readonly value: string }>();

  constructor(merges: readonly Merge[]) {
    this.#waiting = [...merges].sort((a, b) => b.firstRow - a.firstRow);
  }

  /** The cells of the next row, with those that are part of a merged one filled. */
  fill(row: number, cells: readonly string[]): readonly string[] {
    const filled = [...cells];
    for (const [column, { lastRow, value }] of this.#open) {
      if (row > lastRow) this.#open.delete(column);
      else if ((filled[column] ?? "") === "") {
        while (filled.length < column) filled.push("");
        filled[column] = value;
      }
    }
    for (let next = this.#waiting.at(-1); next !== undefined && next.firstRow <= row; next = this.#waiting.at(-1)) {
      this.#waiting.pop();
      const { column, firstRow, lastRow } = next;
      if (firstRow === row && cells[column]) this.#open.set(column, { lastRow, value: cells[column] });
    }
    return filled;
  }
}

/** What follows the rows of a sheet is read no further than this, in characters. */
const MAX_TAIL = 1 << 24;

/** The merges over several rows; they stand behind all rows. Time that of unpacking the sheet. */
export async function readMerges(sheet: AsyncIterable<Uint8Array>): Promise<Merge[]> {
  const decoder = new TextDecoder("latin1");
  let tail = "";
  let isBehindRows = false;
  for await (const chunk of sheet) {
    tail += decoder.decode(chunk, { stream: true });
    const end: number = isBehindRows ? 0 : tail.search(/<\/(\w+:)?sheetData>/);
    isBehindRows ||= end >= 0;
    tail = tail.slice(isBehindRows ? end : -64);
    if (tail.length > MAX_TAIL) break;
  }
  const merges: Merge[] = [];
  for (const [, from, to] of tail.matchAll(/<(?:\w+:)?mergeCell\s[^>]*?\bref="([A-Z]+\d+):([A-Z]+\d+)"/g)) {
    const [firstRow, lastRow] = [rowOf(from!), rowOf(to!)];
    if (firstRow < lastRow) merges.push({ column: columnIndex(from!), firstRow, lastRow });
  }
  return merges;
}

/** `C7` → 2. */
export function columnIndex(reference: string): number {
  let index = 0;
  for (const letter of reference) {
    if (letter < "A" || letter > "Z") break;
    index = index * 26 + letter.charCodeAt(0) - 64;
  }
  return index - 1;
}

const rowOf = (reference: string): number => Number(reference.replace(/\D+/, ""));
