import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { definePrerequisite } from "../../src/knowledge/define-prerequisite.js";
import { updatePoint } from "../../src/knowledge/edit-point.js";
import { GraphEditor } from "../../src/knowledge/graph-editor.js";
import { layersOf } from "../../src/knowledge/knowledge-layers.js";
import { selectGraph } from "../../src/knowledge/knowledge-view.js";
import { activeParts, chainBefore, hasCycle, leafPrerequisites, leavesBeneath, mayFollow } from "./brute-force.js";
import { applyEdit, emptyGraphOf, idOf, type RandomEdit, randomEdits } from "./random-edits.js";

const SIZE = 9;
const start = emptyGraphOf(SIZE);

/** Would the leaves have a cycle with this edge, or would it join a point and its own part? */
function wouldBreak(editor: GraphEditor, { a, b }: { a: number; b: number }): boolean {
  const graph = editor.result(2);
  const [from, to] = [idOf(a), idOf(b)];
  const related = graph.ancestorsOf(from).includes(to) || graph.ancestorsOf(to).includes(from);
  const prerequisites = new Map(graph.prerequisites);
  prerequisites.set(`${from} ${to}`, { prerequisiteId: from, dependentId: to, strength: 1 });
  return from === to || related || hasCycle(leafPrerequisites({ points: graph.points, prerequisites }));
}

describe("GraphEditor", () => {
  it("refuses exactly the prerequisites that close a cycle among the leaves, and names a real one", () => {
    fc.assert(
      fc.property(randomEdits(SIZE, 40, false), (edits) => {
        const editor = new GraphEditor(start);
        for (const edit of edits) {
          const breaks = edit.kind === "define" && wouldBreak(editor, edit);
          const fate = applyEdit(editor, edit);
          if (edit.kind === "define") expect(fate.done).toBe(!breaks);
          if (fate.cycle && fate.cycle.length > 0) expectRealCycle(editor, edit, fate.cycle);
        }
        const graph = editor.result(2);
        expect(hasCycle(leafPrerequisites(graph))).toBe(false);
        for (const id of graph.points.keys()) expect(graph.ancestorsOf(id)).not.toContain(id);
      }),
      { numRuns: 400 },
    );
  });

  it("stays acyclic whatever is retired", () => {
    fc.assert(
      fc.property(randomEdits(SIZE, 60), (edits) => {
        const editor = new GraphEditor(start);
        for (const edit of edits) applyEdit(editor, edit);
        const graph = editor.result(2);
        expect(hasCycle(leafPrerequisites(graph))).toBe(false);
        expect(() => graph.compiled).not.toThrow();
      }),
      { numRuns: 200 },
    );
  });

  it("refuses parents that close a cycle, also through prerequisites", () => {
    const editor = new GraphEditor(start);
    updatePoint(editor, "p01", { parentIds: ["p00"] });
    expect(applyEdit(editor, { kind: "parents", a: 0, parents: [1] })).toEqual({
      done: false,
      cycle: ["p01", "p00", "p01"],
    });
    definePrerequisite(editor, { prerequisiteId: "p02", dependentId: "p03" });
    updatePoint(editor, "p03", { parentIds: ["p04"] });
    // p02 before p03, a part of p04: p02 can become a part of p04, but p04 then not of p02
    expect(applyEdit(editor, { kind: "parents", a: 2, parents: [4] }).done).toBe(true);
    const refused = applyEdit(editor, { kind: "parents", a: 4, parents: [2] });
    expect(refused.done).toBe(false);
    expect(refused.cycle?.at(0)).toBe(refused.cycle?.at(-1));
    expect(editor.find("points", "p04")?.parentIds).toEqual([]);
  });

  it("answers a self-loop with the point twice and an own part with an empty cycle", () => {
    const editor = new GraphEditor(start);
    updatePoint(editor, "p01", { parentIds: ["p00"] });
    updatePoint(editor, "p02", { parentIds: ["p01"] });
    expect(definePrerequisite(editor, { prerequisiteId: "p05", dependentId: "p05" })).toMatchObject({
      kind: "REFUSED",
      cycle: ["p05", "p05"],
    });
    expect(definePrerequisite(editor, { prerequisiteId: "p00", dependentId: "p02" })).toMatchObject({
      kind: "REFUSED",
      cycle: [],
    });
    expect(definePrerequisite(editor, { prerequisiteId: "p02", dependentId: "p00" })).toMatchObject({
      kind: "REFUSED",
      cycle: [],
    });
  });

  it("updates an existing pair and leaves what is not said", () => {
    const editor = new GraphEditor(start);
    definePrerequisite(editor, { prerequisiteId: "p00", dependentId: "p01", strength: 0.5, rationale: "先" });
    definePrerequisite(editor, { prerequisiteId: "p00", dependentId: "p01", rationale: "后" });
    expect(editor.find("prerequisites", "p00 p01")).toMatchObject({ strength: 0.5, rationale: "后" });
    expect(editor.changes()).toHaveLength(1);
  });
});

