import type { CompiledGraph } from "../../src/knowledge/compiled-graph.js";
import { applyAttempt, NO_TOTALS, type PointEvidence, type StudentTotals } from "../../src/mastery/evidence.js";
import { type MasteryModel, masteryCeiling } from "../../src/mastery/mastery-model.js";
import { readMastery } from "../../src/mastery/read-mastery.js";
import { goalRegion } from "../../src/recommender/goal-closure.js";
import { nextSteps } from "../../src/recommender/next-steps.js";
import { studentState } from "../../src/recommender/student-planning.js";
import type { SeededRandom } from "../../src/seeded-random.js";
import { LearnerBelief } from "./learner-belief.js";
import type { SimulatedLearner } from "./simulated-learner.js";

/** Chooses what to ask next; undefined when there is nothing left to do. */
export interface Policy {
  choose(nowMs: number): number | undefined;
  see(v: number, right: boolean, nowMs: number): void;
}

/** What a policy may know: the graph and the goal, and for an oracle the student. */
export interface PolicyTask {
  readonly graph: CompiledGraph;
  readonly goals: Int32Array;
  readonly learner: SimulatedLearner;
  readonly random: SeededRandom;
}

export type MakePolicy = (task: PolicyTask) => Policy;

const regionOf = ({ graph, goals }: PolicyTask): number[] => {
  const region = goalRegion(graph, goals);
  return [...graph.order].filter((v) => region[v] === 1);
};

/** Any point of the goal's region. */
export const randomPolicy: MakePolicy = (task) => {
  const region = regionOf(task);
  return { choose: () => task.random.pick(region), see: () => undefined };
};

/** Along a topological order, moving on after so many right answers in a row; from the start again at the end. */
export const walk =
  (rightAnswers: number): MakePolicy =>
  (task) => {
    const region = regionOf(task);
    let place = 0;
    let streak = 0;
    return {
      choose: () => region[place],
      see: (_, right) => {
        streak = right ? streak + 1 : 0;
        if (streak < rightAnswers) return;
        streak = 0;
        place = (place + 1) % region.length;
      },
    };
  };

/** The point with the smallest share of right answers so far (one right and one wrong added); ties at random. */
export const weakestFirst: MakePolicy = (task) => {
  const region = regionOf(task);
  const rights = new Map<number, [right: number, all: number]>();
  const share = (v: number) => {
    const [right, all] = rights.get(v) ?? [0, 0];
    return (right + 1) / (all + 2);
  };
  return {
    choose: () => {
      const least = Math.min(...region.map(share));
      return task.random.pick(region.filter((v) => share(v) === least));
    },
    see: (v, right) => {
      const [before, all] = rights.get(v) ?? [0, 0];
      rights.set(v, [before + (right ? 1 : 0), all + 1]);
    },
  };
};

/** The nearest goal, that of which least is missing: its first point, in topological order, that is not known well enough. */
const nearestFirst = ({ graph, goals }: PolicyTask, enough: number) => {
  const regions = [...goals].map((goal) => {
    const region = goalRegion(graph, Int32Array.of(goal));
    return [...graph.order].filter((v) => region[v] === 1 && v !== goal).concat(goal);
  });
  return (known: Float64Array): number => {
    const missing = (region: readonly number[]) =>
      region.reduce((sum, v) => sum + (known[v]! < enough ? 1 - known[v]! : 0), 0);
    const open = regions.filter((region) => missing(region) > 0).sort((a, b) => missing(a) - missing(b))[0];
    return open?.find((v) => known[v]! < enough) ?? regions.flat().sort((a, b) => known[a]! - known[b]!)[0]!;
  };
};

/** Sees the state. */
export const oracle: MakePolicy = (task) => {
  const first = nearestFirst(task, 0.9);
  return { choose: () => first(task.learner.known), see: () => undefined };
};

/** Knows the law that the student follows and sees the answers: asks until a point is known with a chance of .85. */
export const lawKnown: MakePolicy = (task) => {
  const first = nearestFirst(task, 0.85);
  const belief = new LearnerBelief(task.graph, task.learner.law, task.random);
  return { choose: (nowMs) => first(belief.chances(nowMs)), see: (v, right) => belief.see(v, right) };
};

const TARGET = 0.85;

/**
 * The service's own kernels: evidence, mastery, next steps; the first step is taken. With a belief its chances to know are
 * taken in place of mastery.
 */
export const zhimai =
  (model: MasteryModel, beliefOf?: (task: PolicyTask) => LearnerBelief): MakePolicy =>
  (task) => {
    const { graph, goals } = task;
    const belief = beliefOf?.(task);
    const points = new Map<string, PointEvidence>();
    let totals: StudentTotals = NO_TOTALS;
    let count = 0;
    return {
      choose: (nowMs) => {
        const evidence = { totals, points };
        const reading = readMastery({ model, graph, evidence, leavesOf: () => [], nowMs });
        // biome-ignore lint/suspicious/noExplicitAny: of the knowledge graph only the compiled one is read
        const student: any = { graph: { compiled: graph }, evidence, reading, basis: { at: nowMs } };
        const state = studentState(student, TARGET);
        return nextSteps(
          {
            graph,
            student: belief ? { ...state, mastery: belief.chances(nowMs) } : state,
            ceiling: masteryCeiling(model),
            goal: { leaves: goals, target: TARGET },
            now: nowMs,
          },
          1,
        )[0]?.leaf;
      },
      see: (v, right, nowMs) => {
        belief?.see(v, right);
        const id = String(count++).padStart(6, "0");
        const after = applyAttempt(
          { totals, points },
          { id, atMs: nowMs, score: right ? 1 : 0, pointIds: [graph.ids[v]!] },
        );
        totals = after.totals;
        for (const [pointId, evidence] of after.points) points.set(pointId, evidence);
      },
    };
  };
