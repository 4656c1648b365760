import type { GoalSubgraph } from "./goal-subgraph.js";

/** The nearest goals are weighed one by one; what only farther ones need counts next to nothing anyway. */
export const MOST_GOALS = 64;

/** A goal not yet reached, the nodes it still needs, and the minutes they take. */
interface OpenGoal {
  readonly needed: readonly number[];
  readonly minutes: number;
}

export interface ReachGain {
  /** By node of the goal subgraph: what a minute of learning the node adds to the chance to reach a goal. */
  readonly perMinute: Float64Array;
  /** Minutes that each goal not yet reached still takes. */
  readonly goalMinutes: readonly number[];
}

/**
 * The chance to reach the goals, and what each point adds to it. How long a student goes on is not known; if it is
 * exponentially distributed with mean τ, a goal g that still takes C(g) minutes, those of all its unmastered
 * prerequisites and its own, is reached with probability e^(−C(g)/τ). To first order a minute spent on v adds
 *
 *   perMinute(v) = mean over the goals, those that need v, of e^(−C(g)/τ) / τ
 *
 * so a point counts as much as the goals it serves are near: the nearest are finished first, and what several of them need
 * comes before what one needs (shortest processing time, Smith 1956, with shared parts). τ is what the nearest goal
 * takes, so that only proportions matter. Learning all of v, which takes c(v) minutes, adds c(v) · perMinute(v), at
 * most 1/e.
 *
 * `minutes`: what each node still takes, 0 when it is mastered. O(goals · edges) for up to 64 goals not yet reached,
 * the nearest by their longest chain; allocates the lists of what they need.
 */
export function reachGain(subgraph: GoalSubgraph, minutes: Float64Array): ReachGain {
  const perMinute = new Float64Array(minutes.length);
  const missing = [...subgraph.goals].filter((goal) => minutes[goal]! > 0);
  const open = openGoals(subgraph, minutes, nearest(subgraph, minutes, missing));
  const meanMinutes = Math.min(...open.map((goal) => goal.minutes));
  for (const goal of open) {
    const share = Math.exp(-goal.minutes / meanMinutes) / meanMinutes / subgraph.goals.length;
    for (const v of goal.needed) perMinute[v]! += share;
  }
  return { perMinute, goalMinutes: open.map((goal) => goal.minutes) };
}

function openGoals({ prerequisites }: GoalSubgraph, minutes: Float64Array, goals: readonly number[]): OpenGoal[] {
  const { offsets, targets } = prerequisites;
  const seenBy = new Int32Array(minutes.length).fill(-1);
  const stack = new Int32Array(minutes.length);
  return goals.map((goal) => {
    const needed: number[] = [];
    let total = 0;
    let height = 0;
    seenBy[goal] = goal;
    stack[height++] = goal;
    while (height > 0) {
      const v = stack[--height]!;
      if (minutes[v]! > 0) needed.push(v);
      total += minutes[v]!;
      for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
        const u = targets[e]!;
        if (seenBy[u] === goal) continue;
        seenBy[u] = goal;
        stack[height++] = u;
      }
    }
    return { needed, minutes: total };
  });
}

/** Those of the goals with the least minutes along their longest chain; ties by node. O(nodes + edges). */
function nearest({ prerequisites }: GoalSubgraph, minutes: Float64Array, goals: number[]): number[] {
  if (goals.length <= MOST_GOALS) return goals;
  const { offsets, targets } = prerequisites;
  const chain = new Float64Array(minutes.length);
  for (let v = 0; v < chain.length; v++) {
    let longest = 0;
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) longest = Math.max(longest, chain[targets[e]!]!);
    chain[v] = longest + minutes[v]!;
  }
  return goals.sort((a, b) => chain[a]! - chain[b]! || a - b).slice(0, MOST_GOALS);
}
