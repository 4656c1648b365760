/** Of the differences that are called clear, at most this share is chance, on average. */
const FALSE_SHARE = 0.05;

/**
 * The number of standard errors to either side of each estimate, for intervals of which those that leave out 0 do so by
 * chance once in twenty, on average: 1 − R q / m intervals (Benjamini and Yekutieli 2005), R being the rejections of Benjamini
 * and Hochberg (1995, eq. 1) among the m estimates at q = .05, at least 1. An estimate further from 0 than this is one of the R.
 * `deviates` are the distances from 0 as standard normal deviates. O(m log m).
 */
export function criticalValue(deviates: readonly number[]): number {
  const count = Math.max(1, deviates.length);
  const sorted = deviates.map((z) => 2 * upperTail(z)).sort((a, b) => a - b);
  const rejected = 1 + sorted.findLastIndex((p, i) => p <= (FALSE_SHARE * (i + 1)) / count);
  return upperQuantile((FALSE_SHARE * Math.max(1, rejected)) / count / 2);
}

/** The standard normal deviate as likely as t with so many degrees of freedom (Wallace 1959, eq. 2.9), within 1 % from 4 on. */
export function studentTAsNormal(t: number, freedom: number): number {
  return ((8 * freedom + 1) / (8 * freedom + 3)) * Math.sqrt(freedom * Math.log1p(t ** 2 / freedom));
}

/** The inverse of `studentTAsNormal`. */
export function normalAsStudentT(z: number, freedom: number): number {
  const scaled = (z * (8 * freedom + 3)) / (8 * freedom + 1);
  return Math.sqrt(freedom * Math.expm1(scaled ** 2 / freedom));
}

/** Chebyshev coefficients of ln of the scaled complementary error function. */
const ERFC: readonly number[] = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
  0.17087277,
];

/** Chance that a standard normal deviate is above z ≥ 0, to 1.2e-7 of itself (Press et al. 2007, Numerical Recipes, 6.2.2). */
export function upperTail(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  return (t / 2) * Math.exp(-x * x + ERFC.reduceRight((sum, coefficient) => sum * t + coefficient));
}

const FURTHEST = 38;

/** The deviate above which a chance of `tail`, 0 to ½, lies; by bisection. */
function upperQuantile(tail: number): number {
  let [low, high] = [0, FURTHEST];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (upperTail(middle) > tail) low = middle;
    else high = middle;
  }
  return high;
}
