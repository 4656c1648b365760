import { describe, expect, it } from "@jest/globals";
import { measurePredictions } from "../../src/mastery/evaluation-metrics.js";

describe("measurePredictions", () => {
  it("auc: the share of right–wrong pairs in the right order, ties half (worked by hand)", () => {
    // Right: .9, .6, .4; wrong: .6, .2. Pairs won: .9 both, .6 one and a tie, .4 one: 4.5 of 6.
    const { auc } = measurePredictions([0.9, 0.6, 0.4, 0.6, 0.2], [1, 1, 1, 0, 0]);
    expect(auc).toBeCloseTo(4.5 / 6, 12);
    expect(measurePredictions([0.3, 0.4], [1, 1]).auc).toBe(0.5);
  });

  it("logLoss, rmse, accuracy and ece (worked by hand)", () => {
    const metrics = measurePredictions([0.8, 0.85, 0.3], [1, 0, 0]);
    expect(metrics.logLoss).toBeCloseTo(-(Math.log(0.8) + Math.log(0.15) + Math.log(0.7)) / 3, 12);
    expect(metrics.rmse).toBeCloseTo(Math.sqrt((0.04 + 0.7225 + 0.09) / 3), 12);
    expect(metrics.accuracy).toBeCloseTo(2 / 3, 12);
    // Bin .8–.9: predicted 1.65, observed 1; bin .3–.4: predicted .3, observed 0.
    expect(metrics.ece).toBeCloseTo((0.65 + 0.3) / 3, 12);
  });
});
