import { fringeKind, type PlanningInput, STUCK_AFTER, stepMinutes } from "./next-steps.js";
import type { PathObstacle, StepKind } from "./recommender.enums.js";
import { type OrderedPoint, searchOrder } from "./search-order.js";
import { isMastered } from "./student-state.js";

export interface PathInput extends PlanningInput {
  /** Minutes at hand; undefined: no limit. */
  readonly budgetMinutes?: number | undefined;
  /** Minutes of learning until the deadline (see `minutesUntil`); undefined: no deadline. */
  readonly deadlineMinutes?: number | undefined;
  /** Places of an edition by node number, infinite where it does not come to a point: the steps come in its order. */
  readonly places?: Float64Array | undefined;
}

/** One point of a path, to be learnt until it is mastered. */
export interface PathStep {
  readonly leaf: number;
  readonly kind: StepKind;
  /** Predicted mastery before the path begins. */
  readonly mastery: number;
  readonly expectedGain: number;
  readonly minutes: number;
  readonly stuck: boolean;
}

export interface Path {
  readonly reachable: boolean;
  readonly obstacle: PathObstacle | undefined;
  readonly steps: readonly PathStep[];
  /** Sum over the steps. */
  readonly minutes: number;
  /** Mean predicted mastery of the goal's leaves after the path; 1 for a goal without leaves. */
  readonly expectedMastery: number;
}

/**
 * A path to the goal: an order of the goal's closure in which no point comes before an unmastered prerequisite, near or
 * far, found by a beam search that prefers what raises the goal probability early. With a limit of minutes the
 * steps that fit are given, and the path says what it lacks. A reached goal has an empty path.
 * The deadline or the budget, whichever is shorter, is named as the obstacle. An edition changes the order of the steps
 * as far as prerequisites allow (see `orderByEdition`), never which they are.
 * O(steps · width · closure edges), bounded by narrowing the beam for large closures.
 */
export function planPath(input: PathInput): Path {
  const { student, goal, ceiling } = input;
  if (goal.leaves.every((g) => isMastered(student.mastery[g]!, goal.target))) return pathOf(input, [], undefined);
  const budget = input.budgetMinutes ?? Number.POSITIVE_INFINITY;
  const deadline = input.deadlineMinutes ?? Number.POSITIVE_INFINITY;
  const { points, complete, closure } = searchOrder(input, Math.min(budget, deadline), input.places);
  if (closure.length > 0 && ceiling < goal.target) return pathOf(input, points, "TARGET_ABOVE_MODEL");
  return pathOf(input, points, complete ? undefined : deadline < budget ? "DEADLINE" : "BUDGET");
}

function pathOf(input: PathInput, points: readonly OrderedPoint[], obstacle: PathObstacle | undefined): Path {
  const { graph, student, goal, ceiling } = input;
  const steps = points.map(({ leaf, expectedGain }): PathStep => {
    const mastery = student.mastery[leaf]!;
    const attempts = student.attempts[leaf]!;
    return {
      leaf,
      kind: fringeKind(mastery, attempts),
      mastery,
      expectedGain,
      minutes: stepMinutes(graph.minutes[leaf]!, mastery, attempts, goal.target),
      stuck: student.failureStreak[leaf]! >= STUCK_AFTER,
    };
  });
  const learnt = new Set(points.map((point) => point.leaf));
  let expected = 0;
  for (const g of goal.leaves) {
    const mastery = student.mastery[g]!;
    expected += learnt.has(g) ? Math.max(mastery, Math.min(goal.target, ceiling)) : mastery;
  }
  return {
    reachable: obstacle === undefined,
    obstacle,
    steps,
    minutes: steps.reduce((sum, step) => sum + step.minutes, 0),
    expectedMastery: goal.leaves.length === 0 ? 1 : expected / goal.leaves.length,
  };
}

/**
 * Minutes of learning until a deadline: the minutes on the clock, but not more than `dailyMinutes` for each day or part
 * of a day. 0 for a deadline that has passed. `deadline` and `now` in epoch milliseconds.
 */
export function minutesUntil(deadline: number, now: number, dailyMinutes: number): number {
  const clockMinutes = Math.max(0, deadline - now) / 60_000;
  return Math.min(clockMinutes, dailyMinutes * Math.ceil(clockMinutes / 1440));
}
