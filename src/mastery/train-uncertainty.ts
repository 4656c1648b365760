import { calibrate } from "./calibrate.js";
import { itemEase, logistic } from "./calibration.js";
import type { EvidenceAttempt } from "./evidence.js";
import { FEATURES, type PointQuestion } from "./features.js";
import { itemKey } from "./item-key.js";
import { estimateLogit, type MasteryModel } from "./mastery-model.js";
import { replay, type StudentAttempts } from "./replay.js";
import type { MasteryWeights } from "./weights.js";

/** Buckets of attempts on the point before: 0, 1, 2, 3, 4–5, 6–9, 10–19, 20 and more. */
const BUCKETS = [0, 1, 2, 3, 4, 6, 10, 20] as const;

const EASE = FEATURES.indexOf("itemEase");

/** In one bucket: mean attempts before, Σ e·e′, Σ v·v′; their quotient is a variance in squared logits. */
export interface VarianceBucket {
  readonly attempts: number;
  readonly products: number;
  readonly spreads: number;
}

/**
 * How far students' true abilities lie from the prediction. Two attempts j, j′ on the same point, both predicted from
 * what was known before j, err alike only as far as the prediction is off: E[e·e′] = Var(true p) ≈ v·v′·Var(logit),
 * where e = y − p and v = p(1 − p). Counted by the attempts on the point before j. Each half of the students is
 * predicted with a calibration of the other half.
 */
export function countVariance(weights: MasteryWeights, students: readonly StudentAttempts[]): VarianceBucket[] {
  const buckets = BUCKETS.map(() => ({ count: 0, attempts: 0, products: 0, spreads: 0 }));
  for (const half of [0, 1]) {
    const calibration = calibrate(
      1,
      students.filter((_, index) => index % 2 !== half),
    );
    const model = { weights, calibration };
    const easeWeight = weights.regimes.typical[EASE]!;
    for (const attempts of students.filter((_, index) => index % 2 === half)) {
      const following = followingOnPoint(attempts);
      let index = 0;
      for (const { attempt, questions, item } of replay(calibration, attempts)) {
        const next = following[index++];
        if (next === undefined) continue;
        const before = questions[0]!.signal.attempts;
        const bucket = buckets[BUCKETS.findLastIndex((least) => before >= least)]!;
        const typical = masteryLogit(model, questions);
        const p = logistic(typical + easeWeight * item.ease);
        const later = logistic(typical + easeWeight * itemEase(calibration, itemKey(next.itemId)));
        bucket.count += 1;
        bucket.attempts += before;
        bucket.products += (attempt.score - p) * (next.score - later);
        bucket.spreads += p * (1 - p) * later * (1 - later);
      }
    }
  }
  return buckets
    .filter(({ count }) => count > 0)
    .map(({ count, attempts, products, spreads }) => ({ attempts: attempts / count, products, spreads }));
}

/** Fits v·h/(h + n) to the buckets by least squares weighted with their spreads, h over a grid of 0.5 to 200. */
export function fitVariance(
  buckets: readonly VarianceBucket[],
): Pick<MasteryWeights, "priorVariance" | "halfVarianceAttempts"> {
  let best = { error: Number.POSITIVE_INFINITY, priorVariance: 1, halfVarianceAttempts: 5 };
  for (let half = 0.5; half <= 200; half *= 1.05) {
    let cross = 0;
    let square = 0;
    for (const { attempts, products, spreads } of buckets) {
      const shape = half / (half + attempts);
      cross += products * shape;
      square += spreads * shape * shape;
    }
    const variance = Math.min(10, Math.max(0.01, cross / square));
    let error = 0;
    for (const { attempts, products, spreads } of buckets) {
      if (spreads > 0) error += spreads * (products / spreads - (variance * half) / (half + attempts)) ** 2;
    }
    if (error < best.error) best = { error, priorVariance: variance, halfVarianceAttempts: half };
  }
  const rounded = (x: number) => Math.round(x * 1000) / 1000;
  return {
    priorVariance: rounded(best.priorVariance),
    halfVarianceAttempts: rounded(best.halfVarianceAttempts),
  };
}

function masteryLogit(model: MasteryModel, questions: readonly PointQuestion[]): number {
  return questions.reduce((sum, question) => sum + estimateLogit(model, question).logit, 0) / questions.length;
}

/** For each attempt on one point the student's next attempt on just that point with another item, or undefined. */
function followingOnPoint(attempts: StudentAttempts): (EvidenceAttempt | undefined)[] {
  const next = new Map<string, EvidenceAttempt>();
  const following: (EvidenceAttempt | undefined)[] = new Array(attempts.length).fill(undefined);
  for (let index = attempts.length - 1; index >= 0; index--) {
    const attempt = attempts[index]!;
    const key = attempt.pointIds.join(" ");
    const later = next.get(key);
    if (later !== undefined && (later.itemId === undefined || later.itemId !== attempt.itemId))
      following[index] = later;
    next.set(key, attempt);
  }
  return following;
}
