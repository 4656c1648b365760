import "reflect-metadata";
import { ApolloServer, type GraphQLResponse } from "@apollo/server";
import neo4j from "neo4j-driver";
import { buildSchemaSync, Field, Float, ID, Int, ObjectType, Query, Resolver } from "type-graphql";
import { createFeatures, createSchema } from "../../src/app.js";
import { readConfig } from "../../src/config.js";
import { createApollo } from "../../src/http/apollo.js";
import { createLog } from "../../src/http/log.js";
import { Metrics } from "../../src/http/metrics.js";
import { definePrerequisite } from "../../src/knowledge/define-prerequisite.js";
import { createPoint } from "../../src/knowledge/edit-point.js";
import { createSubject } from "../../src/knowledge/save-framework.js";
import { AttemptInput } from "../../src/mastery/mastery.input.js";
import { operatorPrincipal } from "../../src/people/principal.js";
import { RequestContext } from "../../src/people/request-context.js";
import { ResourceInput } from "../../src/resources/resources.input.js";
import { testDatabase, testServer } from "../support/database.js";
import { report } from "./report.js";

/**
 * What the service adds to its database: a 2-hop query against the same Cypher through the driver alone, next steps against
 * the one mastery query alone, and a list of points against plain type-graphql and Apollo.
 */
const POINTS = 5000;
const MASTERED = 200;
const ADMIN = operatorPrincipal("bench");

const database = await testDatabase();
const features = createFeatures(database, Buffer.alloc(32, 1));
await features.knowledge.refresh();
const schema = createSchema(features);
const ids = Array.from({ length: POINTS }, (_, i) => `p${String(i).padStart(5, "0")}`);

await features.knowledge.edit({ by: "bench", reason: "bench" }, (editor) => {
  createSubject(editor, { id: "s", name: "S" });
  for (const id of ids) createPoint(editor, { id, code: id, name: id, subjectId: "s", difficulty: 0.5, minutes: 20 });
  for (let i = 3; i < POINTS; i++) {
    for (const back of [1, 1 + ((i * 7919) % 97)]) {
      const before = ids[Math.max(0, i - 3 * back)]!;
      if (before !== ids[i]) definePrerequisite(editor, { prerequisiteId: before, dependentId: ids[i]! });
    }
  }
});
const resources = ids.flatMap((id, i) =>
  i % 5 === 0 ? [Object.assign(new ResourceInput(), { id: `r-${id}`, title: id, kind: "QUESTION" as const })] : [],
);
for (let i = 0; i < resources.length; i += 500) await features.resources.register(ADMIN, resources.slice(i, i + 500));
await features.annotations.annotateAs(
  resources.slice(0, 300).map(({ id }) => ({
    viewer: { sub: "bench", scopes: null, everyStatus: true },
    input: { resourceId: id!, tags: [{ knowledgePointId: id!.slice(2), role: "PRACTISES" as const }] },
  })),
);
const begin = Date.now() - 1e7;
let attempts = 0;
/** Right answers, one after another, of the one student. */
const answer = async (points: readonly string[]) => {
  const rows = points.map((id) =>
    Object.assign(new AttemptInput(), {
      id: `a${attempts}`,
      studentId: "student",
      knowledgePointIds: [id],
      correct: true,
      at: new Date(begin + attempts++),
    }),
  );
  await features.mastery.record({ principal: ADMIN, bringsStudents: true, rows, now: Date.now() });
};
for (let round = 0; round < 20; round++) await answer(ids.slice(0, MASTERED));

const context = () => new RequestContext(ADMIN, "zh", "bench");
const service = createApollo({
  schema,
  limits: readConfig({}).limits,
  log: createLog("fatal"),
  metrics: new Metrics(async () => true),
});
await service.start();
/** All that a request costs but HTTP itself. */
const ask = (query: string) => async () =>
  requireData(await service.executeOperation({ query }, { contextValue: context() }));

