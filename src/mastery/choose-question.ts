import { seededRandom } from "../seeded-random.js";
import type { PlacementBelief } from "./placement-belief.js";
import { LAWS } from "./state-pool.js";

/** States that are drawn to compare questions by, a multiple of 32. */
const DRAWN = 512;
const WORDS = DRAWN / 32;
/** Questions that are compared, and points at most by which they are. */
const COMPARED = 40;
const SAMPLED = 250;

/** A point nearer than this to being surely known or unknown is not worth a question. */
const SURE = 0.02;

/**
 * The node whose answer tells most about the whole state: the greatest expected decrease of Σ_v p_v (1 − p_v), which is
 * Σ_v (1 − slip − guess)² cov(v, c)² / (r (1 − r)) where r is the chance of a right answer to c. Those nearest to even odds
 * are compared; nodes asked before only when no other is left. Undefined where all is sure. Ties go to the lower node.
 * O(nodes · log nodes + (COMPARED + SAMPLED) · DRAWN).
 * @param times how often each node was asked
 */
export function chooseQuestion(
  belief: PlacementBelief,
  known: Float64Array,
  times: ReadonlyMap<number, number>,
): number | undefined {
  const candidates = candidatesOf(belief.pool.region.scope, known, times);
  if (candidates.length < 2) return candidates[0];
  const sampled = everyNth(belief.pool.region.scope, SAMPLED);
  const random = seededRandom([...times.values()].reduce((sum, n) => sum + n, 1)).next;
  const draw = belief.draw(drawLaws(belief.laws()), random);
  const bitsOf = (nodes: readonly number[]) => {
    const bits = new Int32Array(nodes.length * WORDS);
    nodes.forEach((node, i) => {
      draw(node, bits, i * WORDS);
    });
    return bits;
  };
  const points = bitsOf(sampled);
  const shares = Float64Array.from(sampled, (_, i) => common(points, i, points, i));
  const asked = bitsOf(candidates);
  let best: number | undefined;
  let most = Number.NEGATIVE_INFINITY;
  const { slip, guess } = belief.model;
  candidates.forEach((node, c) => {
    const share = common(asked, c, asked, c);
    const right = guess + (1 - slip - guess) * share;
    let gain = 0;
    for (let i = 0; i < sampled.length; i++) gain += (common(points, i, asked, c) - share * shares[i]!) ** 2;
    gain /= right * (1 - right);
    if (gain > most) [best, most] = [node, gain];
  });
  return best;
}

function candidatesOf(scope: Int32Array, known: Float64Array, times: ReadonlyMap<number, number>): number[] {
  const open = [...scope].filter((v) => known[v]! > SURE && known[v]! < 1 - SURE);
  const least = Math.min(...open.map((v) => times.get(v) ?? 0));
  return open
    .filter((v) => (times.get(v) ?? 0) === least)
    .sort((a, b) => Math.abs(known[a]! - 0.5) - Math.abs(known[b]! - 0.5) || a - b)
    .slice(0, COMPARED);
}

/** At most so many of a list, evenly. */
function everyNth(list: Int32Array, most: number): number[] {
  const step = Math.max(1, list.length / most);
  return Array.from({ length: Math.floor(list.length / step) }, (_, i) => list[Math.floor((i + 0.5) * step)]!);
}

/** Laws of the draws, in proportion to their chances. */
function drawLaws(laws: Float64Array): Int32Array {
  let law = 0;
  let sum = laws[0]!;
  return Int32Array.from({ length: DRAWN }, (_, m) => {
    while (sum < (m + 0.5) / DRAWN && law < LAWS - 1) sum += laws[++law]!;
    return law;
  });
}

/** Share of the draws in which both are known. */
function common(a: Int32Array, i: number, b: Int32Array, j: number): number {
  let count = 0;
  for (let w = 0; w < WORDS; w++) count += bitCount(a[i * WORDS + w]! & b[j * WORDS + w]!);
  return count / DRAWN;
}

/** Warren (2002), Hacker's Delight, 5-1. */
function bitCount(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  x = (x + (x >>> 4)) & 0x0f0f0f0f;
  x += x >>> 8;
  return (x + (x >>> 16)) & 0x3f;
}
