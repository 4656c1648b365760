import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { verifyCoverage } from "../../src/annotations/verify-coverage.js";
import { DomainError } from "../../src/errors.js";
import { GraphEditor } from "../../src/knowledge/graph-editor.js";
import { mergePoints } from "../../src/knowledge/merge-points.js";
import { splitPoint } from "../../src/knowledge/split-point.js";
import { caller, TestService } from "../support/service.js";
import { editor, seedPoints, seedResources, tag } from "../support/tagging.js";
import { hasCycle, leafPrerequisites } from "./brute-force.js";
import { applyEdit, emptyGraphOf, idOf, randomEdits } from "./random-edits.js";

const admin = caller("ADMIN", "admin");
const teacher = caller("TEACHER", "t1");
let service: TestService;

beforeAll(async () => {
  service = await TestService.start();
}, 120_000);
beforeEach(async () => {
  await service.database.empty();
  await service.features.knowledge.refresh();
  await seedPoints(service);
  await seedResources(service, ["r1", "r2", "r3"]);
});
afterAll(() => service.database.close());

const coversOf = async (id: string) =>
  (
    await service.ask(
      editor,
      `query($id: ID!) { resource(id: $id) { covers { knowledgePoint { id } role annotators confidence } } }`,
      { id },
    )
  ).resource.covers.map(
    (c: { knowledgePoint: { id: string }; role: string; annotators: number }) =>
      `${c.knowledgePoint.id} ${c.role} ${c.annotators}`,
  );
const expectVerified = async () =>
  expect((await verifyCoverage(service.database, await service.features.knowledge.refresh())).findings).toEqual([]);
const attempt = async (id: string, knowledgePointIds: string[]) => {
  await service.features.people.registerClass({
    id: "c1",
    name: "一班",
    schoolId: "k1",
    teacherIds: [],
    studentIds: ["s1"],
  });
  await service.ask(
    admin,
    `mutation($input: [AttemptInput!]!) { recordAttempts(input: $input) { accepted refused { message } } }`,
    { input: [{ id, studentId: "s1", knowledgePointIds, correct: true, at: "2026-01-05T08:00:00Z" }] },
  );
};

