import type { QueryRunner } from "../neo4j/database.js";
import { type Attempt, type AttemptContent, chainHash, countedAttempts, evidenceOf } from "./attempt.js";
import {
  listAttempts,
  lockStudents,
  pruneMastery,
  readPointEvidence,
  type SavedStudent,
  type StoredStudent,
  saveAttempts,
  saveStudents,
} from "./attempts.store.js";
import { applyAttempt, compareAttempts, type EvidenceAttempt, foldEvidence, type StudentEvidence } from "./evidence.js";

/** Appends entries to their students' chains, in the order given, and has what they say follow. Six statements at most. */
export async function appendAttempts(
  tx: QueryRunner,
  contents: readonly AttemptContent[],
  receivedAt: number,
): Promise<void> {
  const byStudent = new Map<string, AttemptContent[]>();
  for (const content of contents) {
    const own = byStudent.get(content.studentId);
    if (own) own.push(content);
    else byStudent.set(content.studentId, [content]);
  }
  const locked = await lockStudents(tx, [...byStudent.keys()]);
  const { evidence, replayed } = await evidenceAfter(tx, locked, byStudent);
  const attempts: Attempt[] = [];
  const students: SavedStudent[] = [];
  for (const [id, own] of byStudent) {
    let { chainLength, chainHead } = locked.get(id)!;
    for (const content of own) {
      const link = { ...content, receivedAt, sequence: ++chainLength };
      chainHead = chainHash(chainHead, link);
      attempts.push({ ...link, hash: chainHead });
    }
    students.push({ id, chainLength, chainHead, evidence: evidence.get(id)! });
  }
  await saveAttempts(tx, attempts);
  await saveStudents(tx, students);
  await pruneMastery(
    tx,
    students.filter(({ id }) => replayed.has(id)),
  );
}

/**
 * What students' attempts say once the new entries are counted. In order of time an attempt updates what is stored;
 * where one is late or amends another, all attempts of its student are read again in the right order.
 */
async function evidenceAfter(
  tx: QueryRunner,
  locked: ReadonlyMap<string, StoredStudent>,
  byStudent: ReadonlyMap<string, readonly AttemptContent[]>,
): Promise<{ evidence: Map<string, StudentEvidence>; replayed: ReadonlySet<string> }> {
  const replayed = new Set([...byStudent].filter(([id, own]) => needsReplay(locked.get(id)!, own)).map(([id]) => id));
  const stored = replayed.size > 0 ? await listAttempts(tx, [...replayed]) : new Map<string, Attempt[]>();
  const inOrder = [...byStudent]
    .filter(([id]) => !replayed.has(id))
    .map(([studentId, own]) => ({ studentId, attempts: own.map(evidenceOf).sort(compareAttempts) }));
  const points = await readPointEvidence(
    tx,
    inOrder.map(({ studentId, attempts }) => ({
      studentId,
      pointIds: [...new Set(attempts.flatMap((a) => a.pointIds))],
    })),
  );
  const evidence = new Map<string, StudentEvidence>();
  for (const [id, own] of byStudent) {
    if (replayed.has(id)) evidence.set(id, foldEvidence(countedAttempts([...stored.get(id)!, ...own]).map(evidenceOf)));
  }
  for (const { studentId, attempts } of inOrder) {
    evidence.set(
      studentId,
      applyAttempts({ totals: locked.get(studentId)!.totals, points: points.get(studentId)! }, attempts),
    );
  }
  return { evidence, replayed };
}

function needsReplay({ totals }: StoredStudent, own: readonly AttemptContent[]): boolean {
  return own.some((a) => a.amends !== undefined || (totals.attempts > 0 && a.at <= totals.lastAtMs));
}

function applyAttempts(before: StudentEvidence, sorted: readonly EvidenceAttempt[]): StudentEvidence {
  const points = new Map(before.points);
  let { totals } = before;
  for (const attempt of sorted) {
    const after = applyAttempt({ totals, points }, attempt);
    totals = after.totals;
    for (const [id, evidence] of after.points) points.set(id, evidence);
  }
  return { totals, points };
}
