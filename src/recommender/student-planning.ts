import { CREDIT_UNITS, outcomeAt, outcomesHeld, type PointEvidence } from "../mastery/evidence.js";
import type { StudentMastery } from "../mastery/mastery.js";
import type { StudentState } from "./student-state.js";

/** The state that planning works on. O(leaves). */
export function studentState({ graph, evidence, reading }: StudentMastery, target: number): StudentState {
  const { ids } = graph.compiled;
  const size = ids.length;
  const attempts = new Int32Array(size);
  const failureStreak = new Int32Array(size);
  const lastOrdinal = new Int32Array(size);
  const dueAt = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  for (let leaf = 0; leaf < size; leaf++) {
    const signal = reading.signals[leaf]!;
    if (signal.attempts === 0) continue;
    attempts[leaf] = Math.ceil(signal.attempts);
    lastOrdinal[leaf] = signal.lastOrdinal;
    const own = evidence.points.get(ids[leaf]!);
    if (own) failureStreak[leaf] = failuresInARow(own);
    dueAt[leaf] = reading.dueAtMs(leaf, target) ?? Number.POSITIVE_INFINITY;
  }
  return { mastery: reading.mastery, attempts, failureStreak, lastOrdinal, dueAt };
}

function failuresInARow(evidence: PointEvidence): number {
  const held = outcomesHeld(evidence);
  let streak = 0;
  while (streak < held && outcomeAt(evidence.outcomes, streak) * 2 < CREDIT_UNITS) streak++;
  return streak;
}
