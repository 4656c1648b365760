import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createLocalJWKSet, type JWK, jwtVerify } from "jose";
import { type Answer, caller, TestService } from "../support/service.js";
import { editor, seedPoints, seedResources, tag } from "../support/tagging.js";

const QUEUE = `query($first: Int, $subjectId: ID, $campaignId: ID) { annotationQueue(first: $first, subjectId: $subjectId, campaignId: $campaignId) {
  resource { id covers { knowledgePoint { id } } annotations { id } } reasonCode reason priority leasedUntil suggestions { knowledgePoint { id } confidence } } }`;
const reviewer = caller("REVIEWER", "rev");

let service: TestService;
const queue = async (sub: string, variables: object = {}): Promise<Answer[]> =>
  (await service.ask(caller("TEACHER", sub), QUEUE, { first: 50, ...variables })).annotationQueue;
const ids = (tasks: readonly Answer[]): string[] => tasks.map((task) => task.resource.id).sort();

beforeEach(async () => {
  await service.database.empty();
  await service.features.knowledge.refresh();
  await seedPoints(service);
});
beforeAll(async () => {
  service = await TestService.start();
}, 120_000);
afterAll(() => service?.database.close());

describe("annotationQueue", () => {
  it("gives a second annotator what one has tagged first, without showing or suggesting the first's tags", async () => {
    await seedResources(service, ["r1", "r2"]);
    await tag(service, "ann", "r2", ["p3"]);
    const tasks = await queue("bob");
    expect(tasks.map((t) => [t.resource.id, t.reasonCode])).toEqual([
      ["r2", "SECOND_OPINION"],
      ["r1", "NOT_TAGGED"],
    ]);
    expect(tasks[0].resource).toMatchObject({ covers: [], annotations: [] });
    const [top] = tasks[0].suggestions;
    expect(top?.confidence ?? 0).toBeLessThan(0.9);
    const SUGGEST = `{ suggestKnowledgePoints(resourceId: "r2") { suggestions { knowledgePoint { id } confidence } } }`;
    const { suggestKnowledgePoints } = await service.ask(caller("TEACHER", "bob"), SUGGEST);
    expect(suggestKnowledgePoints.suggestions.slice(0, 3)).toEqual(tasks[0].suggestions);
    for (const task of tasks) expect(task.priority).toBeLessThanOrEqual(1);
    await tag(service, "bob", "r2", ["p1"]);
    const { resource } = await service.ask(
      caller("TEACHER", "bob"),
      `{ resource(id: "r2") { covers { knowledgePoint { id } } } }`,
    );
    expect(resource.covers.map((c: Answer) => c.knowledgePoint.id)).toEqual(["p1", "p3"]);
  });

  it("never asks the same person twice, also not after a withdrawal, a skip or that nothing fits", async () => {
    await seedResources(service, ["r1", "r2", "r3", "r4"]);
    await tag(service, "ann", "r1", ["p1"]);
    await tag(service, "ann", "r2", []);
    const made = (await service.ask(caller("TEACHER", "ann"), `{ resource(id: "r1") { annotations { id } } }`)).resource
      .annotations;
    await service.ask(caller("TEACHER", "ann"), `mutation($id: ID!) { withdrawAnnotation(id: $id) { withdrawn } }`, {
      id: made[0].id,
    });
    await service.ask(caller("TEACHER", "ann"), `mutation { skipAnnotationTask(resourceId: "r3") }`);
    expect(ids(await queue("ann"))).toEqual(["r4"]);
    expect(ids(await queue("bob"))).toEqual(["r1", "r2", "r3", "r4"]);
  });

  it("asks again, also who tagged it, once the content has changed", async () => {
    await seedResources(service, ["r1"]);
    await tag(service, "ann", "r1", ["p1"]);
    expect(await queue("ann")).toEqual([]);
    await seedResources(service, ["r1"], { title: "新内容" });
    expect((await queue("ann")).map((t) => t.reasonCode)).toEqual(["CONTENT_CHANGED"]);
    await tag(service, "ann", "r1", ["p1"]);
    expect(await queue("ann")).toEqual([]);
  });

  it("puts a resource into as many hands as it needs opinions, until the lease expires", async () => {
    await seedResources(service, ["r1"]);
    expect(ids(await queue("ann"))).toEqual(["r1"]);
    expect(ids(await queue("ann"))).toEqual(["r1"]);
    expect(ids(await queue("bob"))).toEqual(["r1"]);
    expect(ids(await queue("cid"))).toEqual([]);
    await service.database.transaction(async (tx) => {
      await tx.run("annotations/lease-tasks", {
        teacherId: "ann",
        ids: ["r1"],
        wanted: null,
        anew: [],
        until: Date.now() - 1,
      });
    });
    expect(ids(await queue("cid"))).toEqual(["r1"]);
    await tag(service, "cid", "r1", ["p1"]);
    await tag(service, "bob", "r1", ["p1"]);
    expect(ids(await queue("dan"))).toEqual([]);
  });

  it("offers what a person let lapse to others first, and again where there is nothing else", async () => {
    const all = Array.from({ length: 6 }, (_, i) => `r${i}`);
    await seedResources(service, all);
    const given = new Set<string>();
    for (let round = 0; round < 3; round++) {
      for (const id of ids(await queue("ann", { first: 2 }))) given.add(id);
      await service.database.transaction((tx) =>
        tx.run("annotations/lease-tasks", {
          teacherId: "ann",
          ids: [...given],
          wanted: null,
          anew: [],
          until: Date.now() - 1,
        }),
      );
    }
    expect([...given].sort()).toEqual(all);
    expect(await queue("ann", { first: 2 })).toHaveLength(2);
  });

  it("gives no resource to more than needed when many ask at once", async () => {
    await seedResources(service, ["r1", "r2", "r3"]);
    const given = await Promise.all(Array.from({ length: 8 }, (_, i) => queue(`t${i}`)));
    const counts = new Map<string, number>();
    for (const id of given.flatMap(ids)) counts.set(id, (counts.get(id) ?? 0) + 1);
    expect([...counts].sort()).toEqual([
      ["r1", 2],
      ["r2", 2],
      ["r3", 2],
    ]);
  });

  it("asks a third person where two disagree, and nobody where they agree", async () => {
    await seedResources(service, ["r1", "r2"]);
    for (const [sub, point] of [
      ["ann", "p1"],
      ["bob", "p2"],
    ] as const) {
      await tag(service, sub, "r1", [point]);
      await tag(service, sub, "r2", ["p3"]);
    }
    expect((await queue("cid")).map((t) => [t.resource.id, t.reasonCode])).toEqual([["r1", "DISAGREEMENT"]]);
  });

  it("keeps flagged resources from everybody until a reviewer has looked", async () => {
    await seedResources(service, ["r1"]);
    await service.ask(caller("TEACHER", "ann"), `mutation { flagResource(resourceId: "r1", reason: "打不开") }`);
    expect(await queue("bob")).toEqual([]);
    const { flaggedResources } = await service.ask(
      reviewer,
      `{ flaggedResources { resource { id } flags { teacherId reason } } }`,
    );
    expect(flaggedResources).toEqual([{ resource: { id: "r1" }, flags: [{ teacherId: "ann", reason: "打不开" }] }]);
    expect(await service.ask(reviewer, `mutation { dismissFlags(resourceId: "r1") }`)).toEqual({ dismissFlags: true });
    expect(ids(await queue("bob"))).toEqual(["r1"]);
    expect(await queue("ann")).toEqual([]);
  });

  it("keeps to a subject: what is not tagged yet, and what is about its points", async () => {
    await seedResources(service, ["r1", "r2", "r3"]);
    await tag(service, "ann", "r1", ["p1"]);
    await tag(service, "ann", "r2", ["q1"]);
    expect(ids(await queue("bob", { subjectId: "x" }))).toEqual(["r2", "r3"]);
    expect(await service.refusal(caller("TEACHER", "bob"), QUEUE, { subjectId: "nope" })).toBe("NOT_FOUND");
  });
});

