import type { CompiledGraph } from "../knowledge/compiled-graph.js";
import { diversify } from "./diversify.js";
import { goalSubgraph } from "./goal-subgraph.js";
import { isOpen } from "./outer-fringe.js";
import { reachGain } from "./reach-gain.js";
import type { StepCause, StepKind } from "./recommender.enums.js";
import { isMastered, type StudentState } from "./student-state.js";

/** A goal over a compiled graph: node numbers without repetition, and the mastery that counts as mastered. */
export interface Goal {
  readonly leaves: Int32Array;
  /** In (0, 1]. */
  readonly target: number;
}

export interface PlanningInput {
  readonly graph: CompiledGraph;
  readonly student: StudentState;
  /** The highest mastery that the model can report. */
  readonly ceiling: number;
  /** Points that the student passed over lately, the longest ago first. */
  readonly skipped?: readonly number[];
  readonly goal: Goal;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface CandidateStep {
  readonly leaf: number;
  readonly kind: StepKind;
  readonly cause: StepCause;
  /** Predicted mastery now. */
  readonly mastery: number;
  /** Chance to reach the goal that the step adds (see `reachGain`), 0 to 1. */
  readonly expectedGain: number;
  readonly minutes: number;
  /** Three or more wrong answers in a row: offer another kind of resource. */
  readonly stuck: boolean;
  /** What the ranking compares: gain per minute; twice that to check a prerequisite, next to nothing while it is passed over or rests. */
  readonly score: number;
}

/** Wrong answers in a row after which a point counts as stuck. */
export const STUCK_AFTER = 3;
/** A prerequisite to look at again comes before the point that is stuck, whatever the minutes of either. */
const CHECK_FIRST = 2;
/** From so many wrong answers in a row on, a point rests for three answers after each three. */
const REST_AFTER = 2 * STUCK_AFTER;
/** Below this mastery, or without attempts, a point is still to be learnt rather than strengthened. */
const LITTLE_MASTERY = 0.5;
const LEAST_EFFORT = 0.25;
/** What was passed over comes after what was not, and after what was passed over longer ago; so does what rests. */
const SKIPPED_SHARE = 1e-3;
const LEAST_MINUTES = 1;

/**
 * The next steps towards a goal, best first: the outer fringe within the goal's closure, and reviews that are due
 * among the goal and its prerequisites. Ranked by goal probability gained per minute, spread over the graph, ties by id.
 * O(nodes + edges + first · steps); allocates a few arrays of the size of the graph.
 */
export function nextSteps(input: PlanningInput, first: number): CandidateStep[] {
  return diversify(input.graph, candidateSteps(input), first);
}

/** Every allowed next step, best first, not yet spread over the graph. */
export function candidateSteps(input: PlanningInput): CandidateStep[] {
  const { graph, student, goal } = input;
  const subgraph = goalSubgraph(graph, goal.leaves);
  const minutes = minutesLeft(input, subgraph.nodes);
  const { perMinute } = reachGain(subgraph, minutes);
  const fringe: CandidateStep[] = [];
  subgraph.nodes.forEach((leaf, i) => {
    if (isMastered(student.mastery[leaf]!, goal.target) || !isOpen(graph, leaf, student.mastery, goal.target)) return;
    fringe.push(fringeStep(input, leaf, minutes[i]!, perMinute[i]!));
  });
  const checks = new Map<number, CandidateStep>();
  for (const step of fringe) {
    const leaf = step.stuck ? prerequisiteToCheck(input, step.leaf) : undefined;
    if (leaf === undefined) continue;
    const check = checkStep(input, leaf, step);
    if ((checks.get(leaf)?.score ?? 0) <= check.score) checks.set(leaf, check);
  }
  return [...restingLast(student, fringe), ...checks.values()].sort(
    (a, b) => b.score - a.score || a.minutes - b.minutes || a.leaf - b.leaf,
  );
}

function fringeStep(input: PlanningInput, leaf: number, minutes: number, perMinute: number): CandidateStep {
  const { student, now } = input;
  const mastery = student.mastery[leaf]!;
  const stuck = student.failureStreak[leaf]! >= STUCK_AFTER;
  const isForgotten = student.dueAt[leaf]! <= now;
  return {
    leaf,
    kind: isForgotten ? "REVIEW" : fringeKind(mastery, student.attempts[leaf]!),
    cause: isForgotten ? "DUE" : "FRINGE",
    mastery,
    expectedGain: perMinute * minutes,
    minutes,
    stuck,
    score: perMinute * shareLeft(input, leaf),
  };
}

/** Steps on points that fail again and again let others go first for a while. */
function restingLast({ attempts, failureStreak, lastOrdinal }: StudentState, steps: CandidateStep[]): CandidateStep[] {
  const failing = steps.filter(({ leaf }) => failureStreak[leaf]! >= REST_AFTER && attempts[leaf]! % STUCK_AFTER === 0);
  if (failing.length === 0) return steps;
  const latest = lastOrdinal.reduce((a, b) => Math.max(a, b), 0);
  const resting = new Set(failing.filter(({ leaf }) => latest - lastOrdinal[leaf]! < STUCK_AFTER));
  return steps.map((step) => (resting.has(step) ? { ...step, score: step.score * SKIPPED_SHARE } : step));
}

/** To look again at a prerequisite of a stuck point: nothing is gained on that point while it may be missing. */
function checkStep(input: PlanningInput, leaf: number, stuck: CandidateStep): CandidateStep {
  const { graph, student } = input;
  const minutes = Math.max(LEAST_MINUTES, graph.minutes[leaf]! * LEAST_EFFORT);
  return {
    leaf,
    kind: "REVIEW",
    cause: "STUCK_DEPENDENT",
    mastery: student.mastery[leaf]!,
    expectedGain: Math.min(1, stuck.score * minutes),
    minutes,
    stuck: false,
    score: stuck.score * CHECK_FIRST * shareLeft(input, leaf),
  };
}

/** What passing a point over leaves of its score. */
function shareLeft({ skipped = [] }: PlanningInput, leaf: number): number {
  return SKIPPED_SHARE ** (skipped.indexOf(leaf) + 1);
}

/** Minutes that each node of a goal subgraph still takes; 0 when it is mastered. */
export function minutesLeft({ graph, student, goal }: PlanningInput, nodes: Int32Array): Float64Array {
  return Float64Array.from(nodes, (v) =>
    isMastered(student.mastery[v]!, goal.target)
      ? 0
      : stepMinutes(graph.minutes[v]!, student.mastery[v]!, student.attempts[v]!, goal.target),
  );
}

/**
 * The prerequisite to look at again when an open point fails again and again: after each three wrong answers in a row the
 * weakest of those that have not been attempted since they began. All of them are mastered, since the point is open.
 */
function prerequisiteToCheck({ graph, student }: PlanningInput, leaf: number): number | undefined {
  const { offsets, targets } = graph.prerequisites;
  const streak = student.failureStreak[leaf]!;
  const before = student.lastOrdinal[leaf]! - streak;
  let allowed = Math.floor(streak / STUCK_AFTER);
  let weakest: number | undefined;
  for (let e = offsets[leaf]!; e < offsets[leaf + 1]!; e++) {
    const u = targets[e]!;
    if (student.lastOrdinal[u]! > before) allowed--;
    else if (weakest === undefined || student.mastery[u]! < student.mastery[weakest]!) weakest = u;
  }
  return allowed > 0 ? weakest : undefined;
}

/** What to do with a point that is not mastered. */
export function fringeKind(mastery: number, attempts: number): StepKind {
  return attempts === 0 || mastery < LITTLE_MASTERY ? "LEARN" : "STRENGTHEN";
}

/** Minutes to bring a point to the target: all of them without evidence, later the share that is missing. */
export function stepMinutes(pointMinutes: number, mastery: number, attempts: number, target: number): number {
  const share = attempts === 0 ? 1 : Math.min(1, Math.max(LEAST_EFFORT, (target - mastery) / target));
  return Math.max(LEAST_MINUTES, pointMinutes * share);
}
