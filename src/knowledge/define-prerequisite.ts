import type { Text } from "../errors.js";
import { findPoint, retired } from "./edit-point.js";
import type { GraphEditor } from "./graph-editor.js";
import { type Prerequisite, prerequisiteKey } from "./graph-state.js";

export interface PrerequisiteFields {
  readonly prerequisiteId: string;
  readonly dependentId: string;
  /** 0 to 1; 1 for a new edge where none is given, unchanged for an existing one. */
  readonly strength?: number | null;
  readonly rationale?: string | null;
  readonly source?: string | null;
}

export type DefinePrerequisiteOutcome =
  | { readonly kind: "DEFINED"; readonly prerequisite: Prerequisite }
  /** `cycle`: the points of the cycle, the first again at the end; empty between a point and its own ancestor or part. */
  | { readonly kind: "REFUSED"; readonly reason: Text; readonly cycle: readonly string[] };

/** Creates or updates the prerequisite of a pair. Throws NOT_FOUND for unknown points, BAD_INPUT for retired ones. */
export function definePrerequisite(editor: GraphEditor, input: PrerequisiteFields): DefinePrerequisiteOutcome {
  const { prerequisiteId, dependentId } = input;
  for (const field of ["prerequisiteId", "dependentId"] as const) {
    const point = findPoint(editor, input[field], field);
    if (point.status === "RETIRED") throw retired(point, field);
  }
  if (prerequisiteId === dependentId) {
    return {
      kind: "REFUSED",
      reason: { zh: "知识点不能是自己的前置。", en: "A point cannot be its own prerequisite." },
      cycle: [prerequisiteId, prerequisiteId],
    };
  }
  if (editor.isAncestor(prerequisiteId, dependentId) || editor.isAncestor(dependentId, prerequisiteId)) {
    const reason = {
      zh: "知识点与它的上级或组成部分之间不能有前置关系。",
      en: "There can be no prerequisite between a point and one that it is part of.",
    };
    return { kind: "REFUSED", reason, cycle: [] };
  }
  const before = editor.find("prerequisites", prerequisiteKey(prerequisiteId, dependentId));
  const rationale = input.rationale ?? before?.rationale;
  const source = input.source ?? before?.source;
  const prerequisite: Prerequisite = {
    prerequisiteId,
    dependentId,
    strength: input.strength ?? before?.strength ?? 1,
    ...(rationale !== undefined && { rationale }),
    ...(source !== undefined && { source }),
  };
  const cycle = editor.putPrerequisite(prerequisite);
  if (cycle) {
    const names = cycle.map((id) => findPoint(editor, id, "id").name).join(" → ");
    return { kind: "REFUSED", reason: { zh: `会形成环：${names}。`, en: `It would close a cycle: ${names}.` }, cycle };
  }
  return { kind: "DEFINED", prerequisite };
}

/** False where there is no such prerequisite. */
export function removePrerequisite(editor: GraphEditor, prerequisiteId: string, dependentId: string): boolean {
  if (!editor.find("prerequisites", prerequisiteKey(prerequisiteId, dependentId))) return false;
  editor.removePrerequisite(prerequisiteId, dependentId);
  return true;
}
