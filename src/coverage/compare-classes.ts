import type { MasteryReading } from "../mastery/read-mastery.js";
import { STANDARD_TARGET } from "../recommender/goal-leaves.js";
import { isMastered } from "../recommender/student-state.js";
import { criticalValue, normalAsStudentT, studentTAsNormal } from "./false-coverage.js";

/** Sums over the students of a class with an answer on a leaf. */
export interface CellSums {
  readonly students: number;
  /** Of mastery, and of its square. */
  readonly sum: number;
  readonly squares: number;
  /** Of the square of what is uncertain about each student's mastery. */
  readonly uncertain: number;
  readonly mastered: number;
}

/** How far a class is from the students of the other classes shown on a point; below 0 it is behind them. */
export interface ClassDifference {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** One class on one point, of its students with an answer on it. */
export interface ComparedCell {
  readonly students: number;
  readonly meanMastery: number;
  /** Standard deviation between students, over the number less one. */
  readonly spread: number;
  readonly shareMastered: number;
  /** Undefined where no other class is shown. */
  readonly difference: ClassDifference | undefined;
}

/** Students are counted from so many on, so that nobody is recognised. */
export const FEWEST_STUDENTS = 5;

export const NO_SUMS: CellSums = { students: 0, sum: 0, squares: 0, uncertain: 0, mastered: 0 };

/** The sums with one student more, unless there is no answer of the student's on the leaf. */
export function withStudent(sums: CellSums, { signals, mastery, uncertainty }: MasteryReading, leaf: number): CellSums {
  if (signals[leaf]!.attempts === 0) return sums;
  const value = mastery[leaf]!;
  return plus(sums, {
    students: 1,
    sum: value,
    squares: value ** 2,
    uncertain: uncertainty(leaf) ** 2,
    mastered: isMastered(value, STANDARD_TARGET) ? 1 : 0,
  });
}

function plus(a: CellSums, b: CellSums): CellSums {
  return {
    students: a.students + b.students,
    sum: a.sum + b.sum,
    squares: a.squares + b.squares,
    uncertain: a.uncertain + b.uncertain,
    mastered: a.mastered + b.mastered,
  };
}

/**
 * Classes side by side. `rows` has a row for each point, with the sums of each class; cells below five students are
 * undefined, and count for nothing.
 *
 * A class is compared with the students of all other classes shown on the point, by the two-sample interval of Welch (1947).
 * The variance of what students really know is that of the estimates and the mean of what is uncertain about each of them
 * (law of total variance). Intervals hold together: they are as wide as it takes that of the differences whose interval
 * leaves out 0 at most one in twenty is chance, on average (Benjamini and Yekutieli 2005, false coverage rate).
 * O(points · classes).
 */
export function compareCells(rows: readonly (readonly CellSums[])[]): (ComparedCell | undefined)[][] {
  const contrasts = rows.map((row) => {
    const shown = row.filter(({ students }) => students >= FEWEST_STUDENTS);
    return row.map((own) => {
      if (own.students < FEWEST_STUDENTS || shown.length < 2) return undefined;
      return contrast(own, shown.filter((other) => other !== own).reduce(plus));
    });
  });
  const critical = criticalValue(contrasts.flat().flatMap((one) => (one ? [one.z] : [])));
  return rows.map((row, point) =>
    row.map((own, i) => {
      if (own.students < FEWEST_STUDENTS) return undefined;
      const found = contrasts[point]![i];
      return {
        students: own.students,
        meanMastery: own.sum / own.students,
        spread: Math.sqrt(varianceOf(own)),
        shareMastered: own.mastered / own.students,
        difference: found && intervalOf(found, critical),
      };
    }),
  );
}

interface Contrast {
  readonly value: number;
  readonly error: number;
  readonly freedom: number;
  /** How far from 0, as a standard normal deviate. */
  readonly z: number;
}

/** The difference of two means with the degrees of freedom of Welch (1947, eq. 28). */
function contrast(a: CellSums, b: CellSums): Contrast {
  const [x, y] = [errorOf(a), errorOf(b)];
  const value = a.sum / a.students - b.sum / b.students;
  const error = Math.sqrt(x + y);
  const freedom = (x + y) ** 2 / (x ** 2 / (a.students - 1) + y ** 2 / (b.students - 1));
  return { value, error, freedom, z: studentTAsNormal(Math.abs(value) / error, freedom) };
}

function intervalOf({ value, error, freedom }: Contrast, critical: number): ClassDifference {
  const half = error * normalAsStudentT(critical, freedom);
  return { value, low: value - half, high: value + half };
}

/** What rounding alone may give; without any error there is nothing to divide by. */
const LEAST_VARIANCE = 1e-12;

/** Squared standard error of the mean of what students know. */
function errorOf(sums: CellSums): number {
  return (varianceOf(sums) + sums.uncertain / sums.students + LEAST_VARIANCE) / sums.students;
}

function varianceOf({ students, sum, squares }: CellSums): number {
  return Math.max(0, (squares - sum ** 2 / students) / (students - 1));
}
