import { itemKey } from "./item-key.js";

/**
 * What an attempt says of its points. `score` 0–1; `itemId` names the resource, with its part if any; `pointIds`
 * are the points it was accepted for, each once.
 */
export interface EvidenceAttempt {
  readonly id: string;
  readonly atMs: number;
  readonly score: number;
  readonly pointIds: readonly string[];
  readonly itemId?: string | undefined;
  readonly hints?: number | undefined;
}

/**
 * Direct evidence of one student on one named point. It depends on the attempts alone, never on a calibration or
 * on weights, so a new model needs no replay. Credits and outcomes are in twelfths (see `creditOf`).
 */
export interface PointEvidence {
  readonly attempts: number;
  /** Sum of credits, twelfths. */
  readonly credit: number;
  /** The last 13 credits, newest in the lowest four bits. */
  readonly outcomes: number;
  /** Sittings in which it was answered right: runs of right answers less than eight hours apart. */
  readonly sittings: number;
  readonly lastAtMs: number;
  /** `rightTime` of the last right answer, 0 without any: a wrong one does not put off forgetting. */
  readonly lastRight: number;
  /** How many attempts (of any point) the student had made, the last one on this point included. */
  readonly lastOrdinal: number;
}

/** Evidence of one student over all points. `recent` holds the last attempts, newest first, packed by `packRecent`. */
export interface StudentTotals {
  readonly attempts: number;
  readonly credit: number;
  readonly lastAtMs: number;
  /** Attempts in the present sitting. */
  readonly sittingAttempts: number;
  readonly recent: readonly number[];
}

export interface StudentEvidence {
  readonly totals: StudentTotals;
  readonly points: ReadonlyMap<string, PointEvidence>;
}

export const CREDIT_UNITS = 12;
export const OUTCOMES_KEPT = 13;
export const RECENT_KEPT = 64;
/** A credit takes four bits, a `pointKey` sixteen. */
export const CREDITS = 2 ** 4;
export const POINT_KEYS = 2 ** 16;
/** Attempts further apart are of two sittings. */
export const SITTING_GAP_MS = 8 * 3_600_000;
/** Right answers are told apart to so many milliseconds: 128 in a sitting's gap. */
const RIGHT_GRAIN_MS = SITTING_GAP_MS / 128;
const MOST_RIGHT_TIME = 2 ** 25 - 1;
/** What each place of the packed outcomes counts. */
const CREDIT_PLACES: readonly number[] = Array.from({ length: OUTCOMES_KEPT }, (_, index) => CREDITS ** index);
const OLDEST_OUTCOME = CREDITS ** (OUTCOMES_KEPT - 1);
export const MOST_ATTEMPTS = 2 ** 20 - 1;
export const MOST_SITTINGS = 2 ** 8 - 1;

export const NO_TOTALS: StudentTotals = { attempts: 0, credit: 0, lastAtMs: 0, sittingAttempts: 0, recent: [] };

/**
 * The credit that an answer gives, in twelfths (halves, thirds, quarters are exact): the score shared over one try
 * and the hints before it, score / (1 + hints). The discount is a convention; no public data was at hand to fit it.
 * Throws RangeError when score is not within 0–1 or hints is negative.
 */
export function creditOf(score: number, hints = 0): number {
  if (!(score >= 0 && score <= 1)) throw new RangeError(`score ${score} is not within 0 to 1`);
  if (!(hints >= 0)) throw new RangeError(`hints ${hints} is negative`);
  return Math.round((score / (1 + hints)) * CREDIT_UNITS);
}

/** Whether a credit counts as right where only right or wrong can be told: half or more. */
export function isRight(credit: number): boolean {
  return credit * 2 >= CREDIT_UNITS;
}

/** Newest outcome first: the `index`-th last credit, 0–12. O(1). */
export function outcomeAt(outcomes: number, index: number): number {
  const rest = Math.floor(outcomes / CREDIT_PLACES[index]!);
  return rest - CREDITS * Math.floor(rest / CREDITS);
}

/** A moment in grains since 1970, from 1; enough until 2209. */
export function rightTime(atMs: number): number {
  return Math.min(MOST_RIGHT_TIME, Math.max(0, Math.floor(atMs / RIGHT_GRAIN_MS)) + 1);
}

/** Epoch milliseconds of a `rightTime`, up to a grain before it. */
export function rightTimeMs(time: number): number {
  return (time - 1) * RIGHT_GRAIN_MS;
}

/** Whether a right answer begins a sitting; `before` is the `rightTime` of the one before it, 0 without any. */
export function beginsSitting(before: number, time: number): boolean {
  return before === 0 || (time - before) * RIGHT_GRAIN_MS >= SITTING_GAP_MS;
}

