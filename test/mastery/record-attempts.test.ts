import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createFeatures } from "../../src/app.js";
import { amendmentOf } from "../../src/mastery/amend-attempt.js";
import { appendAttempts } from "../../src/mastery/append-attempts.js";
import { type AttemptContent, attemptContent } from "../../src/mastery/attempt.js";
import { findAttempts, readEvidence } from "../../src/mastery/attempts.store.js";
import { encodePoint, encodeTotals } from "../../src/mastery/evidence-codec.js";
import { repairMastery } from "../../src/mastery/repair-mastery.js";
import { verifyAttempts, verifyMastery } from "../../src/mastery/verify-attempts.js";
import type { QueryRunner } from "../../src/neo4j/database.js";
import { tamper } from "../support/database.js";
import { caller, TestService } from "../support/service.js";

const ADMIN = caller("ADMIN", "admin");
const APP = caller("APP", "app");
const RECORD = `mutation ($input: [AttemptInput!]!) {
  recordAttempts(input: $input) { accepted duplicates refused { index field code } }
}`;
const HOUR = 3_600_000;
const start = Date.now() - 1000 * HOUR;

let service: TestService;

beforeAll(async () => {
  service = await TestService.start();
  await service.ask(ADMIN, `mutation { createSubject(input: {id: "s", name: "S"}) { id } }`);
  for (const id of ["a", "b", "c"]) {
    await service.ask(
      ADMIN,
      `mutation ($id: String!) { createKnowledgePoint(input: {id: "${id}", code: $id, name: $id, subjectId: "s"}) { id } }`,
      { id },
    );
  }
}, 180_000);

afterAll(() => service.database.close());

const attempt = (id: string, studentId: string, point: string, hours: number, correct = true) => ({
  id,
  studentId,
  knowledgePointIds: [point],
  correct,
  at: new Date(start + hours * HOUR).toISOString(),
});

const record = async (input: object[]) => (await service.ask(APP, RECORD, { input })).recordAttempts;

async function stored(studentId: string): Promise<unknown> {
  const { evidence } = (await readEvidence(service.database, [studentId])).get(studentId)!;
  return {
    totals: encodeTotals(evidence.totals),
    points: [...evidence.points].sort().map(([id, p]) => [id, encodePoint(p)]),
  };
}

/** How many rows are read to append an entry, and after how many answers each statement is sent. */
async function watchAppending(content: AttemptContent): Promise<{ rows: number; sentAfter: Map<string, number> }> {
  let rows = 0;
  let answers = 0;
  const sentAfter = new Map<string, number>();
  await service.database.transaction((tx) => {
    const watching: QueryRunner = {
      async run(name, parameters) {
        sentAfter.set(name, answers);
        const found = await tx.run(name, parameters);
        answers++;
        rows += found.length;
        return found;
      },
    };
    return appendAttempts(watching, [content], Date.now());
  });
  return { rows, sentAfter };
}

