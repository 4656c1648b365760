import { CREDIT_UNITS, outcomeAt, outcomesHeld } from "./evidence.js";
import type { PointSignal, WeightedEvidence } from "./signal.js";

/** How answers tell of knowledge. All but `right`, `master` and `fluentShare` is learned by `zhimai train mastery`. */
export interface StateWeights {
  /** Chance of a right answer to a typical item: by a guess, but for a slip, but for a rare slip. */
  readonly right: readonly [unknown: number, known: number, fluent: number];
  /** Chance that one answered question, with what is learnt from it, leads to knowing, and from knowing to fluency. */
  readonly learn: number;
  readonly master: number;
  /** Share of those who know a point before any answer who are fluent. */
  readonly fluentShare: number;
  /** Logit of knowing a point before any answer: intercept + pointEase · the point's ease + ability · the student's on others. */
  readonly intercept: number;
  readonly pointEase: number;
  readonly ability: number;
  /** How much the ease of an item shifts the logit of a right answer in each state. */
  readonly itemEase: number;
  /** Power of forgetting (see `forgotten`), and what s > 1 sittings take off it: forgetSpaced · (1 − 1/s). */
  readonly forget: number;
  readonly forgetSpaced: number;
}

/** Chance of not knowing, of knowing, and of being fluent; they sum to 1. */
export type KnowledgeState = readonly [unknown: number, known: number, fluent: number];

const DAY_MS = 86_400_000;
/** Longer than anybody learns. */
const NEVER_DAYS = 36_500;
/** Outcomes older than those kept one by one count as so many of their mean. */
const MOST_OLD = 13;
/** Chances to know and not to know stay so far from 0. */
const LEAST = 1e-6;

/** The state before any answer, of a student who knows the point with this chance. */
export function priorState({ fluentShare }: StateWeights, known: number): KnowledgeState {
  const k = Math.min(1 - LEAST, Math.max(LEAST, known));
  return [1 - k, k * (1 - fluentShare), k * fluentShare];
}

/**
 * Bayesian knowledge tracing (Corbett and Anderson 1995) with a third state: what led to the question may have taught, then
 * the outcome tells of the state by Bayes' rule; a partial credit c counts as p^c (1 − p)^(1 − c). Evidence of weight
 * w counts as w answers; outcomes older than the last thirteen count by their mean.
 * A right answer never lowers the chance to know and a wrong one never raises it, nor does more known before ever lead to
 * less after: likelihood and learning keep the likelihood ratio order of states (Karlin 1968), and so does
 * `withoutTeaching`. O(26) a part.
 */
export function traceState(
  weights: StateWeights,
  prior: KnowledgeState,
  parts: readonly WeightedEvidence[],
): KnowledgeState {
  let state = prior;
  for (const { evidence, weight } of parts) {
    const held = outcomesHeld(evidence);
    let kept = 0;
    for (let index = 0; index < held; index++) kept += outcomeAt(evidence.outcomes, index);
    const old = evidence.attempts - held;
    const mean = old > 0 ? (evidence.credit - kept) / (old * CREDIT_UNITS) : 0;
    const asOld = answerOf(weights, mean, weight);
    for (let index = Math.min(old, MOST_OLD); index > 0; index--) state = afterAnswer(weights, state, asOld);
    for (let index = held - 1; index >= 0; index--) {
      const credit = outcomeAt(evidence.outcomes, index) / CREDIT_UNITS;
      state = afterAnswer(weights, state, answerOf(weights, credit, weight));
    }
  }
  return state;
}

/** An answer, and how likely it is in each state. */
interface Answer {
  readonly isRight: boolean;
  readonly weight: number;
  readonly unknown: number;
  readonly known: number;
  readonly fluent: number;
}

function answerOf({ right }: StateWeights, credit: number, weight: number): Answer {
  return {
    isRight: credit >= 0.5,
    weight,
    unknown: likelihood(right[0], credit, weight),
    known: likelihood(right[1], credit, weight),
    fluent: likelihood(right[2], credit, weight),
  };
}

function likelihood(right: number, credit: number, weight: number): number {
  const once = credit === 1 ? right : credit === 0 ? 1 - right : right ** credit * (1 - right) ** (1 - credit);
  return weight === 1 ? once : once ** weight;
}

