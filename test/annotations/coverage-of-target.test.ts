import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type CoverageClaim, coverageOf } from "../../src/annotations/coverage-of-target.js";

const claim = (annotatorId: string, knowledgePointId: string, more: Partial<CoverageClaim> = {}): CoverageClaim => ({
  annotatorId,
  knowledgePointId,
  role: "TEACHES",
  weight: 1,
  confidence: 1,
  ...more,
});

describe("coverage of a target", () => {
  it("has nothing where nobody annotated", () => {
    expect(coverageOf([])).toEqual([]);
    expect(coverageOf([], ["wang"])).toEqual([]);
  });

  it("trusts one sure annotation by half, two that agree by two thirds, nine of nine by 0.9", () => {
    const agreeing = (n: number) => coverageOf(Array.from({ length: n }, (_, i) => claim(`t${i}`, "p")))[0];
    expect(agreeing(1)).toMatchObject({ confidence: 0.5, annotators: 1 });
    expect(agreeing(2)?.confidence).toBeCloseTo(2 / 3, 12);
    expect(agreeing(9)?.confidence).toBeCloseTo(0.9, 12);
  });

  it("counts against a tag the annotators who judged the target without it", () => {
    expect(coverageOf([claim("wang", "p"), claim("li", "q")])).toEqual([
      { knowledgePointId: "p", role: "TEACHES", weight: 1, confidence: 1 / 3, annotators: 1 },
      { knowledgePointId: "q", role: "TEACHES", weight: 1, confidence: 1 / 3, annotators: 1 },
    ]);
    expect(coverageOf([claim("wang", "p")], ["li"])[0]?.confidence).toBeCloseTo(1 / 3, 12);
  });

  it("keeps the roles of a point apart, takes the mean weight, and scales by the annotators' own confidence", () => {
    const coverage = coverageOf([
      claim("wang", "p", { weight: 0.5, confidence: 0.5 }),
      claim("li", "p", { weight: 1, confidence: 1 }),
      claim("li", "p", { role: "ASSESSES", weight: 0.2 }),
    ]);
    expect(coverage).toEqual([
      { knowledgePointId: "p", role: "ASSESSES", weight: 0.2, confidence: 1 / 3, annotators: 1 },
      { knowledgePointId: "p", role: "TEACHES", weight: 0.75, confidence: 0.5, annotators: 2 },
    ]);
  });

  it("does not depend on the order, stays in range, and one more agreeing annotator never lowers confidence", () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    const anyClaim = fc.record({
      annotatorId: fc.constantFrom("a", "b", "c", "d"),
      knowledgePointId: fc.constantFrom("p", "q", "r"),
      role: fc.constantFrom("TEACHES", "ASSESSES"),
      weight: unit,
      confidence: unit,
    });
    fc.assert(
      fc.property(fc.array(anyClaim, { maxLength: 20 }), (claims) => {
        const coverage = coverageOf(claims);
        const reversed = coverageOf([...claims].reverse());
        expect(reversed.map((c) => [c.knowledgePointId, c.role, c.annotators])).toEqual(
          coverage.map((c) => [c.knowledgePointId, c.role, c.annotators]),
        );
        for (const [i, c] of coverage.entries()) {
          expect(c.confidence).toBeGreaterThanOrEqual(0);
          expect(c.confidence).toBeLessThan(1);
          expect(c.weight).toBeLessThanOrEqual(1 + 1e-12);
          expect(reversed[i]?.confidence).toBeCloseTo(c.confidence, 12);
          const joined = coverageOf([...claims, claim("new", c.knowledgePointId, { role: c.role })]);
          const after = joined.find((x) => x.knowledgePointId === c.knowledgePointId && x.role === c.role);
          expect(after?.confidence).toBeGreaterThan(c.confidence);
        }
      }),
    );
  });
});
