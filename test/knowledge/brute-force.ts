import type { GraphState } from "../../src/knowledge/graph-state.js";
import type { KnowledgeGraph } from "../../src/knowledge/knowledge-graph.js";

/** Plain recursion over the stored things, to compare the indexed and compiled answers with. */

export function activeParts(state: Pick<GraphState, "points">, id: string): string[] {
  return [...state.points.values()].filter((p) => p.status === "ACTIVE" && p.parentIds.includes(id)).map((p) => p.id);
}

export function leavesBeneath(state: Pick<GraphState, "points">, id: string): Set<string> {
  const parts = activeParts(state, id);
  return parts.length === 0 ? new Set([id]) : new Set(parts.flatMap((part) => [...leavesBeneath(state, part)]));
}

/** Each active leaf with its direct prerequisites among the leaves. */
export function leafPrerequisites(state: Pick<GraphState, "points" | "prerequisites">): Map<string, Set<string>> {
  const active = [...state.points.values()].filter((p) => p.status === "ACTIVE");
  const rows = new Map(
    active.filter((p) => activeParts(state, p.id).length === 0).map((p) => [p.id, new Set<string>()]),
  );
  for (const { prerequisiteId, dependentId } of state.prerequisites.values()) {
    if (![prerequisiteId, dependentId].every((id) => state.points.get(id)?.status === "ACTIVE")) continue;
    for (const from of leavesBeneath(state, prerequisiteId))
      for (const to of leavesBeneath(state, dependentId)) rows.get(to)!.add(from);
  }
  return rows;
}

/** Every near and far prerequisite of a leaf. */
export function closureOf(
  rows: ReadonlyMap<string, ReadonlySet<string>>,
  id: string,
  found = new Set<string>(),
): Set<string> {
  for (const before of rows.get(id) ?? []) {
    if (found.has(before)) continue;
    found.add(before);
    closureOf(rows, before, found);
  }
  return found;
}

export function hasCycle(rows: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  return [...rows.keys()].some((id) => closureOf(rows, id).has(id));
}

/** The longest chain of prerequisites before a leaf. */
export function chainBefore(rows: ReadonlyMap<string, ReadonlySet<string>>, id: string): number {
  return Math.max(0, ...[...(rows.get(id) ?? [])].map((before) => 1 + chainBefore(rows, before)));
}

/** All stored prerequisites and both directions of the hierarchy: what a named cycle may walk along. */
export function mayFollow(graph: Pick<KnowledgeGraph, "points" | "prerequisites">, from: string, to: string): boolean {
  return (
    graph.prerequisites.has(`${from} ${to}`) ||
    graph.points.get(from)!.parentIds.includes(to) ||
    graph.points.get(to)!.parentIds.includes(from)
  );
}
