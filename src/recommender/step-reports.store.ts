import type { QueryRunner } from "../neo4j/database.js";
import { NO_REPORTS, type ReportedSteps } from "./step-report.js";

/** What is kept of one student's reports on one point, and the student's skips. */
export interface StoredReports {
  readonly reported: ReportedSteps;
  /** As `addSkip` makes them. */
  readonly skipped: readonly string[];
}

/** Locks the student until the transaction ends. Undefined for a student whom nothing is kept of. */
export async function lockReports(
  tx: QueryRunner,
  studentId: string,
  pointId: string,
): Promise<StoredReports | undefined> {
  const [row] = await tx.run("recommender/lock-reports", { studentId, pointId });
  if (!row) return undefined;
  const reported = row.counts ? { counts: row.counts as number[], steps: row.steps as number[] } : NO_REPORTS;
  return { reported, skipped: row.skipped as string[] };
}

export async function saveReports(
  tx: QueryRunner,
  studentId: string,
  pointId: string,
  { reported, skipped }: StoredReports,
): Promise<void> {
  await tx.run("recommender/save-reports", { studentId, pointId, ...reported, skipped });
}

/** Reports of the steps to one point, over all students. */
export interface PointReports {
  readonly pointId: string;
  readonly students: number;
  /** In the order of `STEP_EVENTS`. */
  readonly counts: readonly number[];
}

/** Of the points of a subject of which anything was reported, by id. */
export async function sumReports(runner: QueryRunner, subjectId: string): Promise<PointReports[]> {
  const rows = await runner.run("recommender/sum-reports", { subjectId });
  return rows as unknown as PointReports[];
}
