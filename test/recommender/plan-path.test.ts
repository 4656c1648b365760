import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { goalClosure } from "../../src/recommender/goal-closure.js";
import { minutesUntil, planPath } from "../../src/recommender/plan-path.js";
import { allPrerequisitesOf, CEILING, graphOf, planningInputs, point, stateOf } from "./random-graphs.js";

describe("a path", () => {
  it("without a limit is a topological order of the whole closure; a reached goal gives none", () => {
    fc.assert(
      fc.property(planningInputs, (planning) => {
        const { graph, student, goal } = planning;
        const path = planPath(planning);
        const reached = [...goal.leaves].every((g) => student.mastery[g]! >= goal.target);
        const closure = [...goalClosure(graph, goal.leaves, student.mastery, goal.target)];
        const leaves = path.steps.map((s) => s.leaf);
        expect([...leaves].sort((a, b) => a - b)).toEqual(reached ? [] : closure);
        expect(path.reachable).toBe(true);
        expect(path.obstacle).toBeUndefined();
        if (goal.leaves.length > 0) expect(path.expectedMastery).toBeGreaterThanOrEqual(goal.target);
      }),
      { numRuns: 500 },
    );
  });

  it("has no step before a prerequisite, near or far, that is not mastered, and keeps the budget", () => {
    fc.assert(
      fc.property(planningInputs, fc.integer({ min: 0, max: 200 }), (planning, budgetMinutes) => {
        const { graph, student, goal } = planning;
        const path = planPath({ ...planning, budgetMinutes });
        const seen = new Set<number>();
        for (const { leaf } of path.steps) {
          for (const u of allPrerequisitesOf(graph, leaf)) {
            expect(seen.has(u) || student.mastery[u]! >= goal.target).toBe(true);
          }
          expect(seen.has(leaf)).toBe(false);
          seen.add(leaf);
        }
        const sum = path.steps.reduce((total, step) => total + step.minutes, 0);
        expect(path.minutes).toBeCloseTo(sum, 9);
        expect(sum).toBeLessThanOrEqual(budgetMinutes + 1e-6);
        const needed = planPath(planning).minutes;
        expect(path.reachable).toBe(needed <= budgetMinutes + 1e-9);
        if (!path.reachable) expect(path.obstacle).toBe("BUDGET");
      }),
      { numRuns: 500 },
    );
  });

  it("leaves no room for a further step in a budget that is too short", () => {
    fc.assert(
      fc.property(planningInputs, fc.integer({ min: 0, max: 100 }), (planning, budgetMinutes) => {
        const path = planPath({ ...planning, budgetMinutes });
        if (path.reachable) return;
        const left = budgetMinutes - path.minutes;
        const taken = new Set(path.steps.map((s) => s.leaf));
        const unlimited = planPath(planning).steps;
        for (const step of unlimited) {
          const ready = [...allPrerequisitesOf(planning.graph, step.leaf)].every(
            (u) => taken.has(u) || planning.student.mastery[u]! >= planning.goal.target,
          );
          if (!taken.has(step.leaf) && ready) expect(step.minutes).toBeGreaterThan(left - 1e-6);
        }
      }),
    );
  });

  const diamond = graphOf(
    ["a", "b", "c", "d"],
    [
      ["a", "b"],
      ["a", "c"],
      ["b", "d"],
      ["c", "d"],
    ],
  ); // prettier-ignore
  const planning = {
    graph: diamond,
    student: stateOf([0.3, 0.3, 0.3, 0.3]),
    ceiling: CEILING,
    goal: { leaves: Int32Array.of(3), target: 0.85 },
    now: 0,
  };

  it("through a diamond takes each point once", () => {
    const path = planPath(planning);
    expect(path.steps.map((s) => diamond.ids[s.leaf])).toEqual(["a", "b", "c", "d"]);
    expect(path.minutes).toBe(80);
  });

  it("names what it lacks: the shorter of deadline and budget, or a target above the model", () => {
    expect(planPath({ ...planning, budgetMinutes: 50, deadlineMinutes: 100 }).obstacle).toBe("BUDGET");
    expect(planPath({ ...planning, budgetMinutes: 100, deadlineMinutes: 50 }).obstacle).toBe("DEADLINE");
    const high = planPath({ ...planning, goal: { leaves: Int32Array.of(3), target: 0.99 } });
    expect([high.reachable, high.obstacle]).toEqual([false, "TARGET_ABOVE_MODEL"]);
    expect(high.steps.length).toBe(4);
  });

  it("chooses, in a short budget, the goal that can be had", () => {
    const graph = graphOf(
      ["far", "mid", "end", point("near", { minutes: 30 })],
      [
        ["far", "mid"],
        ["mid", "end"],
      ],
    ); // prettier-ignore
    const leaves = Int32Array.of(graph.indexOf("end"), graph.indexOf("near"));
    const path = planPath({
      ...planning,
      graph,
      student: stateOf([0.3, 0.3, 0.3, 0.3]),
      goal: { leaves, target: 0.85 },
      budgetMinutes: 40,
    });
    expect(path.steps.map((s) => graph.ids[s.leaf])).toEqual(["near"]);
  });

  it("of an empty graph and an empty goal is empty and reached", () => {
    const none = {
      ...planning,
      graph: graphOf([], []),
      student: stateOf([]),
      goal: { leaves: Int32Array.of(), target: 0.85 },
    };
    expect(planPath(none)).toEqual({ reachable: true, obstacle: undefined, steps: [], minutes: 0, expectedMastery: 1 });
  });
});

describe("minutes until a deadline", () => {
  const day = 86_400_000;
  it("are those on the clock within a sitting, and a daily share beyond", () => {
    expect(minutesUntil(-1, 0, 120)).toBe(0);
    expect(minutesUntil(30 * 60_000, 0, 120)).toBe(30);
    expect(minutesUntil(day, 0, 120)).toBe(120);
    expect(minutesUntil(10 * day, 0, 120)).toBe(1200);
  });
});
