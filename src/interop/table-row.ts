import type { RowRefusal, Text } from "../errors.js";

/** A value of a table: text in CSV, anything JSON can say in JSON Lines; workbooks also give numbers and booleans. */
export type Cell = string | number | boolean | readonly Cell[] | { readonly [name: string]: Cell };

/** One record of cells; `line` is where it begins (the first line is 1); a malformed one has an `error`. */
export type TableRecord =
  | { readonly line: number; readonly cells: readonly string[]; readonly error?: undefined }
  | { readonly line: number; readonly error: Text };

/** One record by column; `line` is where it begins in its file, the header being line 1. Empty cells are empty strings. */
export interface TableRow {
  readonly line: number;
  readonly values: Readonly<Record<string, Cell>>;
}

/** Some rows in their order, with those that could not be read as rows. */
export interface TableBatch {
  readonly rows: readonly TableRow[];
  readonly refused: readonly RowRefusal[];
  /** Bytes of the source read so far, for progress. */
  readonly bytesRead: number;
}

/** The text that stands for a cell where columns are joined or compared: lists with `;`, objects as JSON. */
export function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return "";
  if (typeof cell === "string") return cell;
  if (isList(cell)) return cell.map(cellText).join(";");
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}

/** Whether a cell is a list (`Array.isArray` does not narrow readonly arrays). */
export function isList(cell: unknown): cell is readonly Cell[] {
  return Array.isArray(cell);
}