/** How many outcomes the evidence still holds. */
export function outcomesHeld(evidence: PointEvidence): number {
  return Math.min(evidence.attempts, OUTCOMES_KEPT);
}

/** item (32 bits), point (16 bits), credit (4 bits) of one attempt in one safe integer. */
export function packRecent(item: number, point: number, credit: number): number {
  return (item * POINT_KEYS + point) * CREDITS + credit;
}

/** What `recent` keeps of an attempt. */
export function packAttempt({ itemId, pointIds, score, hints }: EvidenceAttempt): number {
  return packRecent(itemKey(itemId), pointKey(pointIds[0] ?? ""), creditOf(score, hints));
}

/** The 16-bit key by which `recent` tells points apart. */
export function pointKey(pointId: string): number {
  return itemKey(pointId) % POINT_KEYS;
}

/** Direct evidence of one point after one more attempt on it. O(1). */
export function updatePoint(
  before: PointEvidence | undefined,
  attempt: { readonly atMs: number; readonly credit: number; readonly ordinal: number },
): PointEvidence {
  const time = isRight(attempt.credit) ? rightTime(attempt.atMs) : 0;
  if (before === undefined) {
    return {
      attempts: 1,
      credit: attempt.credit,
      outcomes: attempt.credit,
      sittings: time > 0 ? 1 : 0,
      lastAtMs: attempt.atMs,
      lastRight: time,
      lastOrdinal: attempt.ordinal,
    };
  }
  const isFull = before.attempts >= MOST_ATTEMPTS;
  const isNewSitting = time > 0 && beginsSitting(before.lastRight, time) && before.sittings < MOST_SITTINGS;
  return {
    attempts: isFull ? before.attempts : before.attempts + 1,
    credit: isFull ? before.credit : before.credit + attempt.credit,
    outcomes: (before.outcomes % OLDEST_OUTCOME) * CREDITS + attempt.credit,
    sittings: isNewSitting ? before.sittings + 1 : before.sittings,
    lastAtMs: Math.max(before.lastAtMs, attempt.atMs),
    lastRight: Math.max(before.lastRight, time),
    lastOrdinal: attempt.ordinal,
  };
}

/** The student's totals after one more attempt. O(1): the recent list has a fixed length. */
export function updateTotals(before: StudentTotals, attempt: EvidenceAttempt): StudentTotals {
  const credit = creditOf(attempt.score, attempt.hints);
  const isFull = before.attempts >= MOST_ATTEMPTS;
  const isSameSitting = before.attempts > 0 && attempt.atMs - before.lastAtMs < SITTING_GAP_MS;
  return {
    attempts: isFull ? before.attempts : before.attempts + 1,
    credit: isFull ? before.credit : before.credit + credit,
    lastAtMs: Math.max(before.lastAtMs, attempt.atMs),
    sittingAttempts: isSameSitting ? Math.min(before.sittingAttempts + 1, MOST_ATTEMPTS) : 1,
    recent: [packAttempt(attempt), ...before.recent.slice(0, RECENT_KEPT - 1)],
  };
}

/**
 * One attempt that follows all earlier ones in (`at`, `id`) order: the new totals and the evidence of the attempt's
 * points. `points` need hold the attempt's points only. O(points of the attempt).
 */
export function applyAttempt(before: StudentEvidence, attempt: EvidenceAttempt): StudentEvidence {
  const totals = updateTotals(before.totals, attempt);
  const update = {
    atMs: attempt.atMs,
    credit: creditOf(attempt.score, attempt.hints),
    ordinal: totals.attempts,
  };
  const points = new Map<string, PointEvidence>();
  for (const pointId of attempt.pointIds) points.set(pointId, updatePoint(before.points.get(pointId), update));
  return { totals, points };
}

/** The order in which a student's attempts count: by time, then by id. */
export function compareAttempts(a: EvidenceAttempt, b: EvidenceAttempt): number {
  return a.atMs - b.atMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * All evidence of one student from all of the student's attempts, in any order: sorted by (`at`, `id`) and applied
 * one after another, so the result equals, bit by bit, that of `applyAttempt` in that order. O(n log n).
 */
export function foldEvidence(attempts: readonly EvidenceAttempt[]): StudentEvidence {
  const points = new Map<string, PointEvidence>();
  let totals = NO_TOTALS;
  for (const attempt of [...attempts].sort(compareAttempts)) {
    const after = applyAttempt({ totals, points }, attempt);
    totals = after.totals;
    for (const [pointId, evidence] of after.points) points.set(pointId, evidence);
  }
  return { totals, points };
}
