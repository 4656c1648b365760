import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { definePrerequisite, removePrerequisite } from "../../src/knowledge/define-prerequisite.js";
import { createPoint, updatePoint } from "../../src/knowledge/edit-point.js";
import { type GraphEditor, stateOf } from "../../src/knowledge/graph-editor.js";
import { Knowledge } from "../../src/knowledge/knowledge.js";
import { loadGraph, readVersion } from "../../src/knowledge/knowledge.store.js";
import type { KnowledgeGraph } from "../../src/knowledge/knowledge-graph.js";
import { createSubject } from "../../src/knowledge/save-framework.js";
import { Database } from "../../src/neo4j/database.js";
import { catalogue, testDatabase, testServer } from "../support/database.js";
import { hasCycle, leafPrerequisites } from "./brute-force.js";
import { applyEdit, randomEdits, startGraph } from "./random-edits.js";

const WHY = { by: "editor", reason: "test" };
const SIZE = 9;
let database: Database;
let elsewhere: Database;
let here: Knowledge;
let there: Knowledge;

beforeAll(async () => {
  database = await testDatabase();
  elsewhere = await Database.open(await testServer(), catalogue);
  here = new Knowledge(database);
  there = new Knowledge(elsewhere);
  await here.refresh();
  await here.edit(WHY, (editor) => startGraph(editor, SIZE));
  await there.refresh();
}, 120_000);
afterAll(async () => {
  await elsewhere.close();
  await database.close();
});

type Edge = readonly [prerequisiteId: string, dependentId: string];
/** Edges that close a cycle together: directly, through parts, through a third. */
const PAIRS: readonly (readonly [Edge, Edge])[] = [
  [
    ["a", "b"],
    ["b", "a"],
  ],
  [
    ["a1", "b"],
    ["b1", "a"],
  ],
  [
    ["a", "c"],
    ["c", "a1"],
  ],
];

const plain = (graph: KnowledgeGraph) =>
  Object.fromEntries(
    Object.entries(stateOf(graph)).map(([kind, map]) => [
      kind,
      Object.fromEntries([...(map as ReadonlyMap<string, unknown>)].sort(([a], [b]) => (a < b ? -1 : 1))),
    ]),
  );

describe("Knowledge", () => {
  it("holds in memory what is stored, after any edits", async () => {
    await fc.assert(
      fc.asyncProperty(randomEdits(SIZE, 12), async (edits) => {
        await here.edit(WHY, (editor) => {
          for (const edit of edits) applyEdit(editor, edit);
        });
        const stored = await loadGraph(database, here.graph().version);
        expect(plain(stored)).toEqual(plain(here.graph()));
        expect(plain(await there.refresh())).toEqual(plain(stored));
      }),
      { numRuns: 25, endOnFailure: true },
    );
  }, 120_000);

  it("never lets two instances close a cycle together", async () => {
    const define = (knowledge: Knowledge, prerequisiteId: string, dependentId: string) =>
      knowledge.edit(WHY, (editor) => definePrerequisite(editor, { prerequisiteId, dependentId }));
    await here.edit(WHY, (editor) => {
      for (const id of ["a", "b", "c"]) createPoint(editor, { id, code: id, name: id, subjectId: "s" });
      for (const id of ["a1", "b1"])
        createPoint(editor, { id, code: id, name: id, subjectId: "s", parentIds: [id[0]!] });
    });
    let refused = 0;
    for (let round = 0; round < 300; round++) {
      const [first, second] = PAIRS[round % PAIRS.length]!;
      const outcomes = await Promise.all([define(here, ...first), define(there, ...second)]);
      expect(outcomes.map((o) => o.kind).sort()).toEqual(["DEFINED", "REFUSED"]);
      refused += outcomes.filter((o) => o.kind === "REFUSED").length;
      const [knowledge, edge] = outcomes[0]!.kind === "DEFINED" ? [there, first] : [here, second];
      await knowledge.edit(WHY, (editor) => removePrerequisite(editor, ...edge));
    }
    expect(refused).toBe(300);
    expect(hasCycle(leafPrerequisites(await here.refresh()))).toBe(false);
  }, 300_000);

  it("never lets two instances close a cycle of hierarchy and prerequisites together", async () => {
    for (let round = 0; round < 60; round++) {
      const outcomes = await Promise.allSettled([
        here.edit(WHY, (editor) => updatePoint(editor, "c", { parentIds: ["a"] })),
        there.edit(WHY, (editor) => updatePoint(editor, "a", { parentIds: ["c"] })),
      ]);
      expect(outcomes.map((o) => o.status).sort()).toEqual(["fulfilled", "rejected"]);
      await here.edit(WHY, (editor) => {
        updatePoint(editor, "a", { parentIds: [] });
        updatePoint(editor, "c", { parentIds: [] });
      });
    }
  }, 120_000);

  it("sees a change of another instance within a second", async () => {
    const watching = new Knowledge(database);
    await watching.refresh();
    const problems: unknown[] = [];
    watching.watch(250, (error) => problems.push(error));
    await there.edit(WHY, (editor) => updatePoint(editor, "c", { name: "seen elsewhere" }));
    const changedAt = Date.now();
    while (watching.graph().points.get("c")?.name !== "seen elsewhere" && Date.now() - changedAt < 1000)
      await new Promise((resolve) => setTimeout(resolve, 10));
    watching.stopWatching();
    expect(watching.graph().points.get("c")?.name).toBe("seen elsewhere");
    expect(problems).toEqual([]);
  });

  it("starts from a store that nobody has edited, two instances at once", async () => {
    const subjects = (knowledge: Knowledge, id: string) =>
      knowledge.edit(WHY, (editor: GraphEditor) => createSubject(editor, { id, name: id }));
    await database.empty();
    const [one, two] = [new Knowledge(database), new Knowledge(elsewhere)];
    await Promise.all([subjects(one, "x"), subjects(two, "y")]);
    expect([...(await one.refresh()).subjects.keys()].sort()).toEqual(["x", "y"]);
    expect(await readVersion(database)).toBe(2);
  });

  it("raises no version and leaves no trace where nothing changes or the plan throws", async () => {
    const before = await readVersion(database);
    await here.refresh();
    await here.edit(WHY, (editor) => createSubject(editor, { id: "x", name: "x" }));
    await expect(
      here.edit(WHY, (editor) => {
        createSubject(editor, { id: "z", name: "z" });
        throw new Error("refused");
      }),
    ).rejects.toThrow("refused");
    expect(await readVersion(database)).toBe(before);
    expect((await here.refresh()).subjects.has("z")).toBe(false);
  });
});
