import { type Calibration, itemEase } from "./calibration.js";
import { applyAttempt, type EvidenceAttempt, NO_TOTALS, type PointEvidence } from "./evidence.js";
import type { AskedItem, PointQuestion } from "./features.js";
import { itemKey } from "./item-key.js";
import { combineEvidence, NO_SIGNAL } from "./signal.js";
import { readStudent } from "./student-reading.js";

/** Attempts of a student, sorted as `compareAttempts` does. */
export type StudentAttempts = readonly EvidenceAttempt[];

/** An attempt about to be made: what is asked of whom, one question for each of its points. */
export interface AskedAttempt {
  readonly attempt: EvidenceAttempt;
  readonly questions: readonly PointQuestion[];
  readonly item: AskedItem;
}

/**
 * Goes through one student's sorted attempts by the code that serves them, yielding each before it counts. It ends
 * with the student's evidence. O(points + 64) an attempt.
 */
export function* replay(
  calibration: Calibration,
  attempts: StudentAttempts,
): Generator<AskedAttempt, { totals: typeof NO_TOTALS; points: ReadonlyMap<string, PointEvidence> }> {
  const points = new Map<string, PointEvidence>();
  let totals = NO_TOTALS;
  for (const attempt of attempts) {
    const student = readStudent(calibration, { totals, points });
    const key = itemKey(attempt.itemId);
    const questions = attempt.pointIds.map((pointId): PointQuestion => {
      const evidence = points.get(pointId);
      const signal = evidence ? combineEvidence([{ evidence, weight: 1 }]) : NO_SIGNAL;
      return { student, signal, pointId, nowMs: attempt.atMs };
    });
    yield { attempt, questions, item: { key, ease: itemEase(calibration, key) } };
    const after = applyAttempt({ totals, points }, attempt);
    totals = after.totals;
    for (const [pointId, evidence] of after.points) points.set(pointId, evidence);
  }
  return { totals, points };
}
