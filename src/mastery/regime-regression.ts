import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { logistic } from "./calibration.js";

/**
 * Rows of a regression whose weights depend on a regime. A row has one or more entries (its points), each with a
 * regime and features; its logit is the mean over them of weights[regime] · features.
 */
export interface RegimeRows {
  readonly columns: number;
  readonly regimes: number;
  /** Entries of row r: starts[r] to starts[r + 1]. */
  readonly starts: Int32Array;
  /** Of each entry. */
  readonly regime: Uint8Array;
  /** `columns` numbers for each entry. */
  readonly features: Float32Array;
  /** Of each row: what is to be predicted, 0–1, and how much the row counts. */
  readonly targets: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Ridge logistic regression by Newton's method: maximises Σ w (y·log p + (1 − y)·log(1 − p)) − Σ ridge_j (β_j − prior_j)²/2
 * over β of `regimes × columns`. Deterministic. O(rows · columns²) an iteration, allocates O((regimes · columns)²).
 */
export function fitRegimes(
  rows: RegimeRows,
  options: { readonly prior: Float64Array; readonly ridge: Float64Array },
): Float64Array {
  const beta = Float64Array.from(options.prior);
  for (let iteration = 0; iteration < 12; iteration++) {
    const size = beta.length;
    const gradient = new Float64Array(size);
    const hessian = new Float64Array(size * size);
    accumulate(rows, beta, gradient, hessian);
    for (let j = 0; j < size; j++) {
      gradient[j]! -= options.ridge[j]! * (beta[j]! - options.prior[j]!);
      hessian[j * size + j]! += options.ridge[j]!;
    }
    const step = solve(hessian, gradient);
    let largest = 0;
    for (let j = 0; j < size; j++) {
      beta[j]! += step[j]!;
      largest = Math.max(largest, Math.abs(step[j]!));
    }
    if (largest < 1e-5) break;
  }
  return beta;
}

/** The logit of a row. */
export function rowLogit(rows: RegimeRows, beta: Float64Array, row: number): number {
  const { columns, starts, regime, features } = rows;
  let sum = 0;
  for (let entry = starts[row]!; entry < starts[row + 1]!; entry++) {
    const weights = regime[entry]! * columns;
    const values = entry * columns;
    for (let j = 0; j < columns; j++) sum += beta[weights + j]! * features[values + j]!;
  }
  return sum / (starts[row + 1]! - starts[row]!);
}

function accumulate(rows: RegimeRows, beta: Float64Array, gradient: Float64Array, hessian: Float64Array): void {
  const { columns, starts, regime, features, targets, weights } = rows;
  const size = beta.length;
  for (let row = 0; row < targets.length; row++) {
    const p = logistic(rowLogit(rows, beta, row));
    const share = 1 / (starts[row + 1]! - starts[row]!);
    const error = weights[row]! * (targets[row]! - p) * share;
    const curvature = weights[row]! * p * (1 - p) * share * share;
    for (let a = starts[row]!; a < starts[row + 1]!; a++) {
      const blockA = regime[a]! * columns;
      for (let j = 0; j < columns; j++) gradient[blockA + j]! += error * features[a * columns + j]!;
      for (let b = starts[row]!; b < starts[row + 1]!; b++) {
        const blockB = regime[b]! * columns;
        if (blockB > blockA) continue;
        for (let j = 0; j < columns; j++) {
          const scaled = curvature * features[a * columns + j]!;
          if (scaled === 0) continue;
          const line = (blockA + j) * size + blockB;
          const last = blockA === blockB ? j + 1 : columns;
          for (let k = 0; k < last; k++) hessian[line + k]! += scaled * features[b * columns + k]!;
        }
      }
    }
  }
  for (let j = 0; j < size; j++) for (let k = 0; k < j; k++) hessian[k * size + j] = hessian[j * size + k]!;
}

function solve(hessian: Float64Array, gradient: Float64Array): number[] {
  const size = gradient.length;
  const matrix = Matrix.from1DArray(size, size, Array.from(hessian));
  return new CholeskyDecomposition(matrix).solve(Matrix.columnVector(Array.from(gradient))).to1DArray();
}
