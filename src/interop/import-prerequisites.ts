import { badInput, DomainError } from "../errors.js";
import { definePrerequisite, removePrerequisite } from "../knowledge/define-prerequisite.js";
import { retired } from "../knowledge/edit-point.js";
import type { GraphEditor } from "../knowledge/graph-editor.js";
import { type KnowledgePoint, prerequisiteKey, relationKey } from "../knowledge/graph-state.js";
import { PrerequisiteInput } from "../knowledge/knowledge.input.js";
import { sameContent } from "../same-content.js";
import { checkShape } from "../validation.js";
import type { PrerequisiteRow } from "./graph-formats.js";
import { editGraph, type GraphImport, type ImportEdit, WholeTable } from "./graph-import.js";
import type { ImportTarget } from "./import-table.js";
import type { ImportRow } from "./table-format.js";

/**
 * Takes prerequisites and other relations in, their ends named by id or code. Those that this file brought before and
 * that are no longer in it are removed.
 */
export function prerequisitesTarget(into: GraphImport, dryRun: boolean): ImportTarget<PrerequisiteRow> {
  return new WholeTable((rows) =>
    editGraph(into, dryRun, (edit) => {
      const named = new Set<string>();
      const subjects = new Set<string>();
      for (const row of rows) edit.row(row.line, () => put(into, edit, row, named, subjects));
      if (into.origin !== undefined) removeMissing(edit, into.origin, named, subjects);
    }),
  );
}

type Effect = "created" | "updated" | "unchanged";

function put(
  into: GraphImport,
  edit: ImportEdit,
  { value }: ImportRow<PrerequisiteRow>,
  named: Set<string>,
  subjects: Set<string>,
): Effect {
  const before = edit.pointNamed(value.prerequisiteId, "prerequisiteId", value.subjectId);
  const after = edit.pointNamed(value.dependentId, "dependentId", value.subjectId);
  const key = prerequisiteKey(before.id, after.id);
  subjects.add(after.subjectId);
  into.requireSubject?.(after.subjectId);
  const { editor } = edit;
  if (value.relation !== undefined) {
    named.add(relationKey({ fromId: before.id, toId: after.id, kind: value.relation }));
    return putRelation(editor, before, after, { kind: value.relation, source: into.origin });
  }
  named.add(key);
  const fields = {
    prerequisiteId: before.id,
    dependentId: after.id,
    ...(value.strength !== undefined && { strength: value.strength }),
    ...(value.rationale !== undefined && { rationale: value.rationale }),
  };
  checkShape(Object.assign(new PrerequisiteInput(), fields));
  const existing = editor.find("prerequisites", key);
  const outcome = definePrerequisite(editor, { ...fields, source: existing?.source ?? into.origin ?? into.by });
  if (outcome.kind === "REFUSED") {
    throw new DomainError("BAD_INPUT", outcome.reason, { field: "dependentId", cycle: outcome.cycle });
  }
  if (!existing) return "created";
  return sameContent(existing, outcome.prerequisite) ? "unchanged" : "updated";
}

function putRelation(
  editor: GraphEditor,
  from: KnowledgePoint,
  to: KnowledgePoint,
  { kind, source }: { readonly kind: string; readonly source: string | undefined },
): Effect {
  for (const [point, field] of [
    [from, "prerequisiteId"],
    [to, "dependentId"],
  ] as const) {
    if (point.status === "RETIRED") throw retired(point, field);
  }
  if (from.id === to.id) {
    throw badInput("dependentId", {
      zh: `关系把 ${from.code} 连到自身。`,
      en: `The relation joins ${from.code} to itself.`,
    });
  }
  const relation = { fromId: from.id, toId: to.id, kind };
  if (editor.find("relations", relationKey(relation))) return "unchanged";
  editor.putRelation({ ...relation, ...(source !== undefined && { source }) });
  return "created";
}

function removeMissing(
  { editor, report }: ImportEdit,
  origin: string,
  named: ReadonlySet<string>,
  subjects: ReadonlySet<string>,
): void {
  const isMissing = (key: string, source: string | undefined, dependentId: string): boolean =>
    source === origin && !named.has(key) && subjects.has(editor.base.points.get(dependentId)?.subjectId ?? "");
  for (const [key, { prerequisiteId, dependentId, source }] of editor.base.prerequisites) {
    if (!isMissing(key, source, dependentId)) continue;
    removePrerequisite(editor, prerequisiteId, dependentId);
    report.add({ retired: 1 });
  }
  for (const [key, relation] of editor.base.relations) {
    if (!isMissing(key, relation.source, relation.toId)) continue;
    editor.removeRelation(relation);
    report.add({ retired: 1 });
  }
}
