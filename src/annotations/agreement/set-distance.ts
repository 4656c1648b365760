import { sharedCount } from "../../shared-count.js";

/** A set of points as ascending numbers. */
export type PointSet = readonly number[];

/** How different two sets are, 0 (equal) to 1 (nothing in common); symmetric; disjoint sets that differ are at 1. */
export type SetDistance = (a: PointSet, b: PointSet) => number;

/** 0 for equal sets, else 1: no partial credit. */
export const nominalDistance: SetDistance = (a, b) => (a.length === b.length && sharedCount(a, b) === a.length ? 0 : 1);

/** 1 − |A ∩ B| / |A ∪ B| (Jaccard 1912); two empty sets are equal. */
export const jaccardDistance: SetDistance = (a, b) => 1 - jaccard(a, b, sharedCount(a, b));

/**
 * 1 − J · M, "measuring agreement on set-valued items" (Passonneau 2006): J is Jaccard's share and M is 1 for equal
 * sets, 2/3 where one contains the other, 1/3 where they overlap otherwise, 0 where they are disjoint. So a teacher who
 * tags less than another is nearer to that one than a teacher who tags something else as well.
 */
export const masiDistance: SetDistance = (a, b) => {
  const shared = sharedCount(a, b);
  const nested = shared === a.length || shared === b.length;
  const monotonicity = a.length === b.length && nested ? 1 : shared === 0 ? 0 : nested ? 2 / 3 : 1 / 3;
  return 1 - jaccard(a, b, shared) * monotonicity;
};

function jaccard(a: PointSet, b: PointSet, shared: number): number {
  const union = a.length + b.length - shared;
  return union === 0 ? 1 : shared / union;
}