describe("KnowledgeGraph", () => {
  it("compiles, layers, finds leaves and selects as plain recursion does", () => {
    fc.assert(
      fc.property(randomEdits(SIZE, 60), fc.nat(SIZE - 1), fc.nat(3), (edits, root, depth) => {
        const editor = new GraphEditor(start);
        for (const edit of edits) applyEdit(editor, edit);
        const graph = editor.result(2);
        const rows = leafPrerequisites(graph);
        const { compiled } = graph;
        expect([...compiled.ids]).toEqual([...rows.keys()].sort());
        const { offsets, targets } = compiled.prerequisites;
        const layers = layersOf(graph);
        compiled.ids.forEach((id, v) => {
          const before = [...targets.slice(offsets[v], offsets[v + 1])].map((u) => compiled.ids[u]!);
          expect(before.sort()).toEqual([...rows.get(id)!].sort());
          expect(layers.get(id)).toBe(chainBefore(rows, id));
        });
        const place = new Map([...compiled.order].map((v, i) => [compiled.ids[v]!, i]));
        for (const [id, before] of rows) for (const b of before) expect(place.get(b)!).toBeLessThan(place.get(id)!);
        for (const point of graph.points.values()) {
          if (point.status !== "ACTIVE") continue;
          expect(graph.leavesOf([point.id])).toEqual([...leavesBeneath(graph, point.id)].sort());
          expect([...graph.partsOf(point.id)].sort()).toEqual(activeParts(graph, point.id).sort());
        }
        const rootId = idOf(root);
        if (graph.isActive(rootId)) {
          expect(selectGraph(graph, { rootIds: [rootId], depth }).points.map((p) => p.id)).toEqual(
            selected(graph, rootId, depth),
          );
        }
        // A chapter never fails for what became of its points.
        expect(() => graph.leavesOf([], [...graph.items.keys()])).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });

  it("covers by the closure of a root without depth every prerequisite of its leaves", () => {
    fc.assert(
      fc.property(randomEdits(SIZE, 40, false), fc.nat(SIZE - 1), (edits, root) => {
        const editor = new GraphEditor(start);
        for (const edit of edits) applyEdit(editor, edit);
        const graph = editor.result(2);
        if (!graph.isLeaf(idOf(root))) return;
        const chosen = new Set(graph.leavesOf(selectGraph(graph, { rootIds: [idOf(root)] }).points.map((p) => p.id)));
        const direct = leafPrerequisites(graph).get(idOf(root))!;
        for (const id of direct) expect(chosen.has(id)).toBe(true);
      }),
    );
  });
});

/** The root and the prerequisites up to `depth` steps back, a step taking those of the points above too. */
function selected(graph: ReturnType<typeof emptyGraphOf>, rootId: string, depth: number): string[] {
  const above = (id: string): string[] => [
    id,
    ...graph.points
      .get(id)!
      .parentIds.filter((p) => graph.isActive(p))
      .flatMap(above),
  ];
  let found = new Set([rootId]);
  for (let step = 0; step < depth; step++) {
    const next = new Set(found);
    for (const { prerequisiteId, dependentId } of graph.prerequisites.values())
      if (graph.isActive(prerequisiteId) && [...found].some((id) => above(id).includes(dependentId)))
        next.add(prerequisiteId);
    found = next;
  }
  return [...found].sort();
}

function expectRealCycle(editor: GraphEditor, edit: RandomEdit, cycle: readonly string[]): void {
  expect(cycle[0]).toBe(cycle.at(-1));
  expect(cycle.length).toBeGreaterThan(1);
  const graph = editor.result(2);
  for (let i = 0; i + 1 < cycle.length; i++) {
    const [from, to] = [cycle[i]!, cycle[i + 1]!];
    const isNew =
      edit.kind === "define"
        ? from === idOf(edit.a) && to === idOf(edit.b)
        : edit.kind === "parents" &&
          edit.parents.some(
            (p) => (from === idOf(p) && to === idOf(edit.a)) || (to === idOf(p) && from === idOf(edit.a)),
          );
    expect(isNew || mayFollow(graph, from, to)).toBe(true);
  }
}
