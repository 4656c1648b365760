import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { caller, TestService } from "../support/service.js";
import { seedPoints, seedResources, tag } from "../support/tagging.js";

const AGREEMENT = `query($id: ID!) { annotationAgreement(subjectId: $id) {
  alpha low high resources annotators
  byKnowledgePoint { knowledgePoint { id } alpha resources }
  byPair { annotatorIds kappa resources disagreements { knowledgePoint { id } onlyFirst onlySecond } }
} }`;

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
  await seedPoints(service);
  await seedResources(service, ["r1", "r2", "r3", "r4", "r5", "r6"]);
  for (const [resource, ann, bob] of [
    ["r1", ["p1"], ["p1"]],
    ["r2", ["p2"], ["p2", "p3:ASSUMES"]],
    ["r3", ["p3"], ["p4"]],
    ["r4", ["p1", "p2"], ["p1"]],
    ["r5", ["p5"], []],
  ] as const) {
    await tag(service, "ann", resource, ann);
    await tag(service, "bob", resource, bob);
  }
  await tag(service, "ann", "r6", ["p1"]);
}, 120_000);
afterAll(() => service?.database.close());

describe("annotationAgreement", () => {
  it("compares what at least two judged, with an interval, by point and by pair", async () => {
    const { annotationAgreement: report } = await service.ask(caller("REVIEWER", "rev"), AGREEMENT, { id: "m" });
    expect(report.resources).toBe(5);
    expect(report.annotators).toBe(2);
    // By hand: within targets 0, 0, 1, 1 − 1/2·2/3, 1; so Do = (8/3)/5. Values: p1 ×3, p2 ×2, p3, p4, p5, {p1,p2}, {}.
    const pairs = 10 * 9;
    const near = 3 * 2 + 2 * 1 + 2 * (3 + 2) * (1 / 3);
    expect(report.alpha).toBeCloseTo(1 - 8 / 3 / 5 / (1 - near / pairs), 10);
    expect(report.low).toBeLessThanOrEqual(report.alpha);
    expect(report.high).toBeGreaterThanOrEqual(report.alpha);
    const p1 = report.byKnowledgePoint.find((p: { knowledgePoint: { id: string } }) => p.knowledgePoint.id === "p1");
    expect(p1).toMatchObject({ alpha: 1, resources: 2 });
    expect(report.byPair).toHaveLength(1);
    expect(report.byPair[0].annotatorIds).toEqual(["ann", "bob"]);
    const p2 = report.byPair[0].disagreements.find(
      (d: { knowledgePoint: { id: string } }) => d.knowledgePoint.id === "p2",
    );
    expect(p2).toMatchObject({ onlyFirst: 1, onlySecond: 0 });
  });

  it("is the same at every call", async () => {
    const ask = () => service.ask(caller("REVIEWER", "rev"), AGREEMENT, { id: "m" });
    expect(await ask()).toEqual(await ask());
  });

  it("tells a researcher annotators apart without saying who they are", async () => {
    const { annotationAgreement: report } = await service.ask(caller("RESEARCHER", "res"), AGREEMENT, { id: "m" });
    const ids: string[] = report.byPair[0].annotatorIds;
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^annotator-/);
  });

  it("is empty where nothing can be compared, and NOT_FOUND for an unknown subject", async () => {
    const { annotationAgreement: report } = await service.ask(caller("ADMIN", "a"), AGREEMENT, { id: "x" });
    expect(report).toMatchObject({
      alpha: null,
      low: null,
      high: null,
      resources: 0,
      annotators: 0,
      byKnowledgePoint: [],
    });
    expect(await service.refusal(caller("ADMIN", "a"), AGREEMENT, { id: "nope" })).toBe("NOT_FOUND");
    expect(await service.refusal(caller("TEACHER", "ann"), AGREEMENT, { id: "m" })).toBe("FORBIDDEN");
  });
});
