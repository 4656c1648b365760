import { badInput, DomainError, type RowRefusal, type Text } from "../errors.js";
import {
  type ColumnMapping,
  columnMapper,
  fieldsOf,
  isChosen,
  type RowFilter,
  requireColumns,
} from "./column-mapping.js";
import { CsvParser } from "./csv-parser.js";
import { JsonLinesParser } from "./json-lines-parser.js";
import type { TableBatch, TableRecord, TableRow } from "./table-row.js";
import type { TableSource } from "./table-source.js";
import { decodeText, detectEncoding } from "./text-encoding.js";
import { readXlsx } from "./xlsx-reader.js";

export interface ReadTableOptions {
  readonly columns?: ColumnMapping;
  readonly where?: RowFilter;
  /** Rows in a batch; 1,000 by default. */
  readonly batchSize?: number;
  /** Called once, before the first batch, with the fields that the table gives; may throw. Not for JSON Lines. */
  readonly onFields?: (fields: readonly string[]) => void;
}

/**
 * Reads a table, whatever its size, in batches of rows: CSV (commas or tabs), XLSX (first visible sheet) or JSON
 * Lines, told apart by content. A row that cannot be read (an unclosed quote, too few or too many fields) is
 * refused with its line, and the others are given. Memory: one batch (and the shared strings of a workbook).
 *
 * @throws DomainError BAD_INPUT for what concerns the whole file: no known encoding, an empty file, a header with
 * empty or repeated columns, a mapping that names a column which is not there.
 */
export async function* readTable(source: TableSource, options: ReadTableOptions = {}): AsyncGenerator<TableBatch> {
  const batchSize = options.batchSize ?? 1000;
  const toFields = columnMapper(options.columns ?? new Map());
  const where: RowFilter = options.where ?? new Map();
  let rows: TableRow[] = [];
  let refused: RowRefusal[] = [];
  let bytesRead = 0;
  const counted: TableSource = { ...source, bytes: () => countBytes(source, (count) => (bytesRead = count)) };
  for await (const entries of readEntries(counted, options)) {
    for (const entry of entries) {
      if (entry.error !== undefined) {
        const details = entry.field === undefined ? {} : { field: entry.field };
        refused.push({ index: entry.line, error: new DomainError("BAD_INPUT", entry.error, details) });
      } else if (isChosen(entry, where)) {
        rows.push(toFields(entry));
      }
      if (rows.length + refused.length < batchSize) continue;
      yield { rows, refused, bytesRead };
      rows = [];
      refused = [];
    }
  }
  if (rows.length + refused.length > 0) yield { rows, refused, bytesRead: source.size };
}

type Entry =
  | (TableRow & { readonly error?: undefined })
  | { readonly line: number; readonly field?: string; readonly error: Text };

const ZERO_BYTE: Text = { zh: "含有零字节。", en: "It holds a zero byte." };

async function* readEntries(source: TableSource, options: ReadTableOptions): AsyncGenerator<readonly Entry[]> {
  const start = await firstBytes(source);
  if (isZip(start)) {
    if (source.path === undefined) throw onlyFromDisk(source.name);
    yield* withHeader(readXlsx(source.path), { ...options, name: source.name, isSparse: true });
    return;
  }
  if (isCompoundDocument(start)) throw oldWorkbook(source.name);
  const texts = decodeText(source, await detectEncoding(source));
  const first = await texts.next();
  const opening: string = first.done ? "" : first.value;
  if (opening.trimStart().startsWith("{")) {
    yield* parse(new JsonLinesParser(), opening, texts);
    return;
  }
  const header = /^[^\r\n]*/.exec(opening.trimStart())?.[0] ?? "";
  const delimiter = header.includes("\t") && !header.includes(",") ? "\t" : ",";
  yield* withHeader(parse(new CsvParser(delimiter), opening, texts), {
    ...options,
    name: source.name,
    isSparse: false,
  });
}

