import { describe, expect, it, jest } from "@jest/globals";
import { EMPTY_CALIBRATION } from "../../src/mastery/calibration.js";
import { SHIPPED_WEIGHTS } from "../../src/mastery/shipped-weights.js";
import { type MakePolicy, oracle, randomPolicy, walk, weakestFirst, zhimai } from "../reference/policies.js";
import { layered, scattered } from "../reference/policy-graphs.js";
import { runTrial } from "../reference/policy-trial.js";
import { GROWTH_LAWS } from "../reference/simulated-learner.js";

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
});
