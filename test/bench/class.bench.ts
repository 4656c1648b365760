import "reflect-metadata";
import { execute, parse } from "graphql";
import neo4j from "neo4j-driver";
import { createFeatures, createSchema } from "../../src/app.js";
import { definePrerequisite } from "../../src/knowledge/define-prerequisite.js";
import { createPoint } from "../../src/knowledge/edit-point.js";
import { createSubject } from "../../src/knowledge/save-framework.js";
import { AttemptInput } from "../../src/mastery/mastery.input.js";
import { operatorPrincipal } from "../../src/people/principal.js";
import { RequestContext } from "../../src/people/request-context.js";
import { ResourceInput } from "../../src/resources/resources.input.js";
import { testDatabase, testServer } from "../support/database.js";
import { report } from "./report.js";

/** What a teacher asks of a class, against the one query for its students' evidence through the driver alone. */
const POINTS = 5000;
const STUDENTS = 50;
const ATTEMPTED = 100;
const ADMIN = operatorPrincipal("bench");

const database = await testDatabase();
const features = createFeatures(database, Buffer.alloc(32, 1));
await features.knowledge.refresh();
const schema = createSchema(features);
const ids = Array.from({ length: POINTS }, (_, i) => `p${String(i).padStart(5, "0")}`);
const studentIds = Array.from({ length: STUDENTS }, (_, i) => `s${String(i).padStart(2, "0")}`);

await features.knowledge.edit({ by: "bench", reason: "bench" }, (editor) => {
  createSubject(editor, { id: "s", name: "S" });
  for (const id of ids) createPoint(editor, { id, code: id, name: id, subjectId: "s", minutes: 20 });
  for (let i = 3; i < POINTS; i++) {
    for (const back of [1, 1 + ((i * 7919) % 97)]) {
      const before = ids[Math.max(0, i - 3 * back)]!;
      if (before !== ids[i]) definePrerequisite(editor, { prerequisiteId: before, dependentId: ids[i]! });
    }
  }
});
const register = (id: string, members: readonly string[]) =>
  features.people.registerClass({ id, name: id, schoolId: "school", teacherIds: ["t"], studentIds: [...members] });
await register("c", studentIds);
await register("c-new", ["fresh"]);
const FIFTHS = ["c-0", "c-1", "c-2", "c-3", "c-4"];
for (const [i, id] of FIFTHS.entries()) await register(id, studentIds.slice(10 * i, 10 * i + 10));
const questions = ids.slice(0, ATTEMPTED + 20).flatMap((id) =>
  Array.from({ length: 4 }, (_, n) =>
    Object.assign(new ResourceInput(), {
      id: `q-${id}-${n}`,
      title: id,
      kind: "QUESTION" as const,
      difficulty: n / 4,
    }),
  ),
);
for (let i = 0; i < questions.length; i += 200) {
  const batch = questions.slice(i, i + 200);
  await features.resources.register(ADMIN, batch);
  await features.annotations.annotateAs(
    batch.map(({ id }) => ({
      viewer: { sub: "bench", scopes: null, everyStatus: true },
      input: { resourceId: id!, tags: [{ knowledgePointId: id!.split("-")[1]!, role: "PRACTISES" as const }] },
    })),
  );
}
const now = Date.now();
for (const [s, studentId] of studentIds.entries()) {
  const rows = Array.from({ length: 5 * ATTEMPTED }, (_, n) =>
    Object.assign(new AttemptInput(), {
      id: `${studentId}-${n}`,
      studentId,
      knowledgePointIds: [ids[Math.floor(n / 5)]!],
      resourceId: `q-${ids[Math.floor(n / 5)]}-0`,
      // The further on, and the weaker the student, the more is wrong.
      correct: Math.floor(n / 5) < ATTEMPTED * (0.3 + s / 100) || n % 3 === 0,
      setting: "HOMEWORK" as const,
      at: new Date(now - 1e8 + n * 1e4),
    }),
  );
  await features.mastery.record({ principal: ADMIN, bringsStudents: true, rows, now });
}

