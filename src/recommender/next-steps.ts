import type { CompiledGraph } from "../knowledge/compiled-graph.js";
import { diversify } from "./diversify.js";
import { GoalGain, goalGain } from "./goal-gain.js";
import { goalSubgraph } from "./goal-subgraph.js";
import { isOpen } from "./outer-fringe.js";
import type { StepCause, StepKind } from "./recommender.enums.js";
import { isMastered, type LearningModel, type StudentState } from "./student-state.js";

/** A goal over a compiled graph: node numbers without repetition, and the mastery that counts as mastered. */
export interface Goal {
  readonly leaves: Int32Array;
  /** In (0, 1]. */
  readonly target: number;
}

export interface PlanningInput {
  readonly graph: CompiledGraph;
  readonly student: StudentState;
  readonly learning: LearningModel;
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
  /** Goal probability gained by the step (see `goalGain`), 0 to 1. */
  readonly expectedGain: number;
  readonly minutes: number;
  /** Three or more wrong answers in a row: offer another kind of resource. */
  readonly stuck: boolean;
  /** What the ranking compares: expected gain per minute, lessened while stuck. */
  readonly score: number;
}

/** Wrong answers in a row after which a point counts as stuck. */
export const STUCK_AFTER = 3;
const STUCK_PENALTY = 0.25;
/** Below this mastery, or without attempts, a point is still to be learnt rather than strengthened. */
const LITTLE_MASTERY = 0.5;
const REVIEW_EFFORT = 0.25;
const LEAST_EFFORT = 0.25;
/** Gains are compared per minute, but nothing takes less than this. */
export const LEAST_MINUTES = 1;
const LEAST_PROGRESS = 1e-6;

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
  const { progress, after } = progressArrays(input, subgraph.nodes);
  const result = new GoalGain(subgraph.nodes.length);
  goalGain(subgraph, progress, after, result);
  const refreshed = stuckPrerequisites(input, subgraph.nodes);
  const steps: CandidateStep[] = [];
  subgraph.nodes.forEach((v, i) => {
    if (isMastered(student.mastery[v]!, goal.target)) {
      const due = student.dueAt[v]! <= input.now;
      if (due || refreshed[v]) steps.push(reviewStep(input, v, result.adjoint[i]!, due ? "DUE" : "STUCK_DEPENDENT"));
    } else if (isOpen(graph, v, student.mastery, goal.target)) {
      steps.push(fringeStep(input, v, result.gain[i]!));
    }
  });
  return steps.sort((a, b) => b.score - a.score || a.leaf - b.leaf);
}

/** p(v) now and after one learning step for each node of a goal subgraph (see `goalGain`). */
export function progressArrays(
  { student, learning, goal }: PlanningInput,
  nodes: Int32Array,
): { progress: Float64Array; after: Float64Array } {
  const progress = new Float64Array(nodes.length);
  const after = new Float64Array(nodes.length);
  for (let i = 0; i < nodes.length; i++) {
    const v = nodes[i]!;
    const mastery = student.mastery[v]!;
    progress[i] = progressOf(mastery, goal.target);
    after[i] = Math.max(progress[i]!, progressOf(learning.afterStep(v, mastery), goal.target));
  }
  return { progress, after };
}

/** How much of the target is there: mastery / target, at most 1, never 0. */
function progressOf(mastery: number, target: number): number {
  return Math.min(1, Math.max(LEAST_PROGRESS, mastery / target));
}

/** The weakest mastered prerequisite of each open point of the region that is stuck, as a mask. */
function stuckPrerequisites({ graph, student, goal }: PlanningInput, order: Int32Array): Uint8Array {
  const { offsets, targets } = graph.prerequisites;
  const mask = new Uint8Array(graph.ids.length);
  for (const v of order) {
    if (student.failureStreak[v]! < STUCK_AFTER || isMastered(student.mastery[v]!, goal.target)) continue;
    let weakest = -1;
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const u = targets[e]!;
      if (weakest < 0 || student.mastery[u]! < student.mastery[weakest]!) weakest = u;
    }
    if (weakest >= 0) mask[weakest] = 1;
  }
  return mask;
}

function fringeStep({ graph, student, goal }: PlanningInput, leaf: number, gain: number): CandidateStep {
  const mastery = student.mastery[leaf]!;
  const attempts = student.attempts[leaf]!;
  const stuck = student.failureStreak[leaf]! >= STUCK_AFTER;
  const minutes = stepMinutes(graph.minutes[leaf]!, mastery, attempts, goal.target);
  return {
    leaf,
    kind: fringeKind(mastery, attempts),
    cause: "FRINGE",
    mastery,
    expectedGain: gain,
    minutes,
    stuck,
    score: (gain / Math.max(LEAST_MINUTES, minutes)) * (stuck ? STUCK_PENALTY : 1),
  };
}

/** A review wins back what one answer may show to be lost: the adjoint times the chance of failing now. */
function reviewStep({ graph, student }: PlanningInput, leaf: number, adjoint: number, cause: StepCause): CandidateStep {
  const mastery = student.mastery[leaf]!;
  const minutes = graph.minutes[leaf]! * REVIEW_EFFORT;
  const expectedGain = adjoint * (1 - mastery);
  return {
    leaf,
    kind: "REVIEW",
    cause,
    mastery,
    expectedGain,
    minutes,
    stuck: false,
    score: expectedGain / Math.max(LEAST_MINUTES, minutes),
  };
}

/** What to do with a point that is not mastered. */
export function fringeKind(mastery: number, attempts: number): StepKind {
  return attempts === 0 || mastery < LITTLE_MASTERY ? "LEARN" : "STRENGTHEN";
}

/** Minutes to bring a point to the target: all of them without evidence, later the share that is missing. */
export function stepMinutes(pointMinutes: number, mastery: number, attempts: number, target: number): number {
  if (attempts === 0) return pointMinutes;
  return pointMinutes * Math.min(1, Math.max(LEAST_EFFORT, (target - mastery) / target));
}
