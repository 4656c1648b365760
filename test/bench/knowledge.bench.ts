import { cpus } from "node:os";
import neo4j from "neo4j-driver";
import { compileGraph } from "../../src/knowledge/compiled-graph.js";
import { definePrerequisite } from "../../src/knowledge/define-prerequisite.js";
import { createPoint, type NewPoint } from "../../src/knowledge/edit-point.js";
import { GraphEditor } from "../../src/knowledge/graph-editor.js";
import { GraphVersions } from "../../src/knowledge/graph-versions.js";
import { impactOf } from "../../src/knowledge/impact.js";
import { Knowledge } from "../../src/knowledge/knowledge.js";
import { KnowledgeGraph } from "../../src/knowledge/knowledge-graph.js";
import { createSubject } from "../../src/knowledge/save-framework.js";
import { prepareSearch, searchPoints } from "../../src/knowledge/search-points.js";
import type { Database } from "../../src/neo4j/database.js";
import { testDatabase, testServer } from "../support/database.js";

/**
 * The knowledge graph: import, the same again, publish, as ratios to the driver's bare writes of the same points and
 * edges in this run; cold compile of 50,000 points; search in them; impact on 5,000 points and 200,000 annotations.
 */
const POINTS = 10_000;
const EDGES = 20_000;
const why = { by: "bench", reason: "bench" };

async function timed<T>(work: () => T | Promise<T>): Promise<{ ms: number; result: T }> {
  const start = performance.now();
  const result = await work();
  return { ms: performance.now() - start, result };
}

const say = (name: string, value: string, aim = "") =>
  console.log(`${name.padEnd(58)} ${value}${aim && `   (aim ${aim})`}`);

const pointOf = (i: number): NewPoint & { id: string } => ({
  id: `p${i}`,
  code: `C${i}`,
  name: `知识点${i}的概念与应用`,
  nameEn: `point ${i}`,
  subjectId: "s",
  description: `第 ${i} 个知识点讲方程、函数与图形之间的联系。`,
  difficulty: (i % 10) / 10,
  minutes: 20,
});

/** Each from one of the two hundred points before it. */
const edgesOf = (points: number, edges: number) =>
  Array.from({ length: edges }, (_, e) => {
    const to = 1 + (e % (points - 1));
    const from = Math.max(0, to - 1 - ((e * 37) % 200));
    return { prerequisiteId: `p${from}`, dependentId: `p${to}`, strength: 1 };
  });

function fill(editor: GraphEditor, points: number, edges: number): void {
  createSubject(editor, { id: "s", name: "数学" });
  for (let i = 0; i < points; i++) createPoint(editor, pointOf(i));
  for (const edge of edgesOf(points, edges)) definePrerequisite(editor, edge);
}

/** The same points and edges by the driver alone: one statement each kind, one transaction. */
async function bareWrites(): Promise<number> {
  const { uri, username, password, database } = await testServer();
  const driver = neo4j.driver(uri, neo4j.auth.basic(username, password), { disableLosslessIntegers: true });
  const session = driver.session({ database });
  const points = Array.from({ length: POINTS }, (_, i) => pointOf(i));
  const { ms } = await timed(() =>
    session.executeWrite(async (tx) => {
      await tx.run("CREATE (s:Subject {id: 's'})");
      await tx.run(
        "MATCH (s:Subject {id: 's'}) UNWIND $points AS p CREATE (k:KnowledgePoint) SET k = p CREATE (k)-[:IN_SUBJECT]->(s)",
        { points },
      );
      await tx.run(
        "UNWIND $edges AS e MATCH (a:KnowledgePoint {id: e.prerequisiteId}) MATCH (b:KnowledgePoint {id: e.dependentId}) CREATE (a)-[:PREREQUISITE_OF {strength: e.strength}]->(b)",
        { edges: edgesOf(POINTS, EDGES) },
      );
    }),
  );
  await session.close();
  await driver.close();
  return ms;
}