function afterAnswer(weights: StateWeights, state: KnowledgeState, answer: Answer): KnowledgeState {
  const told = toldBy(afterQuestion(weights, state, answer.weight), answer);
  const [unknown, known, fluent] = answer.isRight ? told : withoutTeaching(state, told);
  const sum = unknown + known + fluent;
  return [unknown / sum, known / sum, fluent / sum];
}

function toldBy(state: KnowledgeState, answer: Answer): KnowledgeState {
  return [state[0] * answer.unknown, state[1] * answer.known, state[2] * answer.fluent];
}

/** What a question may have taught never outweighs a wrong answer to it: no state gains on one that knows less. */
function withoutTeaching(before: KnowledgeState, [unknown, known, fluent]: KnowledgeState): KnowledgeState {
  const mostKnown = Math.min(known, (before[1] * unknown) / before[0]);
  return [unknown, mostKnown, Math.min(fluent, (before[2] * mostKnown) / before[1])];
}

/** What a question of weight `questions`, with what led to it, may have taught. */
function afterQuestion(
  { learn, master }: StateWeights,
  [unknown, known, fluent]: KnowledgeState,
  questions: number,
): KnowledgeState {
  const stay = Math.max(LEAST, unknown * (questions === 1 ? 1 - learn : (1 - learn) ** questions));
  const keep = questions === 1 ? 1 - master : (1 - master) ** questions;
  return [stay, Math.max(0, unknown - stay) + known * keep, fluent + known * (1 - keep)];
}

/** The power of (1 + days) by which what is known is forgotten, after so many sittings. */
function forgettingRate({ forget, forgetSpaced }: StateWeights, sittings: number): number {
  return Math.max(0, forget - (sittings > 1 ? forgetSpaced * (1 - 1 / sittings) : 0));
}

/**
 * The state now: what was known is forgotten from the last right answer on. A wrong one does not put that off, so that it
 * never raises mastery however long the student was away; what was never answered right was never shown to be known.
 * What would be forgotten is spared with this chance, by what builds on it being known (implicit review; "fractional
 * implicit repetition", Skycak 2023).
 */
export function stateNow(
  weights: StateWeights,
  state: KnowledgeState,
  { sittings, lastRightMs }: Pick<PointSignal, "sittings" | "lastRightMs">,
  nowMs: number,
  spared = 0,
): KnowledgeState {
  if (lastRightMs === undefined) return state;
  return forgotten(state, forgettingRate(weights, sittings), nowMs - lastRightMs, spared);
}

/**
 * The state so many milliseconds after the last right answer: P(known or fluent) · (1 + days)^(−rate), the power law of
 * forgetting (Wixted and Ebbesen 1991).
 */
function forgotten(state: KnowledgeState, rate: number, elapsedMs: number, spared: number): KnowledgeState {
  const kept = 1 - (1 - spared) * (1 - (1 + Math.max(0, elapsedMs) / DAY_MS) ** -rate);
  return [1 - (1 - state[0]) * kept, state[1] * kept, state[2] * kept];
}

/**
 * When forgetting alone brings the chance of a right answer below the target, in milliseconds, were what builds on the
 * point known as it is now; undefined: never, or already.
 */
export function forgottenAfterMs(
  weights: StateWeights,
  state: KnowledgeState,
  { sittings, target, spared }: { readonly sittings: number; readonly target: number; readonly spared: number },
): number | undefined {
  const { right } = weights;
  const rate = forgettingRate(weights, sittings);
  const know = 1 - state[0];
  const knowing = (right[1] * state[1] + right[2] * state[2]) / know;
  const needed = (target - right[0]) / (knowing - right[0]);
  if (rate === 0 || needed <= 0 || know < needed) return undefined;
  const kept = 1 - (1 - needed / know) / (1 - spared);
  if (kept <= 0) return undefined;
  const days = kept ** (-1 / rate) - 1;
  return days < NEVER_DAYS ? days * DAY_MS : undefined;
}

/** Chance of a right answer to a typical item, and the standard deviation of that chance over the states. */
export function chanceRight(weights: StateWeights, state: KnowledgeState): { mastery: number; uncertainty: number } {
  const mastery = meanRight(weights, state);
  let variance = 0;
  for (let i = 0; i < 3; i++) variance += state[i]! * (weights.right[i]! - mastery) ** 2;
  return { mastery, uncertainty: Math.sqrt(variance) };
}

/** Chance of a right answer to a typical item. */
export function meanRight({ right }: StateWeights, state: KnowledgeState): number {
  return right[0] * state[0] + right[1] * state[1] + right[2] * state[2];
}