const PATH = { knowledgePointIds: [ids[297]!] };
const { steps } = await features.recommender.path("fresh", PATH, {}, now);
if (steps.length !== 100) throw new Error(`the path has ${steps.length} steps, not 100`);

const { uri, username, password, database: name } = await testServer();
const driver = neo4j.driver(uri, neo4j.auth.basic(username, password), { disableLosslessIntegers: true });
const evidence = `UNWIND $studentIds AS id MATCH (s:Student {id: id})
RETURN s.evidence AS totals, COLLECT { MATCH (s)-[m:MASTERY]->(p:KnowledgePoint) RETURN [p.id, m.evidence] } AS points`;
const baseline = () => driver.executeQuery(evidence, { studentIds }, { database: name, routing: neo4j.routing.READ });
const ask = (query: string) => {
  const document = parse(query);
  return async () => {
    const contextValue = new RequestContext(ADMIN, "zh", "bench");
    const { errors } = await execute({ schema, document, contextValue });
    if (errors) throw errors[0]!;
  };
};
const GOAL = `{knowledgePointIds: ["${ids[ATTEMPTED + 10]}"]}`;
const comparisons = [
  [
    "class report",
    "≤ 200 ms",
    `{ classReport(classId: "c", subjectId: "s") { points { blocks meanMastery } groups { text studentIds } stuck { text } ahead reviewToday { studentIds } } }`,
  ],
  ["readiness for a point", "", `{ classReadiness(classId: "c", goal: ${GOAL}) { text toRepeat { studentIds } } }`],
  [
    `item analysis of ${ATTEMPTED} items`,
    "",
    `{ itemAnalysis(classId: "c", setting: HOMEWORK, from: "2020-01-01T00:00:00Z") { alpha items { facility discrimination } } }`,
  ],
  ["next steps of all, three each", "", `{ classNextSteps(classId: "c", goal: ${GOAL}) { steps { why { text } } } }`],
  [
    "homework for all",
    "",
    `{ composeHomework(classId: "c", goal: ${GOAL}, minutes: 30) { students { items { match { score } } } } }`,
  ],
  [
    "five classes of ten side by side",
    "",
    `{ compareClasses(classIds: ${JSON.stringify(FIFTHS)}, subjectId: "s") { points { cells { meanMastery spread difference { low high text } } } } }`,
  ],
  [
    "a paper of 30 of 480 questions on 120 points",
    "",
    `{ composePaper(blueprint: {knowledgePointIds: ${JSON.stringify(ids.slice(0, 120))}, questions: 30, minutes: 100, difficulty: 0.45, spread: 0.25, classId: "c",
      difficultyBands: [{from: 0, to: 0.3, share: 0.4}, {from: 0.3, to: 0.6, share: 0.3}, {from: 0.6, to: 1, share: 0.3}]}) { isMet questions { score resource { id } } } }`,
  ],
  [
    "a path of 100 steps of a new student",
    "≤ 100 ms of CPU",
    `{ learningPath(studentId: "fresh", goal: {knowledgePointIds: ["${PATH.knowledgePointIds}"]}) { steps { id minutes why { text } } } }`,
  ],
] as const;

await report(
  comparisons.map(([what, aim, query]) => ({
    name: `${what}: ${STUDENTS} students with evidence on ${ATTEMPTED} of ${POINTS} points`,
    aim: aim || "none",
    measured: ask(query),
    baseline,
    milliseconds: 3000,
  })),
);
for (const [what, , query] of comparisons) {
  const run = ask(query);
  const from = process.cpuUsage();
  for (let i = 0; i < 5; i++) await run();
  const { user, system } = process.cpuUsage(from);
  process.stdout.write(`${what}: ${((user + system) / 5000).toFixed(0)} ms of CPU in the service\n`);
}
await driver.close();
await database.close();
process.exit(0);
