import { CREDIT_UNITS, outcomeAt, outcomesHeld, type PointEvidence } from "./evidence.js";
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

/** Chance of a right answer to a typical item in that state; read for whole graphs at once, so without making the state. */
export function rightBefore({ right, fluentShare }: StateWeights, known: number): number {
  const k = Math.min(1 - LEAST, Math.max(LEAST, known));
  return right[0] * (1 - k) + right[1] * (k * (1 - fluentShare)) + right[2] * (k * fluentShare);
}

/**
 * Bayesian knowledge tracing (Corbett and Anderson 1995) with a third state: what led to the question may have taught, then
 * the outcome tells of the state by Bayes' rule; a partial credit c counts as p^c (1 − p)^(1 − c). Evidence of weight
 * w counts as w answers; outcomes older than the last thirteen count by their mean.
 * What a question may have taught never outweighs a wrong answer to it: no state gains on one that knows less. So a right
 * answer never lowers the chance to know and a wrong one never raises it, nor does more known before ever lead to less
 * after: likelihood and learning keep the likelihood ratio order of states (Karlin 1968), and so does that bound.
 * O(26) a part; one loop over plain numbers, as it is most of what reading a student costs.
 */
export function traceState(
  { right, learn, master }: StateWeights,
  prior: KnowledgeState,
  parts: readonly WeightedEvidence[],
): KnowledgeState {
  let unknown = prior[0];
  let known = prior[1];
  let fluent = prior[2];
  for (const { evidence, weight } of parts) {
    const held = outcomesHeld(evidence);
    const old = evidence.attempts - held;
    const mean = old > 0 ? meanOfOld(evidence, held) : 0;
    const untaught = weight === 1 ? 1 - learn : (1 - learn) ** weight;
    const unmastered = weight === 1 ? 1 - master : (1 - master) ** weight;
    for (let index = held + Math.min(old, MOST_OLD) - 1; index >= 0; index--) {
      const credit = index < held ? outcomeAt(evidence.outcomes, index) / CREDIT_UNITS : mean;
      const stay = Math.max(LEAST, unknown * untaught);
      const u = stay * likelihood(right[0], credit, weight);
      let k = (Math.max(0, unknown - stay) + known * unmastered) * likelihood(right[1], credit, weight);
      let f = (fluent + known * (1 - unmastered)) * likelihood(right[2], credit, weight);
      if (credit < 0.5) {
        k = Math.min(k, (known * u) / unknown);
        f = Math.min(f, (fluent * k) / known);
      }
      const sum = u + k + f;
      unknown = u / sum;
      known = k / sum;
      fluent = f / sum;
    }
  }
  return [unknown, known, fluent];
}

/** Credit of the outcomes that are no longer kept one by one. */
function meanOfOld(evidence: PointEvidence, held: number): number {
  let kept = 0;
  for (let index = 0; index < held; index++) kept += outcomeAt(evidence.outcomes, index);
  return (evidence.credit - kept) / ((evidence.attempts - held) * CREDIT_UNITS);
}

function likelihood(right: number, credit: number, weight: number): number {
  const once = credit === 1 ? right : credit === 0 ? 1 - right : right ** credit * (1 - right) ** (1 - credit);
  return weight === 1 ? once : once ** weight;
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
