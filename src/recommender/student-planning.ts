import { CREDIT_UNITS, outcomeAt, outcomesHeld, type PointEvidence } from "../mastery/evidence.js";
import type { PointQuestion } from "../mastery/features.js";
import type { StudentMastery } from "../mastery/mastery.js";
import { dueAtMs, estimate, type MasteryModel, predictAfter } from "../mastery/mastery-model.js";
import type { LearningModel, StudentState } from "./student-state.js";

/** A learning step is explanation and practice; the model sees it as so many answers. */
const ANSWERS_A_STEP = 4;
/** Of the answers that would now be wrong a step turns this share into right ones. */
const SHARE_LEARNT = 0.7;
/** Right answers in a row after which the model's ceiling counts as reached. */
const ANSWERS_TO_CEILING = 40;

/** The state that planning works on. O(leaves). */
export function studentState(
  { graph, evidence, reading, basis }: StudentMastery,
  model: MasteryModel,
  target: number,
): StudentState {
  const { ids } = graph.compiled;
  const size = ids.length;
  const attempts = new Int32Array(size);
  const failureStreak = new Int32Array(size);
  const dueAt = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  for (let leaf = 0; leaf < size; leaf++) {
    const signal = reading.signals[leaf]!;
    if (signal.attempts === 0) continue;
    attempts[leaf] = Math.ceil(signal.attempts);
    const own = evidence.points.get(ids[leaf]!);
    if (own) failureStreak[leaf] = failuresInARow(own);
    const question: PointQuestion = { student: reading.student, signal, pointId: ids[leaf]!, nowMs: basis.at };
    dueAt[leaf] = dueAtMs(model, question, target) ?? Number.POSITIVE_INFINITY;
  }
  return { mastery: reading.mastery, uncertainty: reading.uncertainty, attempts, failureStreak, dueAt };
}

/** What learning steps are expected to do to this student under the mastery model. */
export function learningModel({ graph, reading, basis }: StudentMastery, model: MasteryModel): LearningModel {
  const question = (leaf: number): PointQuestion => ({
    student: reading.student,
    signal: reading.signals[leaf]!,
    pointId: graph.compiled.ids[leaf]!,
    nowMs: basis.at,
  });
  const ceilings = new Map<number, number>();
  return {
    afterStep(leaf, mastery) {
      const right = mastery + (1 - mastery) * SHARE_LEARNT;
      const before = estimate(model, question(leaf)).mastery;
      const after = predictAfter(model, question(leaf), {
        attempts: ANSWERS_A_STEP,
        wins: ANSWERS_A_STEP * right,
      }).mastery;
      return Math.min(0.999, Math.max(mastery, mastery + after - before));
    },
    ceiling(leaf) {
      let ceiling = ceilings.get(leaf);
      if (ceiling === undefined) {
        ceiling = Math.max(
          reading.mastery[leaf]!,
          predictAfter(model, question(leaf), { attempts: ANSWERS_TO_CEILING, wins: ANSWERS_TO_CEILING }).mastery,
        );
        ceilings.set(leaf, ceiling);
      }
      return ceiling;
    },
  };
}

function failuresInARow(evidence: PointEvidence): number {
  const held = outcomesHeld(evidence);
  let streak = 0;
  while (streak < held && outcomeAt(evidence.outcomes, streak) * 2 < CREDIT_UNITS) streak++;
  return streak;
}
