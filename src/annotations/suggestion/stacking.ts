/** What is known of one candidate point for a text; see {@link evidenceOf} for the ranges. */
export interface Evidence {
  /** Log probability by the linear ranker, not below {@link LOWEST_LOG}. */
  readonly linear: number;
  /** Logarithm of its share of the neighbours' votes, floored. */
  readonly votes: number;
  /** Similarity of its nearest example, 0–1. */
  readonly nearest: number;
  /** How much of one of its names stands in the text, 0–1.5 (see `NameMatcher`). */
  readonly name: number;
  /** Logarithm of the share of the votes that fell on points of like names, itself included, floored. */
  readonly kin: number;
}

/** A text with its candidates; that none of them is right is one more candidate. */
export interface Slate {
  readonly candidates: readonly Evidence[];
  /** Similarity of the nearest example of all, 0–1. */
  readonly nearest: number;
  /** Which candidates are right; only for learning. */
  readonly right?: readonly boolean[];
}

/** Weights of evidence, and how ranks turn into confidence. */
export interface Stack {
  /** Of linear, votes, nearest, name, kin; then of "none": constant and 1 − nearest. */
  readonly weights: readonly number[];
  /** Slope and intercept of the log odds of being right over those of the share, for the first and for the others. */
  readonly first: readonly [number, number];
  readonly others: readonly [number, number];
}

export const LOWEST_LOG = -9;
const VOTE_FLOOR = 0.003;

/**
 * Used until there are enough examples to learn from: votes and names speak, the further the examples the less. That a name
 * stands in a text is no proof: of the names in XES3G5M that did, about one in five was a label.
 */
export const COLD_STACK: Stack = { weights: [0, 1, 0, 9, 0, -2.5, 4.2], first: [0.4, -1.2], others: [0.6, -1.5] };

/** Used when there are enough, until they are learnt from: votes speak, and names little. */
export const UNFITTED_STACK: Stack = { weights: [0, 1, 2, 1, 0, -3.5, 4.2], first: [1, 0], others: [1, 0] };

/** Where learning starts when there are enough. */
export const WARM_STACK: Stack = { weights: [0.8, 0.3, 0.5, 1, 0, -3, 2], first: [1, 0], others: [1, 0] };

export function evidenceOf(known: {
  readonly logProbability: number;
  readonly voteShare: number;
  readonly nearest: number;
  readonly name: number;
  readonly kinShare: number;
}): Evidence {
  return {
    linear: Math.max(LOWEST_LOG, known.logProbability),
    votes: Math.log(known.voteShare + VOTE_FLOOR),
    nearest: known.nearest,
    name: known.name,
    kin: Math.log(known.kinShare + VOTE_FLOOR),
  };
}

/** The share of each candidate, and of "none" at the end: a softmax of weighted evidence. */
export function sharesOf(weights: readonly number[], { candidates, nearest }: Slate): Float64Array {
  const shares = new Float64Array(candidates.length + 1);
  for (const [i, { linear, votes, nearest: own, name, kin }] of candidates.entries()) {
    shares[i] = weights[0]! * linear + weights[1]! * votes + weights[2]! * own + weights[3]! * name + weights[4]! * kin;
  }
  shares[candidates.length] = weights[5]! + weights[6]! * (1 - nearest);
  let highest = Number.NEGATIVE_INFINITY;
  for (const score of shares) highest = Math.max(highest, score);
  let sum = 0;
  for (let i = 0; i < shares.length; i++) {
    shares[i] = Math.exp(shares[i]! - highest);
    sum += shares[i]!;
  }
  return shares.map((share) => share / sum);
}

/** Probability that a candidate is right: its share, calibrated (Platt 1999). `rank` counts from 0. */
export function confidenceOf(stack: Stack, share: number, rank: number): number {
  const [slope, intercept] = rank === 0 ? stack.first : stack.others;
  return 1 / (1 + Math.exp(-slope * logit(share) - intercept));
}

const STEPS = 150;
/** Slates between yields. */
const SLICE = 500;
const RATE = 0.1;
/** The weights are drawn to the starting ones as if by so many slates. */
const DRAWN = 20;

