import type { TableRecord } from "./table-row.js";

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

/** Handlers that turn a sheet's XML into rows. */
export class SheetRows {
  readonly rows: TableRecord[] = [];
  #line = 0;
  #cells: string[] = [];
  #error: string | undefined;
  #column = -1;
  #type = "n";
  #style = 0;
  #value = "";
  #isValue = false;
  readonly #inline = new TextRuns();

  constructor(
    private readonly strings: readonly string[],
    private readonly isDateStyle: readonly boolean[],
    private readonly is1904: boolean,
  ) {}

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === "row") {
      this.#line = attributes.r === undefined ? this.#line + 1 : Number(attributes.r);
      this.#cells = [];
      this.#error = undefined;
      this.#column = -1;
    } else if (name === "c") {
      this.#column = attributes.r === undefined ? this.#column + 1 : columnIndex(attributes.r);
      this.#type = attributes.t ?? "n";
      this.#style = Number(attributes.s ?? 0);
      this.#value = "";
    } else if (name === "v") {
      this.#isValue = true;
    } else {
      this.#inline.open(name);
    }
  }

  text(piece: string): void {
    if (this.#isValue) this.#value += piece;
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
    if (this.#type === "e") this.#error ??= `${columnName(this.#column)}${this.#line} ${this.#value}`;
    const value = this.#type === "inlineStr" ? inline : this.#cellValue();
    if (value === "") return;
    while (this.#cells.length < this.#column) this.#cells.push("");
    this.#cells[this.#column] = value;
  }

  #cellValue(): string {
    if (this.#type === "s") return this.strings[Number(this.#value)] ?? "";
    if (this.#type === "b") return this.#value === "1" ? "true" : "false";
    if (this.#type !== "n" || this.#value === "") return this.#value;
    const number = Number(this.#value);
    return this.isDateStyle[this.#style] ? dateText(number, this.is1904) : String(number);
  }

  #closeRow(): void {
    const error = this.#error;
    if (error !== undefined) {
      this.rows.push({
        line: this.#line,
        error: { zh: `单元格 ${error} 是错误值。`, en: `Cell ${error} is an error value.` },
      });
    } else if (this.#cells.length > 0) {
      this.rows.push({ line: this.#line, cells: this.#cells });
    }
  }
}

/** `C7` → 2. */
function columnIndex(reference: string): number {
  let index = 0;
  for (const letter of reference) {
    if (letter < "A" || letter > "Z") break;
    index = index * 26 + letter.charCodeAt(0) - 64;
  }
  return index - 1;
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
