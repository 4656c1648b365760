/** How well predictions fit what happened; `rmse` and `logLoss` lower, `auc` and `accuracy` higher is better. */
export interface PredictionMetrics {
  /** Area under the ROC curve, 0–1; 0.5 when all targets are alike. */
  readonly auc: number;
  /** Share of predictions on the right side of one half. */
  readonly accuracy: number;
  /** Mean −ln of the probability given to what happened. */
  readonly logLoss: number;
  readonly rmse: number;
  /** Expected calibration error: mean |predicted − observed| over ten bins of equal width, weighted by size. */
  readonly ece: number;
}

const BINS = 10;

/** Predictions within 0–1 exclusive against targets 0–1 (half or more is right). O(n log n). */
export function measurePredictions(predicted: ArrayLike<number>, targets: ArrayLike<number>): PredictionMetrics {
  const count = predicted.length;
  let right = 0;
  let loss = 0;
  let squares = 0;
  for (let index = 0; index < count; index++) {
    const p = predicted[index]!;
    const y = targets[index]!;
    if (p >= 0.5 === y >= 0.5) right += 1;
    loss -= y * Math.log(p) + (1 - y) * Math.log(1 - p);
    squares += (p - y) ** 2;
  }
  return {
    auc: areaUnderCurve(predicted, targets),
    accuracy: right / count,
    logLoss: loss / count,
    rmse: Math.sqrt(squares / count),
    ece: reliability(predicted, targets).reduce((sum, bin) => sum + Math.abs(bin.predicted - bin.observed), 0) / count,
  };
}

/** A bin of the reliability diagram: sums over its predictions, not means. */
interface ReliabilityBin {
  readonly count: number;
  readonly predicted: number;
  readonly observed: number;
}

/** Ten bins of equal width. */
export function reliability(predicted: ArrayLike<number>, targets: ArrayLike<number>): ReliabilityBin[] {
  const bins = Array.from({ length: BINS }, () => ({ count: 0, predicted: 0, observed: 0 }));
  for (let index = 0; index < predicted.length; index++) {
    const bin = bins[Math.min(BINS - 1, Math.floor(predicted[index]! * BINS))]!;
    bin.count += 1;
    bin.predicted += predicted[index]!;
    bin.observed += targets[index]!;
  }
  return bins;
}

/** Mann–Whitney: the chance that a right answer was given a higher probability than a wrong one, ties half. */
function areaUnderCurve(predicted: ArrayLike<number>, targets: ArrayLike<number>): number {
  const order = Uint32Array.from({ length: predicted.length }, (_, index) => index).sort(
    (a, b) => predicted[a]! - predicted[b]!,
  );
  let rankSum = 0;
  let positives = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && predicted[order[to]!] === predicted[order[from]!]) to += 1;
    for (let index = from; index < to; index++) {
      if (targets[order[index]!]! < 0.5) continue;
      positives += 1;
      rankSum += (from + to + 1) / 2;
    }
    from = to;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return 0.5;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
