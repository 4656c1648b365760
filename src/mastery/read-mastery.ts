import { type Calibration, calibratedPoint } from "./calibration.js";
import type { PointEvidence, StudentEvidence } from "./evidence.js";
import {
  chanceRight,
  forgottenAfterMs,
  type KnowledgeState,
  meanRight,
  priorState,
  rightBefore,
  type StateWeights,
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
  /** The leaves with evidence. */
  readonly attempted: readonly { readonly leaf: number; readonly signal: PointSignal }[];
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

/** Of what a reading is made. */
interface ReadingInput {
  readonly model: MasteryModel;
  readonly graph: PrerequisiteGraph;
  readonly evidence: StudentEvidence;
  readonly leavesOf: (pointId: string) => readonly string[];
}

/**
 * Mastery of all leaves at `nowMs`. `leavesOf` gives the leaves beneath a point that evidence names (itself when a
 * leaf; replacements when retired; none when gone). O(points + edges), a few arrays of that length; what does not depend on
 * the time is kept for as long as the evidence is, for the model, graph and `leavesOf` that it was last read with.
 */
export function readMastery(input: ReadingInput & { readonly nowMs: number }): MasteryReading {
  const { model, graph, nowMs } = input;
  const weights = model.weights.state;
  const { student, attempted } = tracedAttempts(input);
  const prior = priorsUnseen(model, graph, student);
  const direct = new Float64Array(prior.length);
  const held = new Float64Array(prior.length).fill(1);
  const now = (state: KnowledgeState, signal: PointSignal, spared = 0) =>
    stateNow(weights, state, signal, nowMs, spared);
  for (const { leaf, signal, known, state, evenly } of attempted) {
    prior[leaf] = known;
    direct[leaf] = 1 - now(state, signal)[0];
    held[leaf] = evenly;
  }
  const shares = model.calibration.credit ?? model.weights;
  const { support, prior: credited } = propagateCredit(graph, { prior, direct, held }, shares);
  const signals: PointSignal[] = new Array(prior.length).fill(NO_SIGNAL);
  const fresh = new Map<number, KnowledgeState>();
  const mastery = new Float64Array(prior.length);
  for (let leaf = 0; leaf < mastery.length; leaf++) mastery[leaf] = rightBefore(weights, credited[leaf]!);
  for (const { leaf, signal, known, state: bare } of attempted) {
    const state = credited[leaf] === known ? bare : traced(weights, signal, credited[leaf]!);
    signals[leaf] = signal;
    fresh.set(leaf, state);
    mastery[leaf] = meanRight(weights, now(state, signal, support[leaf]!));
  }
  return {
    student,
    signals,
    attempted,
    mastery,
    uncertainty(leaf) {
      const state = fresh.get(leaf) ?? priorState(weights, credited[leaf]!);
      return chanceRight(weights, now(state, signals[leaf]!, support[leaf]!)).uncertainty;
    },
    masteryWith(leaf, own) {
      const others = signals[leaf]!.parts.filter(({ weight }) => weight < 1);
      const signal = combineEvidence([...others, { evidence: own, weight: 1 }]);
      return meanRight(weights, traced(weights, signal, credited[leaf]!));
    },
    dueAtMs(leaf, target) {
      const { lastRightMs, sittings } = signals[leaf]!;
      if (lastRightMs === undefined) return undefined;
      const after = forgottenAfterMs(weights, fresh.get(leaf)!, { sittings, target, spared: support[leaf]! });
      return after === undefined ? undefined : Math.round(lastRightMs + after);
    },
  };
}

/** A leaf with evidence: what that says whenever it is read. */
interface AttemptedLeaf {
  readonly leaf: number;
  readonly signal: PointSignal;
  /** The chance to know it before any attempt on it, and the state that the attempts leave of that. */
  readonly known: number;
  readonly state: KnowledgeState;
  /** How much of an even chance to know it they leave, at most 1. */
  readonly evenly: number;
}

interface TracedAttempts {
  readonly student: StudentReading;
  readonly attempted: readonly AttemptedLeaf[];
}

/** By graph first, so that none is kept for the evidence that was read on it. */
const tracedByGraph = new WeakMap<PrerequisiteGraph, WeakMap<StudentEvidence, TracedAttempts & TracedWith>>();

type TracedWith = Pick<ReadingInput, "model" | "leavesOf">;

/** All of a reading that does not depend on the time. O(points). */
function tracedAttempts({ model, graph, evidence, leavesOf }: ReadingInput): TracedAttempts {
  const onGraph = tracedByGraph.get(graph) ?? new WeakMap<StudentEvidence, TracedAttempts & TracedWith>();
  tracedByGraph.set(graph, onGraph);
  const before = onGraph.get(evidence);
  if (before?.model === model && before.leavesOf === leavesOf) return before;
  const { calibration } = model;
  const weights = model.weights.state;
  const student = readStudent(calibration, evidence);
  const attempted = shareAmongLeaves({ graph, evidence, leavesOf }).map(({ leaf, signal }): AttemptedLeaf => {
    const known = priorKnown(weights, calibration, { student, signal, pointId: graph.ids[leaf]! });
    const evenly = Math.min(1, (1 - traced(weights, signal, EVEN)[0]) / EVEN);
    return { leaf, signal, known, state: traced(weights, signal, known), evenly };
  });
  const made = { model, leavesOf, student, attempted };
  onGraph.set(evidence, made);
  return made;
}

function traced(weights: StateWeights, signal: PointSignal, known: number): KnowledgeState {
  return traceState(weights, priorState(weights, known), signal.parts);
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
function shareAmongLeaves({
  graph,
  evidence,
  leavesOf,
}: Omit<ReadingInput, "model">): { readonly leaf: number; readonly signal: PointSignal }[] {
  const parts = new Map<number, WeightedEvidence[]>();
  // Sorted, because sums of fractions depend on their order in the last bit.
  const sorted = [...evidence.points].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [pointId, ofPoint] of sorted) {
    const own = graph.indexOf(pointId);
    const leaves = own >= 0 ? [own] : leavesOf(pointId).map((id) => graph.indexOf(id));
    for (const leaf of leaves) {
      if (leaf < 0) continue;
      const part = { evidence: ofPoint, weight: 1 / leaves.length };
      const held = parts.get(leaf);
      if (held) held.push(part);
      else parts.set(leaf, [part]);
    }
  }
  return Array.from(parts, ([leaf, held]) => ({ leaf, signal: combineEvidence(held) }));
}
