import { performance } from "node:perf_hooks";
import type { AttemptTable } from "./attempt-table.js";
import { measurePredictions, type PredictionMetrics } from "./evaluation-metrics.js";
import { applyAttempt, NO_TOTALS, type PointEvidence, type StudentEvidence } from "./evidence.js";
import { encodePoint, encodeTotals } from "./evidence-codec.js";
import { type MasteryModel, predictItem } from "./mastery-model.js";
import { replay, type StudentAttempts } from "./replay.js";

/** What `zhimai evaluate mastery` prints. */
export interface MasteryEvaluation extends PredictionMetrics {
  readonly attempts: number;
  /** Mean time in which an attempt updates its student's evidence. */
  readonly microsecondsPerUpdate: number;
  /** What a student with 200 points takes: encoded totals and 200 encoded points, as measured. */
  readonly bytesPerStudent: number;
}

export interface Predictions {
  readonly predicted: Float64Array;
  readonly targets: Float64Array;
  /** Attempts of the student before on the item's first point. */
  readonly opportunities: Int32Array;
}

const POINTS_OF_A_STUDENT = 200;
const BYTES_OF_A_NUMBER = 8;

/** Predicts each attempt before it counts, by the code that serves. */
export function predictTable(model: MasteryModel, students: readonly StudentAttempts[]): Predictions {
  const total = students.reduce((sum, attempts) => sum + attempts.length, 0);
  const predicted = new Float64Array(total);
  const targets = new Float64Array(total);
  const opportunities = new Int32Array(total);
  let row = 0;
  for (const attempts of students) {
    for (const { attempt, questions, item } of replay(model.calibration, attempts)) {
      predicted[row] = predictItem(model, questions, item.key);
      targets[row] = attempt.score;
      opportunities[row] = questions[0]!.signal.attempts;
      row += 1;
    }
  }
  return { predicted, targets, opportunities };
}

/** Measures the predictions of a table. */
export function evaluateMastery(predictions: Predictions, table: Pick<AttemptTable, "students">): MasteryEvaluation {
  const { predicted, targets } = predictions;
  const { microseconds, bytes } = measureUpdates(table.students);
  return {
    attempts: predicted.length,
    ...measurePredictions(predicted, targets),
    microsecondsPerUpdate: microseconds,
    bytesPerStudent: bytes,
  };
}

function measureUpdates(students: readonly StudentAttempts[]): { microseconds: number; bytes: number } {
  let attempts = 0;
  let totalsNumbers = 0;
  let pointNumbers = 0;
  const from = performance.now();
  const states: StudentEvidence[] = students.map((own) => {
    attempts += own.length;
    const points = new Map<string, PointEvidence>();
    let totals = NO_TOTALS;
    for (const attempt of own) {
      const after = applyAttempt({ totals, points }, attempt);
      totals = after.totals;
      for (const [pointId, evidence] of after.points) points.set(pointId, evidence);
    }
    return { totals, points };
  });
  const elapsedMs = performance.now() - from;
  for (const { totals, points } of states) {
    totalsNumbers = Math.max(totalsNumbers, encodeTotals(totals).length);
    for (const point of points.values()) pointNumbers = Math.max(pointNumbers, encodePoint(point).length);
  }
  return {
    microseconds: (elapsedMs * 1000) / Math.max(1, attempts),
    bytes: (totalsNumbers + POINTS_OF_A_STUDENT * pointNumbers) * BYTES_OF_A_NUMBER,
  };
}
