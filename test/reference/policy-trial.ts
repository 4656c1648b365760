import type { CompiledGraph } from "../../src/knowledge/compiled-graph.js";
import { goalRegion } from "../../src/recommender/goal-closure.js";
import { seededRandom } from "../../src/seeded-random.js";
import type { MakePolicy } from "./policies.js";
import { type GrowthLaw, SimulatedLearner } from "./simulated-learner.js";

export interface Trial {
  readonly graph: CompiledGraph;
  readonly goals: Int32Array;
  readonly law: GrowthLaw;
  /** Answers for each point of the goal's region. */
  readonly budget: number;
  readonly students: number;
}

const START_MS = Date.UTC(2026, 8, 1, 8);
const DAY_MS = 86_400_000;
const ANSWERS_A_DAY = 20;

/** Mean, over students, of how much of the goal and of its region is known when the answers are used up. */
export function runTrial(
  make: MakePolicy,
  { graph, goals, law, budget, students }: Trial,
): { goal: number; region: number } {
  const mask = goalRegion(graph, goals);
  const region = [...graph.order].filter((v) => mask[v] === 1);
  const answers = Math.round(budget * region.length);
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  const results = Array.from({ length: students }, (_, seed) => {
    const learner = new SimulatedLearner(graph, law, seededRandom(1000 + seed));
    const policy = make({ graph, goals, learner, random: seededRandom(9000 + seed) });
    for (let i = 0; i < answers; i++) {
      if (i > 0 && i % ANSWERS_A_DAY === 0) learner.sleep();
      const nowMs = START_MS + Math.floor(i / ANSWERS_A_DAY) * DAY_MS + (i % ANSWERS_A_DAY) * 60_000;
      const v = policy.choose(nowMs);
      if (v !== undefined) policy.see(v, learner.answer(v), nowMs);
    }
    return { goal: mean([...goals].map((v) => learner.known[v]!)), region: mean(region.map((v) => learner.known[v]!)) };
  });
  return { goal: mean(results.map((r) => r.goal)), region: mean(results.map((r) => r.region)) };
}
