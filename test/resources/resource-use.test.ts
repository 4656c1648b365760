import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Answer, caller, TestService } from "../support/service.js";
import { seedPoints, seedResources, tag } from "../support/tagging.js";

const RECORD = `mutation($input: [UsageInput!]!) { recordUsage(input: $input) { accepted duplicates refused { index field code } } }`;
const USAGE = `query($id: ID!) { resource(id: $id) { usage { viewed usedInLesson downloaded ratings rating } } }`;
const app = caller("APP", "app1");
const at = "2026-03-01T08:00:00.000Z";

let service: TestService;
const record = async (rows: readonly object[], by = app): Promise<Answer> =>
  (await service.ask(by, RECORD, { input: rows.map((row) => ({ kind: "VIEWED", resourceId: "r1", at, ...row })) }))
    .recordUsage;
const usage = async (id: string): Promise<Answer> => (await service.ask(app, USAGE, { id })).resource.usage;

beforeAll(async () => {
  service = await TestService.start();
  await seedPoints(service);
  await seedResources(service, ["r1", "r2", "r3", "hot"]);
}, 120_000);
afterAll(() => service?.database.close());

describe("recordUsage", () => {
  it("counts each id once, whatever is repeated, and refuses the bad rows alone", async () => {
    const rows = [
      { id: "u1" },
      { id: "u2", kind: "USED_IN_LESSON" },
      { id: "u3", kind: "RATED", rating: 5 },
      { id: "u4", kind: "RATED", rating: 2 },
      { id: "u1" },
      { id: "u5", kind: "RATED" },
      { id: "u6", resourceId: "nope" },
      { id: "u7", at: new Date(Date.now() + 3_600_000).toISOString() },
      { id: "u2", kind: "DOWNLOADED" },
    ];
    expect(await record(rows)).toEqual({
      accepted: 4,
      duplicates: 1,
      refused: [
        { index: 5, field: "rating", code: "BAD_USER_INPUT" },
        { index: 6, field: "resourceId", code: "NOT_FOUND" },
        { index: 7, field: "at", code: "BAD_USER_INPUT" },
        { index: 8, field: "id", code: "CONFLICT" },
      ],
    });
    expect(await record(rows.slice(0, 4))).toEqual({ accepted: 0, duplicates: 4, refused: [] });
    expect((await record([{ id: "u1", kind: "DOWNLOADED" }])).refused).toEqual([
      { index: 0, field: "id", code: "CONFLICT" },
    ]);
    expect(await usage("r1")).toEqual({ viewed: 1, usedInLesson: 1, downloaded: 0, ratings: 2, rating: 3.5 });
    expect(await usage("r2")).toEqual({ viewed: 0, usedInLesson: 0, downloaded: 0, ratings: 0, rating: null });
  });

  it("loses and doubles nothing when many send at once, the same ids too", async () => {
    const batch = (sender: number) =>
      Array.from({ length: 50 }, (_, i) => ({ id: `h${sender}-${i}`, resourceId: "hot" }));
    await Promise.all([0, 1, 2, 3, 0, 1].map((sender) => record(batch(sender), caller("APP", `app${sender}`))));
    expect((await usage("hot")).viewed).toBe(200);
  });

  it("raises what is used among equal matches, and in the queue", async () => {
    for (const id of ["r2", "r3"]) await tag(service, "ann", id, ["p2"]);
    const MATCH = `{ matchResources(need: {knowledgePointIds: ["p2"]}) { resource { id } score } }`;
    const order = async () => (await service.ask(app, MATCH)).matchResources.map((m: Answer) => m.resource.id);
    expect(await order()).toEqual(["r2", "r3"]);
    await record(
      Array.from({ length: 20 }, (_, i) => ({
        id: `w${i}`,
        resourceId: "r3",
        kind: "USED_IN_LESSON",
        at: new Date().toISOString(),
      })),
    );
    await service.features.resourceUse.weigh();
    expect(await order()).toEqual(["r3", "r2"]);
    const { annotationQueue } = await service.ask(caller("TEACHER", "bob"), `{ annotationQueue { resource { id } } }`);
    expect(annotationQueue[0].resource.id).toBe("r3");
  });

  it("raises the gap of a point whose few resources are much used", async () => {
    const GAPS = `{ coverageGaps(filter: { subjectId: "m" }) { knowledgePoint { id } resources uses missingRoles } }`;
    const { coverageGaps } = await service.ask(caller("RESEARCHER", "res"), GAPS);
    expect(coverageGaps[0]).toEqual({
      knowledgePoint: { id: "p2" },
      resources: 2,
      uses: 100,
      missingRoles: ["PRACTISES", "ASSESSES"],
    });
    expect(coverageGaps).toHaveLength(5);
  });
});
