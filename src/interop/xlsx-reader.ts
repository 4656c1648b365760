import { posix } from "node:path";
import { badInput, DomainError } from "../errors.js";
import type { TableRecord } from "./table-row.js";
import { MergedCells, readMerges } from "./xlsx-merges.js";
import { SheetRows, TextRuns } from "./xlsx-sheet-rows.js";
import { readXml, streamXml } from "./xml-elements.js";
import { ZipArchive } from "./zip-archive.js";

/**
 * The rows of the first visible sheet of a workbook (ECMA-376), a chunk of the file at a time; `line` is the number
 * of the row. Dates become ISO 8601 without a time zone, numbers their shortest decimal text, booleans `true` and
 * `false`; of formulas the stored result; cells merged downwards all have the value of the first; a row with an error
 * value is malformed.
 *
 * Memory: the shared strings of the workbook and one chunk.
 *
 * @throws DomainError BAD_INPUT (field `file`) when the file is no intact workbook.
 */
export async function* readXlsx(path: string): AsyncGenerator<TableRecord[]> {
  const archive = await ZipArchive.open(path);
  try {
    const workbook = await readWorkbook(archive);
    const strings = await readSharedStrings(archive, workbook.sharedStrings);
    const isDateStyle = await readDateStyles(archive, workbook.styles);
    const merges = new MergedCells(await readMerges(archive.read(workbook.sheet)));
    const sheet = new SheetRows({ strings, isDateStyle, is1904: workbook.is1904, merges });
    for await (const _ of streamXml(archive.read(workbook.sheet), sheet)) {
      if (sheet.rows.length > 0) yield sheet.rows.splice(0);
    }
  } catch (error) {
    if (error instanceof DomainError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw badInput("file", {
      zh: `${path} 不是完好的工作簿：${reason}`,
      en: `${path} is not an intact workbook: ${reason}`,
    });
  }
}

/** More than a sheet of 1,048,576 rows with eight columns of texts that never repeat; beyond, memory is at stake. */
const MAX_STRINGS = 1 << 23;
const MAX_STRINGS_LENGTH = 1 << 27;

interface WorkbookParts {
  readonly sheet: string;
  readonly sharedStrings: string | undefined;
  readonly styles: string | undefined;
  readonly is1904: boolean;
}

async function readWorkbook(archive: ZipArchive): Promise<WorkbookParts> {
  const root = await readRelations(archive, "_rels/.rels", "");
  const workbookPath = [...root.values()].find((part) => part.type === "officeDocument")?.target ?? "xl/workbook.xml";
  const folder = posix.dirname(workbookPath);
  const relations = await readRelations(archive, `${folder}/_rels/${posix.basename(workbookPath)}.rels`, folder);
  const sheetIds: string[] = [];
  let is1904 = false;
  await readXml(archive.read(workbookPath), {
    open(name, attributes) {
      if (name === "workbookPr") is1904 = attributes.date1904 === "1" || attributes.date1904 === "true";
      if (name !== "sheet" || (attributes.state ?? "visible") !== "visible") return;
      const id = Object.entries(attributes).find(([key]) => key.endsWith(":id"))?.[1];
      if (id !== undefined) sheetIds.push(id);
    },
  });
  const parts = [...relations.values()];
  const sheet = sheetIds.map((id) => relations.get(id)).find((part) => part?.type === "worksheet")?.target;
  if (sheet === undefined) throw new Error("no visible sheet");
  return {
    sheet,
    sharedStrings: parts.find((part) => part.type === "sharedStrings")?.target,
    styles: parts.find((part) => part.type === "styles")?.target,
    is1904,
  };
}

interface Relation {
  /** Last segment of the relationship type, the same in the transitional and the strict form of the standard. */
  readonly type: string;
  readonly target: string;
}

async function readRelations(archive: ZipArchive, path: string, folder: string): Promise<Map<string, Relation>> {
  const relations = new Map<string, Relation>();
  if (!archive.has(path)) return relations;
  await readXml(archive.read(path), {
    open(name, { Id, Type, Target }) {
      if (name !== "Relationship" || Id === undefined || Type === undefined || Target === undefined) return;
      const target = Target.startsWith("/") ? Target.slice(1) : posix.join(folder, Target);
      relations.set(Id, { type: Type.slice(Type.lastIndexOf("/") + 1), target });
    },
  });
  return relations;
}

async function readSharedStrings(archive: ZipArchive, path: string | undefined): Promise<string[]> {
  const strings: string[] = [];
  if (path === undefined || !archive.has(path)) return strings;
  let length = 0;
  const text = new TextRuns();
  await readXml(archive.read(path), {
    open(name) {
      text.open(name);
    },
    text: (piece) => text.add(piece),
    close(name) {
      text.close(name);
      if (name !== "si") return;
      const string = text.take();
      length += string.length;
      if (strings.push(string) > MAX_STRINGS || length > MAX_STRINGS_LENGTH) throw new Error("too many shared strings");
    },
  });
  return strings;
}

/** For each cell style whether it shows a number as a date. */
async function readDateStyles(archive: ZipArchive, path: string | undefined): Promise<boolean[]> {
  const isDate: boolean[] = [];
  if (path === undefined || !archive.has(path)) return isDate;
  const custom = new Map<number, string>();
  let inCellFormats = false;
  await readXml(archive.read(path), {
    open(name, attributes) {
      if (name === "numFmt") custom.set(Number(attributes.numFmtId), attributes.formatCode ?? "");
      if (name === "cellXfs") inCellFormats = true;
      if (name === "xf" && inCellFormats) isDate.push(isDateFormat(Number(attributes.numFmtId), custom));
    },
    close(name) {
      if (name === "cellXfs") inCellFormats = false;
    },
  });
  return isDate;
}

/** Built-in date formats (ECMA-376 part 1, 18.8.30, with the East Asian ones), or a custom code with date parts. */
function isDateFormat(id: number, custom: ReadonlyMap<number, string>): boolean {
  const code = custom.get(id);
  if (code === undefined) {
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
  }
  return /[ymdhs]/i.test(code.replace(/"[^"]*"|\\.|\[[^\]]*\]|general/gi, ""));
}
