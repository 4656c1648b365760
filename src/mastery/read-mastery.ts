import type { StudentEvidence } from "./evidence.js";

import { estimateLogit, type MasteryModel, priorLogit, toMastery } from "./mastery-model.js";
import { type PrerequisiteGraph, propagateCredit } from "./propagate-credit.js";
import { combineEvidence, NO_SIGNAL, type PointSignal, type WeightedEvidence } from "./signal.js";
import { readStudent, type StudentReading } from "./student-reading.js";

/** A student's mastery of every leaf, by index in the compiled graph. */
export interface MasteryReading {
  readonly student: StudentReading;
  readonly signals: readonly PointSignal[];
  /** 0–1 exclusive, credit included. */
  readonly mastery: Float64Array;
  /** Standard deviation of `mastery`. */
  readonly uncertainty: Float64Array;
  /** Logits that credit along prerequisites adds. */
  readonly credit: Float64Array;
}

/**
 * Mastery of all leaves at `nowMs`. `leavesOf` gives the leaves beneath a point that evidence names (itself when a
 * leaf; replacements when retired; none when gone). O(points + edges), a few arrays of that length.
 */
export function readMastery(input: {
  readonly model: MasteryModel;
  readonly graph: PrerequisiteGraph;
  readonly evidence: StudentEvidence;
  readonly leavesOf: (pointId: string) => readonly string[];
  readonly nowMs: number;
}): MasteryReading {
  const { model, graph, evidence, nowMs } = input;
  const student = readStudent(model.calibration, evidence);
  const signals = shareAmongLeaves(input);
  const count = graph.ids.length;
  const logits = new Float64Array(count);
  const variances = new Float64Array(count);
  const shift = new Float64Array(count);
  const attempts = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const signal = signals[index]!;
    const question = { student, signal, pointId: graph.ids[index]!, nowMs };
    const direct = estimateLogit(model, question);
    logits[index] = direct.logit;
    variances[index] = direct.variance;
    attempts[index] = signal.attempts;
    shift[index] = signal.attempts > 0 ? direct.logit - priorLogit(model, question) : 0;
  }
  const credit = propagateCredit(graph, { shift, attempts }, model.weights);
  const mastery = new Float64Array(count);
  const uncertainty = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const estimate = toMastery({ logit: logits[index]! + credit[index]!, variance: variances[index]! });
    mastery[index] = estimate.mastery;
    uncertainty[index] = estimate.uncertainty;
  }
  return { student, signals, mastery, uncertainty, credit };
}

function shareAmongLeaves(input: {
  readonly graph: PrerequisiteGraph;
  readonly evidence: StudentEvidence;
  readonly leavesOf: (pointId: string) => readonly string[];
}): PointSignal[] {
  const parts = new Map<number, WeightedEvidence[]>();
  // Sorted, because sums of fractions depend on their order in the last bit.
  const sorted = [...input.evidence.points].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [pointId, evidence] of sorted) {
    const own = input.graph.indexOf(pointId);
    const leaves = own >= 0 ? [own] : input.leavesOf(pointId).map((id) => input.graph.indexOf(id));
    for (const leaf of leaves) {
      if (leaf < 0) continue;
      const held = parts.get(leaf) ?? [];
      held.push({ evidence, weight: 1 / leaves.length });
      parts.set(leaf, held);
    }
  }
  return input.graph.ids.map((_, index) => {
    const held = parts.get(index);
    return held === undefined ? NO_SIGNAL : combineEvidence(held);
  });
}
