import type { QueryRunner, Row } from "../neo4j/database.js";
import { NO_REACH, type Reach } from "../people/people.store.js";
import type { StudentFacts } from "../people/standing.js";
import { compact } from "../validation.js";
import type { Attempt } from "./attempt.js";
import { NO_TOTALS, type PointEvidence, type StudentEvidence, type StudentTotals } from "./evidence.js";
import { decodePoint, decodeTotals, encodePoint, encodeTotals } from "./evidence-codec.js";

export interface Chain {
  readonly chainLength: number;
  /** Hash of the last attempt; empty before the first. */
  readonly chainHead: string;
}

export interface StoredStudent extends Chain {
  readonly id: string;
  readonly totals: StudentTotals;
}

const decodeAttempt = (row: Row): Attempt => compact(row) as unknown as Attempt;

const decodeChain = (row: Row): Chain & { id: string } => ({
  id: row.id as string,
  chainLength: row.chainLength as number,
  chainHead: (row.chainHead as string | null) ?? "",
});

const totalsOf = (code: unknown): StudentTotals => (code ? decodeTotals(code as number[]) : NO_TOTALS);

/** Locks students in the order of their ids, so that no two writers wait for each other; unknown ones are created. */
export async function lockStudents(tx: QueryRunner, ids: readonly string[]): Promise<Map<string, StoredStudent>> {
  const rows = await tx.run("mastery/lock-students", { ids: [...ids].sort() });
  return new Map(
    rows.map((row) => [
      row.id as string,
      {
        id: row.id as string,
        chainLength: row.chainLength as number,
        chainHead: (row.chainHead as string | null) ?? "",
        totals: totalsOf(row.evidence),
      },
    ]),
  );
}

/** As `lockStudents`, of the chains alone: whatever else is stored of the students. */
export async function lockChains(tx: QueryRunner, ids: readonly string[]): Promise<(Chain & { id: string })[]> {
  return (await tx.run("mastery/lock-students", { ids: [...ids].sort() })).map(decodeChain);
}

export async function findAttempts(runner: QueryRunner, ids: readonly string[]): Promise<Map<string, Attempt>> {
  const rows = await runner.run("mastery/find-attempts", { ids });
  return new Map(rows.map(decodeAttempt).map((attempt) => [attempt.id, attempt]));
}

/** All attempts of students, each student's in the order of the chain. */
export async function listAttempts(
  runner: QueryRunner,
  studentIds: readonly string[],
): Promise<Map<string, Attempt[]>> {
  const lists = new Map<string, Attempt[]>(studentIds.map((id) => [id, []]));
  for (const row of await runner.run("mastery/list-attempts", { studentIds }))
    lists.get(row.studentId as string)!.push(decodeAttempt(row));
  return lists;
}

export interface StoredEvidence {
  readonly evidence: StudentEvidence;
  /** Entries of the chain that it is from. */
  readonly chainLength: number;
  /** What the student passed over lately, as the recommender keeps it; read along, as whoever recommends needs both. */
  readonly skipped: readonly string[];
}

/** Attempts of students from a moment on, with what amends them; each student's in the order of the chain. */
export async function listAttemptsFrom(
  runner: QueryRunner,
  wanted: readonly { readonly studentId: string; readonly from: number }[],
): Promise<Map<string, Attempt[]>> {
  const lists = new Map<string, Attempt[]>(wanted.map(({ studentId }) => [studentId, []]));
  if (wanted.length === 0) return lists;
  for (const row of await runner.run("mastery/list-attempts-from", { rows: wanted }))
    lists.get(row.studentId as string)!.push(decodeAttempt(row));
  return lists;
}

/**
 * What students' attempts say, as stored, and what is stored of each and who reaches so far. A student without attempts has
 * empty evidence; an unknown one is absent. What is held is read again only where the student's chain has grown since, and
 * is put there.
 */
