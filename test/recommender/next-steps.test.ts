import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { goalClosure } from "../../src/recommender/goal-closure.js";
import { nextSteps, type PlanningInput } from "../../src/recommender/next-steps.js";
import { outerFringe } from "../../src/recommender/outer-fringe.js";
import {
  allPrerequisitesOf,
  CEILING,
  graphOf,
  planningInputs,
  point,
  prerequisitesOf,
  stateOf,
} from "./random-graphs.js";

const TARGET = 0.85;

function input(graph: ReturnType<typeof graphOf>, mastery: number[], goal: string[], more = {}): PlanningInput {
  return {
    graph,
    student: stateOf(mastery, more),
    ceiling: CEILING,
    goal: { leaves: Int32Array.from(goal, (id) => graph.indexOf(id)), target: TARGET },
    now: 1000,
  };
}

const idsOf = (graph: ReturnType<typeof graphOf>, steps: readonly { leaf: number }[]) =>
  steps.map((s) => graph.ids[s.leaf]);

describe("the outer fringe and the goal closure", () => {
  it("equal their definitions on random graphs", () => {
    fc.assert(
      fc.property(planningInputs, ({ graph, student, goal }) => {
        const nodes = graph.ids.map((_, v) => v);
        const mastered = (v: number) => student.mastery[v]! >= goal.target;
        const fringe = nodes.filter((v) => !mastered(v) && prerequisitesOf(graph, v).every(mastered));
        const region = new Set([...goal.leaves].flatMap((g) => [g, ...allPrerequisitesOf(graph, g)]));
        expect([...outerFringe(graph, student.mastery, goal.target)]).toEqual(fringe);
        expect([...goalClosure(graph, goal.leaves, student.mastery, goal.target)]).toEqual(
          nodes.filter((v) => region.has(v) && !mastered(v)),
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe("next steps", () => {
  it("are exactly the fringe within the closure, and what is to be reviewed in the goal's region", () => {
    fc.assert(
      fc.property(planningInputs, (planning) => {
        const { graph, student, goal, now } = planning;
        const steps = nextSteps(planning, 1000);
        const mastered = (v: number) => student.mastery[v]! >= goal.target;
        const closure = new Set(goalClosure(graph, goal.leaves, student.mastery, goal.target));
        const fringe = [...outerFringe(graph, student.mastery, goal.target)].filter((v) => closure.has(v));
        const due = fringe.filter((v) => student.dueAt[v]! <= now);
        const of = (cause: string) => steps.filter((s) => s.cause === cause).map((s) => s.leaf);
        expect([...of("FRINGE"), ...of("DUE")].sort((a, b) => a - b)).toEqual(fringe);
        expect(of("DUE").sort((a, b) => a - b)).toEqual(due);
        for (const leaf of of("STUCK_DEPENDENT")) {
          expect(mastered(leaf)).toBe(true);
          expect(
            [...closure].some((v) => student.failureStreak[v]! >= 3 && prerequisitesOf(graph, v).includes(leaf)),
          ).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("carry gains between 0 and 1 and positive minutes, and do not depend on how many are asked for", () => {
    fc.assert(
      fc.property(planningInputs, fc.integer({ min: 1, max: 5 }), (planning, first) => {
        const all = nextSteps(planning, 1000);
        for (const step of all) {
          expect(step.expectedGain).toBeGreaterThanOrEqual(0);
          expect(step.expectedGain).toBeLessThanOrEqual(1);
          expect(step.minutes).toBeGreaterThan(0);
        }
        expect(nextSteps(planning, first)).toEqual(all.slice(0, first));
      }),
    );
  });

  it("prefer what opens the way to more of the goal", () => {
    const graph = graphOf(
      ["a", "b", "x", "y", "z"],
      [
        ["a", "x"],
        ["b", "y"],
        ["b", "z"],
      ],
    ); // prettier-ignore
    const steps = nextSteps(input(graph, [0.3, 0.3, 0.3, 0.3, 0.3], ["x", "y", "z"]), 5);
    expect(idsOf(graph, steps)).toEqual(["b", "a"]);
  });

  it("break ties by id", () => {
    const graph = graphOf(["b", "c", "a"], []);
    expect(idsOf(graph, nextSteps(input(graph, [0.3, 0.3, 0.3], ["a", "b", "c"]), 3))).toEqual(["a", "b", "c"]);
  });

  it("name the kind of each step", () => {
    const graph = graphOf(["a", "b", "c"], []);
    const due = Float64Array.of(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 900);
    const steps = nextSteps(input(graph, [0.3, 0.7, 0.84], ["a", "b", "c"], { dueAt: due }), 3);
    expect(Object.fromEntries(steps.map((s) => [graph.ids[s.leaf], s.kind]))).toEqual({
      a: "LEARN",
      b: "STRENGTHEN",
      c: "REVIEW",
    });
  });

  it("bring back the weakest prerequisite of a point failed three times, before that point", () => {
    const graph = graphOf(
      ["firm", "weak", "v"],
      [
        ["firm", "v"],
        ["weak", "v"],
      ],
    ); // prettier-ignore
    const mastery = graph.ids.map((id) => ({ firm: 0.95, weak: 0.86, v: 0.3 })[id]!);
    const failureStreak = Int32Array.from(graph.ids, (id) => (id === "v" ? 3 : 0));
    const lastOrdinal = Int32Array.from(graph.ids, (id) => (id === "v" ? 9 : 2));
    const planning = input(graph, mastery, ["v"], { failureStreak, lastOrdinal });
    const steps = nextSteps(planning, 5);
    expect(steps.map((s) => [graph.ids[s.leaf], s.cause, s.stuck])).toEqual([
      ["weak", "STUCK_DEPENDENT", false],
      ["v", "FRINGE", true],
    ]);
    const passedOver = nextSteps({ ...planning, skipped: [steps[0]!.leaf] }, 5);
    expect(passedOver.map((s) => graph.ids[s.leaf])).toEqual(["v", "weak"]);
  });

  it("keep a stuck point in its place once its prerequisites have been looked at", () => {
    const graph = graphOf(["v", "x"], []);
    const failureStreak = Int32Array.from(graph.ids, (id) => (id === "v" ? 3 : 0));
    const steps = nextSteps(input(graph, [0.3, 0.3], ["v", "x"], { failureStreak }), 5);
    expect(steps.map((s) => [graph.ids[s.leaf], s.stuck])).toEqual([
      ["v", true],
      ["x", false],
    ]);
  });

  it("send back to a prerequisite of several stuck points for the one that counts most", () => {
    const graph = graphOf(
      ["p", "a", "b", "y", "z"],
      [
        ["p", "a"],
        ["p", "b"],
        ["a", "y"],
        ["a", "z"],
      ],
    ); // prettier-ignore
    const mastery = graph.ids.map((id) => (id === "p" ? 0.9 : 0.3));
    const failureStreak = Int32Array.from(graph.ids, (id) => (id === "a" || id === "b" ? 3 : 0));
    const lastOrdinal = Int32Array.from(graph.ids, (id) => (id === "p" ? 1 : 9));
    const steps = nextSteps(input(graph, mastery, ["b", "y", "z"], { failureStreak, lastOrdinal }), 5);
    const stuck = steps.filter((s) => s.stuck).map((s) => s.score);
    expect(stuck).toHaveLength(2);
    expect(steps[0]).toMatchObject({ cause: "STUCK_DEPENDENT", score: 2 * Math.max(...stuck) });
  });

  it("are none for an empty graph, an empty goal, or a goal reached with nothing due", () => {
    expect(nextSteps(input(graphOf([], []), [], []), 5)).toEqual([]);
    const graph = graphOf(["a", "b"], [["a", "b"]]);
    expect(nextSteps(input(graph, [0.3, 0.3], []), 5)).toEqual([]);
    expect(nextSteps(input(graph, [0.9, 0.9], ["b"]), 5)).toEqual([]);
  });

  it("do not know retired points", () => {
    const graph = graphOf(
      ["a", point("b", { status: "RETIRED" }), "c"],
      [
        ["a", "b"],
        ["b", "c"],
      ],
    ); // prettier-ignore
    expect(idsOf(graph, nextSteps(input(graph, [0.3, 0.3], ["c"]), 5))).toEqual(["c"]);
  });

  it("spread over the graph: of equal steps, one unlike the first comes before its twin", () => {
    const graph = graphOf(
      ["a1", "a2", "b", "x", "y"],
      [
        ["a1", "x"],
        ["a2", "x"],
        ["b", "y", 1],
      ], // prettier-ignore
    );
    const steps = nextSteps(input(graph, [0.3, 0.3, 0.3, 0.3, 0.3], ["a1", "a2", "b", "x", "y"]), 3);
    expect(idsOf(graph, steps)[0]).toBe("b");
    expect(idsOf(graph, steps).slice(1)).toEqual(["a1", "a2"]);
  });
});
