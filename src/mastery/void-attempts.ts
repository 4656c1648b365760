import type { QueryRunner } from "../neo4j/database.js";
import type { People } from "../people/people.js";
import { amendmentOf, lastAmendment, listSince } from "./amend-attempt.js";
import type { AttemptContent } from "./attempt.js";
import { findAttempts } from "./attempts.store.js";
import type { JudgedRequest } from "./judge-attempts.js";

/**
 * The entries that void attempts, those of the request (`fresh`) among them, and the ids of attempts that have not come yet.
 * Voided ones, amendments, and those of students or subjects for which the caller may not act are passed over.
 */
export async function voidingsOf(
  tx: QueryRunner,
  people: People,
  { request: { principal }, mayActOn }: Pick<JudgedRequest, "request" | "mayActOn">,
  voids: readonly string[],
  fresh: ReadonlyMap<string, AttemptContent>,
): Promise<{ readonly entries: AttemptContent[]; readonly unknown: readonly string[] }> {
  const stored = await findAttempts(
    tx,
    [...new Set(voids)].filter((id) => !fresh.has(id)),
  );
  const studentIds = [...new Set([...stored.values()].map(({ studentId }) => studentId))];
  const [standings, chains] = [
    await people.mayActFor(principal, studentIds),
    await listSince(tx, [...stored.values()]),
  ];
  const unknown = [...new Set(voids)].filter((id) => !fresh.has(id) && !stored.has(id)).sort();
  const entries = [...new Set(voids)].flatMap((id) => {
    const attempt = fresh.get(id) ?? stored.get(id);
    if (!attempt || attempt.amends !== undefined) return [];
    const isStored = !fresh.has(id);
    if (isStored && !(standings.get(attempt.studentId) === "YES" && mayActOn(attempt.knowledgePointIds))) return [];
    if (isStored && lastAmendment(chains.get(attempt.studentId)!, id)?.voids) return [];
    return [voidingOf(attempt, principal.sub)];
  });
  return { entries, unknown };
}

/** The entry that voids an attempt. */
export const voidingOf = (attempt: AttemptContent, source: string): AttemptContent =>
  amendmentOf(attempt, { score: undefined, reason: "voided by an xAPI statement" }, source);
