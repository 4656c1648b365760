import type { CompiledGraph } from "../knowledge/compiled-graph.js";
import { goalRegion } from "./goal-closure.js";
import { type CandidateStep, candidateSteps, type PlanningInput, STUCK_AFTER } from "./next-steps.js";
import { isOpen } from "./outer-fringe.js";
import { isMastered, type StudentState } from "./student-state.js";

/** Why a step is recommended, as data; points are node numbers of the compiled graph. */
export interface StepWhy {
  /** Leaves of the goal that build on the step's point (the point itself when it is one), nearest first. */
  readonly towards: readonly number[];
  /** A shortest way along prerequisites from the point to the nearest of them, both ends included. */
  readonly route: readonly number[];
  /** Its direct prerequisites. */
  readonly prerequisites: readonly number[];
  /** Unmastered points of the goal's region for which it is the last prerequisite missing. */
  readonly opens: readonly number[];
  /** Stuck points of the region that build directly on it. */
  readonly stuckDependents: readonly number[];
  /** The best of the steps that were considered and lost, at most three. */
  readonly lost: readonly CandidateStep[];
  /** What would change the answer; computed when it is asked for. */
  readonly counterfactual: () => Counterfactual | undefined;
}

/** Were `supposed` mastered, `first` would come first; undefined: nothing would be left. */
export interface Counterfactual {
  readonly supposed: number;
  readonly first: number | undefined;
  /** It is mastered already: what is supposed is one more right answer. */
  readonly isMastered: boolean;
}

export interface ExplainInput extends PlanningInput {
  /** The student's state had right answers just shown that this leaf is mastered. */
  readonly suppose: (leaf: number) => StudentState;
}

const MOST_TOWARDS = 5;
const MOST_LOST = 3;

/**
 * Explains steps of one answer, chosen among the candidates. The counterfactual supposes the first step mastered and ranks
 * again, so it states what really would follow. O(nodes + edges) for the answer, for its counterfactual and for each step.
 */
export function explainSteps(
  input: ExplainInput,
  steps: readonly CandidateStep[],
  candidates: readonly CandidateStep[],
): StepWhy[] {
  const first = steps[0];
  if (!first) return [];
  const region = goalRegion(input.graph, input.goal.leaves);
  const chosen = new Set(steps.map((step) => step.leaf));
  const lost = candidates.filter((step) => !chosen.has(step.leaf)).slice(0, MOST_LOST);
  const counterfactual = counterfactualOf(input, first.leaf, () => {
    return candidateSteps({ ...input, student: input.suppose(first.leaf) })[0]?.leaf;
  });
  return steps.map((step, i) => {
    const outranked = steps.slice(i + 1, i + 1 + MOST_LOST);
    return {
      ...describePlace(input, region, step.leaf),
      lost: [...outranked, ...lost].slice(0, MOST_LOST),
      counterfactual,
    };
  });
}

/** What of the why depends on the graph and the state alone. */
export function describePlace(
  { graph, student, goal }: PlanningInput,
  region: Uint8Array,
  leaf: number,
): Pick<StepWhy, "towards" | "route" | "prerequisites" | "opens" | "stuckDependents"> {
  const { towards, route } = waysToGoal(graph, region, goal.leaves, leaf);
  const mastery = Float64Array.from(student.mastery);
  mastery[leaf] = Math.max(goal.target, mastery[leaf]!);
  const direct = neighbours(graph.dependents, leaf).filter((v) => region[v] === 1);
  const unmastered = direct.filter((v) => !isMastered(student.mastery[v]!, goal.target));
  const wasMastered = isMastered(student.mastery[leaf]!, goal.target);
  return {
    towards,
    route,
    prerequisites: neighbours(graph.prerequisites, leaf),
    opens: wasMastered ? [] : unmastered.filter((v) => isOpen(graph, v, mastery, goal.target)),
    stuckDependents: unmastered.filter((v) => student.failureStreak[v]! >= STUCK_AFTER),
  };
}

/** What would come first were the step that does mastered; computed once, when it is asked for. */
export function counterfactualOf(
  { student, goal }: PlanningInput,
  supposed: number,
  firstThen: () => number | undefined,
): () => Counterfactual | undefined {
  let found: { readonly counterfactual: Counterfactual | undefined } | undefined;
  return () => {
    if (!found) {
      const first = firstThen();
      const already = isMastered(student.mastery[supposed]!, goal.target);
      found = { counterfactual: first === supposed ? undefined : { supposed, first, isMastered: already } };
    }
    return found.counterfactual;
  };
}

function neighbours(rows: CompiledGraph["prerequisites"], leaf: number): number[] {
  return [...rows.targets.slice(rows.offsets[leaf], rows.offsets[leaf + 1])];
}

/** Breadth first along dependents within the region; ties by node number. */
function waysToGoal(
  graph: CompiledGraph,
  region: Uint8Array,
  goalLeaves: Int32Array,
  leaf: number,
): { towards: number[]; route: number[] } {
  const goals = new Set(goalLeaves);
  const cameFrom = new Map<number, number>([[leaf, -1]]);
  const queue = [leaf];
  const towards: number[] = [];
  for (let i = 0; i < queue.length && towards.length < MOST_TOWARDS; i++) {
    const v = queue[i]!;
    if (goals.has(v)) towards.push(v);
    for (const w of neighbours(graph.dependents, v)) {
      if (region[w] !== 1 || cameFrom.has(w)) continue;
      cameFrom.set(w, v);
      queue.push(w);
    }
  }
  const route: number[] = [];
  for (let v = towards[0]; v !== undefined && v >= 0; v = cameFrom.get(v)) route.unshift(v);
  return { towards, route };
}
