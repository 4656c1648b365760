import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  applyAttempt,
  creditOf,
  type EvidenceAttempt,
  foldEvidence,
  NO_TOTALS,
  outcomeAt,
  type PointEvidence,
  RECENT_KEPT,
} from "../../src/mastery/evidence.js";
import { decodePoint, decodeTotals, encodePoint, encodeTotals } from "../../src/mastery/evidence-codec.js";

const attempts = fc.uniqueArray(
  fc.record({
    id: fc.uuid(),
    atMs: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
    pointIds: fc.uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1 }),
    itemId: fc.option(fc.string(), { nil: undefined }),
    hints: fc.option(fc.nat(3), { nil: undefined }),
  }),
  { selector: (attempt) => attempt.id, maxLength: 100 },
);

describe("evidence", () => {
  it("is the same whatever the order in which attempts arrive", () => {
    fc.assert(
      fc.property(
        attempts.chain((sorted) =>
          fc.tuple(fc.constant(sorted), fc.shuffledSubarray(sorted, { minLength: sorted.length })),
        ),
        ([one, other]) => expect(foldEvidence(other)).toEqual(foldEvidence(one)),
      ),
    );
  });

  it("updated one attempt at a time through the store's code equals the fold, bit by bit", () => {
    fc.assert(
      fc.property(attempts, (all) => {
        const sorted = [...all].sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
        let totals = encodeTotals(NO_TOTALS);
        const points = new Map<string, number[]>();
        for (const attempt of sorted) {
          const before = new Map<string, PointEvidence>();
          for (const id of attempt.pointIds) if (points.has(id)) before.set(id, decodePoint(points.get(id)!));
          const after = applyAttempt({ totals: decodeTotals(totals), points: before }, attempt);
          totals = encodeTotals(after.totals);
          for (const [id, evidence] of after.points) points.set(id, encodePoint(evidence));
        }
        const folded = foldEvidence(all);
        expect(totals).toEqual(encodeTotals(folded.totals));
        expect(points).toEqual(new Map([...folded.points].map(([id, evidence]) => [id, encodePoint(evidence)])));
      }),
    );
  });

  it("keeps the last outcomes newest first", () => {
    const scores = [1, 0, 0.5, 1 / 3];
    const { points } = foldEvidence(
      scores.map((score, index) => ({ id: `${index}`, atMs: index, score, pointIds: ["a"] })),
    );
    const { outcomes } = points.get("a")!;
    expect([0, 1, 2, 3].map((index) => outcomeAt(outcomes, index))).toEqual([4, 6, 0, 12]);
  });

  it("stays the same size and in safe integers after 100,000 attempts", () => {
    const many: EvidenceAttempt[] = [];
    for (let index = 0; index < 100_000; index++) {
      many.push({ id: `${index}`, atMs: 1.7e12 + index * 60_000, score: 1, pointIds: ["a"], itemId: `item ${index}` });
    }
    const { totals, points } = foldEvidence(many);
    const code = encodeTotals(totals);
    expect(code).toHaveLength(RECENT_KEPT + 3);
    expect(decodeTotals(code)).toEqual(totals);
    expect(points.get("a")).toMatchObject({ attempts: 100_000, credit: 1_200_000 });
    expect(decodePoint(encodePoint(points.get("a")!))).toEqual(points.get("a"));
  });

  it("of 200 points takes at most 8 KB a student at 8 bytes a number", () => {
    const many: EvidenceAttempt[] = [];
    for (let index = 0; index < 1000; index++) {
      many.push({ id: `${index}`, atMs: index, score: 1, pointIds: [`point ${index % 200}`], itemId: `${index}` });
    }
    const { totals, points } = foldEvidence(many);
    const numbers = encodeTotals(totals).length + [...points.values()].flatMap(encodePoint).length;
    expect(points.size).toBe(200);
    expect(numbers * 8).toBeLessThanOrEqual(8000);
  });

  it("creditOf: score / (1 + hints), in twelfths; out of range is refused", () => {
    expect([creditOf(1), creditOf(0.5), creditOf(1, 1), creditOf(1, 2), creditOf(0)]).toEqual([12, 6, 6, 4, 0]);
    for (const score of [Number.NaN, -0.1, 1.1]) expect(() => creditOf(score)).toThrow(RangeError);
    expect(() => creditOf(1, -1)).toThrow(RangeError);
  });
});
