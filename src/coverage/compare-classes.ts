import type { StudentMastery } from "../mastery/mastery.js";

/** One class on one point; undefined below five students with an attempt on it, so that nobody is recognised. */
export interface ComparedCell {
  readonly students: number | undefined;
  /** Mean over the students with an attempt on the point. */
  readonly meanMastery: number | undefined;
}

/** Students are counted from so many on. */
const FEWEST_STUDENTS = 5;

const HIDDEN: ComparedCell = { students: undefined, meanMastery: undefined };

/** How a class stands on each leaf, among those of its students who have answered something on it. O(students · leaves). */
export function comparedCells(students: readonly StudentMastery[], leaves: readonly number[]): ComparedCell[] {
  return leaves.map((leaf) => {
    const values = students.flatMap(({ reading }) =>
      reading.signals[leaf]!.attempts > 0 ? [reading.mastery[leaf]!] : [],
    );
    if (values.length < FEWEST_STUDENTS) return HIDDEN;
    return { students: values.length, meanMastery: values.reduce((sum, value) => sum + value, 0) / values.length };
  });
}
