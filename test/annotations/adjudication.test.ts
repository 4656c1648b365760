import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { listExamples } from "../../src/annotations/annotations.store.js";
import { DECIDED_CONFIDENCE } from "../../src/annotations/decision.js";
import { findConsensus } from "../../src/annotations/find-consensus.js";
import { verifyCoverage } from "../../src/annotations/verify-coverage.js";
import { seededRandom } from "../../src/seeded-random.js";
import { type Answer, caller, TestService } from "../support/service.js";
import { seedPoints, seedResources, tag } from "../support/tagging.js";

const COVERS = `query($id: ID!) { resource(id: $id) { covers { knowledgePoint { id } role weight confidence annotators } } }`;
const DECIDE = `mutation($input: AdjudicateInput!) { adjudicate(input: $input) { id reviewerId comment tags { knowledgePoint { id } role weight } } }`;
const QUEUE = `{ adjudicationQueue(subjectId: "m") { resource { id } settlement
  sides { annotatorId comment tags { knowledgePoint { id } role } }
  disputed { knowledgePoint { id } role givenBy leftOutBy } decisions { id } } }`;
const reviewer = caller("REVIEWER", "rev");

let service: TestService;
const covers = async (id: string): Promise<Answer[]> =>
  (await service.ask(reviewer, COVERS, { id })).resource.covers.map((c: Answer) => ({
    ...c,
    knowledgePoint: c.knowledgePoint.id,
  }));
const decide = (resourceId: string, points: readonly string[], rest: object = {}) => ({
  input: {
    resourceId,
    comment: "题干考查的是这一点",
    tags: points.map((knowledgePointId) => ({ knowledgePointId, role: "TEACHES" })),
    ...rest,
  },
});

beforeAll(async () => {
  service = await TestService.start();
  await seedPoints(service);
  await seedResources(service, ["agreed", "disputed", "single", "race"]);
  await tag(service, "ann", "agreed", ["p1"]);
  await tag(service, "bob", "agreed", ["p1"]);
  for (const id of ["disputed", "race"]) {
    await tag(service, "ann", id, ["p1", "p2"], { comment: "两点都有" });
    await tag(service, "bob", id, ["p1"], { comment: "只有第一点" });
  }
  await tag(service, "ann", "single", ["p3"]);
}, 120_000);
afterAll(() => service?.database.close());

