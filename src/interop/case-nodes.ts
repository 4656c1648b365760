import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { CasePlan } from "./case-plan.js";

/** The kind of the alignment between an item and the point that was made of it. */
export const SAME = "SAME";

/** The kind of an alignment that a package states between an item and a point that was there before. */
export const EXACT_MATCH = "exactMatchOf";

/** Item of the package → the points of the graph, not made of this package, that it is an exact match of. */
export function matchedPoints(plan: CasePlan, graph: KnowledgeGraph): Map<string, string[]> {
  const items = new Set(plan.items.map((item) => item.id));
  const matched = new Map<string, string[]>();
  for (const { originId, destinationId } of plan.matches) {
    if (items.has(originId) === items.has(destinationId)) continue;
    const [item, outside] = items.has(originId) ? [originId, destinationId] : [destinationId, originId];
    const points = matched.get(item) ?? [];
    for (const id of pointsOfNode(graph, outside, plan.framework.id)) if (!points.includes(id)) points.push(id);
    matched.set(item, points);
  }
  return matched;
}

/** A point by its id, or the point that an item of another framework was made into. */
export function pointsOfNode(graph: KnowledgeGraph, id: string, frameworkId: string): string[] {
  if (graph.points.has(id)) return [id];
  const item = graph.items.get(id);
  if (item === undefined || item.frameworkId === frameworkId) return [];
  return item.alignments.filter(({ kind }) => kind === SAME).map(({ knowledgePointId }) => knowledgePointId);
}
