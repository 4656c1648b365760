import type { EditFollower } from "../knowledge/knowledge.js";
import { compact } from "../validation.js";
import type { Annotation } from "./annotation.js";
import { coverageOfTarget, type Decision, settlementOf } from "./decision.js";
import { namedNow } from "./named-now.js";

/**
 * Derives anew what targets cover whose tags name a point that an edit replaced, or points that it had replaced before.
 * The annotations stay as they were said.
 */
export const followReplacements: EditFollower = async (tx, changes, graph) => {
  const pointIds = new Set<string>();
  for (const { entity, before, after } of changes) {
    if (entity !== "points" || !before || !after) continue;
    if (before.status === after.status && before.replacedBy.join() === after.replacedBy.join()) continue;
    for (const id of [after.id, ...graph.replacedByThis(after.id)]) pointIds.add(id);
  }
  if (pointIds.size === 0) return;
  const targets = await tx.run("annotations/lock-targets-about", { pointIds: [...pointIds] });
  const rows = targets.map((row) => {
    const { annotations, decision } = namedNow(graph, {
      annotations: (row.annotations as object[]).map((annotation) => compact(annotation) as unknown as Annotation),
      decision: (row.decision as Decision | null) ?? undefined,
    });
    return {
      resourceId: row.resourceId,
      segmentId: row.segmentId,
      published: row.published,
      covers: coverageOfTarget(annotations, decision),
      settlement: settlementOf(annotations, decision),
    };
  });
  if (rows.length > 0) await tx.run("annotations/save-covers-of-targets", { rows });
};
