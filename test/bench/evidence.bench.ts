import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import neo4j, { type Driver } from "neo4j-driver";
import type { Features } from "../../src/app.js";
import { createFeatures } from "../../src/app.js";
import { createPoint } from "../../src/knowledge/edit-point.js";
import { createSubject } from "../../src/knowledge/save-framework.js";
import type { AttemptFields } from "../../src/mastery/attempt.js";
import { AttemptInput } from "../../src/mastery/mastery.input.js";
import { Database, type QueryRunner, type Row } from "../../src/neo4j/database.js";
import { joinLocalServer, keeperSettings } from "../../src/neo4j/local-server.js";
import { migrate, readMigrations } from "../../src/neo4j/migrations.js";
import { ServerHome } from "../../src/neo4j/server-home.js";
import { ANONYMOUS, type Principal } from "../../src/people/principal.js";
import { projectRoot } from "../../src/project-root.js";
import { seededRandom } from "../../src/seeded-random.js";
import { catalogue, testServer } from "../support/database.js";
import { type HttpService, startHttpService } from "../support/http-service.js";

/**
 * Evidence coming in, each figure against another of the same run: 64 connections that send one attempt each against
 * one connection that sends the same one after another (aim: 5 times the throughput); batches of 1,000 against the same
 * statements by the bare driver (aim: 0.8 of its throughput); and what an attempt takes on disk, indexes included,
 * transaction logs apart (aim: 600 bytes).
 */
/** So few that students come back to points, as they do: attempts are measured, not first encounters. */
const POINTS = 20;
const STUDENTS = 200;
const CONNECTIONS = 64;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 8);
const BATCHES = Number(process.env.BENCH_BATCHES ?? 40);
const BATCH = 1_000;
const APP: Principal = { ...ANONYMOUS, sub: "bench", roles: new Set(["APP"]) };
const START = Date.UTC(2026, 0, 5);

const random = seededRandom(6);
const hex = (digits: number) => Array.from({ length: digits }, () => random.between(0, 15).toString(16)).join("");
const uuid = () => [8, 4, 4, 4, 12].map(hex).join("-");
let serial = 0;

/** An answer as an app reports it, in order of time. */
function answer(studentId: string) {
  const n = serial++;
  return {
    id: uuid(),
    studentId,
    knowledgePointIds: [`point-${random.between(0, POINTS - 1)}`],
    resourceId: `question-${random.between(0, 20_000)}`,
    correct: random.chance(0.7),
    seconds: random.between(5, 120),
    at: new Date(START + n * 400),
  };
}

const rowOf = (fields: ReturnType<typeof answer>): AttemptFields => Object.assign(new AttemptInput(), fields);

async function prepare(features: Features): Promise<void> {
  await features.knowledge.refresh();
  await features.knowledge.edit({ by: "bench", reason: "bench" }, (graph) => {
    createSubject(graph, { id: "m", name: "数学", stage: "JUNIOR_HIGH" });
    for (let p = 0; p < POINTS; p++)
      createPoint(graph, { id: `point-${p}`, code: `P${p}`, name: `点${p}`, subjectId: "m" });
  });
}

