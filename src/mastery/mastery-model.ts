import { type Calibration, calibratedPoint, itemEase, logistic } from "./calibration.js";
import { CREDIT_UNITS } from "./evidence.js";
import { type AskedItem, FEATURES, type PointQuestion, REGIMES, writeFeatures } from "./features.js";
import { chanceRight, priorState, type StateWeights, stateNow, traceState } from "./knowledge-state.js";
import type { StudentReading } from "./student-reading.js";
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

/** Mastery, 0–1 exclusive, and its standard deviation. */
export interface MasteryEstimate {
  readonly mastery: number;
  readonly uncertainty: number;
}

/** Information with which a student's ability is drawn to the middle. */
const ABILITY_RIDGE = 1.5;
/** What was never shown is not taken as mastered, however able the student is. */
const MOST_UNSEEN = 0.85;
/** Predictions stay within logistic(±this): 0.0025–0.9975. */
const MOST_LOGIT = 6;

const scratch = new Float64Array(FEATURES.length);

/** The highest mastery that the model can report. */
export function masteryCeiling({ weights }: MasteryModel): number {
  return weights.state.right[2];
}

/** Chance that the student knows the point before any attempt on it: by its ease, and the student's ability on others. O(1). */
export function priorKnown(
  weights: StateWeights,
  calibration: Calibration,
  { student, signal, pointId }: Omit<PointQuestion, "nowMs">,
): number {
  const { ease, facility } = calibratedPoint(calibration, pointId);
  const own = signal.parts.find(({ weight }) => weight === 1)?.evidence;
  const attempts = own?.attempts ?? 0;
  const residual = student.residual - ((own?.credit ?? 0) / CREDIT_UNITS - facility * attempts);
  const information = Math.max(0, student.information - facility * (1 - facility) * attempts);
  return knownBefore(weights, ease, abilityOf({ residual, information }));
}

/** How much better the student does than the points' facility lets expect, drawn to the middle; in logits, about. */
export function abilityOf({ residual, information }: Pick<StudentReading, "residual" | "information">): number {
  return residual / (information + ABILITY_RIDGE);
}

/** The same for a point of this ease and a student of this ability. */
export function knownBefore(weights: StateWeights, ease: number, ability: number): number {
  return Math.min(MOST_UNSEEN, logistic(weights.intercept + weights.pointEase * ease + weights.ability * ability));
}

/** Direct estimate of the point, without what is known of its neighbours. */
export function estimate(model: MasteryModel, question: PointQuestion): MasteryEstimate {
  const { state } = model.weights;
  const { signal, nowMs } = question;
  const traced = traceState(state, priorState(state, priorKnown(state, model.calibration, question)), signal.parts);
  return chanceRight(state, stateNow(state, traced, signal, nowMs));
}

/**
 * Probability that the student answers this item correctly: the logistic of the mean over its points of weights ·
 * features. `item` is an `itemKey`, 0 for a typical one. O(features) a point. Throws RangeError without points.
 */
export function predictItem(model: MasteryModel, questions: readonly PointQuestion[], item: number): number {
  if (questions.length === 0) throw new RangeError("an item has at least one point");
  const asked: AskedItem = { key: item, ease: itemEase(model.calibration, item) };
  let sum = 0;
  for (const question of questions) sum += itemLogit(model, question, asked);
  return logistic(sum / questions.length);
}

function itemLogit({ weights, calibration }: MasteryModel, question: PointQuestion, item: AskedItem): number {
  const regime = REGIMES[writeFeatures(scratch, calibration, question, item)]!;
  const vector = weights.regimes[regime];
  let sum = 0;
  for (let index = 0; index < vector.length; index++) sum += vector[index]! * scratch[index]!;
  return Math.max(-MOST_LOGIT, Math.min(MOST_LOGIT, sum));
}
