import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type CellSums, compareCells, NO_SUMS, withStudent } from "../../src/coverage/compare-classes.js";
import { criticalValue, normalAsStudentT, studentTAsNormal, upperTail } from "../../src/coverage/false-coverage.js";
import type { MasteryReading } from "../../src/mastery/read-mastery.js";
import { NO_SIGNAL } from "../../src/mastery/signal.js";
import { seededRandom } from "../../src/seeded-random.js";

interface Student {
  readonly mastery: number;
  readonly uncertainty: number;
  readonly answered: boolean;
}

function readingOf({ mastery, uncertainty, answered }: Student): MasteryReading {
  return {
    signals: [{ ...NO_SIGNAL, attempts: answered ? 1 : 0 }],
    mastery: Float64Array.of(mastery),
    uncertainty: () => uncertainty,
  } as unknown as MasteryReading;
}

const sumsOf = (students: readonly Student[]): CellSums =>
  students.reduce((sums, student) => withStudent(sums, readingOf(student), 0), NO_SUMS);

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]) =>
  mean(values.map((value) => (value - mean(values)) ** 2)) * (values.length / (values.length - 1));

const student = fc.record({
  mastery: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
  uncertainty: fc.double({ min: 0.01, max: 0.4, noNaN: true }),
  answered: fc.boolean(),
});
const classes = fc.array(fc.array(student, { maxLength: 14 }), { minLength: 1, maxLength: 4 });

describe("classes side by side", () => {
  it("count who answered, none below five, and have the mean, spread, share and Welch's interval of a plain count", () => {
    fc.assert(
      fc.property(classes, (members) => {
        const [cells] = compareCells([members.map(sumsOf)]);
        const answered = members.map((own) => own.filter((one) => one.answered));
        const shown = answered.filter((own) => own.length >= 5);
        answered.forEach((own, i) => {
          const cell = cells![i];
          if (own.length < 5) {
            expect(cell).toBeUndefined();
            return;
          }
          const values = own.map((one) => one.mastery);
          expect(cell!.students).toBe(own.length);
          expect(cell!.meanMastery).toBeCloseTo(mean(values), 9);
          expect(cell!.spread ** 2).toBeCloseTo(variance(values), 9);
          expect(cell!.shareMastered).toBeCloseTo(mean(values.map((value) => (value >= 0.85 ? 1 : 0))), 9);
          const others = shown.filter((other) => other !== own).flat();
          if (others.length === 0) {
            expect(cell!.difference).toBeUndefined();
            return;
          }
          const { value, low, high } = cell!.difference!;
          expect(value).toBeCloseTo(mean(values) - mean(others.map((one) => one.mastery)), 9);
          // At least the plain interval of 95 %: with few differences to judge none is narrower.
          const [x, y] = [own, others].map((group) => {
            const known = variance(group.map((one) => one.mastery)) + mean(group.map((one) => one.uncertainty ** 2));
            return known / group.length;
          }) as [number, number];
          const freedom = (x + y) ** 2 / (x ** 2 / (own.length - 1) + y ** 2 / (others.length - 1));
          expect(high - low).toBeGreaterThan(2 * Math.sqrt(x + y) * normalAsStudentT(1.9599, freedom) - 1e-6);
          expect((low + high) / 2).toBeCloseTo(value, 9);
        });
      }),
      { numRuns: 300 },
    );
  });

  it("hide numbers below five students from the comparison of others too", () => {
    const group = (mastery: number, size: number): Student[] =>
      Array.from({ length: size }, (_, i) => ({ mastery: mastery + i / 100, uncertainty: 0.1, answered: true }));
    const few = sumsOf(group(0.9, 4));
    expect(compareCells([[sumsOf(group(0.3, 9)), few, sumsOf(group(0.5, 9))]])).toEqual(
      compareCells([[sumsOf(group(0.3, 9)), NO_SUMS, sumsOf(group(0.5, 9))]]),
    );
  });

  it("call next to nothing clear where classes differ by chance alone, and find what differs", () => {
    const random = seededRandom(7);
    const drawn = (shift: number): CellSums =>
      sumsOf(
        Array.from({ length: 30 }, () => ({
          mastery: Math.min(0.99, 0.2 + shift + 0.5 * random.next()),
          uncertainty: 0.1,
          answered: true,
        })),
      );
    const clear = (rows: CellSums[][]) =>
      compareCells(rows).map((cells) => cells.map((cell) => cell!.difference!.low > 0 || cell!.difference!.high < 0));
    let falseAnswers = 0;
    for (let run = 0; run < 200; run++) {
      const rows = Array.from({ length: 20 }, () => Array.from({ length: 4 }, () => drawn(0)));
      if (clear(rows).flat().includes(true)) falseAnswers++;
    }
    expect(falseAnswers / 200).toBeLessThan(0.1);
    // One class is ahead on the first five points.
    const rows = Array.from({ length: 20 }, (_, i) => [drawn(i < 5 ? 0.2 : 0), drawn(0), drawn(0)]);
    const found = clear(rows).map(([first]) => first);
    expect(found.slice(0, 5)).toEqual([true, true, true, true, true]);
    expect(found.slice(5).filter(Boolean).length).toBeLessThan(3);
  });
});

describe("intervals that hold together", () => {
  it("rest on the normal tail and Student's t of the tables", () => {
    for (const [z, tail] of [
      [0, 0.5],
      [1.959964, 0.025],
      [3.290527, 0.0005],
    ] as const)
      expect(upperTail(z)).toBeCloseTo(tail, 7);
    for (const [freedom, t] of [
      [4, 2.776445],
      [10, 2.228139],
      [30, 2.042272],
    ] as const) {
      expect(Math.abs(normalAsStudentT(1.959964, freedom) / t - 1)).toBeLessThan(0.01);
      expect(studentTAsNormal(normalAsStudentT(1.5, freedom), freedom)).toBeCloseTo(1.5, 12);
    }
  });

  it("are of 95 % for one difference, and for many where all are clear; wider where few are (Benjamini–Yekutieli)", () => {
    expect(criticalValue([])).toBeCloseTo(1.959964, 5);
    expect(criticalValue([0.3])).toBeCloseTo(1.959964, 5);
    expect(criticalValue(Array(50).fill(5))).toBeCloseTo(1.959964, 5);
    // None is clear: as Bonferroni among ten, .0025 on either side.
    expect(criticalValue(Array(10).fill(0.1))).toBeCloseTo(2.807034, 5);
    // Two of ten: .005 on either side.
    expect(criticalValue([4, 4, ...Array(8).fill(0.1)])).toBeCloseTo(2.575829, 5);
  });

  it("leave 0 out exactly for those that Benjamini and Hochberg reject", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 6, noNaN: true }), { minLength: 1, maxLength: 40 }), (deviates) => {
        const sorted = deviates.map((z) => 2 * upperTail(z)).sort((a, b) => a - b);
        const rejected = sorted.filter((_, i) =>
          sorted.slice(i).some((p, j) => p <= (0.05 * (i + j + 1)) / sorted.length),
        );
        const critical = criticalValue(deviates);
        expect(deviates.filter((z) => z > critical).length).toBe(rejected.length);
      }),
      { numRuns: 500 },
    );
  });
});
