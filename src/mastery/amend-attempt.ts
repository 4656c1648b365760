import { randomUUID } from "node:crypto";
import { badInput, DomainError, notFound } from "../errors.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { Database, QueryRunner } from "../neo4j/database.js";
import type { People } from "../people/people.js";
import type { Principal } from "../people/principal.js";
import { appendAttempts } from "./append-attempts.js";
import type { Attempt, AttemptContent } from "./attempt.js";
import { findAttempts, listAttemptsFrom } from "./attempts.store.js";
import { subjectsOf } from "./judge-attempts.js";

/** A correction gives another score, a voiding none. */
export interface Amendment {
  readonly attemptId: string;
  /** 0 to 1; undefined: the attempt is voided. */
  readonly score: number | undefined;
  readonly reason: string;
}

/**
 * Corrects or voids an attempt by a further entry in the student's chain; mastery is then as if it had never been otherwise.
 * The same amendment again changes nothing. Returns the entry.
 * Throws FORBIDDEN for a student or subject which the caller may not act for, NOT_FOUND, BAD_INPUT for an attempt voided before.
 */
export async function amendAttempt(
  { database, people, graph }: { database: Database; people: People; graph: KnowledgeGraph },
  principal: Principal,
  { attemptId, score, reason }: Amendment,
  now: number,
): Promise<Attempt> {
  const attempt = (await findAttempts(database, [attemptId])).get(attemptId);
  if (!attempt) throw await unknown(people, principal, attemptId);
  const standing = (await people.mayActFor(principal, [attempt.studentId])).get(attempt.studentId);
  if (standing !== "YES") throw notYours(attemptId);
  await people.requireActingSubjects(principal, subjectsOf(graph, attempt.knowledgePointIds));
  if (attempt.amends !== undefined) {
    throw badInput("attemptId", {
      zh: `${attemptId} 本身是一条更正，请更正 ${attempt.amends}。`,
      en: `${attemptId} is itself an amendment; amend ${attempt.amends}.`,
    });
  }
  return database.transaction(async (tx) => {
    const last = lastAmendment((await listSince(tx, [attempt])).get(attempt.studentId)!, attemptId);
    if (last && (last.voids ? score === undefined : last.score === score)) return last;
    if (last?.voids)
      throw badInput("attemptId", { zh: `作答 ${attemptId} 已作废。`, en: `Attempt ${attemptId} has been voided.` });
    const entry = amendmentOf(attempt, { score, reason }, principal.sub);
    await appendAttempts(tx, [entry], now);
    return (await findAttempts(tx, [entry.id])).get(entry.id)!;
  });
}

/** The entries of the students' chains from the earliest of their attempts named on, what amends these among them. */
export function listSince(tx: QueryRunner, attempts: readonly Attempt[]): Promise<Map<string, Attempt[]>> {
  const from = new Map<string, number>();
  for (const { studentId, at } of attempts) from.set(studentId, Math.min(at, from.get(studentId) ?? at));
  return listAttemptsFrom(
    tx,
    [...from].map(([studentId, from]) => ({ studentId, from })),
  );
}

/** The amendment of an attempt that counts. */
export function lastAmendment(chain: readonly Attempt[], attemptId: string): Attempt | undefined {
  return chain.findLast((entry) => entry.amends === attemptId);
}

/** The entry that corrects or voids an attempt. */
export function amendmentOf(
  attempt: AttemptContent,
  { score, reason }: Pick<Amendment, "score" | "reason">,
  source: string,
): AttemptContent {
  const { sequence: _s, hash: _h, receivedAt: _r, ...content } = attempt as Attempt;
  return {
    ...content,
    id: randomUUID(),
    source,
    score: score ?? attempt.score,
    amends: attempt.id,
    ...(score === undefined && { voids: true as const }),
    reason,
  };
}

/** Who may not see all must not learn whether an attempt exists. */
async function unknown(people: People, principal: Principal, attemptId: string): Promise<DomainError> {
  const standing = (await people.mayActFor(principal, [NOBODY])).get(NOBODY);
  return standing === "UNKNOWN" ? notFound({ zh: "作答", en: "attempt" }, attemptId, "attemptId") : notYours(attemptId);
}

/** The id of no student. */
const NOBODY = "~";

function notYours(attemptId: string): DomainError {
  return new DomainError(
    "FORBIDDEN",
    { zh: `您无权更正作答 ${attemptId}。`, en: `You may not amend attempt ${attemptId}.` },
    { field: "attemptId", id: attemptId },
  );
}
