import neo4j, { type Driver } from "neo4j-driver";
import { coverageOfAnnotations } from "../../src/annotations/annotation.js";
import { settlementOf } from "../../src/annotations/decision.js";
import { findConsensus } from "../../src/annotations/find-consensus.js";
import { createFeatures, type Features } from "../../src/app.js";
import { createPoint } from "../../src/knowledge/edit-point.js";
import { createSubject } from "../../src/knowledge/save-framework.js";
import type { Database } from "../../src/neo4j/database.js";
import { ANONYMOUS, type Principal, type Role } from "../../src/people/principal.js";
import { RequestContext } from "../../src/people/request-context.js";
import { ResourceInput, TagInput } from "../../src/resources/resources.input.js";
import { seededRandom } from "../../src/seeded-random.js";
import { testDatabase, testServer } from "../support/database.js";

/**
 * Tagging at a city's scale: what suggestion, queue, match, gaps, consensus, sweep and registration take with 10,000 resources and 30,000
 * annotations, and with ten times as many, in one run. The ratios say how each grows; a sweep may grow with the data,
 * an answer to a person should not.
 */
const SIZES = (process.env.BENCH_SIZES ?? "10000,100000").split(",").map(Number);
const POINTS = 400;
const TEACHERS = 300;
const BATCH = 2_000;
const REGISTERED = 20_000;
const WORDS = ["函数", "方程", "三角形", "概率", "统计", "不等式", "圆", "相似", "坐标", "因式分解", "根式", "投影"];

type Measure = Readonly<Record<string, number>>;

function contextOf(role: Role, sub: string): RequestContext {
  const principal: Principal = { ...ANONYMOUS, sub, roles: new Set([role]) };
  return new RequestContext(principal, "zh", "bench");
}

const nameOf = (point: number): string =>
  `${WORDS[point % WORDS.length]}${WORDS[(point * 7 + 3) % WORDS.length]}第${point}讲`;

async function addResources(
  driver: Driver,
  from: number,
  to: number,
  random: ReturnType<typeof seededRandom>,
): Promise<void> {
  for (let start = from; start < to; start += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, to - start) }, (_, k) => resourceOf(start + k, random));
    await driver.executeQuery(
      `UNWIND $rows AS row
       CREATE (r:Resource) SET r = row.properties
       WITH r, row
       UNWIND row.annotations AS a
       MERGE (t:Teacher {id: a.annotatorId})
       MERGE (p:KnowledgePoint {id: a.knowledgePointId})
       CREATE (t)-[:MADE]->(:Annotation {id: a.id, key: a.id, role: a.role, weight: 1.0, confidence: 1.0, status: 'ACTIVE', version: 1,
         at: datetime({epochMillis: toInteger(a.at)})})-[:OF]->(r)
       WITH r, row, a, p
       MATCH (n:Annotation {id: a.id}) CREATE (n)-[:ABOUT]->(p)`,
      { rows },
    );
    await driver.executeQuery(
      `UNWIND $rows AS row
       MATCH (r:Resource {id: row.properties.id})
       UNWIND row.covers AS c
       MATCH (p:KnowledgePoint {id: c.knowledgePointId})
       CREATE (r)-[:COVERS {role: c.role, weight: c.weight, confidence: c.confidence, annotators: toInteger(c.annotators),
         knowledgePointId: c.knowledgePointId, rank: c.weight * c.confidence}]->(p)`,
      { rows },
    );
    await driver.executeQuery(
      `UNWIND $rows AS row
       MATCH (r:Resource {id: row.properties.id})
       SET r.queueRank = CASE r.annotators WHEN 0 THEN 0.3 WHEN 1 THEN 0.5 END`,
      { rows: rows.map(({ properties }) => ({ properties: { id: properties.id } })) },
    );
  }
}

/** A question on one of the points, judged by none to six people of whom most are right: three annotations on average. */
function resourceOf(i: number, random: ReturnType<typeof seededRandom>) {
  const point = random.between(0, POINTS - 1);
  const id = `r${String(i).padStart(7, "0")}`;
  const annotations = Array.from({ length: i % 7 }, (_, k) => ({
    id: `a${i}-${k}`,
    annotatorId: `t${(i * 31 + k * 97) % TEACHERS}`,
    resourceId: id,
    knowledgePointId: `p${random.chance(0.85) ? point : random.between(0, POINTS - 1)}`,
    role: "ASSESSES" as const,
    weight: 1,
    confidence: 1,
    status: "ACTIVE" as const,
    version: 1,
    at: 1_700_000_000_000 + i * 10 + k,
  }));
  const properties = {
    id,
    title: `练习 ${i}：${nameOf(point)}`,
    text: `已知${nameOf(point)}，求第 ${random.between(1, 99)} 题中${random.pick(WORDS)}的值。`,
    kind: random.pick(["QUESTION", "VIDEO", "WORKSHEET"]),
    adminLevel: "CITY",
    registeredBy: "app",
    visibleTo: "*",
    supply: "BASIC",
    origin: "HUMAN",
    status: "PUBLISHED",
    contentHash: id,
    version: neo4j.int(1),
    externalIds: [],
    annotators: neo4j.int(new Set(annotations.map((a) => a.annotatorId)).size),
    taggedVersion: annotations.length > 0 ? neo4j.int(1) : null,
    settlement: settlementOf(annotations, undefined),
  };
  return { properties, annotations, covers: coverageOfAnnotations(annotations) };
}

