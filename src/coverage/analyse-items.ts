/** One student's answer to one item, numbers from 0; at most one for each pair. `score` 0 to 1. */
export interface ItemAnswer {
  readonly student: number;
  readonly item: number;
  readonly score: number;
}

export interface ItemStatistics {
  /** Students who answered it. */
  readonly answers: number;
  /** Mean score, 0 to 1; undefined without answers. */
  readonly facility: number | undefined;
  /** Corrected item–total correlation, −1 to 1; undefined below five students or where nothing varies. */
  readonly discrimination: number | undefined;
}

export interface TestStatistics {
  readonly items: readonly ItemStatistics[];
  /** Cronbach's alpha, at most 1; undefined below five students who answered every item, or where nothing varies. */
  readonly alpha: number | undefined;
}

/** Students below whom a correlation says nothing. */
const FEWEST_STUDENTS = 5;

/**
 * Classical test theory (Lord and Novick 1968, ch. 15). The facility of an item is the mean score of those who answered it;
 * its discrimination the correlation of its score with the mean score on the student's other items, the item itself left out
 * (Henrysson 1963), for right and wrong answers the point-biserial; alpha is k/(k−1) · (1 − Σ item variances / variance of
 * the total) over students who answered all k items (Cronbach 1951, eq. 2). O(answers + items).
 */
export function analyseItems(students: number, items: number, answers: readonly ItemAnswer[]): TestStatistics {
  const totals = new Float64Array(students);
  const counts = new Int32Array(students);
  const byItem: ItemAnswer[][] = Array.from({ length: items }, () => []);
  for (const answer of answers) {
    totals[answer.student]! += answer.score;
    counts[answer.student]!++;
    byItem[answer.item]!.push(answer);
  }
  return {
    items: byItem.map((own) => {
      const others = own.filter(({ student }) => counts[student]! > 1);
      return {
        answers: own.length,
        facility: own.length === 0 ? undefined : sum(own.map(({ score }) => score)) / own.length,
        discrimination: correlation(
          others.map(({ score }) => score),
          others.map(({ student, score }) => (totals[student]! - score) / (counts[student]! - 1)),
        ),
      };
    }),
    alpha: alphaOf(items, byItem, totals, counts),
  };
}

function alphaOf(
  items: number,
  byItem: readonly (readonly ItemAnswer[])[],
  totals: Float64Array,
  counts: Int32Array,
): number | undefined {
  const isWhole = (student: number) => counts[student] === items;
  const whole = [...totals].filter((_, student) => isWhole(student));
  if (items < 2 || whole.length < FEWEST_STUDENTS) return undefined;
  const spread = variance(whole);
  if (spread < NO_SPREAD) return undefined;
  const parts = byItem.map((own) => variance(own.filter(({ student }) => isWhole(student)).map(({ score }) => score)));
  return (items / (items - 1)) * (1 - sum(parts) / spread);
}

/** A variance that rounding alone may give. */
const NO_SPREAD = 1e-12;

/** Pearson's r. */
function correlation(x: readonly number[], y: readonly number[]): number | undefined {
  if (x.length < FEWEST_STUDENTS) return undefined;
  const [spreadX, spreadY] = [variance(x), variance(y)];
  if (spreadX < NO_SPREAD || spreadY < NO_SPREAD) return undefined;
  const [meanX, meanY] = [sum(x) / x.length, sum(y) / y.length];
  const product = sum(x.map((value, i) => (value - meanX) * (y[i]! - meanY))) / x.length;
  return Math.max(-1, Math.min(1, product / Math.sqrt(spreadX * spreadY)));
}

/** Over the number of values, as every ratio here is of two of them. */
function variance(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  return sum(values.map((value) => (value - mean) ** 2)) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
