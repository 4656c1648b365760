import type { CompiledGraph } from "../knowledge/compiled-graph.js";
import type { SeededRandom } from "../seeded-random.js";

/** Prerequisites at least this strong gate learning. */
const GATING_STRENGTH = 0.8;
/** A gate is open when the prerequisite is known this well. */
const OPEN_GATE = 0.5;
const LESSON_GAIN = 0.7;
const RIGHT_ANSWER_GAIN = 0.12;
const WRONG_ANSWER_GAIN = 0.08;
/** Days until half of what can be forgotten is forgotten; a right answer lengthens it. */
const HALF_LIFE_DAYS = 45;
const HALF_LIFE_GROWTH = 1.35;
/** The share of knowledge that is never forgotten. */
const LASTING = 0.6;
/** The share of knowledge of a point that is of use without its prerequisites. */
const USABLE_ALONE = 0.4;
const STEEPNESS = 6;
const CHOICE_GUESS = 0.22;
const OPEN_GUESS = 0.03;

/** What the students of a class have in common. */
export interface ClassPlan {
  readonly graph: CompiledGraph;
  /** Mean ability of the school, in standard deviations. */
  readonly readiness: number;
  /** For each node the day it is taught; see `taughtDays`. */
  readonly taught: Float64Array;
  readonly firstDay: number;
  /** For each node the prerequisites that gate it. */
  readonly gates: readonly (readonly number[])[];
  /** Nodes taught this year before today, in order, and those of earlier grades. */
  readonly lessons: readonly number[];
  readonly earlier: readonly number[];
}

/** O(points + prerequisites). */
export function planClass(plan: Pick<ClassPlan, "graph" | "readiness" | "taught" | "firstDay">): ClassPlan {
  const { offsets, targets, strengths } = plan.graph.prerequisites;
  const { taught } = plan;
  const nodes = [...plan.graph.ids.keys()];
  return {
    ...plan,
    gates: nodes.map((node) =>
      [...targets.subarray(offsets[node]!, offsets[node + 1]!)].filter(
        (_, i) => strengths[offsets[node]! + i]! >= GATING_STRENGTH,
      ),
    ),
    lessons: nodes
      .filter((node) => taught[node]! > -Infinity && taught[node]! < 0)
      .sort((x, y) => taught[x]! - taught[y]! || x - y),
    earlier: nodes.filter((node) => taught[node] === -Infinity),
  };
}

/** Nodes are those of the compiled graph; days count from today and are negative before it. */
export interface SimulatedStudent {
  /** Whether an answer is right; the student learns from it. */
  answer(node: number, day: number, difficulty: number, choice: boolean): boolean;
  /** Learns what was taught since the last call, up to this day. */
  attendLessons(day: number): void;
  taughtBetween(from: number, to: number): number[];
  /** A weak prerequisite of the recent lessons, else something taught before. */
  toPractise(recent: readonly number[], day: number): number;
}

/**
 * A student who knows each point to a degree k in [0, 1].
 *
 * - At first, points already taught have k = σ(2.3 + θ − 2.2 (d − 0.4) + 1.3 z) min(1, w / 0.5): θ the ability, d the
 *   difficulty, z standard normal, w the k of the weakest gating prerequisite. Others have at most 0.04.
 * - A lesson or an answer moves k towards 1 by a share (0.7, 0.12, 0.08, times e^{0.35 θ}), and not at all while a gate
 *   is closed.
 * - After t days without an answer k (0.6 + 0.4 · 2^{−t / h}) is left; h is 45 days, and 1.35 times longer after each
 *   right answer.
 * - An answer to a question of difficulty d is right with probability g + (1 − g − s) σ(6 (u − 0.25 − 0.5 d)), the form
 *   of Birnbaum's three-parameter model with a slip s; g is 0.22 with choices, else 0.03. u is
 *   k (0.4 + 0.6 min(1, w / 0.5)).
 */
export function simulatedStudent(plan: ClassPlan, random: SeededRandom): SimulatedStudent {
  const { graph, taught, gates, lessons, earlier } = plan;
  const ability = plan.readiness + 0.8 * random.normal();
  const slip = 0.02 + 0.08 * random.next();
  const rate = Math.exp(0.35 * ability);
  const size = graph.ids.length;
  const known = new Float64Array(size);
  const since = new Float64Array(size).fill(plan.firstDay);
  const halfLife = new Float64Array(size).fill(HALF_LIFE_DAYS);
  let attendedTo = plan.firstDay;

  const isOpen = (node: number) => gates[node]!.every((gate) => known[gate]! >= OPEN_GATE);
  const knownOn = (node: number, day: number) =>
    known[node]! * (LASTING + (1 - LASTING) * 2 ** (Math.min(0, since[node]! - day) / halfLife[node]!));
  const learn = (node: number, day: number, gain: number) => {
    const before = knownOn(node, day);
    known[node] = isOpen(node) ? before + Math.min(1, gain * rate) * (1 - before) : before;
    since[node] = day;
  };

  const weakestGate = (node: number, day: number) =>
    gates[node]!.reduce((weakest, gate) => Math.min(weakest, knownOn(gate, day)), OPEN_GATE);

  for (const node of graph.order) {
    const alone = logistic(2.3 + ability - 2.2 * (graph.difficulty[node]! - 0.4) + 1.3 * random.normal());
    const before = taught[node]! < plan.firstDay;
    known[node] = before ? (alone * weakestGate(node, plan.firstDay)) / OPEN_GATE : 0.04 * random.next();
  }

  const taughtBetween = (from: number, to: number) =>
    lessons.filter((node) => taught[node]! >= from && taught[node]! < to);
  return {
    answer: (node, day, difficulty, choice) => {
      const guess = choice ? CHOICE_GUESS : OPEN_GUESS;
      const usable = knownOn(node, day) * (USABLE_ALONE + ((1 - USABLE_ALONE) * weakestGate(node, day)) / OPEN_GATE);
      const solves = logistic(STEEPNESS * (usable - 0.25 - 0.5 * difficulty));
      const right = random.chance(guess + (1 - guess - slip) * solves);
      learn(node, day, right ? RIGHT_ANSWER_GAIN : WRONG_ANSWER_GAIN);
      if (right) halfLife[node]! *= HALF_LIFE_GROWTH;
      return right;
    },
    attendLessons: (day) => {
      for (const node of taughtBetween(attendedTo, day)) learn(node, taught[node]!, LESSON_GAIN);
      attendedTo = day;
    },
    taughtBetween,
    toPractise: (recent, day) => {
      const before = recent.flatMap((node) => gates[node]!).filter((node) => taught[node]! < day);
      const weak = before.filter((node) => knownOn(node, day) < 0.6);
      if (weak.length > 0 && random.chance(0.6)) return random.pick(weak);
      if (before.length > 0 && random.chance(0.5)) return random.pick(before);
      const lately = taughtBetween(-Infinity, day);
      return random.pick(earlier.length === 0 || random.chance(0.5) ? lately : earlier);
    },
  };
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
