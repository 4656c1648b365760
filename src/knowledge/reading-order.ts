import { notFound } from "../errors.js";
import type { Framework, FrameworkItem, KnowledgePoint } from "./graph-state.js";
import type { KnowledgeGraph } from "./knowledge-graph.js";

/**
 * In which order an edition teaches: for each active point that it names, or that lies beneath or above one it names, its
 * place from 0, by the first item that comes to it. A point with parts has the place of its first part. Points that the
 * edition does not come to are absent. O(items + alignments + leaves beneath them). Throws NOT_FOUND.
 */
export function readingOrder(graph: KnowledgeGraph, frameworkId: string): Map<string, number> {
  getFramework(graph, frameworkId);
  const places = new Map<string, number>();
  let next = 0;
  for (const item of graph.itemsOf(frameworkId)) {
    const named = item.alignments.flatMap((a) => graph.activeFor(a.knowledgePointId));
    for (const leaf of graph.leavesOf(named)) {
      if (places.has(leaf)) continue;
      for (const id of [leaf, ...graph.activeAncestorsOf(leaf)]) if (!places.has(id)) places.set(id, next);
      next++;
    }
  }
  return places;
}

/** Throws NOT_FOUND. */
export function getFramework(graph: KnowledgeGraph, id: string, field = "frameworkId"): Framework {
  const framework = graph.frameworks.get(id);
  if (!framework) throw notFound({ zh: "课标或教材", en: "framework" }, id, field);
  return framework;
}

/** How well a framework is aligned to the graph. */
export interface Crosswalk {
  readonly items: number;
  /** Items without items beneath them that name no active point. */
  readonly unmapped: readonly FrameworkItem[];
  /** Items that name two points or more. */
  readonly severalPoints: readonly FrameworkItem[];
  /** Points named by two items or more, none of them above another, with these items. */
  readonly doublyMapped: readonly {
    readonly knowledgePoint: KnowledgePoint;
    readonly items: readonly FrameworkItem[];
  }[];
  /** Active leaves of the framework's subject that no item comes to; by id. */
  readonly uncovered: readonly KnowledgePoint[];
}

/** Unmapped and doubly mapped items of a framework, in reading order. Throws NOT_FOUND. */
export function crosswalkOf(graph: KnowledgeGraph, frameworkId: string): Crosswalk {
  const { subjectId } = getFramework(graph, frameworkId);
  const items = graph.itemsOf(frameworkId);
  const pointsOf = new Map(
    items.map((item) => [item, new Set(item.alignments.flatMap((a) => graph.activeFor(a.knowledgePointId)))]),
  );
  const itemsOf = new Map<string, FrameworkItem[]>();
  for (const [item, points] of pointsOf) for (const id of points) itemsOf.set(id, [...(itemsOf.get(id) ?? []), item]);
  const covered = readingOrder(graph, frameworkId);
  return {
    items: items.length,
    unmapped: items.filter((item) => graph.itemsBelow(item.id).length === 0 && pointsOf.get(item)!.size === 0),
    severalPoints: items.filter((item) => pointsOf.get(item)!.size > 1),
    doublyMapped: [...itemsOf].flatMap(([id, naming]) => {
      const lowest = naming.filter((item) => !naming.some((other) => isAbove(graph, item, other)));
      return lowest.length > 1 ? [{ knowledgePoint: graph.getPoint(id), items: lowest }] : [];
    }),
    uncovered: [...graph.points.values()]
      .filter((p) => p.subjectId === subjectId && graph.isLeaf(p.id) && !covered.has(p.id))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

function isAbove(graph: KnowledgeGraph, item: FrameworkItem, below: FrameworkItem): boolean {
  for (let at = below.parentId; at !== undefined; at = graph.items.get(at)?.parentId) if (at === item.id) return true;
  return false;
}
