import { badInput, type RowRefusal, type Text } from "../errors.js";
import type { ColumnMapping, RowFilter } from "./column-mapping.js";
import { readTable } from "./read-table.js";
import { decodeRow, type ImportRow, type RowDefaults, type TableFormat } from "./table-format.js";
import type { TableSource } from "./table-source.js";

/** What an import did, or on a dry run would do. Refusals are ordered as they were found. */
export interface ImportReport {
  readonly dryRun: boolean;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly retired: number;
  readonly refused: readonly RowRefusal[];
  readonly warnings: readonly Text[];
}

/** What became of some rows; numbers left out are 0. */
export type ImportOutcome = Partial<Omit<ImportReport, "dryRun">>;

/** Where decoded rows go; given by the feature that owns them. */
export interface ImportTarget<T> {
  /** Takes rows in; those that it refuses come back with `index` set to their line. */
  take(rows: readonly ImportRow<T>[]): Promise<ImportOutcome>;
  /** Called once after the last row: what can only be said when all are known. */
  finish?(): Promise<ImportOutcome>;
}

export interface TableImport<T> {
  readonly source: TableSource;
  readonly format: TableFormat<T>;
  /** A new target for one pass over the rows; on a dry run it writes nothing and reports as if it had. */
  readonly target: (dryRun: boolean) => ImportTarget<T>;
  readonly columns?: ColumnMapping;
  readonly where?: RowFilter;
  readonly defaults?: RowDefaults;
  readonly dryRun?: boolean;
  /** Write only if no row is refused; costs a second pass over the table. */
  readonly allOrNothing?: boolean;
  readonly batchSize?: number;
  readonly progress?: (done: { readonly rows: number; readonly bytesRead: number }) => void;
}

/**
 * Imports a table row by row: good rows go in, bad ones are reported with line, field and reason. Memory is that of
 * one batch and of what the target keeps.
 *
 * @throws DomainError BAD_INPUT for what concerns the table as a whole, see `readTable`; then nothing was written,
 * unless the file turned out to be damaged further on.
 */
export async function importTable<T>(table: TableImport<T>): Promise<ImportReport> {
  const dryRun = table.dryRun ?? false;
  if (!table.allOrNothing || dryRun) return passOver(table, dryRun);
  const plan = await passOver(table, true);
  if (plan.refused.length === 0) return passOver(table, false);
  return { ...plan, dryRun, created: 0, updated: 0, unchanged: 0, retired: 0 };
}

async function passOver<T>(table: TableImport<T>, dryRun: boolean): Promise<ImportReport> {
  const report = new ReportBuilder();
  const target = table.target(dryRun);
  const batches = readTable(table.source, {
    ...(table.columns && { columns: table.columns }),
    ...(table.where && { where: table.where }),
    ...(table.batchSize && { batchSize: table.batchSize }),
    onFields: (fields) => report.add({ warnings: checkFields(table.format, fields) }),
  });
  let count = 0;
  for await (const { rows, refused, bytesRead } of batches) {
    report.add({ refused });
    const decoded: ImportRow<T>[] = [];
    for (const row of rows) {
      const result = decodeRow(table.format, row, table.defaults ?? {});
      if ("value" in result) decoded.push(result);
      else report.add({ refused: result });
    }
    if (decoded.length > 0) report.add(await target.take(decoded));
    count += rows.length + refused.length;
    table.progress?.({ rows: count, bytesRead });
  }
  if (count === 0) throw noRows(table.source.name);
  if (target.finish) report.add(await target.finish());
  const built = report.build(dryRun);
  return { ...built, refused: [...built.refused].sort((a, b) => a.index - b.index) };
}

/** Refusals that a report lists; a table in which every row is wrong in the same way would fill the memory with them. */
const MOST_REFUSALS = 100_000;

/** Adds outcomes up. */
export class ReportBuilder {
  #created = 0;
  #updated = 0;
  #unchanged = 0;
  #retired = 0;
  readonly #refused: RowRefusal[] = [];
  #unlisted = 0;
  readonly #warnings = new Map<string, Text>();

  add(outcome: ImportOutcome): void {
    this.#created += outcome.created ?? 0;
    this.#updated += outcome.updated ?? 0;
    this.#unchanged += outcome.unchanged ?? 0;
    this.#retired += outcome.retired ?? 0;
    for (const refusal of outcome.refused ?? []) {
      if (this.#refused.length < MOST_REFUSALS) this.#refused.push(refusal);
      else this.#unlisted += 1;
    }
    for (const warning of outcome.warnings ?? []) this.#warnings.set(warning.en, warning);
  }

  build(dryRun: boolean): ImportReport {
    return {
      dryRun,
      created: this.#created,
      updated: this.#updated,
      unchanged: this.#unchanged,
      retired: this.#retired,
      refused: this.#refused,
      warnings: [...this.#warnings.values(), ...unlistedWarning(this.#unlisted)],
    };
  }
}

function unlistedWarning(unlisted: number): Text[] {
  if (unlisted === 0) return [];
  return [
    {
      zh: `另有 ${unlisted} 处拒绝没有列出：一份报告至多列出 ${MOST_REFUSALS} 处。`,
      en: `${unlisted} more refusals are not listed: a report lists ${MOST_REFUSALS} at most.`,
    },
  ];
}

/** @throws DomainError BAD_INPUT (field `columns`) when a field that must be there is not; else warnings. */
function checkFields<T>(format: TableFormat<T>, fields: readonly string[]): Text[] {
  const given = new Set(fields);
  const groups = [...format.required.map((field) => [field]), ...(format.oneOf ?? [])];
  const missing = groups.find((group) => !group.some((field) => given.has(field)));
  if (missing !== undefined) {
    throw badInput("columns", {
      zh: `没有列给出字段 ${missing.join(" 或 ")}；有的列：${fields.join("、")}。可用 --columns 字段=列 指明。`,
      en: `No column gives the field ${missing.join(" or ")}; there are: ${fields.join(", ")}. Use --columns field=column.`,
    });
  }
  const known = new Set([...format.required, ...format.optional]);
  const unused = fields.filter((field) => !known.has(field));
  if (unused.length === 0) return [];
  return [{ zh: `没有用到的列：${unused.join("、")}。`, en: `Columns not used: ${unused.join(", ")}.` }];
}

function noRows(name: string) {
  return badInput("file", { zh: `${name} 里没有要导入的行。`, en: `${name} has no rows to import.` });
}