async function* parse<T>(
  parser: { push(text: string): T[]; end(): T[] },
  opening: string,
  texts: AsyncIterable<string>,
): AsyncGenerator<T[]> {
  yield parser.push(opening);
  for await (const text of texts) yield parser.push(text);
  yield parser.end();
}

interface HeaderOptions extends ReadTableOptions {
  readonly name: string;
  /** Rows may end before the header does, as workbooks store no empty cells. */
  readonly isSparse: boolean;
}

/** Takes the first record for the header and names the cells of the others. */
async function* withHeader(
  batches: AsyncIterable<readonly TableRecord[]>,
  options: HeaderOptions,
): AsyncGenerator<Entry[]> {
  let header: readonly string[] | undefined;
  for await (const records of batches) {
    const entries: Entry[] = [];
    for (const record of records) {
      if (record.error === undefined && isBlank(record.cells)) continue;
      if (header === undefined) header = readHeader(record, options);
      else entries.push(record.error === undefined ? nameCells(record, header, options.isSparse) : record);
    }
    yield entries;
  }
  if (header === undefined) throw badInput("file", { zh: `${options.name} 是空的。`, en: `${options.name} is empty.` });
}

function readHeader(record: TableRecord, options: HeaderOptions): readonly string[] {
  if (record.error !== undefined) throw badInput("file", record.error);
  const header = record.cells.map((cell) => cell.trim());
  while (header.at(-1) === "") header.pop();
  const empty = header.indexOf("");
  if (empty >= 0) {
    throw badInput("file", {
      zh: `第 ${empty + 1} 列没有列名。`,
      en: `Column ${empty + 1} has no name in the header.`,
    });
  }
  const repeated = header.find((name, index) => header.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw badInput("file", { zh: `列名“${repeated}”重复。`, en: `The header has "${repeated}" twice.` });
  }
  const columns: ColumnMapping = options.columns ?? new Map();
  requireColumns(header, columns, options.where ?? new Map());
  options.onFields?.(fieldsOf(header, columns));
  return header;
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === "");
}

function nameCells(
  record: { readonly line: number; readonly cells: readonly string[] },
  header: readonly string[],
  isSparse: boolean,
): Entry {
  const { line } = record;
  // Spreadsheets save empty cells behind the last column.
  const isWide = record.cells.length > header.length && isBlank(record.cells.slice(header.length));
  const cells = isWide ? record.cells.slice(0, header.length) : record.cells;
  if (cells.length > header.length || (cells.length < header.length && !isSparse)) {
    return {
      line,
      error: {
        zh: `这一行有 ${cells.length} 个字段，表头有 ${header.length} 个。`,
        en: `The row has ${cells.length} fields, the header ${header.length}.`,
      },
    };
  }
  const zero = cells.findIndex((cell) => cell.includes("\0"));
  if (zero >= 0) return { line, field: header[zero]!, error: ZERO_BYTE };
  const values: Record<string, string> = Object.create(null);
  for (let index = 0; index < header.length; index += 1) values[header[index]!] = cells[index] ?? "";
  return { line, values };
}

async function firstBytes(source: TableSource): Promise<Uint8Array> {
  for await (const chunk of source.bytes()) return chunk;
  return new Uint8Array();
}

async function* countBytes(source: TableSource, report: (count: number) => void): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const chunk of source.bytes()) {
    yield chunk;
    count += chunk.length;
    report(count);
  }
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/** The container of .xls files and of workbooks with a password. */
function isCompoundDocument(bytes: Uint8Array): boolean {
  return bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11 && bytes[3] === 0xe0;
}

function oldWorkbook(name: string) {
  return badInput("file", {
    zh: `${name} 是旧式 .xls 或带密码的工作簿。请另存为不带密码的 XLSX 或 CSV。`,
    en: `${name} is an old .xls workbook or has a password. Save it as XLSX without one, or as CSV.`,
  });
}

function onlyFromDisk(name: string) {
  return badInput("content", {
    zh: `${name} 是工作簿；工作簿只能用命令 zhimai import 导入。`,
    en: `${name} is a workbook; workbooks are imported by the command zhimai import only.`,
  });
}
