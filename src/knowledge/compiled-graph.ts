import type { GraphState, KnowledgePoint } from "./graph-state.js";

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
  const ids: string[] = [];
  for (const { id, status } of state.points.values()) if (status === "ACTIVE" && !leavesBeneath.has(id)) ids.push(id);
  ids.sort();
  const size = ids.length;
  const numbers = new Map(ids.map((id, i) => [id, i]));
  const numbersOf = (id: string): readonly number[] => {
    const own = numbers.get(id);
    return own === undefined ? (leavesBeneath.get(id) ?? []).map((leaf) => numbers.get(leaf)!) : [own];
  };
  const edges: LeafEdges = { from: [], to: [], strengths: [] };
  for (const { prerequisiteId, dependentId, strength } of state.prerequisites.values()) {
    const dependents = numbersOf(dependentId);
    for (const prerequisite of numbersOf(prerequisiteId)) {
      for (const dependent of dependents) {
        edges.from.push(prerequisite);
        edges.to.push(dependent);
        edges.strengths.push(strength);
      }
    }
  }
  const { from, to, strengths } = sortEdges(edges, size);
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

/** For each active point with active parts the active leaves beneath it. */
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
  for (const root of parts.keys()) {
    // Without recursion, as a file may nest points thousands deep: a point is done once its parts are.
    const stack = points.get(root)?.status === "ACTIVE" ? [root] : [];
    for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
      const below = parts.get(id)!;
      const open = leaves.has(id) ? [] : below.filter((part) => parts.has(part) && !leaves.has(part));
      for (const part of open) stack.push(part);
      if (open.length > 0) continue;
      if (!leaves.has(id)) leaves.set(id, unionOf(below.map((part) => leaves.get(part) ?? [part])));
      stack.pop();
    }
  }
  return leaves;
}

function unionOf(lists: readonly (readonly string[])[]): readonly string[] {
  return lists.length === 1 ? lists[0]! : [...new Set(lists.flat())];
}

/** Parallel lists: node `from[e]` is a prerequisite of node `to[e]`. */
interface LeafEdges {
  readonly from: number[];
  readonly to: number[];
  readonly strengths: number[];
}

/** The edges by `from`, then `to`, each pair once with its greatest strength. O(nodes + edges). */
function sortEdges(edges: LeafEdges, size: number) {
  const from = new Int32Array(edges.from.length);
  const to = new Int32Array(edges.from.length);
  const strengths = new Float64Array(edges.from.length);
  let count = 0;
  const inOrder = Int32Array.from(edges.from.keys());
  for (const e of sortBy(edges.from, sortBy(edges.to, inOrder, size), size)) {
    const isRepeated = count > 0 && from[count - 1] === edges.from[e] && to[count - 1] === edges.to[e];
    if (isRepeated) count--;
    from[count] = edges.from[e]!;
    to[count] = edges.to[e]!;
    strengths[count] = Math.max(edges.strengths[e]!, isRepeated ? strengths[count]! : 0);
    count++;
  }
  return { from: from.subarray(0, count), to: to.subarray(0, count), strengths: strengths.subarray(0, count) };
}

/** Positions in the order of their keys, 0 to `size` − 1; those with equal keys keep their order. Counting sort. */
function sortBy(keys: readonly number[], positions: Int32Array, size: number): Int32Array {
  const next = new Int32Array(size + 1);
  for (const key of keys) next[key + 1]!++;
  for (let key = 0; key < size; key++) next[key + 1]! += next[key]!;
  const sorted = new Int32Array(positions.length);
  for (const position of positions) sorted[next[keys[position]!]!++] = position;
  return sorted;
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
