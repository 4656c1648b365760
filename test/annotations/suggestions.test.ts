import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createPoint, retirePoint } from "../../src/knowledge/edit-point.js";
import { TestService } from "../support/service.js";
import { editor, seedPoints, seedResources, tag } from "../support/tagging.js";

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
  await seedPoints(service);
});
afterAll(() => {
  service.features.suggestions.stop();
  return service.database.close();
});

const suggested = async (text: string): Promise<string[]> => {
  const { suggestKnowledgePoints } = await service.ask(
    editor,
    "query($text: String!) { suggestKnowledgePoints(text: $text) { suggestions { knowledgePoint { id } } } }",
    { text },
  );
  return suggestKnowledgePoints.suggestions.map((one: { knowledgePoint: { id: string } }) => one.knowledgePoint.id);
};

describe("suggestion follows", () => {
  beforeEach(() => seedResources(service, ["tram"], { text: "电车摩擦" }));

  it("each annotation at once, however many were made in one moment, of parts of resources too", async () => {
    await seedResources(service, ["long"], { text: "录像" });
    const many = Array.from({ length: 700 }, (_, n) => `many${n}`);
    await service.ask(editor, "mutation($input: [ResourceInput!]!) { registerResources(input: $input) { created } }", {
      input: many.map((id) => ({
        id,
        title: `拱桥 ${id}`,
        kind: "QUESTION",
        tags: [{ knowledgePointId: "p2", role: "ASSESSES" }],
      })),
    });
    const { registerSegment } = await service.ask(
      editor,
      'mutation { registerSegment(input: { resourceId: "long", unit: PAGE, from: 1, to: 2 }) { id } }',
    );
    await tag(service, "t1", "long", ["p4"], { segmentId: registerSegment.id });
    expect(await suggested("拱桥")).toEqual(["p2"]);
    await tag(service, "t1", "tram", ["p3"]);
    expect(await suggested("电车摩擦")).toContain("p3");
  });

  it("the graph, keeping what it learnt", async () => {
    await tag(service, "t1", "tram", ["p3"]);
    expect(await suggested("电车摩擦")).toContain("p3");
    await service.features.knowledge.edit({ by: "test", reason: "test" }, (graph) => {
      createPoint(graph, { id: "new", code: "NEW", name: "缆索", subjectId: "m" });
    });
    expect(await suggested("缆索")).toEqual(["new"]);
    expect(await suggested("电车摩擦")).toContain("p3");
  });

  it("a point that another replaced to that one", async () => {
    await tag(service, "t1", "tram", ["p5"]);
    expect(await suggested("电车摩擦")).toContain("p5");
    await service.features.knowledge.edit({ by: "test", reason: "test" }, (graph) => {
      retirePoint(graph, "p5", ["p1"]);
    });
    const now = await suggested("电车摩擦");
    expect(now).toContain("p1");
    expect(now).not.toContain("p5");
  });
});
