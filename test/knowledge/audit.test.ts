import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { auditGraph, redundantEdges } from "../../src/knowledge/audit-graph.js";
import { GraphEditor } from "../../src/knowledge/graph-editor.js";
import { caller, TestService } from "../support/service.js";
import { editor, seedPoints, seedResources, tag } from "../support/tagging.js";
import { chainBefore, closureOf, leafPrerequisites } from "./brute-force.js";
import { applyEdit, emptyGraphOf, randomEdits } from "./random-edits.js";

const start = emptyGraphOf(8);
const graphAfter = (edits: Parameters<typeof applyEdit>[1][]) => {
  const edit = new GraphEditor(start);
  for (const one of edits) applyEdit(edit, one);
  return edit.result(2);
};

describe("auditGraph", () => {
  it("calls redundant exactly the prerequisites whose removal changes no leaf's near and far prerequisites", () => {
    fc.assert(
      fc.property(randomEdits(8, 40), (edits) => {
        const graph = graphAfter(edits);
        const active = [...graph.prerequisites.values()].filter(
          (e) => graph.isActive(e.prerequisiteId) && graph.isActive(e.dependentId),
        );
        const all = leafPrerequisites(graph);
        const expected = active.filter((edge) => {
          const rest = new Map([...graph.prerequisites].filter(([, e]) => e !== edge));
          const without = leafPrerequisites({ points: graph.points, prerequisites: rest });
          return [...all.keys()].every((id) => closureOf(all, id).size === closureOf(without, id).size);
        });
        const key = (e: { prerequisiteId: string; dependentId: string }) => `${e.prerequisiteId} ${e.dependentId}`;
        expect(redundantEdges(graph, active).map(key).sort()).toEqual(expected.map(key).sort());
      }),
      { numRuns: 300 },
    );
  });

  it("finds isolated leaves, real longest chains and what most depends on, as plain recursion does", () => {
    fc.assert(
      fc.property(randomEdits(8, 30), (edits) => {
        const graph = graphAfter(edits);
        const rows = leafPrerequisites(graph);
        const audit = auditGraph(graph, "s");
        const needed = (id: string) => [...rows.keys()].filter((other) => closureOf(rows, other).has(id)).length;
        expect(audit.isolated).toEqual(
          [...rows.keys()].filter((id) => rows.get(id)!.size === 0 && needed(id) === 0).sort(),
        );
        const longest = Math.max(0, ...[...rows.keys()].map((id) => chainBefore(rows, id)));
        expect(audit.longChains[0]?.length ?? 1).toBe(longest + 1);
        for (const chain of audit.longChains)
          for (let i = 1; i < chain.length; i++) expect(rows.get(chain[i]!)!.has(chain[i - 1]!)).toBe(true);
        for (const { pointId, dependents } of audit.bottlenecks) expect(dependents).toBe(needed(pointId));
        expect(audit.bottlenecks.length).toBe([...rows.keys()].filter((id) => needed(id) >= 2).length);
      }),
      { numRuns: 200 },
    );
  });
});

describe("the audit over GraphQL", () => {
  let service: TestService;
  const admin = caller("ADMIN", "admin");
  beforeAll(async () => {
    service = await TestService.start();
    await seedPoints(service);
    await seedResources(service, ["r1"]);
    await seedResources(service, ["v1"], { kind: "VIDEO" });
    await tag(service, "t1", "r1", ["p1"]);
    await tag(service, "t1", "v1", ["p2", "p3:ASSUMES"]);
  }, 120_000);
  afterAll(() => service.database.close());

  it("lists what a curriculum researcher looks for", async () => {
    for (const [id, fields] of [
      ["p1", "gradeFrom: 9"],
      ["p2", "gradeFrom: 7"],
      ["p4", 'name: "一元二次方程的解法"'],
      ["p5", 'name: "一元二次方程解法"'],
    ])
      await service.ask(editor, `mutation { updateKnowledgePoint(id: "${id}", input: {${fields}}) { id } }`);
    for (const [a, b] of [
      ["p1", "p2"],
      ["p2", "p3"],
      ["p1", "p3"],
    ])
      await service.ask(
        editor,
        `mutation { definePrerequisite(input: {prerequisiteId: "${a}", dependentId: "${b}"}) { __typename } }`,
      );
    const { graphAudit } = await service.ask(
      caller("RESEARCHER", "re"),
      `{ graphAudit(subjectId: "m") { isolated { id } redundant { prerequisite { id } dependent { id } } longChains { id }
         bottlenecks { knowledgePoint { id } dependents } gradeInversions { prerequisite { id } } nearNames { knowledgePoints { id } likeness }
         withoutResources { id } withoutQuestions { id } } }`,
    );
    const ids = (...list: string[]) => list.map((id) => ({ id }));
    expect(graphAudit).toEqual({
      isolated: ids("p4", "p5"),
      redundant: [{ prerequisite: { id: "p1" }, dependent: { id: "p3" } }],
      longChains: [ids("p1", "p2", "p3")],
      bottlenecks: [{ knowledgePoint: { id: "p1" }, dependents: 2 }],
      gradeInversions: [{ prerequisite: { id: "p1" } }],
      nearNames: [{ knowledgePoints: ids("p4", "p5"), likeness: 1 }],
      withoutResources: ids("p3", "p4", "p5"),
      withoutQuestions: ids("p2", "p3", "p4", "p5"),
    });
  });

  it("judges prerequisites by stored attempts, corrections counted, without small numbers", async () => {
    const students = Array.from({ length: 12 }, (_, i) => `s${i}`);
    await service.features.people.registerClass({
      id: "c",
      name: "c",
      schoolId: "k",
      teacherIds: [],
      studentIds: students,
    });
    const rows = students.flatMap((studentId, i) =>
      (["p1", "p2"] as const).flatMap((point, j) =>
        [0, 1].map((n) => ({
          id: `${studentId}-${point}-${n}`,
          studentId,
          knowledgePointIds: [point],
          correct: point === "p1" ? i >= 4 : i >= 6,
          at: `2026-01-0${1 + j}T08:0${n}:00Z`,
        })),
      ),
    );
    await service.ask(
      admin,
      `mutation($input: [AttemptInput!]!) { recordAttempts(input: $input) { accepted refused { message } } }`,
      { input: rows },
    );
    const ask = `{ prerequisiteAudit(subjectId: "m") { students edges { prerequisite { id } dependent { id } students firstShare successWith successWithout support } missing { support } } }`;
    const { prerequisiteAudit } = await service.ask(caller("RESEARCHER", "re"), ask);
    expect(prerequisiteAudit.students).toBe(12);
    const edge = prerequisiteAudit.edges.find(
      (e: { prerequisite: { id: string }; dependent: { id: string } }) =>
        e.prerequisite.id === "p1" && e.dependent.id === "p2",
    );
    expect(edge).toMatchObject({ students: 12, firstShare: 1, successWith: 6 / 8, successWithout: 0 });
    expect(prerequisiteAudit.missing).toEqual([]);
    expect(await service.refusal(caller("TEACHER", "t1"), ask)).toBe("FORBIDDEN");
  });
});
