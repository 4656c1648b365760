import { describe, expect, it } from "@jest/globals";
import { tableOf } from "../../../src/annotations/agreement/judgement-table.js";
import { pairwiseAgreement } from "../../../src/annotations/agreement/pairwise-agreement.js";
import { masiDistance } from "../../../src/annotations/agreement/set-distance.js";

const rows = (annotatorId: string, values: string[]) =>
  values.map((value, t) => ({ targetId: `t${t}`, annotatorId, pointIds: [...value] }));

describe("agreement of pairs", () => {
  it("is Cohen's kappa: 20 and 15 agreed, 10 and 5 not", () => {
    // Observed 0.7, by chance 0.5 × 0.6 + 0.5 × 0.4 = 0.5 (Cohen 1960, eq. 1).
    const counts = [
      ["y", "y", 20],
      ["y", "n", 5],
      ["n", "y", 10],
      ["n", "n", 15],
    ] as const;
    const values = counts.flatMap(([a, b, times]) => Array.from({ length: times }, () => [a, b] as const));
    const table = tableOf([
      ...rows(
        "wang",
        values.map(([a]) => a),
      ),
      ...rows(
        "li",
        values.map(([, b]) => b),
      ),
    ]);
    expect(pairwiseAgreement(table)).toEqual([
      {
        annotatorIds: ["li", "wang"],
        targets: 50,
        kappa: expect.closeTo(0.4, 12),
        disagreements: [
          { pointId: "n", onlyFirst: 5, onlySecond: 10 },
          { pointId: "y", onlyFirst: 10, onlySecond: 5 },
        ],
      },
    ]);
  });

  it("gives partial credit as weighted kappa does", () => {
    // Reference value: nltk 3.9 AnnotationTask.weighted_kappa() with the same distance.
    const table = tableOf([
      ...rows("w0", ["a", "ab", "b", "abc", "", "c", "ad"]),
      ...rows("w1", ["a", "ab", "c", "ab", "", "", "ac"]),
    ]);
    expect(pairwiseAgreement(table, masiDistance)[0]?.kappa).toBeCloseTo(0.36734693877551, 12);
  });

  it("pairs only those who share a target, worst first, and cannot tell where both say one thing", () => {
    const table = tableOf([
      { targetId: "t1", annotatorId: "a", pointIds: ["p"] },
      { targetId: "t1", annotatorId: "b", pointIds: ["q"] },
      { targetId: "t2", annotatorId: "a", pointIds: ["q"] },
      { targetId: "t2", annotatorId: "b", pointIds: ["p"] },
      { targetId: "t3", annotatorId: "b", pointIds: ["p"] },
      { targetId: "t3", annotatorId: "c", pointIds: ["p"] },
    ]);
    expect(pairwiseAgreement(table).map(({ annotatorIds, kappa }) => [...annotatorIds, kappa])).toEqual([
      ["a", "b", -1],
      ["b", "c", undefined],
    ]);
  });
});
