import { CREDIT_UNITS, isRight, outcomeAt, outcomesHeld, type PointEvidence, rightTimeMs } from "./evidence.js";
import { stageOf } from "./stage.js";

/**
 * Evidence of a point as the model reads it: sums, so that the evidence of a point and of the points it is part of
 * can be added with weights. Wins are credits as a proportion of an attempt.
 */
export interface PointSignal {
  readonly parts: readonly WeightedEvidence[];
  readonly attempts: number;
  readonly wins: number;
  /** Of the point's own evidence: attempts, last outcomes (see `stageOf`), and how many of them in a row are right or wrong. */
  readonly ownAttempts: number;
  readonly stage: number;
  readonly winStreak: number;
  readonly lossStreak: number;
  readonly sittings: number;
  /** Of the newest attempt; undefined when there is none. */
  readonly lastAtMs: number | undefined;
  /** Of the newest right answer, to a few minutes; undefined when there is none. */
  readonly lastRightMs: number | undefined;
  readonly lastOrdinal: number;
}

export interface WeightedEvidence {
  readonly evidence: PointEvidence;
  /** 1 for the point's own evidence, 1/n for that of a point of whose n leaves it is one. */
  readonly weight: number;
}

export const DECAYS = [0.5, 0.7, 0.85, 0.95] as const;

export const NO_SIGNAL: PointSignal = {
  parts: [],
  attempts: 0,
  wins: 0,
  ownAttempts: 0,
  stage: 0,
  winStreak: 0,
  lossStreak: 0,
  sittings: 0,
  lastAtMs: undefined,
  lastRightMs: undefined,
  lastOrdinal: 0,
};

/**
 * The evidence that speaks for one leaf: its own with weight 1, and that of each point it is part of with weight
 * 1/(leaves of that point). The order of the parts matters in the last bits: sort them. O(parts).
 */
export function combineEvidence(parts: readonly WeightedEvidence[]): PointSignal {
  let signal = NO_SIGNAL;
  for (const part of parts) signal = addSignal(signal, part, parts);
  return signal;
}

function addSignal(
  signal: PointSignal,
  { evidence, weight }: WeightedEvidence,
  parts: readonly WeightedEvidence[],
): PointSignal {
  const isOwn = weight === 1;
  return {
    parts,
    attempts: signal.attempts + weight * evidence.attempts,
    wins: signal.wins + (weight * evidence.credit) / CREDIT_UNITS,
    ownAttempts: isOwn ? evidence.attempts : signal.ownAttempts,
    stage: isOwn ? stageOf(evidence) : signal.stage,
    winStreak: isOwn ? streakOf(evidence, true) : signal.winStreak,
    lossStreak: isOwn ? streakOf(evidence, false) : signal.lossStreak,
    sittings: signal.sittings + weight * evidence.sittings,
    lastAtMs: signal.lastAtMs === undefined ? evidence.lastAtMs : Math.max(signal.lastAtMs, evidence.lastAtMs),
    lastRightMs: latest(signal.lastRightMs, evidence.lastRight > 0 ? rightTimeMs(evidence.lastRight) : undefined),
    lastOrdinal: Math.max(signal.lastOrdinal, evidence.lastOrdinal),
  };
}

const latest = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);

/** The last outcomes weighted by powers of `decay`, the newest 1: attempts, and wins. O(parts · 13). */
export function decayedSums(parts: readonly WeightedEvidence[], decay: number): { attempts: number; wins: number } {
  let attempts = 0;
  let wins = 0;
  for (const { evidence, weight } of parts) {
    const held = outcomesHeld(evidence);
    let power = weight;
    for (let index = 0; index < held; index++) {
      attempts += power;
      wins += power * (outcomeAt(evidence.outcomes, index) / CREDIT_UNITS);
      power *= decay;
    }
  }
  return { attempts, wins };
}

function streakOf(evidence: PointEvidence, right: boolean): number {
  const held = outcomesHeld(evidence);
  let length = 0;
  while (length < held && isRight(outcomeAt(evidence.outcomes, length)) === right) length += 1;
  return length;
}
