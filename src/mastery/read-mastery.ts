import { type Calibration, calibratedPoint } from "./calibration.js";
import type { PointEvidence, StudentEvidence } from "./evidence.js";
import {
  chanceRight,
  forgottenAfterMs,
  type KnowledgeState,
  meanRight,
  priorState,
  rightBefore,
  stateNow,
  traceState,
} from "./knowledge-state.js";
import { abilityOf, knownBefore, type MasteryModel, priorKnown } from "./mastery-model.js";
import { type PrerequisiteGraph, propagateCredit } from "./propagate-credit.js";
import { combineEvidence, NO_SIGNAL, type PointSignal, type WeightedEvidence } from "./signal.js";
import { readStudent, type StudentReading } from "./student-reading.js";

/** A student's mastery of every leaf, by index in the compiled graph. */
export interface MasteryReading {
  readonly student: StudentReading;
  readonly signals: readonly PointSignal[];
  /** 0–1 exclusive, credit included. */
  readonly mastery: Float64Array;
  /** Standard deviation of the leaf's `mastery`. */
  uncertainty(leaf: number): number;
  /** Mastery right after attempts on the leaf itself that leave this evidence of it; what they say of others is not counted. */
  masteryWith(leaf: number, own: PointEvidence): number;
  /**
   * From when forgetting alone has brought the leaf's mastery below the target, were what builds on it known as it is now;
   * undefined: never, or not mastered.
   */
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
  const attempted = shareAmongLeaves(input);
  const prior = priorsUnseen(model, graph, student);
  const direct = new Float64Array(prior.length);
  const held = new Float64Array(prior.length).fill(1);
  const traced = (signal: PointSignal, known: number): KnowledgeState =>
    traceState(weights, priorState(weights, known), signal.parts);
  const now = (state: KnowledgeState, signal: PointSignal, spared = 0) =>
    stateNow(weights, state, signal, nowMs, spared);
  /** What the attempts leave of the bare prior, for where no credit changes it. */
  const bare = attempted.map(({ leaf, signal }): KnowledgeState => {
    prior[leaf] = priorKnown(weights, model.calibration, { student, signal, pointId: graph.ids[leaf]!, nowMs });
    const state = traced(signal, prior[leaf]!);
    direct[leaf] = 1 - now(state, signal)[0];
    held[leaf] = Math.min(1, (1 - traced(signal, EVEN)[0]) / EVEN);
    return state;
  });
  const shares = model.calibration.credit ?? model.weights;
  const { support, prior: credited } = propagateCredit(graph, { prior, direct, held }, shares);
  const signals: PointSignal[] = new Array(prior.length).fill(NO_SIGNAL);
  const fresh = new Map<number, KnowledgeState>();
  const mastery = new Float64Array(prior.length);
  for (let leaf = 0; leaf < mastery.length; leaf++) mastery[leaf] = rightBefore(weights, credited[leaf]!);
  attempted.forEach(({ leaf, signal }, i) => {
    const state = credited[leaf] === prior[leaf] ? bare[i]! : traced(signal, credited[leaf]!);
    signals[leaf] = signal;
    fresh.set(leaf, state);
    mastery[leaf] = meanRight(weights, now(state, signal, support[leaf]!));
  });
  return {
    student,
    signals,
    mastery,
    uncertainty(leaf) {
      const state = fresh.get(leaf) ?? priorState(weights, credited[leaf]!);
      return chanceRight(weights, now(state, signals[leaf]!, support[leaf]!)).uncertainty;
    },
    masteryWith(leaf, own) {
      const others = signals[leaf]!.parts.filter(({ weight }) => weight < 1);
      const signal = combineEvidence([...others, { evidence: own, weight: 1 }]);
      return meanRight(weights, traced(signal, credited[leaf]!));
    },
    dueAtMs(leaf, target) {
      const { lastRightMs, sittings } = signals[leaf]!;
      if (lastRightMs === undefined) return undefined;
      const after = forgottenAfterMs(weights, fresh.get(leaf)!, { sittings, target, spared: support[leaf]! });
      return after === undefined ? undefined : Math.round(lastRightMs + after);
    },
  };
}

/** Chance to know each leaf, had it never been attempted. O(leaves). */
function priorsUnseen({ weights, calibration }: MasteryModel, graph: PrerequisiteGraph, student: StudentReading) {
  const ability = abilityOf(student);
  const eases = easesOf(calibration, graph);
  const known = new Float64Array(eases.length);
  for (let leaf = 0; leaf < known.length; leaf++) {
    const isSame = leaf > 0 && eases[leaf] === eases[leaf - 1];
    known[leaf] = isSame ? known[leaf - 1]! : knownBefore(weights.state, eases[leaf]!, ability);
  }
  return known;
}

const easesByGraph = new WeakMap<PrerequisiteGraph, { calibration: Calibration; eases: Float64Array }>();

/** The eases of all leaves, made once for a graph and the calibration last read with it. */
function easesOf(calibration: Calibration, graph: PrerequisiteGraph): Float64Array {
  const made = easesByGraph.get(graph);
  if (made?.calibration === calibration) return made.eases;
  const eases = Float64Array.from(graph.ids, (id) => calibratedPoint(calibration, id).ease);
  easesByGraph.set(graph, { calibration, eases });
  return eases;
}

/** What the evidence says of each leaf of which it says anything. */
function shareAmongLeaves(input: {
  readonly graph: PrerequisiteGraph;
  readonly evidence: StudentEvidence;
  readonly leavesOf: (pointId: string) => readonly string[];
}): { readonly leaf: number; readonly signal: PointSignal }[] {
  const parts = new Map<number, WeightedEvidence[]>();
  // Sorted, because sums of fractions depend on their order in the last bit.
  const sorted = [...input.evidence.points].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [pointId, evidence] of sorted) {
    const own = input.graph.indexOf(pointId);
    const leaves = own >= 0 ? [own] : input.leavesOf(pointId).map((id) => input.graph.indexOf(id));
    for (const leaf of leaves) {
      if (leaf < 0) continue;
      const part = { evidence, weight: 1 / leaves.length };
      const held = parts.get(leaf);
      if (held) held.push(part);
      else parts.set(leaf, [part]);
    }
  }
  return Array.from(parts, ([leaf, held]) => ({ leaf, signal: combineEvidence(held) }));
}
