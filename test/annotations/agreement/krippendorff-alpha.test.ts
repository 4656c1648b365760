import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Judgement, tableOf } from "../../../src/annotations/agreement/judgement-table.js";
import { krippendorffAlpha } from "../../../src/annotations/agreement/krippendorff-alpha.js";
import { agreementByPoint } from "../../../src/annotations/agreement/point-agreement.js";
import {
  jaccardDistance,
  masiDistance,
  nominalDistance,
  type SetDistance,
} from "../../../src/annotations/agreement/set-distance.js";
import { randomOf } from "./random.js";

/** One row an annotator, one column a target; `.` is missing, `-` is the empty set, letters are points. */
function judgements(...rows: string[]): Judgement[] {
  return rows.flatMap((row, r) =>
    row.split(" ").flatMap((value, t) => {
      if (value === ".") return [];
      const pointIds = value === "-" ? [] : [...value];
      return [{ targetId: `t${String(t).padStart(2, "0")}`, annotatorId: `w${r}`, pointIds }];
    }),
  );
}

describe("Krippendorff's alpha", () => {
  // K. Krippendorff (2011), "Computing Krippendorff's alpha-reliability", worked examples of sections B, C and D.
  it.each([
    ["two observers, binary (B)", ["0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"], 0.095],
    ["two observers, nominal (C)", ["a a b b d c c c e d d a", "b a b b b c c c e d d d"], 0.692],
    [
      "four observers, missing values (D)",
      ["1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."],
      0.743,
    ],
  ])("is that of the published example: %s", (_, rows, published) => {
    for (const distance of [nominalDistance, jaccardDistance, masiDistance]) {
      expect(krippendorffAlpha(tableOf(judgements(...rows)), { distance }).alpha).toBeCloseTo(published, 3);
    }
  });

  // Reference values: nltk 3.9 AnnotationTask.alpha() with MASI weights 1, 2/3, 1/3, 0 on the same table.
  const sets = judgements("a ab b abc - c d ad", "a ab c ab - - . ac", "ab a . bc - c d b");
  it.each([
    ["MASI", masiDistance, 0.37105831533477307],
    ["Jaccard", jaccardDistance, 0.4212218649517687],
    ["nominal", nominalDistance, 0.3033175355450237],
  ])("gives partial credit by %s distance as another implementation does", (_, distance, reference) => {
    expect(krippendorffAlpha(tableOf(sets), { distance }).alpha).toBeCloseTo(reference, 12);
  });

  it("cannot tell without two judgements of a target, or where all are the same", () => {
    expect(krippendorffAlpha(tableOf([])).alpha).toBeUndefined();
    expect(krippendorffAlpha(tableOf(judgements("a b c"))).alpha).toBeUndefined();
    expect(krippendorffAlpha(tableOf(judgements("a a a", "a a a"))).alpha).toBeUndefined();
    expect(krippendorffAlpha(tableOf(judgements("a b", "a b")), { random: randomOf(1) }).alpha).toBe(1);
  });

  const values = fc.array(
    fc.array(fc.constantFrom("-", ".", "a", "b", "ab", "ac", "abc"), { minLength: 2, maxLength: 4 }),
    {
      minLength: 1,
      maxLength: 8,
    },
  );
  const asJudgements = (units: string[][]) =>
    units.flatMap((row, t) =>
      row.flatMap((value, r) =>
        value === "." ? [] : [{ targetId: `t${t}`, annotatorId: `w${r}`, pointIds: value === "-" ? [] : [...value] }],
      ),
    );

  it("equals its definition over all pairs of values, in any order of the judgements", () => {
    fc.assert(
      fc.property(values, (units) => {
        const all = asJudgements(units);
        for (const distance of [nominalDistance, jaccardDistance, masiDistance]) {
          const { alpha } = krippendorffAlpha(tableOf(all), { distance });
          const defined = alphaByDefinition(all, distance);
          if (alpha === undefined) expect(defined).toBeUndefined();
          else expect(alpha).toBeCloseTo(defined!, 9);
          expect(krippendorffAlpha(tableOf([...all].reverse()), { distance }).alpha).toBe(alpha);
        }
      }),
    );
  });

  it("has an interval that holds it, is the same for the same seed, and narrows with more targets", () => {
    const some = tableOf(judgements("a b a b c c a b c a", "a b a a c b a b c a"));
    const many = tableOf(
      Array.from({ length: 10 }, (_, k) =>
        judgements("a b a b c c a b c a", "a b a a c b a b c a").map((j) => ({ ...j, targetId: `${k} ${j.targetId}` })),
      ).flat(),
    );
    const interval = (table: typeof some) => krippendorffAlpha(table, { random: randomOf(7), replicates: 500 });
    const [a, b] = [interval(some), interval(many)];
    expect(a.low!).toBeLessThan(a.alpha!);
    expect(a.high!).toBeGreaterThan(a.alpha!);
    expect(interval(some)).toEqual(a);
    expect(b.high! - b.low!).toBeLessThan((a.high! - a.low!) / 2);
  });
});