describe("many resources at once", () => {
  it("are tagged alike; one that is refused leaves the others be", async () => {
    await seedResources(service, ["r1", "r2"]);
    const { annotateResources } = await service.ask(
      caller("TEACHER", "ann"),
      `mutation($input: AnnotateResourcesInput!) { annotateResources(input: $input) { annotated refused { index code } } }`,
      { input: { resourceIds: ["r1", "nope", "r2"], tags: [{ knowledgePointId: "p1", role: "ASSESSES" }] } },
    );
    expect(annotateResources).toEqual({ annotated: 2, refused: [{ index: 1, code: "NOT_FOUND" }] });
    const { resource } = await service.ask(editor, `{ resource(id: "r2") { covers { role } } }`);
    expect(resource.covers).toEqual([{ role: "ASSESSES" }]);
  });
});

describe("campaigns", () => {
  const CREATE = `mutation($input: CampaignInput!) { createCampaign(input: $input) { id resources annotatorsPerResource } }`;

  it("fix a set by filter, ask for their number of annotators, and count progress by school", async () => {
    await service.features.people.registerClass({
      id: "c1",
      name: "c1",
      schoolId: "s1",
      teacherIds: ["ann"],
      studentIds: [],
    });
    await seedResources(service, ["r1", "r2"], { kind: "VIDEO" });
    await seedResources(service, ["other"]);
    const input = {
      id: "camp",
      title: "视频标注",
      filter: { kinds: ["VIDEO"] },
      teacherIds: ["ann", "bob"],
      annotatorsPerResource: 1,
    };
    expect((await service.ask(reviewer, CREATE, { input })).createCampaign).toEqual({
      id: "camp",
      resources: 2,
      annotatorsPerResource: 1,
    });
    expect(await service.refusal(reviewer, CREATE, { input })).toBe("CONFLICT");
    expect(
      await service.refusal(reviewer, CREATE, { input: { ...input, id: "x", filter: { kinds: ["SLIDES"] } } }),
    ).toBe("BAD_INPUT");
    expect(await service.refusal(caller("TEACHER", "ann"), CREATE, { input })).toBe("FORBIDDEN");
    expect(ids(await queue("ann", { campaignId: "camp" }))).toEqual(["r1", "r2"]);
    await tag(service, "ann", "r1", ["p1"]);
    const { campaigns } = await service.ask(
      caller("TEACHER", "bob"),
      `{ campaigns { id progress { done byTeacher { teacherId judged } bySchool { schoolId teachers judged } } } }`,
    );
    expect(campaigns).toEqual([
      {
        id: "camp",
        progress: {
          done: 1,
          byTeacher: [
            { teacherId: "ann", judged: 1 },
            { teacherId: "bob", judged: 0 },
          ],
          bySchool: [
            { schoolId: null, teachers: 1, judged: 0 },
            { schoolId: "s1", teachers: 1, judged: 1 },
          ],
        },
      },
    ]);
    expect((await service.ask(caller("TEACHER", "cid"), `{ campaigns { id } }`)).campaigns).toEqual([]);
    expect(await service.refusal(caller("TEACHER", "cid"), QUEUE, { campaignId: "camp" })).toBe("NOT_FOUND");
    expect(await service.refusal(reviewer, QUEUE, { campaignId: "camp" })).toBe("done");
    expect(await service.refusal(caller("TEACHER", "bob"), QUEUE, { campaignId: "nope" })).toBe("NOT_FOUND");
  });

  it("give each teacher a record of what was contributed", async () => {
    await seedResources(service, ["r1", "r2", "r3"]);
    await tag(service, "ann", "r1", ["p1", "p2"]);
    await tag(service, "ann", "r2", ["p3"]);
    await tag(service, "ann", "r3", []);
    await tag(service, "bob", "r1", ["p1"]);
    const RECORD = `query($id: ID) { contributionRecord(teacherId: $id) { teacherId annotations resources noneFits shared confirmed knowledgePoints firstAt signed } }`;
    const { contributionRecord } = await service.ask(caller("TEACHER", "ann"), RECORD);
    expect(contributionRecord).toMatchObject({
      teacherId: "ann",
      annotations: 3,
      resources: 3,
      noneFits: 1,
      knowledgePoints: 3,
      shared: 2,
      confirmed: 1,
    });
    expect(await service.refusal(caller("TEACHER", "bob"), RECORD, { id: "ann" })).toBe("FORBIDDEN");

    const keys = createLocalJWKSet({ keys: [service.features.contributionSigner.publicKey as JWK] });
    const { payload } = await jwtVerify(contributionRecord.signed, keys);
    expect(payload).toMatchObject({ sub: "ann", annotations: 3, confirmed: 1 });
    const [header, , signature] = contributionRecord.signed.split(".");
    const claims = Buffer.from(JSON.stringify({ ...payload, annotations: 300 })).toString("base64url");
    await expect(jwtVerify(`${header}.${claims}.${signature}`, keys)).rejects.toThrow("signature verification failed");
  });
});
