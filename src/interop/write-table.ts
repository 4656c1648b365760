import { once } from "node:events";
import { PassThrough, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import ExcelJS from "exceljs";

/** A table on its way out: text, numbers, and lists, which are joined with `;`. */
export type OutputCell = string | number | readonly string[] | undefined;

export interface OutputTable {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: Iterable<readonly OutputCell[]>;
}

/** Writes UTF-8 CSV (RFC 4180, lines ending in LF) that `readTable` reads back; waits where the reader is slow. */
export async function writeCsv({ header, rows }: OutputTable, output: Writable): Promise<void> {
  let buffer = `${header.map(csvCell).join(",")}\n`;
  for (const row of rows) {
    buffer += `${row.map(csvCell).join(",")}\n`;
    if (buffer.length < 1 << 16) continue;
    await write(output, buffer);
    buffer = "";
  }
  await write(output, buffer);
}

/** Writes a workbook with one sheet, row by row; `output` stays open, as standard output must. */
export async function writeXlsx({ name, header, rows }: OutputTable, output: Writable): Promise<void> {
  const packed = new PassThrough();
  const written = pipeline(packed, output, { end: false });
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: packed });
  const sheet = workbook.addWorksheet(name.replace(/[*?:/\\[\]]/g, " ").slice(0, 31));
  sheet.addRow([...header]).commit();
  for (const row of rows) sheet.addRow(row.map((cell) => (Array.isArray(cell) ? cell.join(";") : cell))).commit();
  sheet.commit();
  await Promise.all([workbook.commit(), written]);
}

function csvCell(cell: OutputCell): string {
  if (cell === undefined) return "";
  const text = typeof cell === "object" ? cell.join(";") : String(cell);
  return /^\s|\s$|[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function write(output: Writable, text: string): Promise<void> {
  if (!output.write(text)) await once(output, "drain");
}
