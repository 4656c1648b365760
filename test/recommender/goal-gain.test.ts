import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { GoalGain, goalGain } from "../../src/recommender/goal-gain.js";
import { goalSubgraph } from "../../src/recommender/goal-subgraph.js";
import { progressArrays } from "../../src/recommender/next-steps.js";
import { graphOf, planningInputs } from "./random-graphs.js";

describe("goal probability", () => {
  it("of a chain follows a(v) = p + (p' − p) · a(prerequisite)", () => {
    const graph = graphOf(["a", "b"], [["a", "b"]]);
    const subgraph = goalSubgraph(graph, Int32Array.of(1));
    const out = new GoalGain(2);
    goalGain(subgraph, Float64Array.of(0.4, 0.2), Float64Array.of(0.7, 0.6), out);
    expect(out.probability).toBeCloseTo(0.2 + 0.4 * 0.7, 12);
    expect(out.gain[1]).toBeCloseTo(0.4 * 0.7, 12);
    expect(out.gain[0]).toBeCloseTo(0.4 * 0.3, 12);
  });

  it("weighs prerequisites by strength in a geometric mean", () => {
    const graph = graphOf(
      ["a", "b", "c"],
      [
        ["a", "c", 1],
        ["b", "c", 0.5],
      ],
    ); // prettier-ignore
    const subgraph = goalSubgraph(graph, Int32Array.of(2));
    const out = new GoalGain(3);
    const p = Float64Array.of(0.4, 0.8, 0.1);
    goalGain(subgraph, p, Float64Array.of(0.4, 0.8, 1), out);
    expect(out.probability).toBeCloseTo(0.1 + 0.9 * 0.4 ** (2 / 3) * 0.8 ** (1 / 3), 12);
  });

  it("has the gradient that finite differences give", () => {
    fc.assert(
      fc.property(planningInputs, (planning) => {
        const subgraph = goalSubgraph(planning.graph, planning.goal.leaves);
        const { progress, after } = progressArrays(planning, subgraph.nodes);
        const size = subgraph.nodes.length;
        const out = new GoalGain(size);
        goalGain(subgraph, progress, after, out);
        const shifted = new GoalGain(size);
        const step = 1e-6;
        for (let v = 0; v < size; v++) {
          if (out.attainable[v]! > 1 - 1e-3) continue;
          // shifting p and p' alike shifts a by the same
          const p = progress.slice();
          const q = after.slice();
          p[v]! += step;
          q[v]! += step;
          goalGain(subgraph, p, q, shifted);
          expect((shifted.probability - out.probability) / step).toBeCloseTo(out.adjoint[v]!, 4);
        }
      }),
    );
  });
});
