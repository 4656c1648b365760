import { type Calibration, calibratedPoint, EASE_RIDGE, itemEase, logistic, logit } from "./calibration.js";
import { pointKey } from "./evidence.js";
import { type AskedItem, FEATURES, type PointQuestion, REGIMES, writeFeatures } from "./features.js";
import { NO_SIGNAL, practised } from "./signal.js";
import { practisedStudent } from "./student-reading.js";
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

const DAY_MS = 86_400_000;
/** Mastery stays within logistic(±this): 0.0025–0.9975. */
export const MOST_LOGIT = 6;

const scratch = new Float64Array(FEATURES.length);

/**
 * Direct estimate: weights · features. Its variance is that of the student about the prediction after n attempts,
 * v·h/(h + n), and that of the point's ease by a calibration of N attempts on it, 1/(ridge + N·p(1 − p)).
 * O(features), allocates the result only.
 */
export function estimateLogit(model: MasteryModel, question: PointQuestion, item?: AskedItem): LogitEstimate {
  const { weights, calibration } = model;
  const regime = REGIMES[writeFeatures(scratch, calibration, question, item)]!;
  const vector = weights.regimes[regime];
  let sum = 0;
  for (let index = 0; index < vector.length; index++) sum += vector[index]! * scratch[index]!;
  const point = calibratedPoint(calibration, question.pointId);
  const information = EASE_RIDGE + point.attempts * point.facility * (1 - point.facility);
  const half = weights.halfVarianceAttempts;
  return {
    logit: Math.max(-MOST_LOGIT, Math.min(MOST_LOGIT, sum)),
    variance: (weights.priorVariance * half) / (half + question.signal.attempts) + 1 / information,
  };
}

/** As a probability; the standard deviation by the delta method, p(1−p)·√variance, at most that of a coin of p. */
export function toMastery(estimate: LogitEstimate): MasteryEstimate {
  const mastery = logistic(Math.max(-MOST_LOGIT, Math.min(MOST_LOGIT, estimate.logit)));
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
  const asked: AskedItem = { key: item, ease: itemEase(model.calibration, item) };
  let sum = 0;
  for (const question of questions) sum += estimateLogit(model, question, asked).logit;
  return logistic(sum / questions.length);
}

/**
 * When forgetting alone brings the point's mastery below the target: L(d) = L(0) + w·log(1 + d), solved for d days
 * after the last attempt, where w is the weight of elapsed time after so many sittings. Undefined when there is no
 * attempt, mastery is below the target already, or nothing is forgotten.
 */
export function dueAtMs(model: MasteryModel, question: PointQuestion, target = 0.85): number | undefined {
  const { lastAtMs } = question.signal;
  if (lastAtMs === undefined || estimateLogit(model, question).logit < logit(target)) return undefined;
  const fresh = estimateLogit(model, { ...question, nowMs: lastAtMs }).logit;
  const slope = estimateLogit(model, { ...question, nowMs: lastAtMs + DAY_MS * Math.expm1(1) }).logit - fresh;
  return slope < 0 ? Math.round(lastAtMs + DAY_MS * Math.expm1((fresh - logit(target)) / -slope)) : undefined;
}

/**
 * Expected mastery just after `attempts` more attempts at the point, each answered as now expected (a mean-field
 * forecast: an attempt's credit is its probability), or with `wins` of them right, spread evenly (a part of an answer
 * counts as partial credit). O(attempts · features).
 */
export function predictAfter(
  model: MasteryModel,
  question: PointQuestion,
  practice: { readonly attempts: number; readonly wins?: number },
): MasteryEstimate {
  const { facility } = calibratedPoint(model.calibration, question.pointId);
  const key = pointKey(question.pointId);
  const { attempts, wins } = practice;
  let { student, signal } = question;
  for (let index = 0; index < attempts; index++) {
    const isNew = student.breadth > 0 && signal.ownAttempts === 0 ? 1 : 0;
    const expected = () => estimate(model, { ...question, student, signal }).mastery;
    const win = wins === undefined ? expected() : wins / attempts;
    student = practisedStudent({ ...student, breadth: student.breadth + isNew }, key, facility, win);
    signal = practised(signal, win, question.nowMs, student.attempts);
  }
  return estimate(model, { ...question, student, signal });
}