describe("recording attempts", () => {
  it("keeps each once, whatever the app repeats", async () => {
    const one = attempt("r-1", "st-repeat", "a", 1);
    expect(await record([one, one])).toEqual({ accepted: 1, duplicates: 1, refused: [] });
    expect(await record([one])).toEqual({ accepted: 0, duplicates: 1, refused: [] });
    const refused = [{ index: 0, field: "id", code: "CONFLICT" }];
    expect(await record([{ ...one, correct: false }])).toEqual({ accepted: 0, duplicates: 0, refused });
  });

  it("says the same of mastery whatever the order and the batches", async () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({
      point: "abc"[i % 3]!,
      hours: (i * 17) % 40,
      correct: i % 4 !== 0,
    }));
    const of = (student: string) =>
      rows.map((row, i) => attempt(`${student}-${i}`, student, row.point, row.hours, row.correct));
    const inOrder = of("st-order").sort((x, y) => x.at.localeCompare(y.at));
    await record(inOrder);
    for (const row of of("st-mixed")) await record([row]);
    const reversed = of("st-halves").sort((x, y) => y.at.localeCompare(x.at));
    await record(reversed.slice(0, 20));
    await record(reversed.slice(20));
    expect(await stored("st-mixed")).toEqual(await stored("st-order"));
    expect(await stored("st-halves")).toEqual(await stored("st-order"));
    expect(await verifyMastery(service.database)).toMatchObject({ findings: [] });
  });

  it("puts a late attempt in its place by reading what is near it, not all attempts of the student", async () => {
    const of = (student: string) =>
      Array.from({ length: 400 }, (_, i) => attempt(`${student}-${i}`, student, "abc"[i % 3]!, i / 4, i % 5 !== 0));
    await record(of("st-all"));
    const late = of("st-late").splice(370, 1);
    await record(of("st-late").filter(({ id }) => id !== late[0]!.id));
    const content = attemptContent({ ...late[0]!, at: new Date(late[0]!.at) }, "app", Date.now());
    // 29 after it, 32 in the eight hours before, its student, the points.
    expect((await watchAppending(content)).rows).toBeLessThan(70);
    expect(await stored("st-late")).toEqual(await stored("st-all"));
    expect(await verifyMastery(service.database)).toMatchObject({ findings: [] });
  });

  it("puts a correction and a voiding in their place likewise", async () => {
    const of = (student: string) =>
      Array.from({ length: 400 }, (_, i) => attempt(`${student}-${i}`, student, "abc"[i % 3]!, i / 4, i % 5 !== 0));
    await record(of("st-amended"));
    const plain = of("st-plain").map((row, i) => (i === 371 ? { ...row, correct: false } : row));
    await record(plain.filter((_, i) => i !== 290));
    const found = await findAttempts(service.database, ["st-amended-371", "st-amended-290"]);
    const entry = (i: number, score: number | undefined) =>
      amendmentOf(found.get(`st-amended-${i}`)!, { score, reason: "test" }, "app");
    expect((await watchAppending(entry(371, 0))).rows).toBeLessThan(70);
    // 109 after it and what is near: of each point more than thirteen.
    expect((await watchAppending(entry(290, undefined))).rows).toBeLessThan(160);
    expect(await stored("st-amended")).toEqual(await stored("st-plain"));
    expect(await verifyMastery(service.database)).toMatchObject({ findings: [] });
  });

  it("counts a corrected attempt as if it had been so, a voided one as if it had never been", async () => {
    await record([
      attempt("v-1", "st-void", "a", 1, false),
      attempt("v-2", "st-void", "b", 2),
      attempt("v-3", "st-void", "a", 3),
    ]);
    await service.ask(APP, `mutation { correctAttempt(id: "v-1", score: 1, reason: "misread") { id } }`);
    await service.ask(APP, `mutation { voidAttempt(id: "v-2", reason: "copied") { voided sequence } }`);
    await record([attempt("w-1", "st-never", "a", 1), attempt("w-3", "st-never", "a", 3)]);
    expect(await stored("st-void")).toEqual(await stored("st-never"));
    expect(await verifyAttempts(service.database)).toMatchObject({ findings: [] });
    expect(
      await service.refusal(caller("APP", "other"), `mutation { voidAttempt(id: "v-3", reason: "x") { id } }`),
    ).toBe("FORBIDDEN");
    expect(
      await service.refusal(caller("APP", "other"), `mutation { voidAttempt(id: "none", reason: "x") { id } }`),
    ).toBe("FORBIDDEN");
    expect(await service.refusal(APP, `mutation { correctAttempt(id: "v-2", score: 1, reason: "x") { id } }`)).toBe(
      "BAD_INPUT",
    );
  });

  it("sends at once what waits for nothing, so that the database works while links are hashed", async () => {
    const said = attempt("s-1", "st-sent", "a", 1);
    const { sentAfter } = await watchAppending(attemptContent({ ...said, at: new Date(said.at) }, "app", Date.now()));
    const order = ["mastery/lock-students", "mastery/read-point-evidence", "mastery/save-attempts"];
    expect(order.map((name) => sentAfter.get(name))).toEqual([0, 1, 1]);
    expect(sentAfter.get("mastery/save-mastery")).toBe(sentAfter.get("mastery/save-students"));
  });

  it("gathers what many clients send at once and loses nothing", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, (_, i) => record([attempt(`g-${i}`, `st-gate-${i % 8}`, "c", i)])),
    );
    expect(outcomes.every((outcome) => outcome.accepted === 1)).toBe(true);
    const again = await Promise.all(
      Array.from({ length: 64 }, (_, i) => record([attempt(`g-${i}`, `st-gate-${i % 8}`, "c", i)])),
    );
    expect(again.every((outcome) => outcome.duplicates === 1)).toBe(true);
    expect((await verifyAttempts(service.database)).findings).toEqual([]);
    expect((await verifyMastery(service.database)).findings).toEqual([]);
  });

  it("judges what it gathered by who sent it, request by request", async () => {
    await Promise.all(Array.from({ length: 8 }, (_, i) => record([attempt(`j-${i}`, `st-judged-${i}`, "a", 1)])));
    const send = (sub: string, id: string, studentId: string) =>
      service.ask(caller("APP", sub), RECORD, { input: [attempt(id, studentId, "a", 2)] });
    const answers = await Promise.all(
      Array.from({ length: 32 }, (_, i) => send(i % 2 === 0 ? "app" : "stranger", `k-${i}`, `st-judged-${i % 8}`)),
    );
    const refused = [{ index: 0, field: "studentId", code: "FORBIDDEN" }];
    for (const [i, { recordAttempts }] of answers.entries())
      expect(recordAttempts).toEqual(
        i % 2 === 0 ? { accepted: 1, duplicates: 0, refused: [] } : { accepted: 0, duplicates: 0, refused },
      );
  });

  it("lets no app act for a student that another one named first", async () => {
    await record([attempt("f-1", "st-first", "a", 1)]);
    const answer = await service.ask(caller("APP", "other"), RECORD, {
      input: [attempt("f-2", "st-first", "a", 2), attempt("f-3", "st-own", "a", 2)],
    });
    expect(answer.recordAttempts).toEqual({
      accepted: 1,
      duplicates: 0,
      refused: [{ index: 0, field: "studentId", code: "FORBIDDEN" }],
    });
  });
});

