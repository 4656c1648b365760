import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { saveFramework, saveItem } from "../../src/knowledge/save-framework.js";
import { matchesByEdition } from "../../src/recommender/order-by-edition.js";
import { planPath } from "../../src/recommender/plan-path.js";
import type { NextStepType } from "../../src/recommender/recommender.type.js";
import { type Answer, caller, TestService } from "../support/service.js";
import { editor, seedPoints, seedResources, tag } from "../support/tagging.js";
import { allPrerequisitesOf, planningInputs } from "./random-graphs.js";

const LAST = Number.POSITIVE_INFINITY;
/** A place for each of up to 14 points; several may share one, and some have none. */
const editions = fc.array(fc.constantFrom(0, 1, 2, 3, 4, 5, LAST), { minLength: 14, maxLength: 14 });
const budgets = fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined });

describe("a path in the order of an edition", () => {
  it("has the steps, minutes and outcome of the path without it, and no step before its prerequisites", () => {
    fc.assert(
      fc.property(planningInputs, editions, budgets, (planning, edition, budgetMinutes) => {
        const { graph, student, goal } = planning;
        const plain = planPath({ ...planning, budgetMinutes });
        const path = planPath({ ...planning, budgetMinutes, places: Float64Array.from(edition) });
        const byLeaf = (p: typeof path) =>
          p.steps.map(({ expectedGain: _, ...step }) => step).sort((a, b) => a.leaf - b.leaf);
        expect(byLeaf(path)).toEqual(byLeaf(plain));
        expect({ ...path, steps: [], minutes: 0 }).toEqual({ ...plain, steps: [], minutes: 0 });
        const seen = new Set<number>();
        for (const { leaf } of path.steps) {
          for (const u of allPrerequisitesOf(graph, leaf))
            expect(seen.has(u) || student.mastery[u]! >= goal.target).toBe(true);
          seen.add(leaf);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("departs from the edition for nothing but a prerequisite of what comes at that place", () => {
    fc.assert(
      fc.property(planningInputs, editions, (planning, edition) => {
        const order = planPath({ ...planning, places: Float64Array.from(edition) }).steps.map((step) => step.leaf);
        order.forEach((leaf, i) => {
          const later = order.slice(i + 1);
          const overtaken = Math.min(...later.map((other) => edition[other]!));
          if (edition[leaf]! <= overtaken) return;
          const neededBy = later.filter((other) => allPrerequisitesOf(planning.graph, other).has(leaf));
          expect(neededBy.some((other) => edition[other]! <= overtaken)).toBe(true);
        });
      }),
      { numRuns: 500 },
    );
  });

  it("is the edition's where that agrees with the prerequisites", () => {
    fc.assert(
      fc.property(planningInputs, fc.array(fc.nat(9), { minLength: 14, maxLength: 14 }), (planning, order) => {
        const places = new Float64Array(planning.graph.ids.length);
        [...planning.graph.order].forEach((leaf, i) => {
          const before = [...allPrerequisitesOf(planning.graph, leaf)].map((u) => places[u]!);
          places[leaf] = Math.max(-1, ...before) + 1 + order[i]! + i / 100;
        });
        const steps = planPath({ ...planning, places }).steps.map((step) => places[step.leaf]!);
        expect(steps).toEqual([...steps].sort((a, b) => a - b));
      }),
    );
  });
});

describe("matches in the order of an edition", () => {
  it("come by what each covers best, the earliest of equals; what the edition leaves out comes last, as ranked", () => {
    const match = (id: string, cover: readonly (readonly [number, number])[]) =>
      ({ id, score: 1, reasons: [], role: undefined, cover: new Map(cover), kind: "VIDEO", minutes: 1 }) as const;
    const places = new Map([
      ["a", 2],
      ["b", 1],
      ["c", 0],
    ]); // prettier-ignore
    const ranked = [
      match("outside", [[3, 1]]),
      match("a little of c", [
        [0, 1],
        [2, 0.3],
      ]), // prettier-ignore
      match("a and b", [
        [0, 1],
        [1, 1],
      ]), // prettier-ignore
      match("nothing", []),
      match("c", [[2, 0.5]]),
    ];
    expect(matchesByEdition(ranked, ["a", "b", "c", "d"], places).map(({ id }) => id)).toEqual([
      "c",
      "a and b",
      "a little of c",
      "outside",
      "nothing",
    ]);
  });
});

describe("the order of an edition over GraphQL", () => {
  let service: TestService;
  const APP = caller("APP", "app");
  const ids = (list: readonly Answer[], key: string): string[] => list.map((one) => one[key].id);

  beforeAll(async () => {
    service = await TestService.start();
    await seedPoints(service);
    await service.features.knowledge.edit({ by: "t", reason: "t" }, (graph) => {
      saveFramework(graph, { id: "book", title: "教材", kind: "TEXTBOOK", subjectId: "m" });
      for (const [order, point] of ["p5", "p3", "p1", "p2"].entries())
        saveItem(graph, { id: `s${order}`, frameworkId: "book", order, statement: point, knowledgePointIds: [point] });
    });
    const edge = `mutation { definePrerequisite(input: {prerequisiteId: "p2", dependentId: "p3"}) { __typename } }`;
    await service.ask(editor, edge);
    await service.ask(
      APP,
      `mutation { recordAttempts(input: [{id: "a1", studentId: "st", knowledgePointIds: ["p1"], correct: false, at: "2026-01-01T00:00:00Z"}]) { accepted } }`,
    );
  }, 120_000);
  afterAll(() => service.database.close());

  const goal = `goal: {knowledgePointIds: ["p1", "p2", "p3", "p4", "p5"]}`;
  const pathOf = async (rest: string): Promise<Answer> =>
    (
      await service.ask(
        APP,
        `{ learningPath(studentId: "st", ${goal}${rest}) { minutes steps { id expectedGain knowledgePoint { id } } } }`,
      )
    ).learningPath; // prettier-ignore
  const again = async (id: string, rest = ""): Promise<NextStepType> =>
    (await service.ask(APP, `{ nextStep(id: "${id}"${rest}) { id expectedGain knowledgePoint { id } } }`)).nextStep;

  it("gives a path in it, each step of which can be computed again, also after editions were added", async () => {
    const path = await pathOf(`, frameworkId: "book"`);
    expect(ids(path.steps, "knowledgePoint")).toEqual(["p5", "p2", "p3", "p1", "p4"]);
    expect(path.minutes).toBeCloseTo((await pathOf("")).minutes, 6);
    await service.features.knowledge.edit({ by: "t", reason: "t" }, (graph) => {
      saveFramework(graph, { id: "another", title: "另一版", kind: "TEXTBOOK", subjectId: "m" });
      saveItem(graph, { id: "s0", frameworkId: "book", order: 9, statement: "p5", knowledgePointIds: ["p5"] });
    });
    expect(ids((await pathOf(`, frameworkId: "book"`)).steps, "knowledgePoint")[0]).toBe("p2");
    for (const step of path.steps) expect(await again(step.id)).toEqual(step);
  });

  it("gives matches and bundles in it, the best ones whichever the order", async () => {
    await seedResources(service, ["r1", "r2", "r3", "r5"], { minutes: 5 });
    for (const n of [1, 2, 3, 5]) await tag(service, "t", `r${n}`, [`p${n}`]);
    const need = `need: {knowledgePointIds: ["p1", "p2", "p3", "p5"], minutes: 60`;
    const inOrder = ["r3", "r1", "r2", "r5"];
    const listed = `{ matchResources(${need}, frameworkId: "book"}) { resource { id } }
      resourceBundle(${need}, frameworkId: "book"}) { matches { resource { id } } } }`;
    const answer = await service.ask(editor, listed);
    expect(ids(answer.matchResources, "resource")).toEqual(inOrder);
    expect(ids(answer.resourceBundle.matches, "resource")).toEqual(inOrder);
    const top = async (rest: string) =>
      ids(
        (await service.ask(editor, `{ matchResources(first: 2, ${need}${rest}}) { resource { id } } }`)).matchResources,
        "resource",
      ); // prettier-ignore
    expect((await top(`, frameworkId: "book"`)).sort()).toEqual((await top("")).sort());
  });

  it("refuses an unknown edition", async () => {
    const path = `{ learningPath(studentId: "st", ${goal}, frameworkId: "none") { minutes } }`;
    expect(await service.refusal(APP, path)).toBe("NOT_FOUND");
    const match = `{ matchResources(need: {knowledgePointIds: ["p1"], frameworkId: "none"}) { score } }`;
    expect(await service.refusal(editor, match)).toBe("NOT_FOUND");
  });
});
