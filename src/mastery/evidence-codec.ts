import type { PointEvidence, StudentTotals } from "./evidence.js";

const ATTEMPTS = 2 ** 20;
const ORDINALS = 2 ** 20;
const SITTINGS = 2 ** 8;

/**
 * Evidence of a point as four safe integers, 32 bytes: [credit·2²⁰ + attempts, outcomes, last time in ms,
 * (last right time·2²⁰ + last ordinal)·2⁸ + sittings]. This is what the MASTERY relationship stores.
 */
export function encodePoint(evidence: PointEvidence): number[] {
  return [
    evidence.credit * ATTEMPTS + evidence.attempts,
    evidence.outcomes,
    evidence.lastAtMs,
    (evidence.lastRight * ORDINALS + evidence.lastOrdinal) * SITTINGS + evidence.sittings,
  ];
}

/** Inverse of `encodePoint`. Throws RangeError when the numbers are not such a code. */
export function decodePoint(code: readonly number[]): PointEvidence {
  requireSafeIntegers(code, 4);
  const [counts, outcomes, lastAtMs, order] = code as [number, number, number, number];
  const times = Math.floor(order / SITTINGS);
  return {
    attempts: counts % ATTEMPTS,
    credit: Math.floor(counts / ATTEMPTS),
    outcomes,
    sittings: order % SITTINGS,
    lastAtMs,
    lastRight: Math.floor(times / ORDINALS),
    lastOrdinal: times % ORDINALS,
  };
}

/** Totals of a student as safe integers: [credit·2²⁰ + attempts, last time in ms, attempts in the sitting, …recent]. */
export function encodeTotals(totals: StudentTotals): number[] {
  return [totals.credit * ORDINALS + totals.attempts, totals.lastAtMs, totals.sittingAttempts, ...totals.recent];
}

/** Inverse of `encodeTotals`. Throws RangeError when the numbers are not such a code. */
export function decodeTotals(code: readonly number[]): StudentTotals {
  requireSafeIntegers(code, 3);
  const [counts, lastAtMs, sittingAttempts] = code as [number, number, number];
  return {
    attempts: counts % ORDINALS,
    credit: Math.floor(counts / ORDINALS),
    lastAtMs,
    sittingAttempts,
    recent: code.slice(3),
  };
}

function requireSafeIntegers(code: readonly number[], atLeast: number): void {
  if (!Array.isArray(code)) throw new RangeError("stored evidence is no list of numbers");
  if (code.length < atLeast) throw new RangeError(`${code.length} numbers of evidence, expected ${atLeast}`);
  for (const value of code) {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} in stored evidence is not a safe integer`);
  }
}
