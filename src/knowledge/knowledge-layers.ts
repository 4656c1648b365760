import { compare } from "./graph-state.js";
import type { KnowledgeGraph } from "./knowledge-graph.js";

const layersOfGraph = new WeakMap<KnowledgeGraph, ReadonlyMap<string, number>>();

/**
 * For each active point the number of prerequisites on the longest chain before it, in the whole graph; a point with
 * parts hands its prerequisites to them, and its dependents come after them. O(points + prerequisites), once a version.
 */
export function layersOf(graph: KnowledgeGraph): ReadonlyMap<string, number> {
  let layers = layersOfGraph.get(graph);
  if (!layers) {
    layers = computeLayers(graph);
    layersOfGraph.set(graph, layers);
  }
  return layers;
}

/** The start of a point comes after those of its parents and the ends of its prerequisites, its end after those of its parts. */
function computeLayers(graph: KnowledgeGraph): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  const ends = new Map<string, number>();
  const active = [...graph.points.values()]
    .filter((p) => p.status === "ACTIVE")
    .map((p) => p.id)
    .sort(compare);
  for (const root of active) {
    // Depth first without recursion, as chains may be thousands long: a node is finished once what comes before it is.
    const stack: [id: string, end: boolean][] = [[root, true]];
    while (stack.length > 0) {
      const [id, end] = stack.at(-1)!;
      const done = end ? ends : starts;
      if (done.has(id)) {
        stack.pop();
        continue;
      }
      const before = end ? endInputs(graph, id) : startInputs(graph, id);
      const waiting = before.filter(([other, otherEnd]) => !(otherEnd ? ends : starts).has(other));
      if (waiting.length > 0) {
        for (const [other, otherEnd] of waiting) stack.push([other, otherEnd]);
        continue;
      }
      done.set(
        id,
        Math.max(0, ...before.map(([other, otherEnd, cost]) => (otherEnd ? ends : starts).get(other)! + cost)),
      );
      stack.pop();
    }
  }
  return starts;
}

type Input = [id: string, end: boolean, cost: number];

function startInputs(graph: KnowledgeGraph, id: string): Input[] {
  const parents = graph.getPoint(id).parentIds.filter((parent) => graph.isActive(parent));
  return [
    ...parents.map((parent): Input => [parent, false, 0]),
    ...graph.prerequisitesOf(id).map((p): Input => [p.prerequisiteId, true, 1]),
  ];
}

function endInputs(graph: KnowledgeGraph, id: string): Input[] {
  return [[id, false, 0], ...graph.partsOf(id).map((part): Input => [part, true, 0])];
}