async function measureConnections(service: HttpService): Promise<void> {
  const authorization = `Bearer ${await service.token({ sub: "bench", roles: ["APP"] })}`;
  const send = async (studentId: string) => {
    const response = await fetch(`${service.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization },
      body: JSON.stringify({
        query: "mutation ($input: [AttemptInput!]!) { recordAttempts(input: $input) { accepted } }",
        variables: { input: [answer(studentId)] },
      }),
    });
    const { data } = (await response.json()) as { data?: { recordAttempts: { accepted: number } } };
    if (data?.recordAttempts.accepted !== 1) throw new Error("an attempt was not accepted");
  };
  const students = Array.from({ length: CONNECTIONS }, (_, i) => `single-${i}`);
  for (const student of students) await send(student);
  await Promise.all(students.map(send));
  const rates = { alone: 0, together: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    let from = performance.now();
    for (const student of students) await send(student);
    rates.alone += performance.now() - from;
    from = performance.now();
    await Promise.all(students.map(send));
    rates.together += performance.now() - from;
  }
  const perSecond = (milliseconds: number) => (ROUNDS * CONNECTIONS * 1000) / milliseconds;
  console.log(
    `${CONNECTIONS} connections: ${perSecond(rates.together).toFixed(0)}/s against ${perSecond(rates.alone).toFixed(0)}/s one after another: ` +
      `${(rates.alone / rates.together).toFixed(1)}×  (aim: ≥ 5×)`,
  );
}

interface Statement {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What one call asks of the database: statements by themselves, and units of several. */
type Asked = Statement | readonly Statement[];

/** The database, writing down what is asked of it. */
function recorded(database: Database, asked: Asked[]): Database {
  return new Proxy(database, {
    get(target, property) {
      if (property === "run") {
        return (name: string, parameters: Statement["parameters"] = {}): Promise<Row[]> => {
          asked.push({ name, parameters });
          return target.run(name, parameters);
        };
      }
      if (property === "transaction") {
        return <T>(work: (tx: QueryRunner) => Promise<T>): Promise<T> => {
          const unit: Statement[] = [];
          asked.push(unit);
          return target.transaction((tx) =>
            work({
              run(name, parameters = {}) {
                unit.push({ name, parameters });
                return tx.run(name, parameters);
              },
            }),
          );
        };
      }
      return Reflect.get(target, property, target);
    },
  });
}

async function replayBare(driver: Driver, asked: readonly Asked[]): Promise<void> {
  for (const one of asked) {
    const session = driver.session({ database: "neo4j" });
    await session.executeWrite(async (tx) => {
      for (const { name, parameters } of Array.isArray(one) ? (one as readonly Statement[]) : [one as Statement])
        await tx.run(catalogue.get(name).text, parameters);
    });
    await session.close();
  }
}

async function measureBatches(database: Database, driver: Driver): Promise<void> {
  const batchesOf = (set: string) =>
    Array.from({ length: BATCHES }, () =>
      Array.from({ length: BATCH }, () => rowOf(answer(`${set}-${random.between(0, STUDENTS - 1)}`))),
    );
  const record = async (features: Features, rows: readonly AttemptFields[]) => {
    const { accepted } = await features.mastery.record({ principal: APP, rows, now: START + 1e12 });
    if (accepted !== BATCH) throw new Error(`${accepted} of ${BATCH} were accepted`);
  };
  const [ours, bare] = [batchesOf("ours"), batchesOf("bare")];
  const asked: Asked[] = [];
  const calls: Asked[][] = [];
  const watched = createFeatures(recorded(database, asked), Buffer.alloc(32, 1));
  await database.empty();
  await prepare(watched);
  for (const rows of bare) {
    asked.length = 0;
    await record(watched, rows);
    calls.push([...asked]);
  }
  await database.empty();
  const features = createFeatures(database, Buffer.alloc(32, 1));
  await prepare(features);
  // Batch by batch, and neither always first: caches and compilers get warmer, and the machine busier.
  const times = { ours: 0, bare: 0 };
  const timed = async (who: keyof typeof times, work: () => Promise<void>) => {
    const from = performance.now();
    await work();
    times[who] += performance.now() - from;
  };
  for (let batch = 0; batch < BATCHES; batch++) {
    const turns = [
      () => timed("ours", () => record(features, ours[batch]!)),
      () => timed("bare", () => replayBare(driver, calls[batch]!)),
    ];
    for (const turn of batch % 2 === 0 ? turns : turns.reverse()) await turn();
  }
  const perSecond = (milliseconds: number) => (BATCHES * BATCH * 1000) / milliseconds;
  console.log(
    `batches of ${BATCH}: ${perSecond(times.ours).toFixed(0)}/s against ${perSecond(times.bare).toFixed(0)}/s by the bare driver: ` +
      `${(times.bare / times.ours).toFixed(2)}  (aim: ≥ 0.8)`,
  );
}

/** Bytes of each kind of file of a store, transaction logs apart. */
function storeBytes(home: string): Map<string, number> {
  const folder = join(home, "neo4j", "data", "databases", "neo4j");
  const sizes = new Map<string, number>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const file = statSync(join(folder, name));
    const kind = name.split("/")[0]!;
    if (file.isFile()) sizes.set(kind, (sizes.get(kind) ?? 0) + file.size);
  }
  return sizes;
}

/** Works on a server of its own and ends it, which writes everything to the store; then measures. */
async function workAndMeasure(home: string, work: (features: Features) => Promise<void>): Promise<Map<string, number>> {
  const cache = join(projectRoot, ".zhimai");
  const folders = { jars: join(cache, "jars"), archives: join(cache, "archives") };
  const server = await joinLocalServer({ ...keeperSettings(home, process.env.NEO4J_HOME), ...folders });
  const database = await Database.open({ ...server, database: "neo4j" }, catalogue);
  await migrate(database, readMigrations(join(projectRoot, "cypher", "migrations")));
  const features = createFeatures(database, Buffer.alloc(32, 1));
  await features.knowledge.refresh();
  await work(features);
  await database.close();
  server.leave();
  while (new ServerHome(home).readRun() !== undefined) await new Promise((resolve) => setTimeout(resolve, 100));
  return storeBytes(home);
}

async function measureBytes(): Promise<void> {
  const home = join(process.env.ZHIMAI_TEST_RUN!, "store");
  const record = async (features: Features) => {
    for (let i = 0; i < BATCHES; i++) {
      const rows = Array.from({ length: BATCH }, () => rowOf(answer(`student-${random.between(0, STUDENTS - 1)}`)));
      await features.mastery.record({ principal: APP, rows, now: START + 1e12 });
    }
  };
  const before = await workAndMeasure(home, async (features) => {
    await prepare(features);
    await record(features);
  });
  const after = await workAndMeasure(home, record);
  const attempts = BATCHES * BATCH;
  const grown = [...after].map(([name, size]) => [name, (size - (before.get(name) ?? 0)) / attempts] as const);
  for (const [name, bytes] of grown) if (bytes >= 1) console.log(`  ${name}: ${bytes.toFixed(0)} bytes an attempt`);
  const total = grown.reduce((sum, [, bytes]) => sum + bytes, 0);
  console.log(`stored: ${total.toFixed(0)} bytes an attempt  (aim: ≤ 600)`);
}

const service = await startHttpService({ LIMIT_REQUESTS_PER_SECOND: "1000000" });
const { uri, username, password } = await testServer();
const driver = neo4j.driver(uri, neo4j.auth.basic(username, password), { disableLosslessIntegers: true });
try {
  await prepare(service.features);
  await measureConnections(service);
  await measureBatches(service.database, driver);
  await measureBytes();
} finally {
  await driver.close();
  await service.stop();
}
