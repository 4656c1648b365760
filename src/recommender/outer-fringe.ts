import type { CompiledGraph } from "../knowledge/compiled-graph.js";
import { isMastered } from "./student-state.js";

/** Whether every direct prerequisite of a leaf is mastered. O(prerequisites of the leaf). */
export function isOpen(graph: CompiledGraph, leaf: number, mastery: Float64Array, target: number): boolean {
  const { offsets, targets } = graph.prerequisites;
  for (let e = offsets[leaf]!; e < offsets[leaf + 1]!; e++) {
    if (!isMastered(mastery[targets[e]!]!, target)) return false;
  }
  return true;
}

/**
 * The outer fringe (Falmagne and Doignon, Learning Spaces, 2011, ch. 4): leaves not mastered whose prerequisites are.
 * Node numbers, ascending. O(nodes + edges).
 */
export function outerFringe(graph: CompiledGraph, mastery: Float64Array, target: number): Int32Array {
  const fringe: number[] = [];
  for (let v = 0; v < mastery.length; v++) {
    if (!isMastered(mastery[v]!, target) && isOpen(graph, v, mastery, target)) fringe.push(v);
  }
  return Int32Array.from(fringe);
}
