import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { GraphVersions } from "../../src/knowledge/graph-versions.js";
import { Knowledge } from "../../src/knowledge/knowledge.js";
import type { KnowledgeGraph } from "../../src/knowledge/knowledge-graph.js";
import type { Database } from "../../src/neo4j/database.js";
import { tamper, testDatabase } from "../support/database.js";
import { applyEdit, randomEdits, startGraph } from "./random-edits.js";

const SIZE = 12;
let database: Database;
let knowledge: Knowledge;

beforeAll(async () => {
  database = await testDatabase();
  knowledge = new Knowledge(database);
  await knowledge.refresh();
  await knowledge.edit({ by: "test", reason: "start" }, (editor) => startGraph(editor, SIZE));
}, 180_000);
afterAll(() => database.close());

const contentOf = ({ subjects, points, prerequisites, frameworks, items, compiled }: KnowledgeGraph) => ({
  things: [subjects, points, prerequisites, frameworks, items].map(
    (map: ReadonlyMap<string, object>) => new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1))),
  ),
  compiled: JSON.stringify(compiled),
});

it("rebuilds the graph as it was after each edit, whether a published version is near or none", async () => {
  await fc.assert(
    fc.asyncProperty(randomEdits(SIZE, 8), fc.boolean(), async (edits, publish) => {
      const then: KnowledgeGraph[] = [knowledge.graph()];
      for (const edit of edits) {
        await knowledge.edit({ by: "test", reason: "test" }, (editor) => applyEdit(editor, edit));
        if (knowledge.graph() !== then.at(-1)) then.push(knowledge.graph());
        if (publish && then.length === 3) await new GraphVersions(database, knowledge).publish("test", "");
      }
      const versions = new GraphVersions(database, knowledge);
      for (const graph of then) {
        const rebuilt = await versions.graphAfter(graph.version);
        expect(rebuilt.version).toBe(graph.version);
        expect(contentOf(rebuilt)).toEqual(contentOf(graph));
        const [point] = rebuilt.points.values();
        expect(knowledge.graphOf(point!)).toBe(rebuilt);
      }
    }),
    { numRuns: 15 },
  );
}, 180_000);

it("knows no graph of edits that were not made, and does not guess where the trail has a hole", async () => {
  const { version } = knowledge.graph();
  const versions = new GraphVersions(database, knowledge);
  await expect(versions.graphAfter(version + 1)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(versions.graphAfter(-1)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await versions.graphAfter(0)).points.size).toBe(0);
  await tamper("MATCH (e:GraphEdit {version: 1}) DELETE e");
  await expect(new GraphVersions(database, knowledge).graphAfter(0)).rejects.toThrow("no edit 1");
});
