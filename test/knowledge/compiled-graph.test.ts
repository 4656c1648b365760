import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { compileGraph } from "../../src/knowledge/compiled-graph.js";
import { GraphEditor } from "../../src/knowledge/graph-editor.js";
import type { KnowledgePoint } from "../../src/knowledge/graph-state.js";
import { leafPrerequisites } from "./brute-force.js";
import { applyEdit, emptyGraphOf, randomEdits } from "./random-edits.js";

const point = (id: string, parentIds: readonly string[]): [string, KnowledgePoint] => [
  id,
  { id, code: id, name: id, aliases: [], subjectId: "s", abilities: [], status: "ACTIVE", replacedBy: [], parentIds },
];

describe("compileGraph", () => {
  it("property: has the leaves and their prerequisites of plain recursion, sorted, each pair once", () => {
    fc.assert(
      fc.property(randomEdits(8, 40), (edits) => {
        const editor = new GraphEditor(emptyGraphOf(8));
        for (const edit of edits) applyEdit(editor, edit);
        const graph = editor.result(2);
        const { ids, prerequisites: rows, dependents } = compileGraph(graph);
        const expected = leafPrerequisites(graph);
        expect(ids).toEqual([...expected.keys()].sort());
        ids.forEach((id, v) => {
          const row = [...rows.targets.subarray(rows.offsets[v], rows.offsets[v + 1])].map((u) => ids[u]!);
          expect(row).toEqual([...expected.get(id)!].sort());
        });
        expect(dependents.targets).toHaveLength(rows.targets.length);
      }),
      { numRuns: 300 },
    );
  });

  it("takes the greatest strength where a point and what it is part of have the same prerequisite", () => {
    const edge = (prerequisiteId: string, dependentId: string, strength: number) =>
      [`${prerequisiteId} ${dependentId}`, { prerequisiteId, dependentId, strength }] as const;
    const points = new Map([point("a", []), point("whole", []), point("part", ["whole"]), point("part2", ["whole"])]);
    const compiled = compileGraph({
      points,
      prerequisites: new Map([edge("a", "whole", 0.4), edge("a", "part", 0.9), edge("part", "part2", 1)]),
    });
    const { offsets, targets, strengths } = compiled.dependents;
    const [a] = [compiled.indexOf("a")];
    expect([...targets.subarray(offsets[a], offsets[a + 1])].map((v) => compiled.ids[v])).toEqual(["part", "part2"]);
    expect([...strengths.subarray(offsets[a], offsets[a + 1])]).toEqual([0.9, 0.4]);
  });

  it("compiles points nested thousands deep", () => {
    const points = new Map(Array.from({ length: 50_000 }, (_, i) => point(`p${i}`, i === 0 ? [] : [`p${i - 1}`])));
    expect(compileGraph({ points, prerequisites: new Map() }).ids).toEqual(["p49999"]);
  });
});
