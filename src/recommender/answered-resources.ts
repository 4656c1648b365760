import type { StudentEvidence } from "../mastery/evidence.js";
import type { StudentMastery } from "../mastery/mastery.js";
import type { QueryRunner } from "../neo4j/database.js";
import { listAnswered } from "./recommender.store.js";

const answeredByEvidence = new WeakMap<StudentEvidence, ReadonlySet<string>>();

/**
 * The resources of which each student has answered anything, by student: looked for among all attempts of the student, so
 * once for as long as the evidence that they left is held. One query, or none.
 */
export async function answeredResources(
  runner: QueryRunner,
  students: readonly Pick<StudentMastery, "studentId" | "evidence">[],
): Promise<Map<string, ReadonlySet<string>>> {
  const unread = students.filter(({ evidence }) => !answeredByEvidence.has(evidence));
  if (unread.length > 0) {
    const ids = [...new Set(unread.map(({ studentId }) => studentId))];
    const found = await listAnswered(runner, ids, null);
    for (const { studentId, evidence } of unread) answeredByEvidence.set(evidence, found.get(studentId) ?? new Set());
  }
  return new Map(students.map(({ studentId, evidence }) => [studentId, answeredByEvidence.get(evidence)!]));
}
