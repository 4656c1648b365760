import { DomainError } from "../errors.js";
import type { Principal } from "../people/principal.js";
import { ResourceInput } from "../resources/resources.input.js";
import type { Resources } from "../resources/resources.js";
import { type ImportReport, ReportBuilder } from "./import-table.js";
import { canonicalJson, isArray, isObject, type Json, type JsonObject, readJson } from "./json-text.js";
import { readLrmi } from "./lrmi-reader.js";
import { readTable } from "./read-table.js";
import type { ResourceSources } from "./resource-sources.store.js";
import type { TableSource } from "./table-source.js";

export interface LrmiImport {
  readonly resources: Resources;
  readonly sources: ResourceSources;
  readonly principal: Principal;
  readonly dryRun: boolean;
  /** Take in nothing if anything is refused. */
  readonly allOrNothing: boolean;
}

/** A document with where it stands: its line in JSON Lines, else its position, with the JSON pointer to it. */
interface PlacedDocument {
  readonly index: number;
  readonly at: string;
  readonly document: Json;
}

const BATCH = 500;

/**
 * Registers learning resources described in JSON-LD: one document, a list, a `@graph`, or JSON Lines of any length.
 * Each document is kept as it came, for the way out.
 *
 * @throws DomainError BAD_INPUT when the file is no JSON
 */
export async function importLrmi(source: TableSource, options: LrmiImport): Promise<ImportReport> {
  if (options.allOrNothing && !options.dryRun) {
    const plan = await passOver(source, { ...options, dryRun: true });
    if (plan.refused.length > 0) return { ...plan, dryRun: false, created: 0, updated: 0, unchanged: 0, retired: 0 };
  }
  return passOver(source, options);
}

async function passOver(source: TableSource, options: LrmiImport): Promise<ImportReport> {
  const report = new ReportBuilder();
  for await (const batch of documentsOf(source, report)) await take(batch, options, report);
  return report.build(options.dryRun);
}

async function* documentsOf(source: TableSource, report: ReportBuilder): AsyncGenerator<PlacedDocument[]> {
  if (await isJsonLines(source)) {
    for await (const { rows, refused } of readTable(source, { batchSize: BATCH })) {
      report.add({ refused });
      yield rows.map(({ line, values }) => ({ index: line, at: "", document: { ...values } as Json }));
    }
    return;
  }
  const json = await readJson(source);
  const graph = isObject(json) && isArray(json["@graph"]) ? json["@graph"] : undefined;
  const list = graph ?? (isArray(json) ? json : [json]);
  const prefix = graph ? "/@graph/" : "/";
  for (let from = 0; from < list.length; from += BATCH) {
    yield list.slice(from, from + BATCH).map((document, offset) => {
      const index = from + offset;
      return { index, at: list === graph || isArray(json) ? prefix + index : "", document };
    });
  }
}

/** Whether the first line is a whole object and not the whole file. */
async function isJsonLines(source: TableSource): Promise<boolean> {
  for await (const chunk of source.bytes()) {
    const text = Buffer.from(chunk)
      .toString("utf8")
      .replace(/^\uFEFF/, "");
    const end = text.indexOf("\n");
    if (end < 0 || text.slice(end).trim() === "") return false;
    try {
      return isObject(JSON.parse(text.slice(0, end)) as Json);
    } catch {
      return false;
    }
  }
  return false;
}

async function take(batch: readonly PlacedDocument[], options: LrmiImport, report: ReportBuilder): Promise<void> {
  const read = batch.flatMap((placed) => {
    try {
      const { fields, warnings } = readLrmi(placed.document, placed.at);
      report.add({ warnings });
      return [
        { ...placed, document: placed.document as JsonObject, input: Object.assign(new ResourceInput(), fields) },
      ];
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      report.add({ refused: [{ index: placed.index, error }] });
      return [];
    }
  });
  if (read.length === 0) return;
  const { dryRun, principal } = options;
  const outcome = await options.resources.register(
    principal,
    read.map(({ input }) => input),
    { dryRun },
  );
  report.add({ refused: outcome.refused.map(({ index, error }) => ({ index: read[index]!.index, error })) });
  const refused = new Set(outcome.refused.map(({ index }) => index));
  const accepted = read.filter((_, index) => !refused.has(index));
  const before = await options.sources.find(accepted.map(({ input }) => input.id!));
  const changed = new Map<string, JsonObject>();
  for (const { input, document } of accepted) {
    const known = before.get(input.id!);
    if (known === undefined || canonicalJson(known) !== canonicalJson(document)) changed.set(input.id!, document);
  }
  if (!dryRun) await options.sources.save(changed);
  const updated = Math.max(outcome.updated, changed.size - outcome.created);
  report.add({ created: outcome.created, updated, unchanged: accepted.length - outcome.created - updated });
}
