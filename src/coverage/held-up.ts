import type { CompiledGraph } from "../knowledge/compiled-graph.js";
import { goalSubgraph } from "../recommender/goal-subgraph.js";
import { isMastered } from "../recommender/student-state.js";

/** What builds on what, near and far, among leaves and all their prerequisites; a row of bits for each node. */
export interface FarDependents {
  /** Node numbers of the compiled graph, prerequisites first. */
  readonly nodes: Int32Array;
  /** Place in `nodes` of a node of the compiled graph, or -1. */
  readonly placeOf: Int32Array;
  /** Words of a row. */
  readonly words: number;
  /** Bit j of row i: place j builds on place i, near or far. */
  readonly rows: Uint32Array;
}

/**
 * Transitive closure over the leaves named and all that they build on, one pass against the topological order.
 * O(nodes² / 32 + edges · nodes / 32); 3 MB for 5,000 nodes.
 */
export function farDependents(graph: CompiledGraph, leaves: Int32Array): FarDependents {
  const { nodes, prerequisites } = goalSubgraph(graph, leaves);
  const words = (nodes.length + 31) >>> 5;
  const rows = new Uint32Array(nodes.length * words);
  for (let v = nodes.length - 1; v >= 0; v--) {
    for (let e = prerequisites.offsets[v]!; e < prerequisites.offsets[v + 1]!; e++) {
      const row = prerequisites.targets[e]! * words;
      rows[row + (v >>> 5)]! |= 1 << (v & 31);
      for (let word = v >>> 5; word < words; word++) rows[row + word]! |= rows[v * words + word]!;
    }
  }
  const placeOf = new Int32Array(graph.ids.length).fill(-1);
  nodes.forEach((node, place) => {
    placeOf[node] = place;
  });
  return { nodes, placeOf, words, rows };
}

/** The places that a student has not mastered, as bits. O(nodes). */
export function unmastered({ nodes, words }: FarDependents, mastery: Float64Array, target: number): Uint32Array {
  const bits = new Uint32Array(words);
  nodes.forEach((node, place) => {
    if (!isMastered(mastery[node]!, target)) bits[place >>> 5]! |= 1 << (place & 31);
  });
  return bits;
}

/** How many of the points that a student has not mastered build on this one, near or far. O(nodes / 32). */
export function heldUp({ placeOf, words, rows }: FarDependents, leaf: number, lacking: Uint32Array): number {
  const row = placeOf[leaf]! * words;
  let count = 0;
  for (let word = placeOf[leaf]! >>> 5; word < words; word++) count += bitCount(rows[row + word]! & lacking[word]!);
  return count;
}

/** Bits set in 32 (Warren, Hacker's Delight, 2nd ed., fig. 5–2). */
function bitCount(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
