import {
  beginsSitting,
  CREDITS,
  compareAttempts,
  creditOf,
  type EvidenceAttempt,
  isRight,
  MOST_ATTEMPTS,
  MOST_SITTINGS,
  OUTCOMES_KEPT,
  outcomesHeld,
  type PointEvidence,
  packAttempt,
  RECENT_KEPT,
  rightTime,
  SITTING_GAP_MS,
  type StudentEvidence,
} from "./evidence.js";

/** The evidence of a student, and the part of the attempts behind it that changes. */
export interface Splice {
  readonly evidence: StudentEvidence;
  /** Every attempt counted in it from the first change on, and all of the eight hours before. */
  readonly near: readonly EvidenceAttempt[];
  /** The same attempts as they are to count: with late ones, with another score, without those voided. */
  readonly changed: readonly EvidenceAttempt[];
}

/**
 * Evidence after attempts came in late, were corrected or voided: what `foldEvidence` makes of all attempts, computed from
 * those near. Counts and credits are sums; the last outcomes and attempts are put in order anew; a sitting begins where there
 * was nothing for eight hours, so only what is near decides. Undefined where that is not enough (counters that are full, a
 * last sitting that grows together with one before, something older that takes the place of what is void or no longer
 * right): then all attempts must be read. O(near + points touched).
 */
export function spliceEvidence({ evidence, near, changed }: Splice): StudentEvidence | undefined {
  const [was, is] = [near, changed].map((attempts) => [...attempts].sort(compareAttempts)) as [
    EvidenceAttempt[],
    EvidenceAttempt[],
  ];
  const start = is.findIndex((attempt, i) => attempt.id !== was[i]?.id || attempt.score !== was[i]?.score);
  if (start < 0) return is.length === was.length ? evidence : undefined;
  const first = Math.min(is[start]!.atMs, was[start]?.atMs ?? Number.POSITIVE_INFINITY);
  if (first < SITTING_GAP_MS) return undefined;
  const before = is.slice(0, start);
  const old = was.slice(start);
  const merged = is.slice(start);
  const earlier = evidence.totals.attempts - old.length;
  const totals = spliceTotals(evidence, { before, old, merged });
  if (!totals) return undefined;
  const points = new Map<string, PointEvidence>();
  for (const pointId of new Set([...old, ...merged].flatMap((attempt) => attempt.pointIds))) {
    const after = splicePoint(evidence.points.get(pointId), {
      before: ofPoint(before, pointId),
      old: ofPoint(old, pointId),
      merged: ofPoint(merged, pointId),
      lastOrdinal: earlier + 1 + merged.findLastIndex((attempt) => attempt.pointIds.includes(pointId)),
    });
    if (!after) return undefined;
    points.set(pointId, after);
  }
  return { totals, points };
}

interface Stretch {
  /** Of the eight hours before. */
  readonly before: readonly EvidenceAttempt[];
  /** From there on, as counted. */
  readonly old: readonly EvidenceAttempt[];
  /** The same as they are to count. */
  readonly merged: readonly EvidenceAttempt[];
}

const ofPoint = (attempts: readonly EvidenceAttempt[], pointId: string) =>
  attempts.filter((attempt) => attempt.pointIds.includes(pointId));

const creditsOf = (attempts: readonly EvidenceAttempt[]) => attempts.map(({ score, hints }) => creditOf(score, hints));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function spliceTotals(
  { totals }: StudentEvidence,
  { before, old, merged }: Stretch,
): StudentEvidence["totals"] | undefined {
  const attempts = totals.attempts + merged.length - old.length;
  const sittingAttempts = lastSitting(totals.sittingAttempts, { before, old, merged });
  const recent = [...merged.map(packAttempt).reverse(), ...totals.recent.slice(old.length)].slice(0, RECENT_KEPT);
  if (totals.attempts === MOST_ATTEMPTS || attempts > MOST_ATTEMPTS || sittingAttempts === undefined) return undefined;
  if (recent.length < Math.min(RECENT_KEPT, attempts)) return undefined;
  return {
    attempts,
    credit: totals.credit + sum(creditsOf(merged)) - sum(creditsOf(old)),
    lastAtMs: merged.at(-1)!.atMs,
    sittingAttempts,
    recent,
  };
}

