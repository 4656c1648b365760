import { performance } from "node:perf_hooks";
import { PointSuggester } from "./suggest-points.js";

/** A text with the names of its points. */
export interface LabelledText {
  readonly text: string;
  readonly labels: readonly string[];
}

export interface SuggestionEvaluation {
  readonly questions: number;
  /** Share of texts whose first suggestion is one of the labels; a text on which we abstain is ranked all the same. */
  readonly hit1: number;
  /** Share of texts with a label among the first five suggestions. */
  readonly hit5: number;
  /** Expected calibration error of the first suggestion, see {@link expectedCalibrationError}. */
  readonly ece: number;
  /** Share of texts on which the suggester abstained. */
  readonly abstained: number;
  /** Mean time of one suggestion of five points, in milliseconds. */
  readonly millisecondsPerText: number;
}

/**
 * Teaches a suggester the training texts and ranks points for the test texts. Points are known by their label names only.
 */
export function evaluateSuggestions(
  train: readonly LabelledText[],
  test: readonly LabelledText[],
): SuggestionEvaluation {
  const names = new Set(train.flatMap(({ labels }) => labels));
  const suggester = new PointSuggester([...names].map((name) => ({ id: name, name })));
  for (const [i, { text, labels }] of train.entries()) suggester.addExample(`train:${i}`, text, labels);
  if (suggester.fitDue) for (const _ of suggester.fit());
  const confidences: number[] = [];
  const hits: boolean[] = [];
  let hit5 = 0;
  let abstained = 0;
  const start = performance.now();
  for (const { text, labels } of test) {
    const answer = suggester.suggest(text, { first: 5 });
    const [top] = answer.suggestions;
    confidences.push(top?.confidence ?? 0);
    hits.push(top !== undefined && labels.includes(top.pointId));
    if (answer.suggestions.some(({ pointId }) => labels.includes(pointId))) hit5++;
    if (answer.abstained) abstained++;
  }
  const milliseconds = performance.now() - start;
  const share = (count: number) => (test.length === 0 ? 0 : count / test.length);
  return {
    questions: test.length,
    hit1: share(hits.filter(Boolean).length),
    hit5: share(hit5),
    ece: expectedCalibrationError(confidences, hits),
    abstained: share(abstained),
    millisecondsPerText: share(milliseconds),
  };
}

/**
 * Expected calibration error (Guo et al. 2017, eq. 3) over equal-width bins of (0, 1]: the mean distance, weighted by
 * the size of the bin, between mean confidence and the share of hits. 0–1; 0 for no predictions.
 */
export function expectedCalibrationError(confidences: readonly number[], hits: readonly boolean[], bins = 15): number {
  const difference = new Float64Array(bins);
  for (const [i, confidence] of confidences.entries()) {
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));
    difference[bin]! += confidence - (hits[i] ? 1 : 0);
  }
  return confidences.length === 0 ? 0 : difference.reduce((sum, d) => sum + Math.abs(d), 0) / confidences.length;
}
