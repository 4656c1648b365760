import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { type Calibration, logistic, logit } from "./calibration.js";
import type { PointQuestion } from "./features.js";
import { priorState, type StateWeights, stateNow, traceState } from "./knowledge-state.js";
import { priorKnown } from "./mastery-model.js";

/** A question about one point that was answered: what was known before, and the answer. */
export interface AnsweredQuestion {
  readonly calibration: Calibration;
  readonly question: PointQuestion;
  /** Ease of the item over its points, logits. */
  readonly itemEase: number;
  /** 0–1. */
  readonly score: number;
  readonly weight: number;
}

/** What is fitted, as a vector; the rest of the weights is held. */
const PARAMETERS = ["intercept", "pointEase", "ability", "itemEase", "learn", "forget"] as const;
/** Information with which each is drawn to where it starts. */
const RIDGE = [3, 3, 3, 3, 3, 30_000] as const;
const DIFFERENCE = 1e-3;
const ROUNDS = 8;

/**
 * Fits how answers tell of knowledge: maximises the likelihood of each answer given those before it, by Fisher scoring
 * with derivatives by finite differences. `right`, `master`, `fluentShare` and `forgetSpaced` are held: chances to
 * slip and to guess stay within the bounds that keep "knows" meaning what it says (Corbett and Anderson 1995; Baker,
 * Corbett and Aleven 2008), where the likelihood alone would take careless students for ignorant ones.
 * Deterministic. O(answers · parameters · rounds).
 */
export function fitState(answers: readonly AnsweredQuestion[], base: StateWeights): StateWeights {
  const start = toVector(base);
  let theta = start;
  for (let round = 0; round < ROUNDS; round++) {
    const weights = fromVector(theta, base);
    const shifted = theta.map((_, j) => fromVector(theta.with(j, theta[j]! + DIFFERENCE), base));
    const information = Matrix.zeros(theta.length, theta.length);
    const gradient = new Float64Array(theta.length);
    for (const answer of answers) {
      const p = chance(weights, answer);
      const slopes = shifted.map((other) => (chance(other, answer) - p) / DIFFERENCE);
      const scale = answer.weight / (p * (1 - p));
      for (let j = 0; j < slopes.length; j++) {
        gradient[j]! += scale * (answer.score - p) * slopes[j]!;
        for (let k = 0; k < slopes.length; k++) {
          information.set(j, k, information.get(j, k) + scale * (slopes[j]! * slopes[k]!));
        }
      }
    }
    for (let j = 0; j < theta.length; j++) {
      gradient[j]! -= RIDGE[j]! * (theta[j]! - start[j]!);
      information.set(j, j, information.get(j, j) + RIDGE[j]!);
    }
    const step = new CholeskyDecomposition(information).solve(Matrix.columnVector([...gradient])).to1DArray();
    theta = theta.map((value, j) => value + Math.max(-1, Math.min(1, step[j]!)));
    if (step.every((value) => Math.abs(value) < 1e-3)) break;
  }
  return fromVector(theta, base);
}

/** Chance that the answer is right, by what was known before it. */
function chance(weights: StateWeights, { calibration, question, itemEase }: AnsweredQuestion): number {
  const { signal, nowMs } = question;
  const known = priorKnown(weights, calibration, question);
  const traced = traceState(weights, priorState(weights, known), signal.parts);
  const state = stateNow(weights, traced, signal, nowMs);
  const shift = weights.itemEase * itemEase;
  return state.reduce((sum, share, i) => sum + share * logistic(logit(weights.right[i]!) + shift), 0);
}

function toVector(weights: StateWeights): number[] {
  return PARAMETERS.map((name) => (name === "learn" ? logit(weights.learn) : weights[name]));
}

function fromVector(theta: readonly number[], base: StateWeights): StateWeights {
  const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
  const fitted = PARAMETERS.map((name, j) => {
    const value = theta[j]!;
    return [name, rounded(name === "learn" ? logistic(value) : name === "forget" ? Math.max(0, value) : value)];
  });
  return { ...base, ...Object.fromEntries(fitted) };
}
