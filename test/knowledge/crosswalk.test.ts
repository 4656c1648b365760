import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { GraphEditor } from "../../src/knowledge/graph-editor.js";
import { crosswalkOf, readingOrder } from "../../src/knowledge/reading-order.js";
import { saveFramework, saveItem } from "../../src/knowledge/save-framework.js";
import { AlignmentSuggester } from "../../src/knowledge/suggest-alignments.js";
import { caller, TestService } from "../support/service.js";
import { editor, seedPoints } from "../support/tagging.js";
import { applyEdit, emptyGraphOf, randomEdits } from "./random-edits.js";
import { mathematicsGraph } from "./seed-graph.js";

describe("readingOrder", () => {
  it("gives each leaf the place of the first item that comes to it, as a plain walk does", () => {
    const start = emptyGraphOf(8);
    fc.assert(
      fc.property(randomEdits(8, 40), (edits) => {
        const edit = new GraphEditor(start);
        for (const one of edits) applyEdit(edit, one);
        const graph = edit.result(2);
        const walked: string[] = [];
        const visit = (parentId: string) => {
          const below = [...graph.items.values()]
            .filter((i) => (i.parentId ?? i.frameworkId) === parentId)
            .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
          for (const item of below) {
            const own = item.alignments.flatMap((a) => graph.activeFor(a.knowledgePointId));
            walked.push(...graph.leavesOf(own).filter((id) => !walked.includes(id)));
            visit(item.id);
          }
        };
        visit("f");
        const order = readingOrder(graph, "f");
        const leaves = [...order].filter(([id]) => graph.isLeaf(id)).sort(([, a], [, b]) => a - b);
        expect(leaves.map(([id]) => id)).toEqual(walked);
      }),
    );
  });
});

describe("AlignmentSuggester", () => {
  const graph = mathematicsGraph();

  it.each([...graph.frameworks.keys()])(
    "finds a right point among five for most items of %s, as sure as it should be",
    (id) => {
      const suggester = new AlignmentSuggester(graph, id);
      const aligned = graph.itemsOf(id).filter((item) => item.alignments.length > 0);
      const judged = aligned.map((item) => {
        const points = new Set(item.alignments.map((a) => a.knowledgePointId));
        return suggester.suggest(item, 5).map((s) => ({ ...s, right: points.has(s.knowledgePointId) }));
      });
      const hits = judged.filter((list) => list.some((s) => s.right)).length / aligned.length;
      expect(hits).toBeGreaterThan(0.8);
      const all = judged.flat();
      const meanConfidence = all.reduce((sum, s) => sum + s.confidence, 0) / all.length;
      const rate = all.filter((s) => s.right).length / all.length;
      expect(Math.abs(meanConfidence - rate)).toBeLessThan(0.2);
    },
  );

  it("finds every item of the editions that ship mapped", () => {
    for (const id of graph.frameworks.keys())
      expect(crosswalkOf(graph, id).unmapped.map((item) => item.id)).toEqual([]);
  });
});

describe("the crosswalk over GraphQL", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start();
    await seedPoints(service);
    await service.features.knowledge.edit({ by: "t", reason: "t" }, (graph) => {
      saveFramework(graph, { id: "book", title: "教材", kind: "TEXTBOOK", subjectId: "m" });
      saveItem(graph, { id: "ch1", frameworkId: "book", order: 1, statement: "第一章" });
      saveItem(graph, {
        id: "s1",
        frameworkId: "book",
        parentId: "ch1",
        order: 1,
        statement: "知识点5",
        knowledgePointIds: ["p5", "p2"],
      });
      saveItem(graph, {
        id: "s2",
        frameworkId: "book",
        parentId: "ch1",
        order: 2,
        statement: "又一节",
        knowledgePointIds: ["p2"],
      });
      saveItem(graph, { id: "s3", frameworkId: "book", order: 2, statement: "知识点4" });
    });
  }, 120_000);
  afterAll(() => service.database.close());

  it("reports, suggests, aligns, and then gives the graph in the order of the edition", async () => {
    const report = `{ crosswalkReport(frameworkId: "book") { items unmapped { id } severalPoints { id }
      doublyMapped { knowledgePoint { id } items { id } } uncovered { id } } }`;
    expect((await service.ask(editor, report)).crosswalkReport).toEqual({
      items: 4,
      unmapped: [{ id: "s3" }],
      severalPoints: [{ id: "s1" }],
      doublyMapped: [{ knowledgePoint: { id: "p2" }, items: [{ id: "s1" }, { id: "s2" }] }],
      uncovered: ["p1", "p3", "p4"].map((id) => ({ id })),
    });
    const { suggestAlignments } = await service.ask(
      editor,
      `{ suggestAlignments(frameworkId: "book", first: 1) { item { id } suggestions { knowledgePoint { id } confidence } } }`,
    );
    expect(suggestAlignments).toMatchObject([{ item: { id: "s3" }, suggestions: [{ knowledgePoint: { id: "p4" } }] }]);
    const align = `mutation { alignItem(itemId: "s3", knowledgePointIds: ["p4"], reason: "同名") { knowledgePoints { id } } }`;
    expect(await service.refusal(caller("EDITOR", "e", { subjects: ["x"] }), align)).toBe("FORBIDDEN");
    expect((await service.ask(editor, align)).alignItem.knowledgePoints).toEqual([{ id: "p4" }]);
    expect((await service.ask(editor, report)).crosswalkReport.unmapped).toEqual([]);
    const { knowledgeGraph } = await service.ask(
      editor,
      `{ knowledgeGraph(subjectId: "m", frameworkId: "book") { nodes { place knowledgePoint { id } } } }`,
    );
    expect(
      knowledgeGraph.nodes.map((n: { place: number; knowledgePoint: { id: string } }) => [
        n.knowledgePoint.id,
        n.place,
      ]),
    ).toEqual([
      ["p2", 0],
      ["p5", 1],
      ["p4", 2],
      ["p1", null],
      ["p3", null],
    ]);
    const { history } = await service.ask(editor, `{ history(id: "p4", first: 1) { edges { node { reason } } } }`);
    expect(history.edges[0].node.reason).toBe("align item: 同名");
    expect(await service.refusal(editor, `{ crosswalkReport(frameworkId: "none") { items } }`)).toBe("NOT_FOUND");
  });
});
