import type { CompiledGraph } from "../knowledge/compiled-graph.js";
import { isMastered } from "./student-state.js";

/**
 * The goal's leaves and all of their prerequisites, near and far, as a mask by node number.
 * O(nodes + edges reached); allocates one byte and one integer a node.
 */
export function goalRegion(graph: CompiledGraph, goalLeaves: Int32Array): Uint8Array {
  const { offsets, targets } = graph.prerequisites;
  const region = new Uint8Array(graph.ids.length);
  const stack = new Int32Array(graph.ids.length);
  let height = 0;
  for (const leaf of goalLeaves) {
    if (region[leaf]) continue;
    region[leaf] = 1;
    stack[height++] = leaf;
  }
  while (height > 0) {
    const v = stack[--height]!;
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const u = targets[e]!;
      if (region[u]) continue;
      region[u] = 1;
      stack[height++] = u;
    }
  }
  return region;
}

/**
 * The goal closure: the unmastered prerequisites of the goal, near and far, and the unmastered leaves of the goal.
 * Node numbers, ascending. O(nodes + edges).
 */
export function goalClosure(
  graph: CompiledGraph,
  goalLeaves: Int32Array,
  mastery: Float64Array,
  target: number,
): Int32Array {
  const region = goalRegion(graph, goalLeaves);
  const closure: number[] = [];
  for (let v = 0; v < region.length; v++) if (region[v] && !isMastered(mastery[v]!, target)) closure.push(v);
  return Int32Array.from(closure);
}
