import type { AttemptContent, AttemptSetting } from "../mastery/attempt.js";
import type { QueryRunner } from "../neo4j/database.js";
import { compact } from "../validation.js";

/** Which answers; every key present, as the statement takes it. Times in epoch milliseconds, `to` exclusive. */
export interface AnswerFilter {
  readonly resourceIds: readonly string[] | null;
  readonly setting: AttemptSetting | null;
  readonly from: number | null;
  readonly to: number | null;
}

export type ClassAttempt = Pick<
  AttemptContent,
  "studentId" | "id" | "at" | "score" | "partId" | "knowledgePointIds" | "amends" | "voids"
> & { readonly resourceId: string };

/** Entries of students' chains that name a resource, each student's in the order of the chain; at most `limit`. */
export async function listClassAttempts(
  runner: QueryRunner,
  studentIds: readonly string[],
  filter: AnswerFilter,
  limit: number,
): Promise<ClassAttempt[]> {
  const rows = await runner.run("coverage/list-class-attempts", { studentIds, filter, limit });
  return rows.map((row) => compact(row) as unknown as ClassAttempt);
}