export async function readEvidence(
  runner: QueryRunner,
  studentIds: readonly string[],
  { held = new Map(), reach = NO_REACH }: { readonly held?: HeldEvidence; readonly reach?: Reach | undefined } = {},
): Promise<Map<string, StoredEvidence & { readonly facts: StudentFacts }>> {
  const before = new Map(studentIds.map((id) => [id, held.get(id)]));
  const { teacherId, classIds, appId } = reach;
  const rows = await runner.run("mastery/read-evidence", {
    students: [...before].map(([id, known]) => ({ id, chainHead: known?.chainHead ?? null })),
    teacherId,
    classIds,
    appId,
  });
  return new Map(
    rows.map((row) => {
      const { id, chainLength, chainHead } = decodeChain({ ...row, id: row.studentId });
      const points = row.points as [string, number[]][] | null;
      const evidence = points === null ? before.get(id)!.evidence : decodeEvidence(row.totals, points);
      if (points !== null) held.set(id, { chainHead, evidence });
      const facts = { known: true, taught: row.taught as boolean, actedFor: row.actedFor as boolean };
      return [id, { evidence, chainLength, skipped: row.skipped as string[], facts }];
    }),
  );
}

/** What was read of students, and the hash of the last entry that it is from. */
export interface HeldEvidence {
  get(studentId: string): EvidenceAsOf | undefined;
  set(studentId: string, read: EvidenceAsOf): unknown;
}

export interface EvidenceAsOf {
  readonly chainHead: string;
  readonly evidence: StudentEvidence;
}

function decodeEvidence(totals: unknown, points: readonly [string, number[]][]): StudentEvidence {
  const decoded = points.map(([id, code]): [string, PointEvidence] => [id, decodePoint(code)]);
  return { totals: totalsOf(totals), points: new Map(decoded) };
}

/** The evidence of some points of each student; points without any are absent. */
export async function readPointEvidence(
  runner: QueryRunner,
  wanted: readonly { readonly studentId: string; readonly pointIds: readonly string[] }[],
): Promise<Map<string, Map<string, PointEvidence>>> {
  const found = new Map(wanted.map(({ studentId }) => [studentId, new Map<string, PointEvidence>()]));
  if (wanted.length === 0) return found;
  for (const row of await runner.run("mastery/read-point-evidence", { rows: wanted })) {
    found.get(row.studentId as string)!.set(row.pointId as string, decodePoint(row.evidence as number[]));
  }
  return found;
}

/** Returns the ids of those whose voiding came before them; it is no longer awaited. */
export async function saveAttempts(tx: QueryRunner, attempts: readonly Attempt[]): Promise<string[]> {
  return (await tx.run("mastery/save-attempts", { rows: attempts })).map(({ id }) => id as string);
}

/** Remembers voidings of attempts that have not come yet, for when the same reporter sends them. CONFLICT once one is kept. */
export async function awaitVoidings(tx: QueryRunner, ids: readonly string[], by: string): Promise<void> {
  if (ids.length > 0) await tx.run("mastery/await-voidings", { ids, by });
}

export interface SavedStudent extends Chain {
  readonly id: string;
  readonly evidence: StudentEvidence;
}

/** Saves chains, totals, and the evidence of the points given. */
export async function saveStudents(tx: QueryRunner, students: readonly SavedStudent[]): Promise<void> {
  const rows = students.map(({ id, chainLength, chainHead, evidence }) => ({
    id,
    chainLength,
    chainHead,
    evidence: encodeTotals(evidence.totals),
  }));
  const masteries = students.flatMap(({ id, evidence }) =>
    [...evidence.points].map(([pointId, point]) => ({ studentId: id, pointId, evidence: encodePoint(point) })),
  );
  await Promise.all([
    tx.run("mastery/save-students", { rows }),
    masteries.length > 0 && tx.run("mastery/save-mastery", { rows: masteries }),
  ]);
}

/** A page of the students by id. */
export async function listStudents(
  runner: QueryRunner,
  after: string,
  limit: number,
): Promise<(Chain & { id: string })[]> {
  return (await runner.run("mastery/list-students", { after, limit })).map(decodeChain);
}

/** The chains of students as they are now, by id; unknown ones are absent. */
export async function findChains(runner: QueryRunner, ids: readonly string[]): Promise<(Chain & { id: string })[]> {
  return ids.length === 0 ? [] : (await runner.run("mastery/find-chains", { ids })).map(decodeChain);
}

/** Removes the mastery of points that students' evidence no longer names. */
export async function pruneMastery(tx: QueryRunner, students: readonly SavedStudent[]): Promise<void> {
  if (students.length === 0) return;
  await tx.run("mastery/prune-mastery", {
    rows: students.map(({ id, evidence }) => ({ studentId: id, pointIds: [...evidence.points.keys()] })),
  });
}
