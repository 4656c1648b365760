/** What is known of one student at one moment; every array is indexed by the node numbers of a compiled graph. */
export interface StudentState {
  /** Probability that the student answers a typical item of the point correctly now, in (0, 1). */
  readonly mastery: Float64Array;
  /** Attempts on the point itself. */
  readonly attempts: Int32Array;
  /** Wrong answers in a row up to now, 0 after a right one. */
  readonly failureStreak: Int32Array;
  /** The ordinal, among all of the student's attempts, of the last one on the point; 0 without any. */
  readonly lastOrdinal: Int32Array;
  /** Epoch milliseconds from which a review pays; Infinity where none is to be expected. */
  readonly dueAt: Float64Array;
}

/** The one meaning of "mastered": at or above the goal's target. */
export function isMastered(mastery: number, target: number): boolean {
  return mastery >= target;
}