const { uri, username, password, database: name } = await testServer();
const driver = neo4j.driver(uri, neo4j.auth.basic(username, password), { disableLosslessIntegers: true });
const cypher = (text: string, parameters: object) => () =>
  driver.executeQuery(text, parameters, { database: name, routing: neo4j.routing.READ });

const middle = ids[2500]!;
const twoHops = `{ knowledgePoint(id: "${middle}") { id name prerequisites { prerequisite { id name prerequisites { prerequisite { id name } } } } } }`;
const twoHopsCypher = `MATCH (p:KnowledgePoint {id: $id})
OPTIONAL MATCH (p)<-[:PREREQUISITE_OF]-(a:KnowledgePoint)
OPTIONAL MATCH (a)<-[:PREREQUISITE_OF]-(b:KnowledgePoint)
RETURN p.id, p.name, a.id, a.name, b.id, b.name`;

const masteryCypher = `MATCH (s:Student {id: $id})
RETURN s.evidence AS totals, COLLECT { MATCH (s)-[m:MASTERY]->(p:KnowledgePoint) RETURN [p.id, m.evidence] } AS points`;
const steps = (fields: string) =>
  `{ nextSteps(studentId: "student", goal: {knowledgePointIds: ["${ids[600]}"]}, first: 5) { id kind mastery expectedGain minutes knowledgePoint { id name } why { text } ${fields} } }`;

const FIELDS = "id code name description difficulty";
const list = `{ knowledgePoints(first: 1000) { edges { node { ${FIELDS} } } } }`;

await report([
  {
    name: "a 2-hop query, against the same in Cypher by the driver alone",
    aim: "p95 ≤ 1.3×",
    measured: ask(twoHops),
    baseline: cypher(twoHopsCypher, { id: middle }),
  },
  {
    name: `next steps without resources, ${POINTS} points, ${MASTERED} with evidence, asked again and again, against the mastery query alone`,
    aim: "≤ 1.5×",
    measured: ask(steps("")),
    baseline: cypher(masteryCypher, { id: "student" }),
  },
  {
    name: "next steps with resources, against the mastery query alone",
    aim: "≤ 2.5×",
    measured: ask(steps("resources(first: 3) { score resource { id title } }")),
    baseline: cypher(masteryCypher, { id: "student" }),
  },
  {
    name: "next steps without resources right after an answer of the student, against the mastery query alone",
    aim: "≤ 1.5×",
    before: () => answer(ids.slice(0, 1)),
    measured: ask(steps("")),
    baseline: cypher(masteryCypher, { id: "student" }),
  },
  await listComparison(),
]);
await driver.close();
await database.close();
process.exit(0);

/** 1,000 points as the service answers, its limits and log included, and through plain type-graphql and Apollo with their defaults. */
async function listComparison() {
  const points = ids.slice(0, 1000).map((id) => features.knowledge.graph().getPoint(id));

  @ObjectType("Point")
  class PlainPoint {
    @Field(() => ID) id!: string;
    @Field(() => String) code!: string;
    @Field(() => String) name!: string;
    @Field(() => String, { nullable: true }) description?: string;
    @Field(() => Float, { nullable: true }) difficulty?: number;
    @Field(() => Int, { nullable: true }) gradeFrom?: number;
  }
  @Resolver()
  class PlainResolver {
    @Query(() => [PlainPoint])
    points(): PlainPoint[] {
      return points as unknown as PlainPoint[];
    }
  }
  const plain = new ApolloServer({ schema: buildSchemaSync({ resolvers: [PlainResolver] }) });
  return {
    name: "a list of 1,000 points × 5 fields, against plain type-graphql + Apollo",
    aim: "≤ 0.5× the time",
    measured: ask(list),
    baseline: async () => requireData(await plain.executeOperation({ query: `{ points { ${FIELDS} } }` })),
  };
}

function requireData({ body }: GraphQLResponse<never>): void {
  if (body.kind !== "single" || body.singleResult.errors) throw new Error(`No list: ${JSON.stringify(body)}`);
}
