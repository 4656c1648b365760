import type { MasteryWeights } from "./weights.js";

/** The part of the compiled graph that credit needs. */
export interface PrerequisiteGraph {
  readonly ids: readonly string[];
  indexOf(id: string): number;
  readonly prerequisites: Adjacency;
  readonly dependents: Adjacency;
  /** Prerequisites before dependents. */
  readonly order: Int32Array;
}

interface Adjacency {
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  readonly strengths: Float64Array;
}

/** For each point of the graph: how far direct evidence moves its logit, and by how many attempts. */
export interface DirectShift {
  readonly shift: Float64Array;
  readonly attempts: Float64Array;
}

/**
 * Fractional credit at reading. Success on an advanced point speaks for its prerequisites, failure on a basic one
 * against its successors: the strongest positive shift among the dependents, times strength and
 * `creditToPrerequisites` at each edge, and the strongest negative shift among the prerequisites likewise. The
 * strongest path counts, not the sum, so that diamonds count once. A point's own n attempts leave the share
 * h/(h + n) of it. Returns the logits to add. O(points + edges), allocates three arrays.
 */
export function propagateCredit(graph: PrerequisiteGraph, direct: DirectShift, weights: MasteryWeights): Float64Array {
  const { order } = graph;
  const up = new Float64Array(order.length);
  const down = new Float64Array(order.length);
  for (let position = order.length - 1; position >= 0; position--) {
    const point = order[position]!;
    const { offsets, targets, strengths } = graph.dependents;
    let best = 0;
    for (let edge = offsets[point]!; edge < offsets[point + 1]!; edge++) {
      const from = targets[edge]!;
      best = Math.max(best, strengths[edge]! * Math.max(up[from]!, confident(direct, from, 1, weights)));
    }
    up[point] = best * weights.creditToPrerequisites;
  }
  for (let position = 0; position < order.length; position++) {
    const point = order[position]!;
    const { offsets, targets, strengths } = graph.prerequisites;
    let worst = 0;
    for (let edge = offsets[point]!; edge < offsets[point + 1]!; edge++) {
      const from = targets[edge]!;
      worst = Math.max(worst, strengths[edge]! * Math.max(down[from]!, confident(direct, from, -1, weights)));
    }
    down[point] = worst * weights.creditToDependents;
  }
  const credit = new Float64Array(order.length);
  for (let point = 0; point < order.length; point++) {
    const half = weights.creditHalfAttempts;
    credit[point] = ((up[point]! - down[point]!) * half) / (half + direct.attempts[point]!);
  }
  return credit;
}

function confident(direct: DirectShift, point: number, sign: 1 | -1, weights: MasteryWeights): number {
  const attempts = direct.attempts[point]!;
  if (attempts === 0) return 0;
  return (sign * direct.shift[point]! * attempts) / (attempts + weights.creditHalfAttempts);
}