describe("what is held of students that were read", () => {
  const read = async (id: string, of = service.features.mastery) => (await of.readStudent(id, Date.now())).evidence;
  const storedOf = async (id: string) => (await readEvidence(service.database, [id])).get(id)!.evidence;

  it("is used as long as nothing was recorded, corrected or voided, by whatever instance, and never longer", async () => {
    const other = createFeatures(service.database, Buffer.alloc(32, 7)).mastery;
    await record([attempt("h-1", "st-held", "a", 1), attempt("h-2", "st-held", "b", 2, false)]);
    const first = await read("st-held");
    expect(await read("st-held")).toBe(first);
    const changes = [
      () => record([attempt("h-3", "st-held", "a", 3)]),
      () => service.ask(ADMIN, `mutation { correctAttempt(id: "h-2", score: 1, reason: "r") { id } }`),
      () => service.ask(ADMIN, `mutation { voidAttempt(id: "h-1", reason: "r") { id } }`),
    ];
    for (const change of changes) {
      const before = await read("st-held", other);
      await change();
      for (const instance of [service.features.mastery, other]) {
        const now = await read("st-held", instance);
        expect(now).not.toEqual(before);
        expect(now).toEqual(await storedOf("st-held"));
      }
    }
  });

  it("is what the chain of the same moment says while others write", async () => {
    const writing = (async () => {
      for (let i = 0; i < 60; i++) await record([attempt(`w-${i}`, "st-busy", "abc"[i % 3]!, i, i % 4 !== 0)]);
    })();
    for (let done = false; !done; ) {
      done = await Promise.race([writing.then(() => true), read("st-busy").then(() => false)]);
    }
    await writing;
    expect(await read("st-busy")).toEqual(await storedOf("st-busy"));
  });
});

