import { DomainError, type RowRefusal } from "../errors.js";
import type { Database, QueryRunner } from "../neo4j/database.js";
import type { People } from "../people/people.js";
import { appendAttempts } from "./append-attempts.js";
import { type Attempt, type AttemptContent, requireRepetition } from "./attempt.js";
import { awaitVoidings, findAttempts } from "./attempts.store.js";
import { forbidden, type JudgedRequest, refusals } from "./judge-attempts.js";
import { voidingOf, voidingsOf } from "./void-attempts.js";

export interface RecordAttemptsOutcome {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: readonly RowRefusal[];
}

/**
 * Keeps the attempts of judged requests, each once whatever is repeated, and what they say of their students, in one
 * transaction. Rows are taken in order, request by request; each request has an outcome of its own.
 */
export function keepAttempts(
  database: Database,
  people: People,
  judged: readonly JudgedRequest[],
): Promise<RecordAttemptsOutcome[]> {
  return inTransaction(database, (tx) => keepWithin(tx, people, judged));
}

/** As `keepAttempts`, in the transaction of what else is kept with them. */
export async function keepWithin(
  tx: QueryRunner,
  people: People,
  judged: readonly JudgedRequest[],
): Promise<RecordAttemptsOutcome[]> {
  const fresh = new Map<string, AttemptContent>();
  const outcomes = await siftAll(tx, people, judged, fresh);
  await append(tx, [...fresh.values()], judged);
  return outcomes;
}

/**
 * Keeps the attempts of one request and voids others in one transaction, or does nothing of it.
 * @param voids ids of attempts, of the request too; those voided before, and those of students or subjects for which the
 * caller may not act, are passed over; an unknown one is voided when it comes, from the same reporter
 * @param mayLack whether the rest may go in without a row that was refused; else nothing goes in
 */
export async function keepWhole(
  database: Database,
  people: People,
  judged: JudgedRequest,
  voids: readonly string[],
  mayLack: (refusal: RowRefusal) => boolean,
): Promise<WholeOutcome> {
  try {
    return await inTransaction(database, async (tx) => {
      const fresh = new Map<string, AttemptContent>();
      const [outcome] = await siftAll(tx, people, [judged], fresh);
      const { refused } = outcome!;
      const refusal = refused.find((one) => !mayLack(one));
      if (refusal) throw new Refused(refusal);
      const { entries, unknown } = await voidingsOf(tx, people, judged, voids, fresh);
      await append(tx, [...fresh.values(), ...entries], [judged]);
      await awaitVoidings(tx, unknown, judged.request.principal.sub);
      return { kind: "KEPT", refused, voided: entries.length + unknown.length } as const;
    });
  } catch (error) {
    if (error instanceof Refused) return { kind: "REFUSED", refusal: error.refusal };
    throw error;
  }
}

export type WholeOutcome =
  | { readonly kind: "KEPT"; readonly refused: readonly RowRefusal[]; readonly voided: number }
  | { readonly kind: "REFUSED"; readonly refusal: RowRefusal };

/** Rolls a transaction back for a row, without being taken for a conflict in the store. */
class Refused extends Error {
  constructor(readonly refusal: RowRefusal) {
    super(refusal.error.message);
  }
}

const MOST_TRIES = 5;

async function inTransaction<T>(database: Database, work: (tx: QueryRunner) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await database.transaction(work);
    } catch (error) {
      // Another instance kept the same attempt between our look and our write: now it is found to be there.
      if (!(error instanceof DomainError && error.code === "CONFLICT") || tries === MOST_TRIES) throw error;
    }
  }
}

/** The outcome of each request; `fresh` gets what is new. */
async function siftAll(
  tx: QueryRunner,
  people: People,
  judged: readonly JudgedRequest[],
  fresh: Map<string, AttemptContent>,
): Promise<RecordAttemptsOutcome[]> {
  const ids = judged.flatMap(({ said }) => said.map(({ content }) => content.id));
  const stored = await findAttempts(tx, ids);
  const outcomes: RecordAttemptsOutcome[] = [];
  for (const one of judged) outcomes.push(await sift(tx, people, one, stored, fresh));
  return outcomes;
}

async function append(
  tx: QueryRunner,
  contents: readonly AttemptContent[],
  judged: readonly JudgedRequest[],
): Promise<void> {
  if (contents.length === 0) return;
  const now = Math.max(...judged.map(({ request }) => request.now));
  const awaited = new Set(await appendAttempts(tx, contents, now));
  const voided = contents.filter(({ id }) => awaited.has(id));
  if (voided.length === 0) return;
  await appendAttempts(
    tx,
    voided.map((content) => voidingOf(content, content.source)),
    now,
  );
}

/** Adds to `fresh` what of one request is new. */
async function sift(
  tx: QueryRunner,
  people: People,
  { request, said, refused, newcomers, pointsOf }: JudgedRequest,
  stored: ReadonlyMap<string, Attempt>,
  fresh: Map<string, AttemptContent>,
): Promise<RecordAttemptsOutcome> {
  const named = new Set(
    newcomers.size > 0 && !request.dryRun
      ? await people.nameStudents(tx, request.principal, [...newcomers])
      : newcomers,
  );
  let accepted = 0;
  let duplicates = 0;
  const refusedHere = refusals(
    said.map(({ index, content }) => [index, content] as const),
    ([, content]) => {
      const known = stored.get(content.id) ?? fresh.get(content.id);
      if (known) {
        requireRepetition(known, content);
        duplicates++;
        return;
      }
      if (newcomers.has(content.studentId) && !named.has(content.studentId)) throw forbidden(content.studentId);
      const knowledgePointIds = pointsOf(content);
      const complete = content.pointsGiven ? content : { ...content, knowledgePointIds };
      if (!request.dryRun) fresh.set(content.id, complete);
      accepted++;
    },
  );
  return { accepted, duplicates, refused: [...refused, ...refusedHere].sort((a, b) => a.index - b.index) };
}
