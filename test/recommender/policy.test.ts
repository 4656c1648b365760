import { describe, expect, it, jest } from "@jest/globals";
import { EMPTY_CALIBRATION } from "../../src/mastery/calibration.js";
import { SHIPPED_WEIGHTS } from "../../src/mastery/shipped-weights.js";
import { seededRandom } from "../../src/seeded-random.js";
import { bestOnChain } from "../reference/best-on-chain.js";
import { LearnerBelief } from "../reference/learner-belief.js";
import { lawKnown, type MakePolicy, oracle, randomPolicy, walk, weakestFirst, zhimai } from "../reference/policies.js";
import { chain, layered, scattered } from "../reference/policy-graphs.js";
import { runTrial } from "../reference/policy-trial.js";
import { GROWTH_LAWS, SimulatedLearner } from "../reference/simulated-learner.js";

jest.setTimeout(300_000);

describe("next steps as a policy", () => {
  it("bring simulated students further than any walk, the weakest point first, or chance; an oracle goes further", () => {
    const graphs = [layered(5, 6, 1), scattered(40, 3)];
    const cells = graphs.flatMap((graph) =>
      GROWTH_LAWS.flatMap((law) => [4, 8].map((budget) => ({ ...graph, law, budget, students: 5 }))),
    );
    const meanGoal = (make: MakePolicy) =>
      cells.reduce((sum, cell) => sum + runTrial(make, cell).goal, 0) / cells.length;
    const ours = meanGoal(zhimai({ weights: SHIPPED_WEIGHTS, calibration: EMPTY_CALIBRATION }));
    for (const answers of [1, 2, 3, 4]) expect(ours).toBeGreaterThan(meanGoal(walk(answers)) + 0.02);
    expect(ours).toBeGreaterThan(meanGoal(randomPolicy) + 0.1);
    expect(ours).toBeGreaterThan(meanGoal(weakestFirst) + 0.1);
    expect(ours).toBeLessThan(meanGoal(oracle));
  });

  it("are measured against chances to know that are borne out by what simulated students know", () => {
    const { graph } = layered(3, 4, 2);
    for (const law of GROWTH_LAWS) {
      const off: number[] = [];
      for (let seed = 0; seed < 40; seed++) {
        const random = seededRandom(seed);
        const learner = new SimulatedLearner(graph, law, random);
        const belief = new LearnerBelief(graph, law, random);
        for (let i = 0; i < 60; i++) {
          if (i > 0 && i % 20 === 0) learner.sleep();
          const chances = belief.chances(Math.floor(i / 20) * 86_400_000);
          off.push(...chances.map((chance, v) => chance - learner.known[v]!));
          // Early points first: later ones are learnt only then.
          const v = graph.order[Math.min(random.between(0, 11), random.between(0, 11))]!;
          belief.see(v, learner.answer(v));
        }
      }
      expect(Math.abs(off.reduce((sum, x) => sum + x, 0) / off.length)).toBeLessThan(0.03);
    }
  });

  it("cannot come near the oracle on a chain, where answers allow no policy to, nor pass that bound knowing the law", () => {
    const law = GROWTH_LAWS[0]!;
    const cell = { ...chain(3), law, budget: 4, students: 400 };
    const bound = bestOnChain(3, law, 12, 12);
    expect(bestOnChain(3, law, 12, 24)).toBeLessThan(bound);
    expect(bound).toBeLessThan(0.85 * runTrial(oracle, cell).goal);
    const known = runTrial(lawKnown, cell).goal;
    expect(known).toBeGreaterThan(0.85 * bound);
    expect(known).toBeLessThan(bound + 0.05);
  });
});

it("next steps do not ask a student who always fails the same point more than six times in a row while others are open", () => {
  const { graph, goals } = layered(5, 6, 1);
  const random = seededRandom(1);
  const learner = new SimulatedLearner(graph, GROWTH_LAWS[0]!, random);
  const make = zhimai({ weights: SHIPPED_WEIGHTS, calibration: EMPTY_CALIBRATION });
  const policy = make({ graph, goals, learner, random });
  const asked: number[] = [];
  for (let nowMs = 0; asked.length < 60; nowMs += 60_000) {
    asked.push(policy.choose(nowMs)!);
    policy.see(asked.at(-1)!, false, nowMs);
  }
  for (let i = 6; i < asked.length; i++) expect(new Set(asked.slice(i - 6, i + 1)).size).toBeGreaterThan(1);
});
