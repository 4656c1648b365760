import { isRight, outcomeAt, type PointEvidence } from "./evidence.js";

/**
 * A stage of evidence on a point: the last three outcomes, or all when there are fewer (1 + 2 + 4 stages), and with
 * three or more whether there are 3, 4 or 5, or more attempts (3 · 8 stages). Stage 0: no attempt.
 */
export const STAGES = 31;
const FIRST_FULL_STAGE = 7;

/** The stage after one more attempt, the `attempts`-th, with this credit. */
export function nextStage(stage: number, attempts: number, credit: number): number {
  const right = isRight(credit) ? 1 : 0;
  if (attempts === 1) return 1 + right;
  if (attempts === 2) return 3 + 2 * (stage - 1) + right;
  return fullStage(attempts, 2 * (attempts === 3 ? stage - 3 : (stage - FIRST_FULL_STAGE) % 4) + right);
}

/** The stage of evidence on a point. */
export function stageOf({ attempts, outcomes }: PointEvidence): number {
  let pattern = 0;
  for (let index = Math.min(attempts, 3) - 1; index >= 0; index--) {
    pattern = 2 * pattern + (isRight(outcomeAt(outcomes, index)) ? 1 : 0);
  }
  return attempts < 3 ? 2 ** attempts - 1 + pattern : fullStage(attempts, pattern);
}

function fullStage(attempts: number, pattern: number): number {
  const layer = attempts === 3 ? 0 : attempts < 6 ? 1 : 2;
  return FIRST_FULL_STAGE + 8 * layer + pattern;
}
