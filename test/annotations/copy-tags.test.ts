import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { verifyCoverage } from "../../src/annotations/verify-coverage.js";
import { tamper } from "../support/database.js";
import { caller, TestService } from "../support/service.js";
import { editor, seedPoints, seedResources, tag } from "../support/tagging.js";

const QUESTION = "一个长方形的长是12厘米，宽是5厘米，它的周长是多少厘米？";
const reviewer = caller("REVIEWER", "reviewer");

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.database.close());

beforeEach(async () => {
  await service.database.empty();
  await service.features.knowledge.refresh();
  await seedPoints(service);
  await seedResources(service, ["a", "b", "c"], { text: QUESTION });
  await seedResources(service, ["other"], { text: "一个长方形的长是13厘米，宽是5厘米，它的周长是多少厘米？" });
});

const covers = async (id: string) =>
  (
    await service.ask(
      editor,
      `query($id: ID!) { resource(id: $id) { covers { knowledgePoint { id } role confidence annotators copiedFrom { id } } } }`,
      { id },
    )
  ).resource.covers;

const duplicates = async (id: string) =>
  (
    await service.ask(
      editor,
      `query($id: ID!) { resource(id: $id) { nearDuplicates { resource { id } similarity } } }`,
      { id },
    )
  ).resource.nearDuplicates;

const decide = (resourceId: string, points: readonly string[], replaces?: string) =>
  service.ask(reviewer, `mutation($input: AdjudicateInput!) { adjudicate(input: $input) { id } }`, {
    input: {
      resourceId,
      comment: "见题",
      replaces,
      tags: points.map((knowledgePointId) => ({ knowledgePointId, role: "ASSESSES" })),
    },
  });

const queued = async (sub = "fresh") =>
  (
    await service.ask(caller("TEACHER", sub), "{ annotationQueue(first: 50) { resource { id } priority } }")
  ).annotationQueue.map((task: { resource: { id: string } }) => task.resource.id);

const propagation = async (id: string) =>
  (
    await service.ask(
      reviewer,
      `query($id: ID!) { adjudication(resourceId: $id) { settlement decisions { id copiedFrom } } }`,
      { id },
    )
  ).adjudication;

const faults = async () => (await verifyCoverage(service.database, service.features.knowledge.graph())).findings;

describe("near-duplicates of a resource", () => {
  it("are found when they are registered, also later, and another number is another question", async () => {
    expect(await duplicates("b")).toEqual([
      { resource: { id: "a" }, similarity: 1 },
      { resource: { id: "c" }, similarity: 1 },
    ]);
    await seedResources(service, ["d"], { text: `${QUESTION}（  ）` });
    expect((await duplicates("a")).map((d: { resource: { id: string } }) => d.resource.id)).toEqual(["b", "c", "d"]);
    expect(await duplicates("other")).toEqual([]);
    await seedResources(service, ["video"], { text: QUESTION, kind: "VIDEO" });
    expect(await duplicates("video")).toEqual([]);
  });

  it("are no longer so when their words change, and found anew by a sweep", async () => {
    await seedResources(service, ["a"], { text: "这是另外一道关于三角形面积的题目，与原来的题目毫不相干。" });
    expect(await duplicates("b")).toEqual([]);
    expect(await service.features.resources.sweepDuplicates(() => {})).toEqual({ read: 2, linked: 1 });
    expect(await duplicates("b")).toEqual([{ resource: { id: "c" }, similarity: 1 }]);
    expect(await service.features.resources.sweepDuplicates(() => {})).toEqual({ read: 0, linked: 0 });
  });

  it("are hidden from those who may not see them", async () => {
    const [school, elsewhere] = ["s1", "s2"].map((place) => caller("TEACHER", place, { places: [place] }));
    await seedResources(service, ["own"], { text: QUESTION, adminLevel: "SCHOOL", ownerId: "s1" });
    const seen = async (who: ReturnType<typeof caller>) =>
      (await service.ask(who, `{ resource(id: "a") { nearDuplicates { resource { id } } } }`)).resource.nearDuplicates
        .length;
    expect([await seen(school!), await seen(elsewhere!)]).toEqual([3, 2]);
  });
});