describe("calibrating", () => {
  it("counts about as many attempts as it can hold, all of a student's or none", async () => {
    const students = Array.from({ length: 100 }, (_, i) => `st-counted-${i}`);
    await record(students.flatMap((id) => [0, 1, 2, 3, 4].map((i) => attempt(`${id}-${i}`, id, "a", i, i > 2))));
    const { mastery } = service.features;
    const all = await mastery.calibrate();
    const some = await mastery.calibrate(250);
    expect(some.number).toBe(all.number + 1);
    expect(all.attempts).toBeGreaterThanOrEqual(500);
    expect(some.attempts).toBeGreaterThan(50);
    expect(some.attempts).toBeLessThan(450);
  });
});

describe("verifying the chain", () => {
  it.each([
    ["changed", "t1", "MATCH (a:Attempt {id: 't1-1'}) SET a.score = 0.25"],
    ["missing", "t2", "MATCH (a:Attempt {id: 't2-1'}) DETACH DELETE a"],
    ["cut off", "t3", "MATCH (a:Attempt {id: 't3-2'}) DETACH DELETE a"],
    ["swapped", "t4", "MATCH (a:Attempt {id: 't4-0'}), (b:Attempt {id: 't4-1'}) SET a.sequence = 2, b.sequence = 1"],
  ])("finds an entry that was %s", async (_what, student, cypher) => {
    await record([0, 1, 2].map((i) => attempt(`${student}-${i}`, student, "a", i)));
    expect((await verifyAttempts(service.database)).findings.filter((f) => f.id === student)).toEqual([]);
    await tamper(cypher);
    expect((await verifyAttempts(service.database)).findings.map((f) => f.id)).toContain(student);
  });

  it("takes no student who goes on answering for a finding", async () => {
    await record([attempt("v-0", "st-live", "a", 0)]);
    let more = 1;
    const amid: QueryRunner = {
      async run(name, parameters) {
        const rows = await service.database.run(name, parameters);
        const isBetween = name === "mastery/list-students" || name === "mastery/list-attempts";
        if (isBetween && more < 6) await record([attempt(`v-${more}`, "st-live", "a", more++)]);
        return rows;
      },
    };
    expect((await verifyAttempts(amid)).findings.filter((f) => f.id === "st-live")).toEqual([]);
    more = 3;
    expect((await verifyMastery(amid)).findings.filter((f) => f.id === "st-live")).toEqual([]);
  });

  it("reports evidence that cannot be read, goes on, and keeps it again when told to", async () => {
    for (const student of ["st-broken", "st-whole"]) await record([attempt(`${student}-0`, student, "a", 0)]);
    await tamper("MATCH (:Student {id: 'st-broken'})-[m:MASTERY]->() SET m.evidence = 'x'");
    const { findings } = await verifyMastery(service.database);
    expect(findings.filter((f) => f.id === "st-broken" || f.id === "st-whole")).toEqual([
      { id: "st-broken", finding: "what is stored cannot be read: stored evidence is no list of numbers" },
    ]);
    await tamper(
      "MATCH (s:Student {id: 'st-broken'}), (p:KnowledgePoint {id: 'b'}) CREATE (s)-[:MASTERY {evidence: [1]}]->(p)",
    );
    await repairMastery(service.database, "st-broken");
    expect((await verifyMastery(service.database)).findings.filter((f) => f.id === "st-broken")).toEqual([]);
    expect((await verifyAttempts(service.database)).findings.filter((f) => f.id === "st-broken")).toEqual([]);
  });
});