async function annotate(points: number, annotations: number): Promise<void> {
  const { uri, username, password, database } = await testServer();
  const driver = neo4j.driver(uri, neo4j.auth.basic(username, password));
  const session = driver.session({ database });
  await session.run("UNWIND range(0, 19999) AS i CREATE (:Resource {id: 'r' + i, status: 'PUBLISHED'})");
  await session.run("UNWIND range(0, 199) AS i CREATE (:Teacher {id: 't' + i})");
  await session.run(
    "UNWIND range(0, 1999) AS i MERGE (c:Class {id: 'c' + (i / 40)}) CREATE (:Student {id: 's' + i})-[:MEMBER_OF]->(c)",
  );
  await session.run(
    "MATCH (s:Student) UNWIND range(0, 99) AS k MATCH (p:KnowledgePoint {id: 'p' + ((toInteger(substring(s.id, 1)) * 7 + k * 50) % $points)}) CREATE (s)-[:MASTERY]->(p)",
    { points: neo4j.int(points) },
  );
  for (let first = 0; first < annotations; first += 20_000) {
    await session.run(
      `UNWIND range($first, $first + 19999) AS i
       MATCH (p:KnowledgePoint {id: 'p' + (i % $points)}) MATCH (r:Resource {id: 'r' + (i % 20000)}) MATCH (t:Teacher {id: 't' + (i % 200)})
       CREATE (t)-[:MADE]->(a:Annotation {id: 'a' + i, key: 'k' + i, status: 'ACTIVE', role: 'TEACHES', weight: 1.0, confidence: 1.0})-[:OF]->(r), (a)-[:ABOUT]->(p)`,
      { first: neo4j.int(first), points: neo4j.int(points) },
    );
  }
  await session.close();
  await driver.close();
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

async function main(): Promise<void> {
  console.log(`# knowledge graph, on ${cpus().length} × ${cpus()[0]?.model}, node ${process.version}`);
  const database: Database = await testDatabase();
  // Both ways once to warm the server, then alternately; the middle of three.
  const bare: number[] = [];
  const imports: number[] = [];
  const again: number[] = [];
  const publish: number[] = [];
  for (let round = 0; round < 4; round++) {
    await database.empty();
    bare.push(await bareWrites());
    await database.empty();
    const knowledge = new Knowledge(database);
    await knowledge.refresh();
    imports.push((await timed(() => knowledge.edit(why, (editor) => fill(editor, POINTS, EDGES)))).ms);
    again.push((await timed(() => knowledge.edit(why, (editor) => fill(editor, POINTS, EDGES)))).ms);
    publish.push((await timed(() => new GraphVersions(database, knowledge).publish("bench", "bench"))).ms);
  }
  const unit = median(bare.slice(1));
  const ratio = (list: readonly number[]) =>
    `${(median(list.slice(1)) / unit).toFixed(2)}×  (${median(list.slice(1)).toFixed(0)} ms)`;
  say("bare writes of 10,000 points and 20,000 edges", `${unit.toFixed(0)} ms`);
  say("import of the same, with rules and trail", ratio(imports), "≤ 3×");
  say("the same again, unchanged", ratio(again), "≤ 0.5×");
  say("publish", ratio(publish), "≤ 0.5×");

  const editor = new GraphEditor(KnowledgeGraph.empty());
  fill(editor, 50_000, 100_000);
  const large = editor.result(1);
  say(
    "cold compile of 50,000 points, 100,000 edges",
    `${(await timed(() => compileGraph(large))).ms.toFixed(0)} ms`,
    "≤ 500 ms",
  );
  await prepareSearch(large, () => true);
  for (const text of ["知识点49999", "二次方程", "zsd4", "函数", "point 4999", "C4999", "知识点49999的概年与应用"]) {
    const runs = await Promise.all(
      Array.from({ length: 5 }, () => timed(() => searchPoints(large, text, undefined, 10))),
    );
    say(
      `search of ${text} in 50,000 points, the first ten`,
      `${median(runs.map((r) => r.ms)).toFixed(1)} ms`,
      "≤ 10 ms",
    );
  }

  await database.empty();
  const knowledge = new Knowledge(database);
  await knowledge.refresh();
  await knowledge.edit(why, (edit) => fill(edit, 5_000, 10_000));
  await annotate(5_000, 200_000);
  const graph = knowledge.graph();
  for (const [name, operation] of [
    ["retire", { kind: "RETIRE_POINT", id: "p2500", replacedBy: [] }],
    ["remove a prerequisite near the root", { kind: "REMOVE_PREREQUISITE", ...edgesOf(5_000, 10_000)[20]! }],
  ] as const) {
    await impactOf(database, graph, operation);
    const runs: number[] = [];
    for (let i = 0; i < 5; i++) runs.push((await timed(() => impactOf(database, graph, operation))).ms);
    const { pointIds, prerequisitesChanged } = await impactOf(database, graph, operation);
    const sizes = `${pointIds.length} points, ${prerequisitesChanged.length} leaves change`;
    say(
      `impact, 5,000 points, 200,000 annotations: ${name}`,
      `${median(runs).toFixed(0)} ms  (${sizes})`,
      "≤ 1,000 ms",
    );
  }
  await database.close();
}

await main();
process.exit(0);
