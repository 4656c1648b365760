import { basename } from "node:path";
import { type Command, Option } from "commander";
import { badInput, DomainError, type Language, type Text } from "../errors.js";
import { operatorPrincipal } from "../people/principal.js";
import type { CaseMode } from "./case-items.js";
import { parseColumns, parseWhere } from "./column-mapping.js";
import { EXPORT_FORMATS, type ExportFormat, type Exports } from "./exports.js";
import { type ImportReport, ReportBuilder } from "./import-table.js";
import { IMPORT_FORMATS, type ImportFormat, type ImportRequest, type Imports } from "./imports.js";
import { presentReport } from "./interop.resolver.js";
import { fileSource, type TableSource } from "./table-source.js";

/** What the commands need of the program around them. */
export interface InteropProgram {
  readonly language: Language;
  /** Opens the features for one command and closes them after it. */
  withInterop<T>(work: (interop: { readonly imports: Imports; readonly exports: Exports }) => Promise<T>): Promise<T>;
}

interface ImportOptions {
  readonly dryRun?: boolean;
  readonly allOrNothing?: boolean;
  readonly subject?: string;
  readonly as?: CaseMode;
  readonly columns?: string;
  readonly where: readonly string[];
  readonly json?: boolean;
}

/** `import FORMAT FILE…` and `export FORMAT ID`. */
export function interopCommands(program: Command, { language, withInterop }: InteropProgram): void {
  program
    .command("import")
    .argument("<format>", IMPORT_FORMATS.join("|"))
    .argument("<file...>", "CSV, XLSX or JSON Lines; a CASE package as JSON · 文件")
    .description("take files in, good rows at once, bad ones reported · 导入文件")
    .option("--dry-run", "say what would happen and write nothing · 只试算，不写入")
    .option("--all-or-nothing", "write a file only if none of its rows is refused · 有一行被拒则整个文件不写入")
    .option("--subject <id>", "the subject of rows that name none · 学科")
    .addOption(new Option("--as <what>", "what the items of a package become · 条目变成").choices(["points", "items"]))
    .option("--columns <mapping>", "field=column,…; {a}.{b} joins columns · 字段=列")
    .option("--where <column=value>", "only rows with this value; may be repeated · 只取这些行", append, [])
    .option("--json", "print the report as one line of JSON · 以一行 JSON 输出")
    .action(async (format: string, files: readonly string[], options: ImportOptions) => {
      const request = importRequest(oneOf("format", format, IMPORT_FORMATS), options);
      const report = await withInterop(({ imports }) => importFiles(imports, files, request, language));
      process.stdout.write(options.json ? `${JSON.stringify(report.line(language))}\n` : report.text(language));
      process.exitCode = report.exitCode();
    });
  program
    .command("export")
    .argument("<format>", EXPORT_FORMATS.join("|"))
    .argument("<id>", "of the framework, subject or resource · 编号")
    .description("write to standard output · 导出到标准输出")
    .option("--xlsx", "a table as a workbook instead of CSV · 以 XLSX 输出表格")
    .action(async (format: string, id: string, { xlsx = false }: { readonly xlsx?: boolean }) => {
      const wanted: ExportFormat = oneOf("format", format, EXPORT_FORMATS);
      await withInterop(({ exports }) => exports.write(wanted, id, process.stdout, { xlsx }));
    });
}

type FileRequest = Omit<ImportRequest, "source" | "origin">;

function importRequest(format: ImportFormat, options: ImportOptions): FileRequest {
  return {
    format,
    principal: operatorPrincipal("zhimai-import"),
    dryRun: options.dryRun ?? false,
    allOrNothing: options.allOrNothing ?? false,
    ...(options.subject !== undefined && { subjectId: options.subject }),
    ...(options.as && { as: options.as }),
    ...(options.columns !== undefined && { columns: parseColumns(options.columns) }),
    ...(options.where.length > 0 && { where: parseWhere(options.where) }),
  };
}

