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

/**
 * Appends entries to their students' chains, in the order given, and has what they say follow. Eight statements at most.
 * Returns the ids of attempts whose voiding was awaited.
 */
export async function appendAttempts(
  tx: QueryRunner,
  contents: readonly AttemptContent[],
  receivedAt: number,
): Promise<string[]> {
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
  const voided = await saveAttempts(tx, attempts);
  await saveStudents(tx, students);
  await pruneMastery(
    tx,
    students.filter(({ id }) => replayed.has(id)),
  );
  return voided;
}

/**
 * What students' attempts say once the new entries are counted. In order of time an attempt updates what is stored; a late
 * one is put among those near it, as is what amends one; where what is near does not decide, all attempts of the student are
 * read again in the right order.
 */
async function evidenceAfter(
  tx: QueryRunner,
  locked: ReadonlyMap<string, StoredStudent>,
  byStudent: ReadonlyMap<string, readonly AttemptContent[]>,
): Promise<{ evidence: Map<string, StudentEvidence>; replayed: ReadonlySet<string> }> {
  const near = await listAttemptsFrom(
    tx,
    [...byStudent].flatMap(([studentId, own]) => {
      const from = Math.min(...own.map(({ at }) => at)) - SITTING_GAP_MS;
      return isOutOfOrder(locked.get(studentId)!.totals, own) ? [{ studentId, from }] : [];
    }),
  );
  const updates = [...byStudent].map(([studentId, own]) => ({
    studentId,
    near: countedAttempts(near.get(studentId) ?? []).map(evidenceOf),
    changed: countedAttempts([...(near.get(studentId) ?? []), ...own]).map(evidenceOf),
  }));
  const points = await readPointEvidence(
    tx,
    updates.map(({ studentId, near, changed }) => ({
      studentId,
      pointIds: [...new Set([...near, ...changed].flatMap((a) => a.pointIds))],
    })),
  );
  const evidence = new Map<string, StudentEvidence>();
  for (const { studentId, changed, ...update } of updates) {
    const before = { totals: locked.get(studentId)!.totals, points: points.get(studentId)! };
    const after = near.has(studentId)
      ? spliceEvidence({ evidence: before, near: update.near, changed })
      : applyAttempts(before, [...changed].sort(compareAttempts));
    if (after) evidence.set(studentId, after);
  }
  const replayed = new Set([...byStudent.keys()].filter((id) => !evidence.has(id)));
  const stored = replayed.size > 0 ? await listAttempts(tx, [...replayed]) : new Map<string, Attempt[]>();
  for (const id of replayed)
    evidence.set(id, foldEvidence(countedAttempts([...stored.get(id)!, ...byStudent.get(id)!]).map(evidenceOf)));
  return { evidence, replayed };
}

/** Whether entries are not simply the student's next attempts. */
function isOutOfOrder(totals: StudentTotals, own: readonly AttemptContent[]): boolean {
  return own.some(({ amends, at }) => amends !== undefined || (totals.attempts > 0 && at <= totals.lastAtMs));
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
