import {
  applyAttempt,
  CREDIT_UNITS,
  outcomeAt,
  outcomesHeld,
  type PointEvidence,
  type StudentEvidence,
} from "../mastery/evidence.js";
import { readOnGraph, type StudentMastery } from "../mastery/mastery.js";
import type { StudentState } from "./student-state.js";

/** The state that planning works on. O(leaves). */
export function studentState({ graph, evidence, reading }: StudentMastery, target: number): StudentState {
  const { ids } = graph.compiled;
  const size = ids.length;
  const attempts = new Int32Array(size);
  const failureStreak = new Int32Array(size);
  const lastOrdinal = new Int32Array(size);
  const dueAt = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  for (const { leaf, signal } of reading.attempted) {
    attempts[leaf] = Math.ceil(signal.attempts);
    lastOrdinal[leaf] = signal.lastOrdinal;
    const own = evidence.points.get(ids[leaf]!);
    if (own) failureStreak[leaf] = failuresInARow(own);
    dueAt[leaf] = reading.dueAtMs(leaf, target) ?? Number.POSITIVE_INFINITY;
  }
  return { mastery: reading.mastery, attempts, failureStreak, lastOrdinal, dueAt };
}

/** More right answers in a row than any target within reach of the model takes. */
const MOST_ANSWERS = 32;

/**
 * The state had right answers just shown that a leaf is mastered, as many as that takes and at least one: with what they say
 * of its prerequisites, of what builds on it and of the student. Where the target is beyond the model's reach the leaf is
 * taken as mastered all the same. O(leaves + edges).
 */
export function supposeMastered(student: StudentMastery, target: number): (leaf: number) => StudentState {
  const { model, graph, reading, basis } = student;
  return (leaf) => {
    const pointId = graph.compiled.ids[leaf]!;
    const right = { id: "", atMs: basis.at, score: 1, pointIds: [pointId] };
    const answered = ({ points, totals }: StudentEvidence): StudentEvidence => {
      const after = applyAttempt({ points, totals }, right);
      return { totals: after.totals, points: new Map([...points, ...after.points]) };
    };
    let evidence = answered(student.evidence);
    for (let answers = 1; answers < MOST_ANSWERS; answers++) {
      if (reading.masteryWith(leaf, evidence.points.get(pointId)!) >= target) break;
      evidence = answered(evidence);
    }
    const [supposed] = readOnGraph({ model, graph, now: basis.at }, [{ ...student, evidence }]);
    const state = studentState(supposed!, target);
    const mastery = state.mastery.slice();
    mastery[leaf] = Math.max(target, mastery[leaf]!);
    return { ...state, mastery };
  };
}

function failuresInARow(evidence: PointEvidence): number {
  const held = outcomesHeld(evidence);
  let streak = 0;
  while (streak < held && outcomeAt(evidence.outcomes, streak) * 2 < CREDIT_UNITS) streak++;
  return streak;
}
