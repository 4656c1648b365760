import { type Calibration, itemEase, pointFacility } from "./calibration.js";
import { FEATURES, logistic, logit, type StudentReading, writeFeatures } from "./features.js";
import { NO_SIGNAL, type PointSignal, practised } from "./signal.js";
import type { MasteryWeights } from "./weights.js";

/** Weights and the calibration they are read with; `modelVersion` names both. */
export interface MasteryModel {
  readonly weights: MasteryWeights;
  readonly calibration: Calibration;
}

/** `{weights version}.{calibration number}`, the `modelVersion` of a basis. */
export function modelVersion(model: MasteryModel): string {
  return `${model.weights.version}.${model.calibration.number}`;
}

/** Mastery in logits, before it is read as a probability. */
export interface LogitEstimate {
  readonly logit: number;
  /** Squared logits. */
  readonly variance: number;
}

/** Mastery, 0–1 exclusive, and its standard deviation. */
export interface MasteryEstimate {
  readonly mastery: number;
  readonly uncertainty: number;
}

/** One student's evidence on one leaf, as the model reads it. */
export interface PointQuestion {
  readonly student: StudentReading;
  readonly signal: PointSignal;
  readonly pointId: string;
  readonly nowMs: number;
}

const DAY_MS = 86_400_000;
/** Mastery stays within logistic(±this): 0.0009–0.9991. */
export const MOST_LOGIT = 7;

const scratch = new Float64Array(FEATURES.length);

/**
 * Direct estimate of a typical item of the point: weights · features. Variance: the prior variance shrinks with
 * attempts n as v·h/(h + n). O(features), allocates the result only.
 */
export function estimateLogit(model: MasteryModel, question: PointQuestion, ease = 0): LogitEstimate {
  const { weights, calibration } = model;
  const facility = pointFacility(calibration, question.pointId);
  writeFeatures(scratch, { ...question, facility, ease });
  let sum = 0;
  for (let index = 0; index < FEATURES.length; index++) sum += weights.features[FEATURES[index]!] * scratch[index]!;
  const half = weights.halfVarianceAttempts;
  return {
    logit: Math.max(-MOST_LOGIT, Math.min(MOST_LOGIT, sum)),
    variance: (weights.priorVariance * half) / (half + question.signal.attempts),
  };
}

/** As a probability; the standard deviation by the delta method, p(1−p)·√variance, at most that of a coin of p. */
export function toMastery(estimate: LogitEstimate): MasteryEstimate {
  const mastery = logistic(estimate.logit);
  const spread = mastery * (1 - mastery);
  return { mastery, uncertainty: Math.min(spread * Math.sqrt(estimate.variance), Math.sqrt(spread)) };
}

/** Direct estimate of the point, without credit along prerequisites. */
export function estimate(model: MasteryModel, question: PointQuestion): MasteryEstimate {
  return toMastery(estimateLogit(model, question));
}

/** What the point's logit would be had the student no evidence on it: what credit is measured against. */
export function priorLogit(model: MasteryModel, question: PointQuestion): number {
  return estimateLogit(model, { ...question, signal: NO_SIGNAL }).logit;
}

/**
 * Probability that the student answers this item correctly: the mean of its points' logits with the item's ease.
 * `item` is an `itemKey`, 0 for a typical one. Throws RangeError without points.
 */
export function predictItem(model: MasteryModel, questions: readonly PointQuestion[], item: number): number {
  if (questions.length === 0) throw new RangeError("an item has at least one point");
  const ease = itemEase(model.calibration, item);
  let sum = 0;
  for (const question of questions) sum += estimateLogit(model, question, ease).logit;
  return logistic(sum / questions.length);
}

/**
 * When forgetting alone brings the point's mastery below the target: L(d) = L(0) + w·log(1 + d), solved for d days
 * after the last attempt. Undefined when there is no attempt or mastery is below the target already.
 */
export function dueAtMs(model: MasteryModel, question: PointQuestion, target = 0.85): number | undefined {
  const lastAtMs = question.signal.lastAtMs;
  if (lastAtMs === undefined) return undefined;
  const fresh = estimateLogit(model, { ...question, nowMs: lastAtMs }).logit;
  const now = estimateLogit(model, question).logit;
  const slope = model.weights.features.elapsed;
  if (now < logit(target) || slope >= 0) return undefined;
  return Math.round(lastAtMs + DAY_MS * Math.expm1((fresh - logit(target)) / -slope));
}

/**
 * Expected mastery just after `attempts` more attempts at the point, each answered as now expected (a mean-field
 * forecast: an attempt's credit is its probability), or with `wins`, that many of them right. O(attempts · features).
 */
export function predictAfter(
  model: MasteryModel,
  question: PointQuestion,
  practice: { readonly attempts: number; readonly wins?: number },
): MasteryEstimate {
  let { student, signal } = question;
  for (let index = 0; index < practice.attempts; index++) {
    const now = { ...question, student, signal };
    const win = practice.wins === undefined ? estimate(model, now).mastery : practice.wins / practice.attempts;
    signal = practised(signal, win, question.nowMs, student.attempts + 1);
    student = { ...student, attempts: student.attempts + 1 };
  }
  return estimate(model, { ...question, student, signal });
}
