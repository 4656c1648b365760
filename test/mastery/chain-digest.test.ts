import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { chainHash } from "../../src/mastery/attempt.js";
import { listAttempts } from "../../src/mastery/attempts.store.js";
import { checkDigest, digestChains, readHeads } from "../../src/mastery/chain-digest.js";
import { publicKeyText, readDigestKey, readPublicKey } from "../../src/mastery/digest-key.js";
import { verifyAttempts } from "../../src/mastery/verify-attempts.js";
import type { Finding } from "../../src/verification.js";
import { tamper } from "../support/database.js";
import { caller, TestService } from "../support/service.js";

const APP = caller("APP", "app");
let service: TestService;
let folder: string;
let serial = 0;

beforeAll(async () => {
  service = await TestService.start();
  folder = mkdtempSync(join(tmpdir(), "zhimai-digest-"));
  await service.ask(
    caller("ADMIN", "admin"),
    `mutation { createSubject(input: {id: "s", name: "S"}) { id }
      createKnowledgePoint(input: {id: "a", code: "a", name: "a", subjectId: "s"}) { id } }`,
  );
  for (const student of ["s1", "s2", "s3", "s4"]) await answer(student, 3);
}, 180_000);

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await service.database.close();
});

async function answer(studentId: string, times: number): Promise<void> {
  const input = Array.from({ length: times }, () => ({
    id: `t${serial++}`,
    studentId,
    knowledgePointIds: ["a"],
    correct: false,
    at: "2026-09-01T08:00:00Z",
  }));
  await service.ask(APP, "mutation ($input: [AttemptInput!]!) { recordAttempts(input: $input) { accepted } }", {
    input,
  });
}

/** As who holds the database could: another score, and every hash from there on made to fit. */
async function rewrite(studentId: string, sequence: number): Promise<void> {
  const attempts = (await listAttempts(service.database, [studentId])).get(studentId)!;
  let head = "";
  const rows = attempts.map(({ hash: _, ...content }) => {
    const score = content.sequence === sequence ? 1 : content.score;
    head = chainHash(head, { ...content, score });
    return { id: content.id, score, hash: head };
  });
  await tamper(
    `MATCH (s:Student {id: $studentId}) SET s.chainHead = $head
     WITH s UNWIND $rows AS row MATCH (a:Attempt {id: row.id}) SET a.score = row.score, a.hash = row.hash`,
    { studentId, head, rows },
  );
}

const key = () => readDigestKey(join(folder, "digest-key.pem"));
const digest = async (file?: string) => digestChains(service.database, { key: await key(), now: Date.now(), file });
const findings = async (file: string): Promise<readonly Finding[]> =>
  (await verifyAttempts(service.database, readHeads(file))).findings;

it("an old digest holds while chains only grow, and shows what was rewritten or deleted with all its hashes", async () => {
  const file = join(folder, "monday.jsonl");
  const said = await digest(file);
  expect(said).toMatchObject({ students: 4, attempts: 12 });
  expect(await checkDigest(file, readPublicKey(said.publicKey))).toEqual(said);
  await answer("s1", 2);
  await answer("s0-new", 1);
  await answer("s5-new", 1);
  expect(await findings(file)).toEqual([]);
  expect((await digest()).root).not.toBe(said.root);

  await rewrite("s2", 2);
  await tamper(
    "MATCH (s:Student {id: 's3'}) SET s.chainLength = 0, s.chainHead = null WITH s MATCH (a:Attempt)-[:BY]->(s) DETACH DELETE a",
  );
  await tamper("MATCH (s:Student {id: 's4'}) OPTIONAL MATCH (a:Attempt)-[:BY]->(s) DETACH DELETE a, s");
  expect((await verifyAttempts(service.database)).findings).toEqual([]);
  expect((await findings(file)).map(({ id }) => id)).toEqual(["s2", "s3", "s4"]);

  const tuesday = join(folder, "tuesday.jsonl");
  await digest(tuesday);
  await rewrite("s1", 5);
  expect((await verifyAttempts(service.database)).findings).toEqual([]);
  expect((await findings(tuesday)).map(({ id }) => id)).toEqual(["s1"]);
});

it("refuses a digest that was cut, changed, or signed by another", async () => {
  const file = join(folder, "kept.jsonl");
  const { publicKey } = await digest(file);
  const text = readFileSync(file, "utf8");
  const ours = readPublicKey(publicKey);
  const lines = text.trimEnd().split("\n");
  const [head] = lines;
  const [id, length, hash] = JSON.parse(head!);
  const forged = {
    cut: lines.slice(1),
    unsigned: lines.slice(0, -1),
    changed: [JSON.stringify([id, length, [...hash].reverse().join("")]), ...lines.slice(1)],
    later: [...lines.slice(0, -1), lines.at(-1)!.replace(/"at":"\d{4}/, '"at":"2020')],
    longer: [...lines, head!],
  };
  for (const [name, forgery] of Object.entries(forged)) {
    const path = join(folder, name);
    writeFileSync(path, `${forgery.join("\n")}\n`);
    await expect(checkDigest(path, ours)).rejects.toMatchObject({ code: "BAD_INPUT", details: { field: "--digest" } });
  }
  const theirs = await readDigestKey(join(folder, "other.pem"));
  await expect(checkDigest(file, readPublicKey(publicKeyText(theirs)))).rejects.toMatchObject({ code: "BAD_INPUT" });
  await expect(checkDigest(join(folder, "none"), ours)).rejects.toMatchObject({ code: "BAD_INPUT" });
  await expect(digest(file)).rejects.toMatchObject({ code: "BAD_INPUT", details: { field: "--out" } });
  expect(readFileSync(file, "utf8")).toBe(text);
});

it("keeps its key for itself and takes no other kind", async () => {
  const file = join(folder, "digest-key.pem");
  expect(publicKeyText(await key())).toBe(publicKeyText(await key()));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  writeFileSync(join(folder, "text.pem"), "no key");
  await expect(readDigestKey(join(folder, "text.pem"))).rejects.toMatchObject({ details: { field: "DIGEST_KEY" } });
  expect(() => readPublicKey("bm8ga2V5")).toThrow("--public-key");
});
