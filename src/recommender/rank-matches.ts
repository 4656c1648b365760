import { type Match, type MatchCandidate, type MatchNeed, scoreMatch, sumOf } from "./match-resources.js";

/** What a match loses, as a share of its score, for being wholly like one ranked before it. */
const VARIETY = 0.15;
/** Nobody reads further down; the rest follows by score. */
const DIVERSIFIED = 50;

/**
 * The best resources for a need, best first, spread over kinds and points by maximal marginal relevance (Carbonell and
 * Goldstein 1998, eq. 1); the deduction is a reason of its own, so scores fall along the list and reasons sum to them.
 * Ties by id. O(candidates · (tags + first)).
 */
export function matchResources(need: MatchNeed, candidates: readonly MatchCandidate[], first: number): Match[] {
  const pool = candidates
    .map((candidate) => scoreMatch(need, candidate))
    .filter((match) => match !== undefined)
    .sort((a, b) => b.score - a.score || compareIds(a, b));
  const likeness = new Float64Array(pool.length);
  const left = new Set(pool.keys());
  const chosen: Match[] = [];
  while (chosen.length < first && left.size > 0 && chosen.length < DIVERSIFIED) {
    let best = -1;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (const i of left) {
      if (pool[i]!.score <= bestScore) break;
      const score = pool[i]!.score * (1 - VARIETY * likeness[i]!);
      if (score > bestScore) {
        best = i;
        bestScore = score;
      }
    }
    const winner = pool[best]!;
    left.delete(best);
    chosen.push(withVariety(winner, likeness[best]!));
    for (const i of left) likeness[i] = Math.max(likeness[i]!, similarity(winner, pool[i]!));
  }
  const rest = [...left]
    .map((i) => withVariety(pool[i]!, likeness[i]!))
    .sort((a, b) => b.score - a.score || compareIds(a, b));
  return [...chosen, ...rest.slice(0, Math.max(0, first - chosen.length))];
}

export interface Bundle<M extends Match> {
  /** As ranked. */
  readonly matches: readonly M[];
  /** Mean over the need's leaves of how well they are covered, 0 to 1. */
  readonly covered: number;
}

/** Minutes that a resource of unknown length counts as. */
const UNKNOWN_MINUTES = 10;

/** Minutes that a resource counts as, 1 at least. */
export function lengthOf({ minutes }: Match): number {
  return Math.max(1, minutes ?? UNKNOWN_MINUTES);
}

/**
 * A bundle that covers the need within the minutes: again and again the resource that adds most cover for each minute,
 * where two resources on one leaf cover 1 − (1 − a)(1 − b) of it (greedy for a submodular cover; Khuller, Moss and Naor
 * 1999: at least half of 1 − 1/e of the best when the best single one is compared too). O(matches² · cover).
 *
 * @param size number of leaves that the need has
 */
export function bundleMatches<M extends Match>(matches: readonly M[], minutes: number, size: number): Bundle<M> {
  const open = new Map<number, number>();
  const added = (match: Match) => {
    let sum = 0;
    for (const [leaf, value] of match.cover) sum += (open.get(leaf) ?? 1) * value;
    return sum;
  };
  const fitting = matches.filter((match) => lengthOf(match) <= minutes);
  const single = bestBy(fitting, added);
  const singleWorth = single ? added(single) : 0;
  const bundle: M[] = [];
  let worth = 0;
  let left = minutes;
  for (;;) {
    const next = bestBy(
      fitting.filter((match) => !bundle.includes(match) && lengthOf(match) <= left),
      (match) => added(match) / lengthOf(match),
    );
    if (!next || added(next) < LEAST_ADDED) break;
    worth += added(next);
    bundle.push(next);
    left -= lengthOf(next);
    for (const [leaf, value] of next.cover) open.set(leaf, (open.get(leaf) ?? 1) * (1 - value));
  }
  const best = single && singleWorth > worth ? [single] : matches.filter((match) => bundle.includes(match));
  return { matches: best, covered: Math.max(singleWorth, worth) / Math.max(1, size) };
}

/** Cover below which a further resource is not worth opening. */
const LEAST_ADDED = 0.05;

function bestBy<M>(matches: readonly M[], worth: (match: M) => number): M | undefined {
  let best: M | undefined;
  let bestWorth = Number.NEGATIVE_INFINITY;
  for (const match of matches) {
    const value = worth(match);
    if (value > bestWorth) {
      best = match;
      bestWorth = value;
    }
  }
  return best;
}

function withVariety(match: Match, likeness: number): Match {
  const contribution = -VARIETY * likeness * match.score;
  if (contribution === 0) return match;
  const reasons = [...match.reasons, { code: "VARIETY" as const, contribution }];
  return { ...match, reasons, score: sumOf(reasons) };
}

/** Half for the same kind, half for the leaves in common (Jaccard). */
function similarity(a: Match, b: Match): number {
  let common = 0;
  for (const leaf of a.cover.keys()) if (b.cover.has(leaf)) common++;
  const union = a.cover.size + b.cover.size - common;
  return (a.kind === b.kind ? 0.5 : 0) + (union === 0 ? 0 : (0.5 * common) / union);
}

function compareIds(a: Match, b: Match): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
