import type { Text } from "../errors.js";
import { MAX_RECORD_LENGTH, TOO_LONG } from "./csv-parser.js";
import type { TableRecord } from "./table-row.js";
import { columnIndex, type MergedCells } from "./xlsx-merges.js";

/** The last column of a sheet is XFD (ECMA-376 part 1, 18.3.1.4). */
const MAX_COLUMNS = 16_384;

/** Gathers the text of `t` elements, leaving out phonetic guides (`rPh`). */
export class TextRuns {
  #value = "";
  #isText = false;
  #isPhonetic = false;

  open(name: string): void {
    if (name === "rPh") this.#isPhonetic = true;
    if (name === "t") this.#isText = !this.#isPhonetic;
  }

  add(piece: string): void {
    if (this.#isText) this.#value += piece;
  }

  close(name: string): void {
    if (name === "rPh") this.#isPhonetic = false;
    if (name === "t") this.#isText = false;
  }

  take(): string {
    const value = this.#value.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    this.#value = "";
    return value;
  }
}

/** What a sheet's cells refer to. */
export interface SheetContext {
  readonly strings: readonly string[];
  /** For each cell style whether it shows a number as a date. */
  readonly isDateStyle: readonly boolean[];
  readonly is1904: boolean;
  readonly merges: MergedCells;
}

/** Handlers that turn a sheet's XML into rows. */
export class SheetRows {
  readonly rows: TableRecord[] = [];
  #line = 0;
  #cells: string[] = [];
  #error: Text | undefined;
  #length = 0;
  #column = -1;
  #type = "n";
  #style = 0;
  #value = "";
  #isValue = false;
  readonly #inline = new TextRuns();

  constructor(private readonly book: SheetContext) {}

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === "row") {
      const line = Number(attributes.r);
      this.#line = Number.isSafeInteger(line) ? line : this.#line + 1;
      this.#cells = [];
      this.#error = undefined;
      this.#length = 0;
      this.#column = -1;
    } else if (name === "c") {
      this.#column = attributes.r === undefined ? this.#column + 1 : columnIndex(attributes.r);
      this.#type = attributes.t ?? "n";
      this.#style = Number(attributes.s ?? 0);
      this.#value = "";
      if (!(this.#column >= 0 && this.#column < MAX_COLUMNS)) {
        this.#error ??= {
          zh: `单元格 ${attributes.r} 不在 A 至 XFD 列之内。`,
          en: `Cell ${attributes.r} is not in the columns A to XFD.`,
        };
      }
    } else if (name === "v") {
      this.#isValue = true;
    } else {
      this.#inline.open(name);
    }
  }

  text(piece: string): void {
    this.#length += piece.length;
    if (this.#length > MAX_RECORD_LENGTH) this.#error ??= TOO_LONG;
    else if (this.#isValue) this.#value += piece;
    else this.#inline.add(piece);
  }

  close(name: string): void {
    if (name === "v") this.#isValue = false;
    else if (name === "c") this.#closeCell();
    else if (name === "row") this.#closeRow();
    else this.#inline.close(name);
  }

  #closeCell(): void {
    const inline = this.#inline.take();
    if (this.#type === "e") {
      const cell = `${columnName(this.#column)}${this.#line} ${this.#value}`;
      this.#error ??= { zh: `单元格 ${cell} 是错误值。`, en: `Cell ${cell} is an error value.` };
    }
    if (this.#error !== undefined) return;
    const value = this.#type === "inlineStr" ? inline : this.#cellValue();
    if (value === "") return;
    while (this.#cells.length < this.#column) this.#cells.push("");
    this.#cells[this.#column] = value;
  }

  #cellValue(): string {
    if (this.#type === "s") return this.book.strings[Number(this.#value)] ?? "";
    if (this.#type === "b") return this.#value === "1" ? "true" : "false";
    if (this.#type !== "n" || this.#value === "") return this.#value;
    const number = Number(this.#value);
    return this.book.isDateStyle[this.#style] ? dateText(number, this.book.is1904) : String(number);
  }

  #closeRow(): void {
    const cells = this.#cells;
    if (this.#error !== undefined) this.rows.push({ line: this.#line, error: this.#error });
    else if (cells.length > 0) this.rows.push({ line: this.#line, cells: this.book.merges.fill(this.#line, cells) });
  }
}

function columnName(index: number): string {
  return index < 0 ? "" : columnName(Math.floor(index / 26) - 1) + String.fromCharCode(65 + (index % 26));
}

/** Days since the epoch of the workbook (1899-12-30, or 1904-01-01) as ISO 8601, without a time zone. */
function dateText(days: number, is1904: boolean): string {
  const epoch = is1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
  const date = new Date(epoch + Math.round(days * 86_400) * 1000);
  if (Number.isNaN(date.getTime())) return String(days);
  const text = date.toISOString();
  return Number.isInteger(days) ? text.slice(0, 10) : text.slice(0, 19);
}
