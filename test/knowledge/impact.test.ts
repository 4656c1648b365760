import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { DomainError } from "../../src/errors.js";
import { GraphEditor } from "../../src/knowledge/graph-editor.js";
import {
  applyOperation,
  type GraphOperation,
  type OperationKind,
  type OperationOf,
} from "../../src/knowledge/graph-operation.js";
import { impactOf } from "../../src/knowledge/impact.js";
import type { KnowledgeGraph } from "../../src/knowledge/knowledge-graph.js";
import { caller, TestService } from "../support/service.js";
import { editor, seedResources, tag } from "../support/tagging.js";
import { closureOf, leafPrerequisites } from "./brute-force.js";
import { applyEdit, idOf, randomEdits, startGraph } from "./random-edits.js";

const SIZE = 8;
const admin = caller("ADMIN", "admin");
let service: TestService;

beforeAll(async () => {
  service = await TestService.start();
  await service.features.knowledge.edit({ by: "t", reason: "t" }, (graph) => startGraph(graph, SIZE));
  await seedResources(service, ["r1", "r2", "r3", "r4"]);
  // Tags and attempts spread unevenly over the points, some withdrawn, some students in two classes or none.
  for (const [sub, resourceId, points] of [
    ["t1", "r1", [0, 1]],
    ["t2", "r1", [0, 3]],
    ["t1", "r2", [1, 4, 5]],
    ["t2", "r3", [2, 5]],
    ["t3", "r4", [6]],
    ["t3", "r4", [0]],
  ] as const)
    await tag(service, sub, resourceId, points.map(idOf));
  for (const [id, studentIds] of [
    ["c1", ["s1", "s2"]],
    ["c2", ["s2", "s3"]],
    ["c3", ["s4"]],
  ] as const)
    await service.features.people.registerClass({
      id,
      name: id,
      schoolId: "k",
      teacherIds: [],
      studentIds: [...studentIds],
    });
  const tried = [
    ["s1", 0],
    ["s2", 0],
    ["s2", 3],
    ["s3", 5],
    ["s4", 6],
    ["s4", 1],
    ["s1", 2],
  ] as const;
  await service.ask(admin, `mutation($input: [AttemptInput!]!) { recordAttempts(input: $input) { accepted } }`, {
    input: tried.map(([studentId, point], i) => ({
      id: `a${i}`,
      studentId,
      knowledgePointIds: [idOf(point)],
      correct: true,
      at: "2026-01-05T08:00:00Z",
    })),
  });
}, 120_000);
afterAll(() => service.database.close());

/** The counts by one plain pass over everything stored. */
async function naive(graph: KnowledgeGraph, after: KnowledgeGraph) {
  const [old, now] = [leafPrerequisites(graph), leafPrerequisites(after)];
  const prerequisitesChanged = [...old.keys()]
    .filter((id) => now.has(id) && [...closureOf(old, id)].sort().join() !== [...closureOf(now, id)].sort().join())
    .sort();
  const gone = [...graph.points.keys()].filter((id) => graph.isActive(id) && !after.isActive(id)).sort();
  const pointIds = gone.length > 0 ? gone : prerequisitesChanged;
  const touched = (id: string): boolean =>
    pointIds.includes(id) ||
    (graph.points.get(id)!.status === "RETIRED" && graph.points.get(id)!.replacedBy.some(touched));
  const all = await service.ask(
    admin,
    `{ resources(first: 100) { edges { node { id annotations { withdrawn knowledgePoint { id } } } } } }`,
  );
  type Node = { id: string; annotations: { withdrawn: boolean; knowledgePoint: { id: string } }[] };
  const tags = all.resources.edges.flatMap(({ node }: { node: Node }) =>
    node.annotations.filter((a) => !a.withdrawn && touched(a.knowledgePoint.id)).map(() => node.id),
  );
  const tries = { s1: [0, 2], s2: [0, 3], s3: [5], s4: [6, 1] };
  const students = Object.entries(tries)
    .filter(([, points]) => points.some((p) => touched(idOf(p))))
    .map(([id]) => id);
  const classes = Object.values({ c1: ["s1", "s2"], c2: ["s2", "s3"], c3: ["s4"] });
  return {
    pointIds,
    prerequisitesChanged,
    annotations: tags.length,
    resources: new Set(tags).size,
    frameworkItems: [...graph.items.values()].filter((i) => i.alignments.some((a) => touched(a.knowledgePointId)))
      .length,
    students: students.length,
    classes: classes.filter((members) => members.some((m) => students.includes(m))).length,
  };
}

const operations: fc.Arbitrary<GraphOperation> = fc
  .record({ kind: fc.nat(4), a: fc.nat(SIZE - 1).map(idOf), b: fc.nat(SIZE - 1).map(idOf) })
  .map(({ kind, a, b }): GraphOperation => {
    if (kind === 0) return { kind: "RETIRE_POINT", id: a, replacedBy: [] };
    if (kind === 1) return { kind: "MERGE_POINTS", from: a, into: b };
    if (kind === 2)
      return { kind: "SPLIT_POINT", id: a, into: ["x", "y"].map((id) => ({ id, code: id, name: id, subjectId: "s" })) };
    if (kind === 3) return { kind: "DEFINE_PREREQUISITE", input: { prerequisiteId: a, dependentId: b } };
    return { kind: "REMOVE_PREREQUISITE", prerequisiteId: a, dependentId: b };
  });

describe("impactOf", () => {
  it("equals brute force, on random graphs and changes", async () => {
    let judged = 0;
    await fc.assert(
      fc.asyncProperty(randomEdits(SIZE, 25), operations, async (edits, operation) => {
        const { knowledge } = service.features;
        const planned = new GraphEditor(knowledge.graph());
        for (const edit of edits) applyEdit(planned, edit);
        const graph = planned.result(knowledge.graph().version);
        const change = new GraphEditor(graph);
        try {
          const outcome = applyOperation(change, operation as OperationOf<OperationKind>);
          if ((outcome as { kind?: string }).kind === "REFUSED") return;
        } catch (error) {
          if (error instanceof DomainError) return;
          throw error;
        }
        judged++;
        expect(await impactOf(service.database, graph, operation)).toEqual(await naive(graph, change.result(0)));
      }),
      { numRuns: 150 },
    );
    expect(judged).toBeGreaterThan(40);
  }, 120_000);

  it("is told to researchers without small numbers of students, and not to teachers", async () => {
    const ask = `{ impactOf(change: {retire: {id: "p00"}}) { points { id } annotations resources students classes } }`;
    const { impactOf: told } = await service.ask(editor, ask);
    expect(told).toEqual({ points: [{ id: "p00" }], annotations: 3, resources: 2, students: 2, classes: 2 });
    expect((await service.ask(caller("RESEARCHER", "re"), ask)).impactOf.students).toBeNull();
    expect(await service.refusal(caller("TEACHER", "t1"), ask)).toBe("FORBIDDEN");
    expect(await service.refusal(editor, `{ impactOf(change: {}) { annotations } }`)).toBe("BAD_INPUT");
    expect(await service.refusal(editor, `{ impactOf(change: {retire: {id: "none"}}) { annotations } }`)).toBe(
      "NOT_FOUND",
    );
    const cyclic = `{ impactOf(change: {addPrerequisite: {prerequisiteId: "p00", dependentId: "p00"}}) { annotations } }`;
    expect(await service.refusal(editor, cyclic)).toBe("BAD_INPUT");
  });
});
