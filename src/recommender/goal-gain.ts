import type { GoalSubgraph } from "./goal-subgraph.js";

/** A prerequisite of strength 0 still comes first; it then counts for this much. */
const LEAST_STRENGTH = 0.05;

/** Result and workspace of `goalGain`; every array is indexed by node of the goal subgraph. */
export class GoalGain {
  /** The goal probability G, 0 to 1. */
  probability = 0;
  /** Goal probability gained by one learning step on the node: G minus G without that step. */
  readonly gain: Float64Array;
  /** a(v) */
  readonly attainable: Float64Array;
  /** ∂G/∂a(v) */
  readonly adjoint: Float64Array;
  /** support(v) */
  readonly support: Float64Array;

  constructor(nodes: number) {
    this.gain = new Float64Array(nodes);
    this.attainable = new Float64Array(nodes);
    this.adjoint = new Float64Array(nodes);
    this.support = new Float64Array(nodes);
  }
}

/**
 * Goal probability and what each step adds to it.
 *
 * Let p(v) be how much of the target is there (mastery / target, at most 1) and p'(v) the same after one learning step.
 * The plan gives each point one step, prerequisites first, and a point grows as far as its prerequisites support it:
 *
 *   support(v) = Π a(u)^(s(u,v) / Σ s)  over the prerequisites u of v with strengths s   (1 without prerequisites)
 *   a(v)       = p(v) + (p'(v) − p(v)) · support(v)
 *   G          = mean of a over the goal's leaves
 *   gain(v)    = ∂G/∂a(v) · (p'(v) − p(v)) · support(v)  =  G − G without the step on v, to first order
 *
 * The geometric mean stands between independence (product) and full dependence (minimum) of a student's prerequisites,
 * and does not vanish in wide graphs. ∂G/∂a is found for all nodes in one backward pass (reverse-mode differentiation),
 * so the gain of a step counts what it opens for everything that builds on it.
 * `progress` must be above 0. O(nodes + edges); allocates nothing.
 */
export function goalGain(
  subgraph: GoalSubgraph,
  progress: Float64Array,
  progressAfterStep: Float64Array,
  out: GoalGain,
): void {
  const { offsets, targets, strengths } = subgraph.prerequisites;
  const { attainable, support, adjoint, gain } = out;
  const size = subgraph.nodes.length;
  for (let v = 0; v < size; v++) {
    let logSum = 0;
    let total = 0;
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const a = attainable[targets[e]!]!;
      const s = Math.max(strengths[e]!, LEAST_STRENGTH);
      total += s;
      if (a < 1) logSum += s * Math.log(a);
    }
    support[v] = logSum < 0 ? Math.exp(logSum / total) : 1;
    attainable[v] = progress[v]! + (progressAfterStep[v]! - progress[v]!) * support[v]!;
    adjoint[v] = 0;
  }
  let sum = 0;
  for (const g of subgraph.goals) {
    adjoint[g]! += 1 / subgraph.goals.length;
    sum += attainable[g]!;
  }
  out.probability = subgraph.goals.length === 0 ? 1 : sum / subgraph.goals.length;
  for (let v = size - 1; v >= 0; v--) {
    const grown = adjoint[v]! * (progressAfterStep[v]! - progress[v]!) * support[v]!;
    gain[v] = grown;
    if (grown === 0) continue;
    let total = 0;
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) total += Math.max(strengths[e]!, LEAST_STRENGTH);
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const u = targets[e]!;
      adjoint[u]! += (grown * Math.max(strengths[e]!, LEAST_STRENGTH)) / total / attainable[u]!;
    }
  }
}
