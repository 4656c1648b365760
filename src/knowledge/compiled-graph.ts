import type { GraphState, KnowledgePoint } from "./knowledge-graph.js";

/** Compressed sparse rows: the neighbours of node v are `targets[offsets[v] … offsets[v + 1])`. */
export interface Adjacency {
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  /** 0 to 1, parallel to `targets`. */
  readonly strengths: Float64Array;
}

/**
 * The active leaves and the prerequisites among them. A prerequisite of a point with parts holds for its leaves.
 * Node numbers are positions in `ids`, which is sorted.
 */
export interface CompiledGraph {
  readonly ids: readonly string[];
  /** The node number of an id, or -1. */
  indexOf(id: string): number;
  readonly prerequisites: Adjacency;
  readonly dependents: Adjacency;
  /** A topological order, prerequisites first; ties by node number. */
  readonly order: Int32Array;
  /** 0 to 1; 0.5 where unknown. */
  readonly difficulty: Float64Array;
  /** Minutes to learn; 20 where unknown. */
  readonly minutes: Float64Array;
}

const DEFAULT_DIFFICULTY = 0.5;
const DEFAULT_MINUTES = 20;

type CompilableState = Pick<GraphState, "points" | "prerequisites">;

/**
 * Compiles a graph state. O(points + leaf prerequisites); allocates the typed arrays of the result.
 * Throws where the leaves' prerequisites have a cycle, which no stored graph has.
 */
export function compileGraph(state: CompilableState): CompiledGraph {
  const leavesBeneath = leafExpansion(state.points);
  const ids = [...leavesBeneath]
    .filter(([id, leaves]) => leaves.length === 1 && leaves[0] === id)
    .map(([id]) => id)
    .sort();
  const numbers = new Map(ids.map((id, i) => [id, i]));
  const edges = new Map<number, number>();
  const size = ids.length;
  for (const { prerequisiteId, dependentId, strength } of state.prerequisites.values()) {
    for (const from of leavesBeneath.get(prerequisiteId) ?? []) {
      for (const to of leavesBeneath.get(dependentId) ?? []) {
        const key = numbers.get(from)! * size + numbers.get(to)!;
        edges.set(key, Math.max(strength, edges.get(key) ?? 0));
      }
    }
  }
  const keys = Float64Array.from(edges.keys()).sort();
  const from = Int32Array.from(keys, (key) => Math.floor(key / size));
  const to = Int32Array.from(keys, (key) => key % size);
  const strengths = Float64Array.from(keys, (key) => edges.get(key)!);
  const dependents = adjacency(size, from, to, strengths);
  return {
    ids,
    indexOf: (id) => numbers.get(id) ?? -1,
    prerequisites: adjacency(size, to, from, strengths),
    dependents,
    order: topologicalOrder(size, dependents),
    difficulty: Float64Array.from(ids, (id) => state.points.get(id)?.difficulty ?? DEFAULT_DIFFICULTY),
    minutes: Float64Array.from(ids, (id) => state.points.get(id)?.minutes ?? DEFAULT_MINUTES),
  };
}

/** For each active point the active leaves beneath it; a leaf stands for itself. */
function leafExpansion(points: ReadonlyMap<string, KnowledgePoint>): Map<string, readonly string[]> {
  const parts = new Map<string, string[]>();
  for (const point of points.values()) {
    if (point.status !== "ACTIVE") continue;
    for (const parentId of point.parentIds) {
      const list = parts.get(parentId);
      if (list) list.push(point.id);
      else parts.set(parentId, [point.id]);
    }
  }
  const leaves = new Map<string, readonly string[]>();
  const expand = (id: string): readonly string[] => {
    const known = leaves.get(id);
    if (known) return known;
    const below = parts.get(id);
    const result = below ? [...new Set(below.flatMap(expand))] : [id];
    leaves.set(id, result);
    return result;
  };
  for (const point of points.values()) if (point.status === "ACTIVE") expand(point.id);
  return leaves;
}

/** Rows by counting sort; the edges of a row keep the order in which they are given. */
function adjacency(size: number, from: Int32Array, to: Int32Array, weights: Float64Array): Adjacency {
  const offsets = new Int32Array(size + 1);
  for (const v of from) offsets[v + 1]!++;
  for (let v = 0; v < size; v++) offsets[v + 1]! += offsets[v]!;
  const next = offsets.slice(0, size);
  const targets = new Int32Array(from.length);
  const strengths = new Float64Array(from.length);
  for (let e = 0; e < from.length; e++) {
    const slot = next[from[e]!]!++;
    targets[slot] = to[e]!;
    strengths[slot] = weights[e]!;
  }
  return { offsets, targets, strengths };
}

/** Kahn (1962), breadth first from the nodes without prerequisites. O(nodes + edges). */
function topologicalOrder(size: number, dependents: Adjacency): Int32Array {
  const waiting = new Int32Array(size);
  for (const target of dependents.targets) waiting[target]!++;
  const order = new Int32Array(size);
  let filled = 0;
  for (let v = 0; v < size; v++) if (waiting[v] === 0) order[filled++] = v;
  for (let i = 0; i < filled; i++) {
    const v = order[i]!;
    for (let e = dependents.offsets[v]!; e < dependents.offsets[v + 1]!; e++) {
      const w = dependents.targets[e]!;
      if (--waiting[w]! === 0) order[filled++] = w;
    }
  }
  if (filled < size) throw new Error("the prerequisites of the leaves have a cycle");
  return order;
}