/** Median milliseconds of `runs` calls, the first two left out. */
async function median(runs: number, work: (i: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < runs + 2; i++) {
    const start = performance.now();
    await work(i);
    if (i >= 2) times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)]!;
}

async function measure(database: Database, features: Features): Promise<Measure> {
  const teacher = contextOf("TEACHER", "bench");
  const viewer = await features.resources.viewer(teacher);
  const learnt = performance.now();
  await features.suggestions.follow();
  const learning = performance.now() - learnt;
  const found = {
    learning,
    suggestion: await median(20, (i) => features.suggestions.suggest(`已知${nameOf(i)}，求值`, "m", 5)),
    queue: await median(20, (i) =>
      features.annotationQueue.next(contextOf("TEACHER", `q${i}`), { first: 10, subjectId: "m" }),
    ),
    match: await median(20, (i) =>
      features.matching.match(viewer, { knowledgePointIds: [`p${i}`, `p${i + 40}`], text: nameOf(i) }, 10),
    ),
    gaps: await median(3, () => features.coverage.gaps(contextOf("RESEARCHER", "bench"), { subjectId: "m" }, 20)),
  };
  const start = performance.now();
  const { targets } = await findConsensus(database, 1);
  console.log(`  consensus over ${targets} targets`);
  const consensus = performance.now() - start;
  return { ...found, consensus, ...(await swept(features)), ...(await registered(features)) };
}

/** What looking for near-duplicates takes for 1,000 resources, in a sweep over all that were not looked at. */
async function swept(features: Features): Promise<Measure> {
  const start = performance.now();
  const { read, linked } = await features.resources.sweepDuplicates(() => {});
  console.log(`  swept ${read} resources, ${linked} repeat another`);
  return { "sweep of 1,000": ((performance.now() - start) / read) * 1000 };
}

/** What 1,000 resources of which hardly one repeats another take from registration, with a tag each, until they are found by their words. */
async function registered(features: Features): Promise<Measure> {
  const from = `new-${SIZES[results.length]}`;
  // What an import does, which suggests nothing.
  features.suggestions.stop();
  const start = performance.now();
  for (let batch = 0; batch < REGISTERED; batch += 1000) {
    await features.resources.register(
      contextOf("EDITOR", "importer").principal,
      Array.from({ length: 1000 }, (_, k) =>
        Object.assign(new ResourceInput(), {
          id: `${from}-${batch + k}`,
          title: `练习 ${batch + k}：${nameOf(k % POINTS)}`,
          text: Array.from({ length: 12 }, () => `${random.pick(WORDS)}${random.between(1, 999)}`).join("，"),
          kind: "QUESTION",
          tags: [Object.assign(new TagInput(), { knowledgePointId: `p${k % POINTS}`, role: "ASSESSES" })],
        }),
      ),
    );
  }
  await driver.executeQuery("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()");
  const took = performance.now() - start;
  console.log(`  ${Math.round((REGISTERED / took) * 1000)} resources a second registered with tags and full text`);
  return { "registration of 1,000": (took / REGISTERED) * 1000 };
}

const database = await testDatabase();
const { uri, username, password } = await testServer();
const driver = neo4j.driver(uri, neo4j.auth.basic(username, password));
const random = seededRandom(8);
const results: Measure[] = [];
for (const [i, size] of SIZES.entries()) {
  const features = createFeatures(database, Buffer.alloc(32, 1));
  if (i === 0) {
    await features.knowledge.edit({ by: "bench", reason: "bench" }, (graph) => {
      createSubject(graph, { id: "m", name: "数学", stage: "JUNIOR_HIGH" });
      for (let p = 0; p < POINTS; p++)
        createPoint(graph, { id: `p${p}`, code: `P${p}`, name: nameOf(p), subjectId: "m" });
    });
  }
  await features.knowledge.refresh();
  await addResources(driver, SIZES[i - 1] ?? 0, size, random);
  await driver.executeQuery("CALL db.awaitIndexes(300)");
  await driver.executeQuery("CALL db.prepareForReplanning()");
  console.log(`${size} resources, about ${3 * size} annotations`);
  results.push(await measure(database, features));
}
for (const name of Object.keys(results[0]!)) {
  const times = results.map((result) => `${result[name]!.toFixed(1)} ms`).join(" → ");
  console.log(`${name}: ${times}, ${(results.at(-1)![name]! / results[0]![name]!).toFixed(1)} times`);
}
await driver.close();
await database.close();
