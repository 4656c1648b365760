import type { StudentEvidence } from "./evidence.js";
import {
  chanceRight,
  forgettingRate,
  forgotten,
  forgottenAfterMs,
  type KnowledgeState,
  priorState,
  traceState,
} from "./knowledge-state.js";
import { type MasteryModel, priorKnown } from "./mastery-model.js";
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
  /** From when forgetting alone has brought the leaf's mastery below the target; undefined: never, or not mastered. */
  dueAtMs(leaf: number, target: number): number | undefined;
}

/** Even odds to know a point: against it the attempts alone are read, whatever the student's ability. */
const EVEN = 0.5;

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
  const weights = model.weights.state;
  const student = readStudent(model.calibration, evidence);
  const signals = shareAmongLeaves(input);
  const count = graph.ids.length;
  const prior = new Float64Array(count);
  const direct = new Float64Array(count);
  const held = new Float64Array(count).fill(1);
  /** What the attempts leave of the bare prior, kept for where no credit changes it. */
  const bare: KnowledgeState[] = [];
  const traced = (leaf: number, known: number): KnowledgeState =>
    traceState(weights, priorState(weights, known), signals[leaf]!.parts);
  const now = (state: KnowledgeState, { lastAtMs, sittings }: PointSignal) =>
    lastAtMs === undefined ? state : forgotten(state, forgettingRate(weights, sittings), nowMs - lastAtMs);
  for (let leaf = 0; leaf < count; leaf++) {
    const signal = signals[leaf]!;
    prior[leaf] = priorKnown(weights, model.calibration, { student, signal, pointId: graph.ids[leaf]!, nowMs });
    if (signal.attempts === 0) continue;
    const state = traced(leaf, prior[leaf]!);
    bare[leaf] = state;
    direct[leaf] = 1 - now(state, signal)[0];
    held[leaf] = Math.min(1, (1 - traced(leaf, EVEN)[0]) / EVEN);
  }
  const credited = propagateCredit(graph, { prior, direct, held }, model.calibration.credit ?? model.weights);
  const fresh = graph.ids.map((_, leaf) =>
    credited[leaf] === prior[leaf] && bare[leaf] ? bare[leaf] : traced(leaf, credited[leaf]!),
  );
  const states = fresh.map((state, leaf) => now(state, signals[leaf]!));
  const mastery = new Float64Array(count);
  const uncertainty = new Float64Array(count);
  for (let leaf = 0; leaf < count; leaf++) {
    const estimate = chanceRight(weights, states[leaf]!);
    mastery[leaf] = estimate.mastery;
    uncertainty[leaf] = estimate.uncertainty;
  }
  return {
    student,
    signals,
    mastery,
    uncertainty,
    dueAtMs(leaf, target) {
      const { lastAtMs, sittings } = signals[leaf]!;
      if (lastAtMs === undefined) return undefined;
      const after = forgottenAfterMs(weights, fresh[leaf]!, forgettingRate(weights, sittings), target);
      return after === undefined ? undefined : Math.round(lastAtMs + after);
    },
  };
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
