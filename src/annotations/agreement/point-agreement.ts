import type { JudgementTable } from "./judgement-table.js";

export interface PointAgreement {
  readonly pointId: string;
  /** Krippendorff's alpha of "has the point or not"; undefined where all or none of the judgements have it. */
  readonly alpha: number | undefined;
  /** Targets judged by at least two, one of whom gave the point. */
  readonly targets: number;
}

/**
 * For each point, nominal alpha (Krippendorff 2011, section D) of its presence in the judgements of all targets that at
 * least two judged. Points that nobody gave to such a target are left out. Sorted by point id. O(judgements × points
 * in each).
 */
export function agreementByPoint(table: JudgementTable): PointAgreement[] {
  const given = new Float64Array(table.points.length);
  const observed = new Float64Array(table.points.length);
  const targets = new Int32Array(table.points.length);
  const inTarget = new Int32Array(table.points.length);
  let n = 0;
  for (let target = 0; target < table.targets.length; target++) {
    const start = table.offsets[target]!;
    const end = table.offsets[target + 1]!;
    const judges = end - start;
    if (judges < 2) continue;
    n += judges;
    const points: number[] = [];
    for (let i = start; i < end; i++) {
      for (const point of table.sets[table.set[i]!]!) if (inTarget[point]!++ === 0) points.push(point);
    }
    for (const point of points) {
      const having = inTarget[point]!;
      given[point]! += having;
      observed[point]! += (2 * having * (judges - having)) / (judges - 1);
      targets[point]!++;
      inTarget[point] = 0;
    }
  }
  const agreement: PointAgreement[] = [];
  for (const [point, pointId] of table.points.entries()) {
    if (targets[point] === 0) continue;
    const expected = (2 * given[point]! * (n - given[point]!)) / (n - 1);
    agreement.push({
      pointId,
      alpha: expected > 0 ? 1 - observed[point]! / expected : undefined,
      targets: targets[point]!,
    });
  }
  return agreement;
}
