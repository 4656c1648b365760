import type { Adjacency, CompiledGraph } from "../knowledge/compiled-graph.js";
import { goalRegion } from "./goal-closure.js";

/**
 * The leaves of a goal and all their prerequisites as a graph of their own. Its nodes are numbered in topological order,
 * prerequisites first, so that one loop upwards or downwards is a pass along or against the edges.
 */
export interface GoalSubgraph {
  /** Node number in the compiled graph of each node here. */
  readonly nodes: Int32Array;
  readonly prerequisites: Adjacency;
  /** The goal's leaves, as nodes of this subgraph. */
  readonly goals: Int32Array;
}

/** O(nodes + edges of the region); allocates arrays of the size of the region and two of the graph. */
export function goalSubgraph(graph: CompiledGraph, goalLeaves: Int32Array): GoalSubgraph {
  const region = goalRegion(graph, goalLeaves);
  const nodes = graph.order.filter((v) => region[v] === 1);
  const local = new Int32Array(graph.ids.length);
  let edges = 0;
  const { offsets, targets, strengths } = graph.prerequisites;
  for (let i = 0; i < nodes.length; i++) {
    local[nodes[i]!] = i;
    edges += offsets[nodes[i]! + 1]! - offsets[nodes[i]!]!;
  }
  const row = new Int32Array(nodes.length + 1);
  const to = new Int32Array(edges);
  const weight = new Float64Array(edges);
  let filled = 0;
  for (let i = 0; i < nodes.length; i++) {
    const v = nodes[i]!;
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      to[filled] = local[targets[e]!]!;
      weight[filled++] = strengths[e]!;
    }
    row[i + 1] = filled;
  }
  return {
    nodes,
    prerequisites: { offsets: row, targets: to, strengths: weight },
    goals: goalLeaves.map((g) => local[g]!),
  };
}