describe("settled tags", () => {
  it("are carried over to near-duplicates, marked, worth less, and the queue asks for these no more", async () => {
    await tag(service, "t1", "b", ["p1"]);
    expect(await covers("a")).toEqual([]);
    expect(await queued()).toEqual(expect.arrayContaining(["a", "c"]));
    await tag(service, "t2", "b", ["p1"]);
    const [own] = await covers("b");
    for (const id of ["a", "c"]) {
      const [copied] = await covers(id);
      expect(copied).toMatchObject({ knowledgePoint: { id: "p1" }, annotators: 0, copiedFrom: { id: "b" } });
      expect(copied.confidence).toBeCloseTo(own.confidence * 0.93, 9);
    }
    expect(await covers("other")).toEqual([]);
    expect(await faults()).toEqual([]);
    const asked = await queued("another");
    expect(asked).toContain("other");
    expect(asked).not.toContain("a");
  });

  it("reach a near-duplicate that is registered or swept later", async () => {
    await tag(service, "t1", "a", ["p1"]);
    await decide("a", ["p2"]);
    await seedResources(service, ["late"], { text: QUESTION });
    expect(await covers("late")).toMatchObject([{ knowledgePoint: { id: "p2" }, copiedFrom: { id: "a" } }]);
    await tamper(
      "CREATE (:Resource {id: 'old', title: '旧', kind: 'QUESTION', text: $text, status: 'PUBLISHED', version: 1, visibleTo: '*', adminLevel: 'CITY', supply: 'BASIC', origin: 'HUMAN', externalIds: [], contentHash: '', registeredBy: 'x'})",
      { text: QUESTION },
    );
    expect(await service.features.resources.sweepDuplicates(() => {})).toEqual({ read: 1, linked: 1 });
    expect(await covers("old")).toMatchObject([{ knowledgePoint: { id: "p2" } }]);
    expect(await faults()).toEqual([]);
  });

  it("give way to a judgement of the near-duplicate itself, and come back without it", async () => {
    await tag(service, "t1", "a", ["p1"]);
    await decide("a", ["p2"]);
    await tag(service, "t3", "b", ["p3"]);
    expect(await covers("b")).toMatchObject([{ knowledgePoint: { id: "p3" }, annotators: 1, copiedFrom: null }]);
    const { annotations } = (await service.ask(caller("TEACHER", "t3"), `{ resource(id: "b") { annotations { id } } }`))
      .resource;
    await service.ask(caller("TEACHER", "t3"), `mutation { withdrawAnnotation(id: "${annotations[0].id}") { id } }`);
    expect(await covers("b")).toMatchObject([{ knowledgePoint: { id: "p2" }, copiedFrom: { id: "a" } }]);
    expect(await faults()).toEqual([]);
  });

  it("follow when they are decided otherwise, and go when they are settled no longer", async () => {
    await tag(service, "t1", "a", ["p1"]);
    const { adjudicate } = await decide("a", ["p2"]);
    await decide("a", ["p4"], adjudicate.id);
    expect(await covers("c")).toMatchObject([{ knowledgePoint: { id: "p4" } }]);
    await tag(service, "t1", "other", ["p1"]);
    await tag(service, "t2", "other", ["p1"]);
    await seedResources(service, ["more"], { text: "一个长方形的长是13厘米，宽是5厘米，它的周长是多少厘米？" });
    expect(await covers("more")).toHaveLength(1);
    await tag(service, "t2", "other", ["p5"]);
    expect(await covers("more")).toEqual([]);
    expect(await faults()).toEqual([]);
  });

  it("are taken back together, stay so, and are carried over again when a reviewer asks", async () => {
    await tag(service, "t1", "a", ["p1"]);
    const { adjudicate } = await decide("a", ["p2"]);
    const { settlement, decisions } = await propagation("b");
    expect([settlement, decisions[0].copiedFrom]).toEqual(["DECIDED", "a"]);
    const undo = `mutation($id: ID!) { undoPropagation(id: $id) }`;
    expect(await service.refusal(caller("TEACHER", "t1"), undo, { id: decisions[0].id })).toBe("FORBIDDEN");
    expect(await service.ask(reviewer, undo, { id: decisions[0].id })).toEqual({ undoPropagation: 2 });
    expect([await covers("b"), await covers("c")]).toEqual([[], []]);
    expect(await service.refusal(reviewer, undo, { id: decisions[0].id })).toBe("NOT_FOUND");
    expect(await queued()).toEqual(expect.arrayContaining(["b", "c"]));
    await decide("a", ["p3"], adjudicate.id);
    expect(await covers("b")).toEqual([]);
    const again = `mutation($id: ID!) { propagateTags(resourceId: $id) { id resources } }`;
    expect((await service.ask(reviewer, again, { id: "a" })).propagateTags.resources).toBe(2);
    expect(await covers("b")).toMatchObject([{ knowledgePoint: { id: "p3" } }]);
    expect((await service.ask(reviewer, again, { id: "a" })).propagateTags).toBeNull();
    expect(await service.refusal(reviewer, again, { id: "b" })).toBe("CONFLICT");
    expect(await faults()).toEqual([]);
  });

  it("are asked for again where the content of a near-duplicate changes", async () => {
    await tag(service, "t1", "a", ["p1"]);
    await decide("a", ["p2"]);
    await seedResources(service, ["c"], { text: "甲、乙两车同时从两地相向而行，3小时后相遇，求两地的距离。" });
    expect(await covers("c")).toHaveLength(1);
    expect(await queued()).toContain("c");
  });
});
