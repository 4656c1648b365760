import type { JudgementTable } from "./judgement-table.js";
import { nominalDistance, type SetDistance } from "./set-distance.js";

/** How two annotators agree on the targets that both judged. */
export interface PairAgreement {
  /** The two ids, ascending. */
  readonly annotatorIds: readonly [string, string];
  readonly targets: number;
  /** 1: throughout, 0: as by chance; undefined where both gave one and the same set throughout. */
  readonly kappa: number | undefined;
  /** Points that one gave and the other did not, the most frequent first, ties by id. */
  readonly disagreements: readonly PointDisagreement[];
}

export interface PointDisagreement {
  readonly pointId: string;
  /** Targets to which only the first of the two gave the point. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
}

/**
 * Cohen's kappa (1960) of each pair of annotators who share a target, and what they disagree on. With another distance
 * than the nominal one it is weighted kappa (Cohen 1968): 1 − mean distance on shared targets / mean distance of any
 * value of the one to any of the other there. Those who disagree most come first, ties by ids.
 *
 * O(pairs of judgements of one target), and for each pair of annotators the product of their distinct sets.
 */
export function pairwiseAgreement(table: JudgementTable, distance: SetDistance = nominalDistance): PairAgreement[] {
  const shared = new Map<number, number[]>();
  const annotators = table.annotators.length;
  for (let target = 0; target < table.targets.length; target++) {
    const end = table.offsets[target + 1]!;
    for (let i = table.offsets[target]!; i < end; i++) {
      for (let j = i + 1; j < end; j++) {
        const pair = table.annotator[i]! * annotators + table.annotator[j]!;
        const values = shared.get(pair);
        if (values === undefined) shared.set(pair, [table.set[i]!, table.set[j]!]);
        else values.push(table.set[i]!, table.set[j]!);
      }
    }
  }
  const pairs = [...shared].map(([pair, values]): PairAgreement => {
    const first = table.annotators[Math.floor(pair / annotators)]!;
    const second = table.annotators[pair % annotators]!;
    return {
      annotatorIds: [first, second],
      targets: values.length / 2,
      kappa: weightedKappa(table, values, distance),
      disagreements: disagreementsOf(table, values),
    };
  });
  return pairs.sort(
    (a, b) =>
      (a.kappa ?? 2) - (b.kappa ?? 2) ||
      compare(a.annotatorIds[0], b.annotatorIds[0]) ||
      compare(a.annotatorIds[1], b.annotatorIds[1]),
  );
}

/** @param values numbers of sets: first's, second's, first's, … */
function weightedKappa(table: JudgementTable, values: readonly number[], distance: SetDistance): number | undefined {
  const firsts = new Map<number, number>();
  const seconds = new Map<number, number>();
  let observed = 0;
  for (let i = 0; i < values.length; i += 2) {
    const [a, b] = [values[i]!, values[i + 1]!];
    observed += distance(table.sets[a]!, table.sets[b]!);
    firsts.set(a, (firsts.get(a) ?? 0) + 1);
    seconds.set(b, (seconds.get(b) ?? 0) + 1);
  }
  let expected = 0;
  for (const [a, timesA] of firsts) {
    for (const [b, timesB] of seconds) expected += timesA * timesB * distance(table.sets[a]!, table.sets[b]!);
  }
  return expected > 0 ? 1 - (observed * values.length) / 2 / expected : undefined;
}

function disagreementsOf(table: JudgementTable, values: readonly number[]): PointDisagreement[] {
  const only = new Map<number, [number, number]>();
  for (let i = 0; i < values.length; i += 2) {
    if (values[i] === values[i + 1]) continue;
    const sets = [table.sets[values[i]!]!, table.sets[values[i + 1]!]!] as const;
    for (const side of [0, 1] as const) {
      for (const point of sets[side]) {
        if (sets[1 - side]!.includes(point)) continue;
        const counts = only.get(point) ?? [0, 0];
        counts[side]++;
        only.set(point, counts);
      }
    }
  }
  return [...only]
    .sort(([p, a], [q, b]) => b[0] + b[1] - a[0] - a[1] || p - q)
    .map(([point, [onlyFirst, onlySecond]]) => ({ pointId: table.points[point]!, onlyFirst, onlySecond }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
