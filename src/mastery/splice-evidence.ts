import {
  CREDITS,
  compareAttempts,
  creditOf,
  type EvidenceAttempt,
  MOST_ATTEMPTS,
  MOST_SITTINGS,
  OUTCOMES_KEPT,
  type PointEvidence,
  packAttempt,
  RECENT_KEPT,
  SITTING_GAP_MS,
  type StudentEvidence,
} from "./evidence.js";

/** The evidence of a student, and the part of the attempts behind it that a late one touches. */
export interface Splice {
  readonly evidence: StudentEvidence;
  /** Every attempt counted in it from the first late one on, and all of the eight hours before. */
  readonly near: readonly EvidenceAttempt[];
  /** Attempts that are not counted in it yet. */
  readonly added: readonly EvidenceAttempt[];
}

/**
 * Evidence with attempts added that are not the last ones: what `foldEvidence` makes of all attempts, computed from those
 * near. Counts and credits are sums; the last outcomes and attempts are put in order anew; a sitting begins where there was
 * nothing for eight hours, so only what is near decides. Undefined where that is not enough (counters that are full, a
 * last sitting that grows together with one before): then all attempts must be read. O(near + points touched).
 */
export function spliceEvidence({ evidence, near, added }: Splice): StudentEvidence | undefined {
  const late = [...added].sort(compareAttempts);
  const first = late[0];
  if (!first || first.atMs < SITTING_GAP_MS) return first ? undefined : evidence;
  const sorted = [...near].sort(compareAttempts);
  const start = sorted.findIndex((attempt) => compareAttempts(attempt, first) > 0);
  const before = start < 0 ? sorted : sorted.slice(0, start);
  const old = start < 0 ? [] : sorted.slice(start);
  const merged = [...old, ...late].sort(compareAttempts);
  const earlier = evidence.totals.attempts - old.length;
  const totals = spliceTotals(evidence, { before, old, merged, late });
  if (!totals) return undefined;
  const points = new Map<string, PointEvidence>();
  for (const pointId of new Set(merged.flatMap((attempt) => attempt.pointIds))) {
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
  /** The same with the late ones among them. */
  readonly merged: readonly EvidenceAttempt[];
}

const ofPoint = (attempts: readonly EvidenceAttempt[], pointId: string) =>
  attempts.filter((attempt) => attempt.pointIds.includes(pointId));

const creditsOf = (attempts: readonly EvidenceAttempt[]) => attempts.map(({ score, hints }) => creditOf(score, hints));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function spliceTotals(
  { totals }: StudentEvidence,
  { before, old, merged, late }: Stretch & { readonly late: readonly EvidenceAttempt[] },
): StudentEvidence["totals"] | undefined {
  const attempts = totals.attempts + late.length;
  const sittingAttempts = lastSitting(totals.sittingAttempts, { before, old, merged });
  if (attempts > MOST_ATTEMPTS || sittingAttempts === undefined) return undefined;
  return {
    attempts,
    credit: totals.credit + sum(creditsOf(late)),
    lastAtMs: Math.max(totals.lastAtMs, merged.at(-1)!.atMs),
    sittingAttempts,
    recent: [...merged.map(packAttempt).reverse(), ...totals.recent.slice(old.length)].slice(0, RECENT_KEPT),
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
  const added = merged.length - old.length;
  const attempts = (held?.attempts ?? 0) + added;
  const sittings = (held?.sittings ?? 0) - sittingsIn(before, old) + sittingsIn(before, merged);
  if (attempts > MOST_ATTEMPTS || held?.sittings === MOST_SITTINGS || sittings > MOST_SITTINGS) return undefined;
  const credits = creditsOf(merged);
  const earlier = Math.floor((held?.outcomes ?? 0) / CREDITS ** Math.min(old.length, OUTCOMES_KEPT));
  return {
    attempts,
    credit: (held?.credit ?? 0) + sum(credits) - sum(creditsOf(old)),
    outcomes: credits
      .slice(-OUTCOMES_KEPT)
      .reduce((outcomes, credit) => (outcomes % CREDITS ** (OUTCOMES_KEPT - 1)) * CREDITS + credit, earlier),
    sittings,
    lastAtMs: Math.max(held?.lastAtMs ?? 0, merged.at(-1)!.atMs),
    lastOrdinal,
  };
}

/** Sittings that begin in a stretch. */
function sittingsIn(before: readonly EvidenceAttempt[], stretch: readonly EvidenceAttempt[]): number {
  let begun = 0;
  for (const [i, attempt] of stretch.entries()) {
    const previous = i > 0 ? stretch[i - 1]! : before.at(-1);
    if (!previous || !isOneSitting(previous, attempt)) begun++;
  }
  return begun;
}
