import { CREDIT_UNITS, outcomeAt, outcomesHeld, type PointEvidence } from "./evidence.js";

/**
 * Evidence of a point as the model reads it: sums, so that the evidence of a point and of the points it is part of
 * can be added with weights. Wins are credits as a proportion of an attempt.
 */
export interface PointSignal {
  readonly attempts: number;
  readonly wins: number;
  /** The last outcomes, weighted by powers of `FAST` (the newest 1). */
  readonly fastAttempts: number;
  readonly fastWins: number;
  /** The same by powers of `SLOW`. */
  readonly slowAttempts: number;
  readonly slowWins: number;
  readonly sittings: number;
  /** Of the newest attempt; undefined when there is none. */
  readonly lastAtMs: number | undefined;
  readonly lastOrdinal: number;
}

export interface WeightedEvidence {
  readonly evidence: PointEvidence;
  /** 1 for the point's own evidence, 1/n for that of a point of whose n leaves it is one. */
  readonly weight: number;
}

const FAST = 0.6;
const SLOW = 0.9;

export const NO_SIGNAL: PointSignal = {
  attempts: 0,
  wins: 0,
  fastAttempts: 0,
  fastWins: 0,
  slowAttempts: 0,
  slowWins: 0,
  sittings: 0,
  lastAtMs: undefined,
  lastOrdinal: 0,
};

/**
 * The evidence that speaks for one leaf: its own with weight 1, and that of each point it is part of with weight
 * 1/(leaves of that point). O(parts).
 */
export function combineEvidence(parts: readonly WeightedEvidence[]): PointSignal {
  let signal = NO_SIGNAL;
  for (const { evidence, weight } of parts) signal = addSignal(signal, evidence, weight);
  return signal;
}

function addSignal(signal: PointSignal, evidence: PointEvidence, weight: number): PointSignal {
  const held = outcomesHeld(evidence);
  let { fastAttempts, fastWins, slowAttempts, slowWins } = signal;
  let fast = weight;
  let slow = weight;
  for (let index = 0; index < held; index++) {
    const win = outcomeAt(evidence.outcomes, index) / CREDIT_UNITS;
    fastAttempts += fast;
    fastWins += fast * win;
    slowAttempts += slow;
    slowWins += slow * win;
    fast *= FAST;
    slow *= SLOW;
  }
  return {
    attempts: signal.attempts + weight * evidence.attempts,
    wins: signal.wins + (weight * evidence.credit) / CREDIT_UNITS,
    fastAttempts,
    fastWins,
    slowAttempts,
    slowWins,
    sittings: signal.sittings + weight * evidence.sittings,
    lastAtMs: signal.lastAtMs === undefined ? evidence.lastAtMs : Math.max(signal.lastAtMs, evidence.lastAtMs),
    lastOrdinal: Math.max(signal.lastOrdinal, evidence.lastOrdinal),
  };
}

/** The signal after one more attempt now that wins `win` (0–1). */
export function practised(signal: PointSignal, win: number, nowMs: number, ordinal: number): PointSignal {
  return {
    attempts: signal.attempts + 1,
    wins: signal.wins + win,
    fastAttempts: signal.fastAttempts * FAST + 1,
    fastWins: signal.fastWins * FAST + win,
    slowAttempts: signal.slowAttempts * SLOW + 1,
    slowWins: signal.slowWins * SLOW + win,
    sittings: signal.sittings,
    lastAtMs: Math.max(signal.lastAtMs ?? nowMs, nowMs),
    lastOrdinal: ordinal,
  };
}