/** Imports the files in their order; one that cannot be read at all does not keep the next from going in. */
async function importFiles(
  imports: Imports,
  files: readonly string[],
  request: FileRequest,
  language: Language,
): Promise<FilesReport> {
  const reports = new FilesReport(request.dryRun ?? false);
  for (const file of files) {
    try {
      const source = fileSource(file);
      const progress = progressLine(source, language);
      const report = await imports.run({ ...request, source, origin: basename(file), ...(progress && { progress }) });
      reports.add(file, report, request.allOrNothing ?? false);
    } catch (error) {
      if (!(error instanceof DomainError) || files.length === 1) throw error;
      reports.fail(file, error);
    } finally {
      if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
    }
  }
  return reports;
}

/** The reports on all files as one. */
class FilesReport {
  readonly #total = new ReportBuilder();
  readonly #files: string[] = [];
  #failed = 0;
  #refused = 0;
  #kept = 0;

  constructor(private readonly dryRun: boolean) {}

  add(file: string, report: ImportReport, allOrNothing: boolean): void {
    this.#total.add(report);
    for (const _ of report.refused) this.#files.push(file);
    this.#refused += report.refused.length;
    if (allOrNothing && report.refused.length > 0) return;
    this.#kept += report.created + report.updated + report.unchanged + report.retired;
  }

  fail(file: string, error: DomainError): void {
    this.#failed += 1;
    this.#files.push(file);
    this.#total.add({ refused: [{ index: 0, error }] });
  }

  /** 0 all in, 2 some rows refused, 1 nothing done. */
  exitCode(): number {
    if (this.#refused + this.#failed === 0) return 0;
    return this.#kept > 0 ? 2 : 1;
  }

  /** As ImportReport of the API; with several files each refusal names its own. */
  line(language: Language): object {
    const report = presentReport(this.#total.build(this.dryRun), language);
    if (new Set(this.#files).size < 2) return report;
    return { ...report, refused: report.refused.map((refusal, at) => ({ file: this.#files[at], ...refusal })) };
  }

  text(language: Language): string {
    const report = this.#total.build(this.dryRun);
    const lines = [
      ...report.warnings,
      ...report.refused.map(({ index, error }, at) => refusalText(this.#files[at]!, index, error)),
      summary(report),
    ];
    return `${lines.map((line) => line[language]).join("\n")}\n`;
  }
}

function refusalText(file: string, index: number, { text, details: { field = "" } }: DomainError): Text {
  if (field.startsWith("/")) return { zh: `${file} ${field}：${text.zh}`, en: `${file} ${field}: ${text.en}` };
  if (index === 0) return { zh: `${file}：${text.zh}`, en: `${file}: ${text.en}` };
  const where = field && ` ${field}`;
  return { zh: `${file} 第 ${index} 行${where}：${text.zh}`, en: `${file} line ${index}${where}: ${text.en}` };
}

function summary({ dryRun, created, updated, unchanged, retired, refused }: ImportReport): Text {
  return {
    zh: `${dryRun ? "试算（未写入）：" : ""}新增 ${created}，更新 ${updated}，未变 ${unchanged}，停用 ${retired}，拒绝 ${refused.length}。`,
    en: `${dryRun ? "Dry run, nothing written: " : ""}${created} created, ${updated} updated, ${unchanged} unchanged, ${retired} retired, ${refused.length} refused.`,
  };
}

/** On a terminal one line that is written over; elsewhere nothing. */
function progressLine(source: TableSource, language: Language): ImportRequest["progress"] {
  if (!process.stderr.isTTY) return undefined;
  const started = Date.now();
  return ({ rows, bytesRead }) => {
    const rate = Math.round((rows * 1000) / Math.max(1, Date.now() - started));
    const percent = Math.min(100, Math.floor((100 * bytesRead) / source.size));
    const text = { zh: `${percent}% ${rows} 行，${rate} 行/秒`, en: `${percent}% ${rows} rows, ${rate} rows/s` };
    process.stderr.write(`\r\u001b[K${source.name} ${text[language]}`);
  };
}

function append(value: string, values: readonly string[]): string[] {
  return [...values, value];
}

function oneOf<T extends string>(field: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found !== undefined) return found;
  const list = known.join(", ");
  throw badInput(field, {
    zh: `没有格式 ${value}；有：${list}。`,
    en: `There is no format ${value}; there are: ${list}.`,
  });
}