describe("agreement by point", () => {
  it("is alpha of having the point or not, over all targets that two judged", () => {
    const all = judgements("a ab b a . c", "a a b b a .");
    const byPoint = agreementByPoint(tableOf(all));
    expect(byPoint.map(({ pointId, targets }) => [pointId, targets])).toEqual([
      ["a", 3],
      ["b", 3],
    ]);
    for (const { pointId, alpha } of byPoint) {
      const binary = all.map((j) => ({ ...j, pointIds: j.pointIds.includes(pointId) ? ["yes"] : ["no"] }));
      expect(alpha).toBeCloseTo(krippendorffAlpha(tableOf(binary), { distance: nominalDistance }).alpha!, 12);
    }
  });
});

describe("distances of sets", () => {
  // Passonneau 2006, section 3: M is 1, 2/3, 1/3, 0 for identical, nested, overlapping and disjoint sets.
  it("weighs nesting, overlap and disjointness as MASI does", () => {
    expect(masiDistance([1, 2], [1, 2])).toBe(0);
    expect(masiDistance([1, 2, 3], [1, 2])).toBeCloseTo(1 - (2 / 3) * (2 / 3), 12);
    expect(masiDistance([1, 2], [2, 3])).toBeCloseTo(1 - (1 / 3) * (1 / 3), 12);
    expect(masiDistance([1], [2])).toBe(1);
    expect(masiDistance([], [])).toBe(0);
    expect(masiDistance([], [1])).toBe(1);
    expect(jaccardDistance([1, 2, 3], [2, 3, 4])).toBeCloseTo(1 / 2, 12);
    expect(nominalDistance([1, 2], [1])).toBe(1);
  });
});

/** Krippendorff 2011, section E, spelled out: every ordered pair of values is visited. */
function alphaByDefinition(all: readonly Judgement[], distance: SetDistance): number | undefined {
  const set = (j: Judgement) => [...j.pointIds].map((id) => id.charCodeAt(0)).sort((a, b) => a - b);
  const units = new Map<string, number[][]>();
  for (const j of all) units.set(j.targetId, [...(units.get(j.targetId) ?? []), set(j)]);
  const pairable = [...units.values()].filter((unit) => unit.length > 1);
  const everything = pairable.flat();
  const n = everything.length;
  const over = (list: number[][]) => list.flatMap((a, i) => list.map((b, j) => (i === j ? 0 : distance(a, b))));
  const sum = (list: number[]) => list.reduce((total, x) => total + x, 0);
  const observed = sum(pairable.map((unit) => sum(over(unit)) / (unit.length - 1))) / n;
  const expected = sum(over(everything)) / (n * (n - 1));
  return expected > 0 ? 1 - observed / expected : undefined;
}
