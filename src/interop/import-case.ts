import { CaseChanges } from "./case-changes.js";
import { CaseEdges } from "./case-edges.js";
import { CaseItems, type CaseMode } from "./case-items.js";
import { type CaseReading, readCasePackage } from "./case-package.js";
import { planCase } from "./case-plan.js";
import type { CaseSources } from "./case-sources.store.js";
import { editGraph, type GraphImport } from "./graph-import.js";
import type { ImportReport } from "./import-table.js";
import { readJson } from "./json-text.js";
import type { TableSource } from "./table-source.js";

export interface CaseImport {
  readonly into: GraphImport;
  /** Where packages are kept as they came. */
  readonly sources: Pick<CaseSources, "find" | "save">;
  readonly as: CaseMode;
  readonly subjectId?: string | undefined;
  readonly dryRun: boolean;
  /** Take in nothing if anything is refused. */
  readonly allOrNothing: boolean;
}

/**
 * Takes a package in, see `putCase`, and keeps it as it came, for the way out.
 *
 * @throws DomainError BAD_INPUT when the file is no package at all.
 */
export async function importCase(source: TableSource, options: CaseImport): Promise<ImportReport> {
  const { sources, dryRun, allOrNothing } = options;
  const reading = readCasePackage(await readJson(source));
  const frameworkId = String(reading.package.CFDocument.identifier);
  const before = await sources.find(frameworkId);
  const changes = new CaseChanges(before);
  if (allOrNothing && !dryRun) {
    const { outcome } = await putCase(reading, changes, { ...options, dryRun: true });
    if (outcome.refused.length > 0) {
      return { ...outcome, dryRun, created: 0, updated: 0, unchanged: 0, retired: 0 };
    }
  }
  const { outcome, placed } = await putCase(reading, changes, options);
  // Also what an import that was killed between the two has left unsaid.
  if (!dryRun && (before === undefined || outcome.created + outcome.updated + outcome.retired > 0)) {
    await sources.save(frameworkId, { package: reading.package, placed });
  }
  return outcome;
}

/**
 * Takes a package into the graph as one edit. As points, each item becomes a point, its parts and grades with it, and
 * stays an item aligned to that point; `precedes` becomes a prerequisite, `replacedBy` retires, `exactMatchOf` aligns
 * to a point that was there before, other types between points become relations. As items, only the framework and
 * its alignments come in. Items and associations are matched by identifier, points also by code.
 *
 * @returns with the report the positions of the associations that the graph holds now.
 */
async function putCase(
  reading: CaseReading,
  changes: CaseChanges,
  { into, as, subjectId, dryRun }: CaseImport,
): Promise<{ outcome: ImportReport; placed: number[] }> {
  const plan = planCase(reading);
  let placed: number[] = [];
  const outcome = await editGraph(into, dryRun, (edit) => {
    edit.report.add({ refused: [...reading.refused, ...plan.refused], warnings: reading.warnings });
    const items = new CaseItems(edit, plan, as, into);
    items.put(subjectId, (item) => changes.isChanged(reading.package.CFItems![item.place]!));
    const edges = new CaseEdges(edit, plan, items, into);
    placed = edges.put();
    edges.removeMissing();
    items.retireMissing();
    if (changes.isRestChanged(reading.package)) edit.report.add({ updated: 1 });
  });
  return { outcome, placed };
}
