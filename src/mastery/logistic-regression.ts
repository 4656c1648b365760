import { CholeskyDecomposition, Matrix } from "ml-matrix";

export interface RegressionData {
  /** Rows of features one after another. */
  readonly features: Float64Array;
  /** 0–1 for each row. */
  readonly targets: Float64Array;
  readonly columns: number;
}

/**
 * Ridge logistic regression by Newton's method (iteratively reweighted least squares): maximises
 * Σ y·log p + (1−y)·log(1−p) − Σ ridge_j (w_j − prior_j)² / 2. Deterministic. O(rows · columns²) an iteration,
 * allocates O(columns²).
 */
export function fitLogistic(
  data: RegressionData,
  options: { readonly ridge: Float64Array; readonly prior: Float64Array; readonly iterations?: number },
): Float64Array {
  const { features, targets, columns } = data;
  const weights = Float64Array.from(options.prior);
  for (let iteration = 0; iteration < (options.iterations ?? 25); iteration++) {
    const gradient = new Float64Array(columns);
    const hessian = new Float64Array(columns * columns);
    accumulate(features, targets, weights, gradient, hessian);
    for (let j = 0; j < columns; j++) {
      const pull = options.ridge[j] ?? 0;
      gradient[j]! -= pull * (weights[j]! - options.prior[j]!);
      hessian[j * columns + j]! += pull + 1e-9;
    }
    const step = solve(hessian, gradient, columns);
    let largest = 0;
    for (let j = 0; j < columns; j++) {
      weights[j]! += step[j]!;
      largest = Math.max(largest, Math.abs(step[j]!));
    }
    if (largest < 1e-7) break;
  }
  return weights;
}

function accumulate(
  features: Float64Array,
  targets: Float64Array,
  weights: Float64Array,
  gradient: Float64Array,
  hessian: Float64Array,
): void {
  const columns = weights.length;
  for (let row = 0; row < targets.length; row++) {
    const start = row * columns;
    let score = 0;
    for (let j = 0; j < columns; j++) score += weights[j]! * features[start + j]!;
    const p = 1 / (1 + Math.exp(-score));
    const error = targets[row]! - p;
    const curvature = p * (1 - p);
    for (let j = 0; j < columns; j++) {
      const x = features[start + j]!;
      if (x === 0) continue;
      gradient[j]! += error * x;
      const scaled = curvature * x;
      for (let k = 0; k <= j; k++) hessian[j * columns + k]! += scaled * features[start + k]!;
    }
  }
  for (let j = 0; j < columns; j++) for (let k = 0; k < j; k++) hessian[k * columns + j] = hessian[j * columns + k]!;
}

function solve(hessian: Float64Array, gradient: Float64Array, columns: number): number[] {
  const matrix = Matrix.from1DArray(columns, columns, Array.from(hessian));
  return new CholeskyDecomposition(matrix).solve(Matrix.columnVector(Array.from(gradient))).to1DArray();
}