describe("mergeKnowledgePoints", () => {
  const merge = (from: string, into: string) =>
    service.ask(
      editor,
      `mutation { mergeKnowledgePoints(from: "${from}", into: "${into}", reason: "同一内容") {
      id aliases prerequisites { prerequisite { id } } dependents { dependent { id } } } }`,
    );

  it("takes tags along in the same transaction, those of an annotator of both once", async () => {
    await tag(service, "t1", "r1", ["p1"]);
    await tag(service, "t2", "r1", ["p1", "p2"]);
    await tag(service, "t1", "r2", ["p2:PRACTISES"]);
    await merge("p1", "p2");
    expect(await coversOf("r1")).toEqual(["p2 TEACHES 2"]);
    expect(await coversOf("r2")).toEqual(["p2 PRACTISES 1"]);
    const found = await service.ask(editor, `{ resources(filter: {knowledgePointIds: ["p1"]}) { totalCount } }`);
    expect(found.resources.totalCount).toBe(2);
    // Later tags on the target do not undo it, nor does a withdrawal.
    await tag(service, "t3", "r1", ["p2"]);
    expect(await coversOf("r1")).toEqual(["p2 TEACHES 3"]);
    await tag(service, "t1", "r1", ["p3"]);
    expect(await coversOf("r1")).toEqual(["p2 TEACHES 2", "p3 TEACHES 1"]);
    await expectVerified();
    // And along once more, when the point merged into is merged itself.
    await merge("p2", "p4");
    expect(await coversOf("r1")).toEqual(["p3 TEACHES 1", "p4 TEACHES 2"]);
    await expectVerified();
  });

  it("takes mastery, edges, names and framework items along", async () => {
    await service.ask(
      editor,
      `mutation { definePrerequisite(input: {prerequisiteId: "p1", dependentId: "p3"}) { __typename } }`,
    );
    await service.ask(
      editor,
      `mutation { definePrerequisite(input: {prerequisiteId: "p5", dependentId: "p1"}) { __typename } }`,
    );
    await attempt("a1", ["p1"]);
    const profile = `{ masteryProfile(studentId: "s1", subjectId: "m") { points { knowledgePoint { id } mastery attempts } } }`;
    const masteryOf = async (id: string) =>
      (await service.ask(admin, profile)).masteryProfile.points.find(
        (p: { knowledgePoint: { id: string } }) => p.knowledgePoint.id === id,
      );
    const before = await masteryOf("p1");
    expect((await merge("p1", "p2")).mergeKnowledgePoints).toEqual({
      id: "p2",
      aliases: ["知识点1"],
      prerequisites: [{ prerequisite: { id: "p5" } }],
      dependents: [{ dependent: { id: "p3" } }],
    });
    expect(await masteryOf("p1")).toBeUndefined();
    expect((await masteryOf("p2")).attempts).toBe(before.attempts);
    const { knowledgePoint } = await service.ask(
      editor,
      `{ knowledgePoint(id: "p1") { status replacedBy { id } prerequisites { strength } } }`,
    );
    expect(knowledgePoint).toEqual({ status: "RETIRED", replacedBy: { id: "p2" }, prerequisites: [] });
    const { history } = await service.ask(editor, `{ history(id: "p2", first: 1) { edges { node { reason } } } }`);
    expect(history.edges[0].node.reason).toBe("merge points: 同一内容");
  });

  it("refuses what would have to be learnt before itself, strangers to the subject, and nonsense", async () => {
    for (const [a, b] of [
      ["p1", "p2"],
      ["p2", "p3"],
    ])
      await service.ask(
        editor,
        `mutation { definePrerequisite(input: {prerequisiteId: "${a}", dependentId: "${b}"}) { __typename } }`,
      );
    await expect(merge("p1", "p3")).rejects.toMatchObject({
      code: "BAD_INPUT",
      details: { cycle: expect.arrayContaining(["p2", "p3"]) },
    });
    expect(service.features.knowledge.graph().isActive("p1")).toBe(true);
    const text = (from: string, into: string) =>
      `mutation { mergeKnowledgePoints(from: "${from}", into: "${into}") { id } }`;
    expect(await service.refusal(editor, text("p1", "p1"))).toBe("BAD_INPUT");
    expect(await service.refusal(editor, text("p1", "zz"))).toBe("NOT_FOUND");
    expect(await service.refusal(caller("EDITOR", "e", { subjects: ["x"] }), text("q1", "p1"))).toBe("FORBIDDEN");
    expect(await service.refusal(teacher, text("p4", "p5"))).toBe("FORBIDDEN");
  });

  it("and split keep the graph acyclic and its leaves' prerequisites, on random graphs", () => {
    const start = emptyGraphOf(7);
    fc.assert(
      fc.property(randomEdits(7, 30, false), fc.nat(6), fc.nat(6), (edits, a, b) => {
        const graph = new GraphEditor(start);
        for (const edit of edits) applyEdit(graph, edit);
        const before = graph.result(2);
        const attempted = (work: (editor: GraphEditor) => void) => {
          const change = new GraphEditor(before);
          try {
            work(change);
          } catch (error) {
            if (error instanceof DomainError) return undefined;
            throw error;
          }
          return change.result(3);
        };
        const merged = attempted((change) => mergePoints(change, idOf(a), idOf(b)));
        if (merged) {
          expect(hasCycle(leafPrerequisites(merged))).toBe(false);
          const renamed = (id: string) => (id === idOf(a) ? idOf(b) : id);
          for (const { prerequisiteId, dependentId } of before.prerequisites.values()) {
            const [from, to] = [renamed(prerequisiteId), renamed(dependentId)];
            if (from !== to) expect(merged.prerequisites.has(`${from} ${to}`)).toBe(true);
          }
        }
        const parts = ["x", "y"].map((id) => ({ id, code: id, name: id, subjectId: "s" }));
        const split = attempted((change) => splitPoint(change, idOf(a), parts));
        expect(split !== undefined).toBe(before.isLeaf(idOf(a)));
        if (split) {
          const [old, now] = [leafPrerequisites(before), leafPrerequisites(split)];
          expect(hasCycle(now)).toBe(false);
          for (const id of ["x", "y"]) expect(now.get(id)).toEqual(old.get(idOf(a)));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("splitKnowledgePoint", () => {
  const split = () =>
    service.ask(
      editor,
      `mutation { splitKnowledgePoint(id: "p1", into: [
      {id: "p1a", code: "P1", name: "甲", subjectId: "m"}, {id: "p1b", code: "P1b", name: "乙", subjectId: "m"}]) {
      status replacements { id prerequisites { prerequisite { id } } } } }`,
    );
  const queue = async (sub: string) =>
    (
      await service.ask(caller("TEACHER", sub), `{ annotationQueue { resource { id } reason priority } }`)
    ).annotationQueue.map(
      (task: { resource: { id: string }; reason: string }) =>
        `${task.resource.id} ${task.reason.includes("split") ? "split" : "other"}`,
    );

  it("keeps the tags, covers nothing until the annotators have said it anew, and asks them first", async () => {
    await service.ask(
      editor,
      `mutation { definePrerequisite(input: {prerequisiteId: "p5", dependentId: "p1"}) { __typename } }`,
    );
    await tag(service, "t1", "r1", ["p1"]);
    await tag(service, "t2", "r1", ["p1"]);
    await tag(service, "t1", "r2", ["p2"]);
    expect(await queue("t1")).toEqual(["r3 other"]);
    expect((await split()).splitKnowledgePoint).toEqual({
      status: "RETIRED",
      replacements: ["p1a", "p1b"].map((id) => ({ id, prerequisites: [{ prerequisite: { id: "p5" } }] })),
    });
    await expectVerified();
    const found = await service.ask(
      editor,
      `{ resources(filter: {knowledgePointIds: ["p1a", "p1b"]}) { totalCount } }`,
    );
    expect(found.resources.totalCount).toBe(0);
    expect((await queue("t1"))[0]).toBe("r1 split");
    expect((await queue("t2"))[0]).toBe("r1 split");
    expect(await queue("t9")).toContain("r1 split");
    await tag(service, "t1", "r1", ["p1b"]);
    expect(await coversOf("r1")).toContain("p1b TEACHES 1");
    expect(await queue("t1")).not.toContain("r1 split");
    expect(await queue("t9")).not.toContain("r1 split");
    expect(await queue("t2")).toContain("r1 split");
    await tag(service, "t2", "r1", ["p1b"]);
    expect(await coversOf("r1")).toEqual(["p1b TEACHES 2"]);
    expect(await queue("t2")).not.toContain("r1 split");
    await expectVerified();
  });

  it("shares mastery among the new points, and refuses fewer than two or a point with parts", async () => {
    await attempt("a1", ["p1"]);
    await split();
    const { masteryProfile } = await service.ask(
      admin,
      `{ masteryProfile(studentId: "s1", subjectId: "m") { points { knowledgePoint { id } attempts } } }`,
    );
    const attempts = Object.fromEntries(
      masteryProfile.points.map((p: { knowledgePoint: { id: string }; attempts: number }) => [
        p.knowledgePoint.id,
        p.attempts,
      ]),
    );
    expect([attempts.p1a, attempts.p1b, attempts.p2]).toEqual([1, 1, 0]);
    const one = `mutation { splitKnowledgePoint(id: "p2", into: [{id: "z", code: "z", name: "z", subjectId: "m"}]) { id } }`;
    expect(await service.refusal(editor, one)).toBe("BAD_INPUT");
    await service.ask(editor, `mutation { updateKnowledgePoint(id: "p3", input: {parentIds: ["p2"]}) { id } }`);
    const two = one.replace("}]", '}, {id: "y", code: "y", name: "y", subjectId: "m"}]');
    expect(await service.refusal(editor, two)).toBe("BAD_INPUT");
    expect(await service.refusal(caller("EDITOR", "e", { subjects: ["x"] }), two.replace('"p2"', '"p4"'))).toBe(
      "FORBIDDEN",
    );
  });
});
