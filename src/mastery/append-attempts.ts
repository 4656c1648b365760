import type { QueryRunner } from "../neo4j/database.js";
import { type Attempt, type AttemptContent, chainHash, countedAttempts, evidenceOf } from "./attempt.js";
import {
  type Chain,
  listAttempts,
  listAttemptsFrom,
  lockStudents,
  pruneMastery,
  readPointEvidence,
  type StoredStudent,
  saveAttempts,
  saveStudents,
} from "./attempts.store.js";
import {
  applyAttempt,
  compareAttempts,
  type EvidenceAttempt,
  foldEvidence,
  type PointEvidence,
  SITTING_GAP_MS,
  type StudentEvidence,
  type StudentTotals,
} from "./evidence.js";
import { spliceEvidence } from "./splice-evidence.js";

/**
 * Appends entries to their students' chains, in the order given, and has what they say follow. Eight statements at most; what
 * waits for nothing is sent at once, so that the database works while links are hashed and evidence is counted.
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
  const updates = await listUpdates(tx, locked, byStudent);
  const reading = readPointEvidence(
    tx,
    updates.map(({ studentId, near, changed }) => ({
      studentId,
      pointIds: [...new Set([...(near ?? []), ...changed].flatMap((a) => a.pointIds))],
    })),
  );
  const attempts: Attempt[] = [];
  const chains = new Map<string, Chain>();
  for (const [id, own] of byStudent) {
    let { chainLength, chainHead } = locked.get(id)!;
    for (const content of own) {
      const link = { ...content, receivedAt, sequence: ++chainLength, hash: "" };
      chainHead = chainHash(chainHead, link);
      link.hash = chainHead;
      attempts.push(link);
    }
    chains.set(id, { chainLength, chainHead });
  }
  const [voided] = await Promise.all([
    saveAttempts(tx, attempts),
    reading.then((points) => saveEvidence(tx, { locked, updates, points, chains })),
  ]);
  return voided;
}

/** What the entries of a student change. */
interface Update {
  readonly studentId: string;
  /** Counted attempts near those that came out of order, as stored; undefined where all came in order. */
  readonly near: readonly EvidenceAttempt[] | undefined;
  /** The same and the new ones, as they are to count. */
  readonly changed: readonly EvidenceAttempt[];
}

async function listUpdates(
  tx: QueryRunner,
  locked: ReadonlyMap<string, StoredStudent>,
  byStudent: ReadonlyMap<string, readonly AttemptContent[]>,
): Promise<Update[]> {
  const near = await listAttemptsFrom(
    tx,
    [...byStudent].flatMap(([studentId, own]) => {
      const from = Math.min(...own.map(({ at }) => at)) - SITTING_GAP_MS;
      return isOutOfOrder(locked.get(studentId)!.totals, own) ? [{ studentId, from }] : [];
    }),
  );
  return [...byStudent].map(([studentId, own]) => {
    const stored = near.get(studentId);
    return {
      studentId,
      near: stored && countedAttempts(stored).map(evidenceOf),
      changed: countedAttempts([...(stored ?? []), ...own]).map(evidenceOf),
    };
  });
}

/**
 * Saves what students' attempts say once the new entries are counted. In order of time an attempt updates what is stored; a
 * late one is put among those near it, as is what amends one; where what is near does not decide, all attempts of the student,
 * saved by then, are read again in the right order.
 */
async function saveEvidence(
  tx: QueryRunner,
  {
    locked,
    updates,
    points,
    chains,
  }: {
    readonly locked: ReadonlyMap<string, StoredStudent>;
    readonly updates: readonly Update[];
    readonly points: ReadonlyMap<string, ReadonlyMap<string, PointEvidence>>;
    readonly chains: ReadonlyMap<string, Chain>;
  },
): Promise<void> {
  const evidence = new Map<string, StudentEvidence>();
  for (const { studentId, near, changed } of updates) {
    const before = { totals: locked.get(studentId)!.totals, points: points.get(studentId)! };
    const after = near
      ? spliceEvidence({ evidence: before, near, changed })
      : applyAttempts(before, [...changed].sort(compareAttempts));
    if (after) evidence.set(studentId, after);
  }
  const replayed = [...chains.keys()].filter((id) => !evidence.has(id));
  if (replayed.length > 0) {
    for (const [id, stored] of await listAttempts(tx, replayed))
      evidence.set(id, foldEvidence(countedAttempts(stored).map(evidenceOf)));
  }
  const students = [...chains].map(([id, chain]) => ({ id, ...chain, evidence: evidence.get(id)! }));
  await saveStudents(tx, students);
  await pruneMastery(
    tx,
    students.filter(({ id }) => replayed.includes(id)),
  );
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