describe("agree or adjudicate", () => {
  it("sends to reviewers what two annotators disagree on, with both sides' words", async () => {
    const { adjudicationQueue: queue } = await service.ask(reviewer, QUEUE);
    expect(queue.map((entry: Answer) => entry.resource.id)).toEqual(["disputed", "race"]);
    expect(queue[0].settlement).toBe("WANTS_DECISION");
    expect(queue[0].sides.map((side: Answer) => [side.annotatorId, side.comment])).toEqual([
      ["ann", "两点都有"],
      ["bob", "只有第一点"],
    ]);
    expect(queue[0].disputed).toEqual([
      { knowledgePoint: { id: "p2" }, role: "TEACHES", givenBy: ["ann"], leftOutBy: ["bob"] },
    ]);
  });

  it("makes the resource cover what the reviewer decided, and keeps it so when somebody tags again", async () => {
    const { adjudicate: decision } = await service.ask(reviewer, DECIDE, decide("disputed", ["p1"]));
    expect(decision).toMatchObject({ reviewerId: "rev", comment: "题干考查的是这一点" });
    const decided = [
      { knowledgePoint: "p1", role: "TEACHES", weight: 1, confidence: DECIDED_CONFIDENCE, annotators: 2 },
    ];
    expect(await covers("disputed")).toEqual(decided);
    await tag(service, "cid", "disputed", ["p4"]);
    expect(await covers("disputed")).toEqual(decided);
    const { adjudicationQueue: queue } = await service.ask(reviewer, QUEUE);
    expect(queue.map((entry: Answer) => entry.resource.id)).toEqual(["race"]);
    expect(await verifyCoverage(service.database, service.features.knowledge.graph())).toMatchObject({ findings: [] });
  });

  it("has suggestion learn from what was decided since, not only from annotations", async () => {
    const lately = { at: Date.now() - 3_600_000, id: "" };
    const last = (await listExamples(service.database, lately, 1000)).last!;
    await service.ask(reviewer, DECIDE, decide("single", ["p4"]));
    const { examples } = await listExamples(service.database, last, 1000);
    expect(examples.map(({ id, pointIds }) => [id, pointIds])).toEqual([["single", ["p4"]]]);
  });

  it("takes an overruling decision only from one who has seen the one in force", async () => {
    expect(await service.refusal(caller("REVIEWER", "other"), DECIDE, decide("disputed", ["p2"]))).toBe("CONFLICT");
    const { adjudication } = await service.ask(
      reviewer,
      `{ adjudication(resourceId: "disputed") { settlement decisions { id } } }`,
    );
    const { id } = adjudication.decisions[0];
    await service.ask(caller("REVIEWER", "other"), DECIDE, decide("disputed", ["p1", "p2"], { replaces: id }));
    expect((await covers("disputed")).map((c) => c.knowledgePoint)).toEqual(["p1", "p2"]);
    const after = await service.ask(reviewer, `{ adjudication(resourceId: "disputed") { decisions { reviewerId } } }`);
    expect(after.adjudication.decisions.map((d: Answer) => d.reviewerId)).toEqual(["other", "rev"]);
  });

  it("lets one of two reviewers who decide at once win", async () => {
    const outcomes = await Promise.all(
      ["x1", "x2", "x3"].map((sub) => service.refusal(caller("REVIEWER", sub), DECIDE, decide("race", ["p1"]))),
    );
    expect([...outcomes].sort()).toEqual(["CONFLICT", "CONFLICT", "done"]);
  });

  it("refuses what nobody tagged, unknown points, and whoever is no reviewer", async () => {
    await seedResources(service, ["untouched"]);
    expect(await service.refusal(reviewer, DECIDE, decide("untouched", ["p1"]))).toBe("BAD_INPUT");
    expect(await service.refusal(reviewer, DECIDE, decide("agreed", ["nope"]))).toBe("NOT_FOUND");
    expect(await service.refusal(reviewer, DECIDE, decide("nope", ["p1"]))).toBe("NOT_FOUND");
    expect(await service.refusal(caller("TEACHER", "ann"), DECIDE, decide("agreed", ["p1"]))).toBe("FORBIDDEN");
    expect(await service.refusal(caller("RESEARCHER", "res"), "{ annotatorReliability { annotatorId } }")).toBe(
      "FORBIDDEN",
    );
  });
});

describe("consensus", () => {
  it("lends tags the reliability of who gave them, the same at every run, and coverage stays verifiable", async () => {
    const random = seededRandom(5);
    const ids = Array.from({ length: 60 }, (_, i) => `c${String(i).padStart(2, "0")}`);
    await seedResources(service, ids);
    for (const id of ids) {
      const right = random.pick(["p1", "p2", "p3"]);
      for (const sub of ["good1", "good2"]) await tag(service, sub, id, [random.chance(0.95) ? right : "p4"]);
      await tag(service, "careless", id, [random.chance(0.3) ? right : random.pick(["p4", "p5"])]);
    }
    const first = await findConsensus(service.database, 1);
    expect(first.annotators).toBe(5);
    expect(first.saved).toBe(first.tags);
    const before = await covers("c00");
    expect(await findConsensus(service.database, 2)).toEqual(first);
    expect(await covers("c00")).toEqual(before);
    const { annotatorReliability: found } = await service.ask(
      reviewer,
      "{ annotatorReliability { annotatorId accuracy answers } }",
    );
    expect(found[0].annotatorId).toBe("careless");
    expect(found.find((r: Answer) => r.annotatorId === "good1").accuracy).toBeGreaterThan(0.85);
    expect(await verifyCoverage(service.database, service.features.knowledge.graph())).toMatchObject({ findings: [] });
  });

  it("falls back to the annotations alone once the target is tagged again", async () => {
    const [before] = await covers("agreed");
    expect(before!.confidence).toBeGreaterThan(0.67);
    await tag(service, "cid", "agreed", ["p1"]);
    expect(await covers("agreed")).toMatchObject([{ knowledgePoint: "p1", confidence: 3 / 4 }]);
    expect(await verifyCoverage(service.database, service.features.knowledge.graph())).toMatchObject({ findings: [] });
  });
});