/**
 * Learns the weights by the likelihood of the right candidates (a conditional logit, McFadden 1974; full-batch Adam,
 * Kingma & Ba 2015), then calibrates on the same slates, which must be held out from what made the evidence. `strange`
 * are those made to show how a text looks of whose points none is known; they are not calibrated on.
 * O(steps × candidates). Deterministic. Yields every few milliseconds but while it calibrates.
 */
export function* fitStack(
  slates: readonly Slate[],
  strange: readonly Slate[],
  start: Stack,
): Generator<void, Stack, void> {
  const all = [...slates, ...strange];
  const weights = [...start.weights];
  const mean = new Float64Array(weights.length);
  const square = new Float64Array(weights.length);
  for (let step = 1; step <= STEPS; step++) {
    const gradient = Float64Array.from(weights, (weight, k) => DRAWN * 0.1 * (weight - start.weights[k]!));
    for (const [i, slate] of all.entries()) {
      addGradient(weights, slate, gradient);
      if (i % SLICE === 0) yield;
    }
    for (const [k, raw] of gradient.entries()) {
      const g = raw / all.length;
      mean[k] = 0.9 * mean[k]! + 0.1 * g;
      square[k] = 0.99 * square[k]! + 0.01 * g * g;
      const scale = Math.sqrt(square[k]! / (1 - 0.99 ** step)) + 1e-8;
      weights[k]! -= (RATE * (mean[k]! / (1 - 0.9 ** step))) / scale;
    }
  }
  return { weights, ...calibrate(weights, slates) };
}

function addGradient(weights: readonly number[], slate: Slate, gradient: Float64Array): void {
  const shares = sharesOf(weights, slate);
  const right = slate.right!;
  let rightShare = 0;
  for (const [i, is] of right.entries()) if (is) rightShare += shares[i]!;
  const noneRight = !right.includes(true);
  for (const [i, evidence] of slate.candidates.entries()) {
    const pull = shares[i]! - (right[i] ? shares[i]! / Math.max(rightShare, 1e-300) : 0);
    gradient[0]! += pull * evidence.linear;
    gradient[1]! += pull * evidence.votes;
    gradient[2]! += pull * evidence.nearest;
    gradient[3]! += pull * evidence.name;
    gradient[4]! += pull * evidence.kin;
  }
  const pull = shares[right.length]! - (noneRight ? 1 : 0);
  gradient[5]! += pull;
  gradient[6]! += pull * (1 - slate.nearest);
}

function calibrate(weights: readonly number[], slates: readonly Slate[]): Pick<Stack, "first" | "others"> {
  const top: [number, boolean][] = [];
  const rest: [number, boolean][] = [];
  for (const slate of slates) {
    const shares = sharesOf(weights, slate);
    const order = slate.candidates.map((_, i) => i).sort((a, b) => shares[b]! - shares[a]! || a - b);
    for (const [rank, i] of order.slice(0, 5).entries()) {
      (rank === 0 ? top : rest).push([logit(shares[i]!), slate.right![i]!]);
    }
  }
  return { first: platt(top), others: platt(rest) };
}

/** Logistic regression of being right on one number, by Newton's method, with a little pull to slope 1, intercept 0. */
function platt(points: readonly (readonly [x: number, right: boolean])[]): [number, number] {
  let slope = 1;
  let intercept = 0;
  for (let step = 0; step < 25; step++) {
    let [g0, g1, h00, h01, h11] = [slope - 1, intercept, 1, 0, 1];
    for (const [x, right] of points) {
      const p = 1 / (1 + Math.exp(-slope * x - intercept));
      const w = p * (1 - p);
      g0 += (p - (right ? 1 : 0)) * x;
      g1 += p - (right ? 1 : 0);
      h00 += w * x * x;
      h01 += w * x;
      h11 += w;
    }
    const determinant = h00 * h11 - h01 * h01;
    slope -= (h11 * g0 - h01 * g1) / determinant;
    intercept -= (h00 * g1 - h01 * g0) / determinant;
  }
  return [Math.max(slope, 0.05), intercept];
}

function logit(share: number): number {
  const bounded = Math.min(1 - 1e-6, Math.max(1e-6, share));
  return Math.log(bounded / (1 - bounded));
}
