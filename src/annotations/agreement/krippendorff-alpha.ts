import type { JudgementTable } from "./judgement-table.js";
import { masiDistance, type SetDistance } from "./set-distance.js";

/** An estimate with its interval; each is undefined where the data cannot tell. */
export interface Alpha {
  /** 1: agreement throughout, 0: as by chance, negative: below chance. */
  readonly alpha: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

export interface AlphaOptions {
  /** {@link masiDistance} by default. */
  readonly distance?: SetDistance;
  /** Uniform numbers in [0, 1) for the bootstrap; without it no interval is made. */
  readonly random?: () => number;
  /** Bootstrap samples, 1000 by default. */
  readonly replicates?: number;
  /** Share of samples within the interval, 0.95 by default. */
  readonly level?: number;
}

/**
 * Krippendorff's alpha, 1 − Do / De (Krippendorff 2011, "Computing Krippendorff's alpha-reliability", section E for any
 * metric): Do is the mean distance of the values within targets, De that of all values that have a partner. Targets with
 * one judgement do not count; any number of annotators may be missing. Undefined where no target has two judgements, or
 * where all values are the same, so that there is nothing to tell apart.
 *
 * The interval is the percentile bootstrap over targets (Efron 1979): whole targets are drawn with replacement, and both
 * Do and De are counted anew. Undefined for fewer than two targets.
 *
 * O(judgements + overlaps), and as much for each replicate, where overlaps are the pairs of distinct sets that share a
 * point: disjoint ones are all at distance 1 and need no visit.
 */
export function krippendorffAlpha(table: JudgementTable, options: AlphaOptions = {}): Alpha {
  const distance = options.distance ?? masiDistance;
  const units = pairableUnits(table, distance);
  const overlaps = overlapsOf(table, distance);
  const counts = new Float64Array(table.sets.length);
  const alphaOf = (draw: (i: number) => number): number | undefined => {
    counts.fill(0);
    let observed = 0;
    let n = 0;
    for (let i = 0; i < units.length; i++) {
      const { target, disagreement } = units[draw(i)]!;
      observed += disagreement;
      n += table.offsets[target + 1]! - table.offsets[target]!;
      for (let j = table.offsets[target]!; j < table.offsets[target + 1]!; j++) counts[table.set[j]!]!++;
    }
    const expected = expectedDisagreement(counts, overlaps, n);
    return expected > 0 ? 1 - observed / n / expected : undefined;
  };
  const alpha = units.length === 0 ? undefined : alphaOf((i) => i);
  const { random } = options;
  if (alpha === undefined || random === undefined || units.length < 2)
    return { alpha, low: undefined, high: undefined };
  const samples: number[] = [];
  for (let replicate = 0; replicate < (options.replicates ?? 1000); replicate++) {
    const sample = alphaOf(() => Math.floor(random() * units.length));
    if (sample !== undefined) samples.push(sample);
  }
  samples.sort((a, b) => a - b);
  const tail = (1 - (options.level ?? 0.95)) / 2;
  return { alpha, low: quantile(samples, tail), high: quantile(samples, 1 - tail) };
}

interface Unit {
  readonly target: number;
  /** Sum of distances over ordered pairs of values within the target, by (number of values − 1). */
  readonly disagreement: number;
}

function pairableUnits(table: JudgementTable, distance: SetDistance): Unit[] {
  const units: Unit[] = [];
  for (let target = 0; target < table.targets.length; target++) {
    const start = table.offsets[target]!;
    const end = table.offsets[target + 1]!;
    if (end - start < 2) continue;
    let sum = 0;
    for (let i = start; i < end; i++) {
      for (let j = i + 1; j < end; j++) {
        const [a, b] = [table.set[i]!, table.set[j]!];
        if (a !== b) sum += 2 * distance(table.sets[a]!, table.sets[b]!);
      }
    }
    units.push({ target, disagreement: sum / (end - start - 1) });
  }
  return units;
}

interface Overlaps {
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** 1 − distance, above 0; each unordered pair once. */
  readonly nearness: Float64Array;
}

function overlapsOf(table: JudgementTable, distance: SetDistance): Overlaps {
  const having: number[][] = table.points.map(() => []);
  for (const [number, set] of table.sets.entries()) for (const point of set) having[point]!.push(number);
  const a: number[] = [];
  const b: number[] = [];
  const nearness: number[] = [];
  const met = new Int32Array(table.sets.length).fill(-1);
  for (const [number, set] of table.sets.entries()) {
    for (const point of set) {
      for (const other of having[point]!) {
        if (other <= number || met[other] === number) continue;
        met[other] = number;
        const near = 1 - distance(set, table.sets[other]!);
        if (near <= 0) continue;
        nearness.push(near);
        a.push(number);
        b.push(other);
      }
    }
  }
  return { a: Int32Array.from(a), b: Int32Array.from(b), nearness: Float64Array.from(nearness) };
}

/** De: the mean distance over ordered pairs of different values among n, from how often each set occurs. */
function expectedDisagreement(counts: Float64Array, overlaps: Overlaps, n: number): number {
  let near = 0;
  for (const count of counts) near += count * (count - 1);
  for (let k = 0; k < overlaps.a.length; k++) {
    near += 2 * overlaps.nearness[k]! * counts[overlaps.a[k]!]! * counts[overlaps.b[k]!]!;
  }
  const pairs = n * (n - 1);
  // Counts are whole, so where all values are the same this is 0 and not nearly 0.
  return near === pairs ? 0 : 1 - near / pairs;
}

/** Linear interpolation between order statistics (Hyndman & Fan 1996, type 7). */
function quantile(sorted: readonly number[], share: number): number | undefined {
  if (sorted.length === 0) return undefined;
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)]!;
  return below + (position - Math.floor(position)) * (sorted[Math.ceil(position)]! - below);
}
