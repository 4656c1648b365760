import type { QueryRunner } from "../neo4j/database.js";
import { type Attempt, type AttemptContent, chainHash, countedAttempts, evidenceOf } from "./attempt.js";
import {
  listAttempts,
  listAttemptsFrom,
  lockStudents,
  pruneMastery,
  readPointEvidence,
  type SavedStudent,
  type StoredStudent,
  saveAttempts,
  saveStudents,
} from "./attempts.store.js";
import {
  applyAttempt,
  compareAttempts,
  type EvidenceAttempt,
  foldEvidence,
  SITTING_GAP_MS,
  type StudentEvidence,
  type StudentTotals,
} from "./evidence.js";
import { spliceEvidence } from "./splice-evidence.js";

/** Appends entries to their students' chains, in the order given, and has what they say follow. Eight statements at most. */
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
 * What students' attempts say once the new entries are counted. In order of time an attempt updates what is stored; a late
 * one is put among those near it; where one amends another, or what is near does not decide, all attempts of its student
 * are read again in the right order.
 */
async function evidenceAfter(
  tx: QueryRunner,
  locked: ReadonlyMap<string, StoredStudent>,
  byStudent: ReadonlyMap<string, readonly AttemptContent[]>,
): Promise<{ evidence: Map<string, StudentEvidence>; replayed: ReadonlySet<string> }> {
  const updates = [...byStudent]
    .filter(([, own]) => own.every((a) => a.amends === undefined))
    .map(([studentId, own]) => ({ studentId, added: own.map(evidenceOf).sort(compareAttempts) }));
  const late = updates.filter(({ studentId, added }) => isLate(locked.get(studentId)!.totals, added));
  const near = await listAttemptsFrom(
    tx,
    late.map(({ studentId, added }) => ({ studentId, from: added[0]!.atMs - SITTING_GAP_MS })),
  );
  const nearOf = (studentId: string) => countedAttempts(near.get(studentId) ?? []).map(evidenceOf);
  const points = await readPointEvidence(
    tx,
    updates.map(({ studentId, added }) => ({
      studentId,
      pointIds: [...new Set([...added, ...nearOf(studentId)].flatMap((a) => a.pointIds))],
    })),
  );
  const evidence = new Map<string, StudentEvidence>();
  for (const { studentId, added } of updates) {
    const before = { totals: locked.get(studentId)!.totals, points: points.get(studentId)! };
    const after = near.has(studentId)
      ? spliceEvidence({ evidence: before, near: nearOf(studentId), added })
      : applyAttempts(before, added);
    if (after) evidence.set(studentId, after);
  }
  const replayed = new Set([...byStudent.keys()].filter((id) => !evidence.has(id)));
  const stored = replayed.size > 0 ? await listAttempts(tx, [...replayed]) : new Map<string, Attempt[]>();
  for (const id of replayed)
    evidence.set(id, foldEvidence(countedAttempts([...stored.get(id)!, ...byStudent.get(id)!]).map(evidenceOf)));
  return { evidence, replayed };
}

function isLate(totals: StudentTotals, [first]: readonly EvidenceAttempt[]): boolean {
  return totals.attempts > 0 && first!.atMs <= totals.lastAtMs;
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