/** Attempts in the last sitting; undefined where it begins earlier than is known here. */
function lastSitting(sittingAttempts: number, { before, old, merged }: Stretch): number | undefined {
  const fresh = tailOf(merged);
  if (fresh < merged.length || !joins(before, merged)) return fresh;
  const stale = tailOf(old);
  return old.length > 0 && stale === old.length && joins(before, old) ? sittingAttempts - stale + fresh : undefined;
}

/** How many attempts at the end are of one sitting. */
function tailOf(sorted: readonly EvidenceAttempt[]): number {
  let length = Math.min(1, sorted.length);
  while (length < sorted.length && isOneSitting(sorted.at(-length - 1)!, sorted.at(-length)!)) length++;
  return length;
}

const isOneSitting = (earlier: EvidenceAttempt, later: EvidenceAttempt): boolean =>
  later.atMs - earlier.atMs < SITTING_GAP_MS;

/** Whether attempts go on with the sitting before them. */
function joins(before: readonly EvidenceAttempt[], after: readonly EvidenceAttempt[]): boolean {
  const [last, first] = [before.at(-1), after[0]];
  return last !== undefined && first !== undefined && isOneSitting(last, first);
}

function splicePoint(
  held: PointEvidence | undefined,
  { before, old, merged, lastOrdinal }: Stretch & { readonly lastOrdinal: number },
): PointEvidence | undefined {
  if (merged.length === 0) return undefined;
  const attempts = (held?.attempts ?? 0) + merged.length - old.length;
  const [rightBefore, rightOld, rightMerged] = [before, old, merged].map(rightTimes) as [number[], number[], number[]];
  const sittings = (held?.sittings ?? 0) - sittingsIn(rightBefore, rightOld) + sittingsIn(rightBefore, rightMerged);
  const lastRight =
    rightMerged.at(-1) ?? rightBefore.at(-1) ?? (rightOld.length === 0 ? (held?.lastRight ?? 0) : undefined);
  if (lastRight === undefined) return undefined;
  if (held?.attempts === MOST_ATTEMPTS || attempts > MOST_ATTEMPTS) return undefined;
  if (held?.sittings === MOST_SITTINGS || sittings > MOST_SITTINGS) return undefined;
  const known = Math.max(0, (held ? outcomesHeld(held) : 0) - old.length) + merged.length;
  if (known < Math.min(OUTCOMES_KEPT, attempts)) return undefined;
  const credits = creditsOf(merged);
  const earlier = Math.floor((held?.outcomes ?? 0) / CREDITS ** Math.min(old.length, OUTCOMES_KEPT));
  return {
    attempts,
    credit: (held?.credit ?? 0) + sum(credits) - sum(creditsOf(old)),
    outcomes: credits
      .slice(-OUTCOMES_KEPT)
      .reduce((outcomes, credit) => (outcomes % CREDITS ** (OUTCOMES_KEPT - 1)) * CREDITS + credit, earlier),
    sittings,
    lastAtMs: merged.at(-1)!.atMs,
    lastRight,
    lastOrdinal,
  };
}

const rightTimes = (attempts: readonly EvidenceAttempt[]) =>
  attempts.flatMap(({ atMs, score, hints }) => (isRight(creditOf(score, hints)) ? [rightTime(atMs)] : []));

/** Sittings that begin in a stretch of right answers. */
function sittingsIn(before: readonly number[], stretch: readonly number[]): number {
  return stretch.filter((time, i) => beginsSitting((i > 0 ? stretch[i - 1] : before.at(-1)) ?? 0, time)).length;
}
