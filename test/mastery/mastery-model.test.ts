import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { EMPTY_CALIBRATION, logistic } from "../../src/mastery/calibration.js";
import { type EvidenceAttempt, foldEvidence } from "../../src/mastery/evidence.js";
import type { PointQuestion } from "../../src/mastery/features.js";
import { estimate, type MasteryModel, predictItem } from "../../src/mastery/mastery-model.js";
import { SHIPPED_WEIGHTS } from "../../src/mastery/shipped-weights.js";
import { combineEvidence, NO_SIGNAL } from "../../src/mastery/signal.js";
import { nextStage, stageOf } from "../../src/mastery/stage.js";
import { readStudent } from "../../src/mastery/student-reading.js";

const DAY = 86_400_000;
const START = 1_700_000_000_000;
const model: MasteryModel = { weights: SHIPPED_WEIGHTS, calibration: EMPTY_CALIBRATION };

function question(scores: readonly number[], pointId = "a", nowMs = START): PointQuestion {
  const attempts = scores.map(
    (score, index): EvidenceAttempt => ({
      id: `${index}`,
      atMs: START - (scores.length - index) * 60_000,
      score,
      pointIds: ["a"],
    }),
  );
  const evidence = foldEvidence(attempts);
  const own = evidence.points.get(pointId);
  return {
    student: readStudent(model.calibration, evidence),
    signal: own ? combineEvidence([{ evidence: own, weight: 1 }]) : NO_SIGNAL,
    pointId,
    nowMs,
  };
}

const repeat = (score: number, times: number) => new Array<number>(times).fill(score);

describe("mastery", () => {
  it("is strictly within 0 and 1, with a finite uncertainty, whatever the answers", () => {
    const score = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.array(score, { maxLength: 80 }), fc.nat(4000), (scores, days) => {
        const { mastery, uncertainty } = estimate(model, question(scores, "a", START + days * DAY));
        expect(mastery).toBeGreaterThan(0);
        expect(mastery).toBeLessThan(1);
        expect(uncertainty).toBeGreaterThan(0);
        expect(uncertainty).toBeLessThanOrEqual(0.5);
      }),
    );
  });

  it.each([0, 1])("stays within 0 and 1 after 20,000 answers that are all %i", (score) => {
    const { mastery } = estimate(model, question(repeat(score, 20_000)));
    expect(mastery).toBeGreaterThan(0);
    expect(mastery).toBeLessThan(1);
    expect(score === 1 ? mastery > 0.95 : mastery < 0.25).toBe(true);
  });

  it("never falls by a right answer nor rises by a wrong one, on this point or another", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1), { maxLength: 30 }), fc.constantFrom("a", "b"), (scores, pointId) => {
        const now = estimate(model, question(scores, pointId)).mastery;
        expect(estimate(model, question([...scores, 1], pointId)).mastery).toBeGreaterThanOrEqual(now);
        expect(estimate(model, question([...scores, 0], pointId)).mastery).toBeLessThanOrEqual(now);
      }),
    );
    const once = estimate(model, question([1])).mastery;
    expect(estimate(model, question([1, 1])).mastery).toBeGreaterThan(once);
    expect(estimate(model, question([1, 0])).mastery).toBeLessThan(once);
  });

  it("reaches 0.85 by two right answers in a row, after a wrong one by three", () => {
    expect(estimate(model, question([1])).mastery).toBeLessThan(0.85);
    expect(estimate(model, question([1, 1])).mastery).toBeGreaterThanOrEqual(0.85);
    expect(estimate(model, question([0, 1, 1])).mastery).toBeLessThan(0.85);
    expect(estimate(model, question([0, 0, 1, 1, 1])).mastery).toBeGreaterThanOrEqual(0.85);
  });

  it("is surer after answers that agree than after those that do not", () => {
    expect(estimate(model, question([1, 1, 1, 1])).uncertainty).toBeLessThan(estimate(model, question([])).uncertainty);
    expect(estimate(model, question([1, 1, 1, 1])).uncertainty).toBeLessThan(
      estimate(model, question([1, 0, 1, 0])).uncertainty,
    );
  });

  it("predictItem is the logistic of the mean of its points' logits plus ease", () => {
    const one = question([1, 1, 0]);
    expect(predictItem(model, [one, one], 0)).toBeCloseTo(predictItem(model, [one], 0), 12);
    expect(() => predictItem(model, [], 0)).toThrow(RangeError);
    expect(logistic(0)).toBe(0.5);
  });
});

describe("stageOf", () => {
  it("equals nextStage applied to each attempt", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 0.5, 1), { minLength: 1, maxLength: 30 }), (scores) => {
        const attempts = scores.map((score, index) => ({
          id: `${index}`.padStart(3, "0"),
          atMs: 0,
          score,
          pointIds: ["a"],
        }));
        const evidence = foldEvidence(attempts).points.get("a")!;
        const stage = scores.reduce<number>((before, score, index) => nextStage(before, index + 1, score * 12), 0);
        expect(stageOf(evidence)).toBe(stage);
      }),
    );
  });
});
