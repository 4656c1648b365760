import type { CompiledGraph } from "../../src/knowledge/compiled-graph.js";
import { applyAttempt, NO_TOTALS, type PointEvidence, type StudentTotals } from "../../src/mastery/evidence.js";
import { type MasteryModel, masteryCeiling } from "../../src/mastery/mastery-model.js";
import { readMastery } from "../../src/mastery/read-mastery.js";
import { goalRegion } from "../../src/recommender/goal-closure.js";
import { nextSteps } from "../../src/recommender/next-steps.js";
import { studentState } from "../../src/recommender/student-planning.js";
import type { SeededRandom } from "../../src/seeded-random.js";
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

/** Above this a point need not be known better before others are learnt that build on it. */
const ENOUGH = 0.9;

/** Sees the state: what is missing of the goal that takes least, in topological order, each point until it is known. */
export const oracle: MakePolicy = ({ graph, goals, learner }) => {
  const regions = [...goals].map((goal) => {
    const region = goalRegion(graph, Int32Array.of(goal));
    return [...graph.order].filter((v) => region[v] === 1 && v !== goal).concat(goal);
  });
  const missing = (region: readonly number[]) => region.filter((v) => learner.known[v]! < ENOUGH).length;
  return {
    choose: () => {
      const open = regions.filter((region) => missing(region) > 0).sort((a, b) => missing(a) - missing(b))[0];
      return open?.find((v) => learner.known[v]! < ENOUGH) ?? goals[0];
    },
    see: () => undefined,
  };
};

/** The service's own kernels: evidence, mastery, next steps; the first step is taken. */
export const zhimai =
  (model: MasteryModel, target = 0.85): MakePolicy =>
  ({ graph, goals }) => {
    const points = new Map<string, PointEvidence>();
    let totals: StudentTotals = NO_TOTALS;
    let count = 0;
    return {
      choose: (nowMs) => {
        const evidence = { totals, points };
        const reading = readMastery({ model, graph, evidence, leavesOf: () => [], nowMs });
        // biome-ignore lint/suspicious/noExplicitAny: of the knowledge graph only the compiled one is read
        const student: any = { graph: { compiled: graph }, evidence, reading, basis: { at: nowMs } };
        return nextSteps(
          {
            graph,
            student: studentState(student, target),
            ceiling: masteryCeiling(model),
            goal: { leaves: goals, target },
            now: nowMs,
          },
          1,
        )[0]?.leaf;
      },
      see: (v, right, nowMs) => {
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
