import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { describePlace, explainSteps } from "../../src/recommender/explain-step.js";
import { goalRegion } from "../../src/recommender/goal-closure.js";
import { candidateSteps, nextSteps } from "../../src/recommender/next-steps.js";
import { counterfactualText, obstacleText, stepText } from "../../src/recommender/why-text.js";
import {
  allPrerequisitesOf,
  CEILING,
  graphOf,
  planningInputs,
  prerequisitesOf,
  stateOf,
  supposeKnown,
} from "./random-graphs.js";

const names = (ids: readonly string[]) => (leaf: number) => ({ zh: `点${ids[leaf]}`, en: `point ${ids[leaf]}` });

describe("the why of a step", () => {
  it("names goals it leads to, a route along prerequisites, and what it opens, on random graphs", () => {
    fc.assert(
      fc.property(planningInputs, (planning) => {
        const { graph, student, goal } = planning;
        const suppose = supposeKnown(student, goal.target);
        const steps = nextSteps(planning, 5);
        const region = goalRegion(graph, goal.leaves);
        explainSteps({ ...planning, suppose }, steps, candidateSteps(planning)).forEach((why, i) => {
          const { leaf } = steps[i]!;
          expect(why.towards.length).toBeGreaterThan(0);
          for (const g of why.towards) {
            expect([...goal.leaves]).toContain(g);
            expect(g === leaf || allPrerequisitesOf(graph, g).has(leaf)).toBe(true);
          }
          expect(why.route[0]).toBe(leaf);
          expect(why.route.at(-1)).toBe(why.towards[0]);
          why.route.slice(1).forEach((v, k) => {
            expect(prerequisitesOf(graph, v)).toContain(why.route[k]);
          });
          const opened = candidateSteps({ ...planning, student: suppose(leaf) }).map((s) => s.leaf);
          for (const v of why.opens) expect(opened).toContain(v);
          expect(why.opens).toEqual(describePlace(planning, region, leaf).opens);
          for (const lost of why.lost) expect(lost.leaf).not.toBe(leaf);
        });
      }),
      { numRuns: 200 },
    );
  });

  it("states a counterfactual that holds when the fact is really changed", () => {
    fc.assert(
      fc.property(planningInputs, (planning) => {
        const suppose = supposeKnown(planning.student, planning.goal.target);
        const [why] = explainSteps({ ...planning, suppose }, nextSteps(planning, 1), candidateSteps(planning));
        const counterfactual = why?.counterfactual();
        if (!counterfactual) return;
        const changed = { ...planning, student: suppose(counterfactual.supposed) };
        expect(nextSteps(changed, 1)[0]?.leaf).toBe(counterfactual.first);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the sentences", () => {
  const graph = graphOf(
    ["a", "b", "c"],
    [
      ["a", "b"],
      ["b", "c"],
    ],
  ); // prettier-ignore
  const planning = {
    graph,
    student: stateOf([0.95, 0.3, 0.3]),
    ceiling: CEILING,
    goal: { leaves: Int32Array.of(2), target: 0.85 },
    now: 0,
  };

  it("say what to do, why it can be done, where it leads and how long it takes", () => {
    const [step] = nextSteps(planning, 1);
    const why = describePlace(planning, goalRegion(graph, planning.goal.leaves), step!.leaf);
    expect(stepText(step!, why, names(graph.ids))).toEqual({
      zh: "现在学「点b」。它需要的「点a」都已掌握。目标「点c」直接用到它。大约 20 分钟。",
      en: "Learn “point b” now. What it needs, “point a”, is mastered. The goal “point c” builds directly on it. About 20 minutes.",
    });
  });

  it("name the point that keeps failing when they send a student back", () => {
    const stuck = {
      ...planning,
      student: stateOf([0.86, 0.3, 0.3], {
        failureStreak: Int32Array.of(0, 3, 0),
        lastOrdinal: Int32Array.of(1, 4, 0),
      }),
    };
    const step = nextSteps(stuck, 5).find((s) => s.cause === "STUCK_DEPENDENT");
    const why = describePlace(stuck, goalRegion(graph, stuck.goal.leaves), step!.leaf);
    const text = stepText(step!, why, names(graph.ids));
    expect(text.zh).toContain("先回头看「点a」：「点b」接连答错");
    expect(text.en).toContain("Go back to “point a” first: “point b”");
  });

  it("state a counterfactual and an obstacle", () => {
    const supposed = { supposed: 0, first: 1, isMastered: false };
    expect(counterfactualText(supposed, names(graph.ids)).en).toBe(
      "If “point a” were mastered, “point b” would come first.",
    );
    expect(obstacleText("BUDGET", 0, 0.85).zh).toBe("时间预算不够学到目标。连第一步也放不下。");
    expect(obstacleText("TARGET_ABOVE_MODEL", 2, 0.9995).en).toContain("99.95%");
  });
});
