import { GoalGain, goalGain } from "./goal-gain.js";
import { type GoalSubgraph, goalSubgraph } from "./goal-subgraph.js";
import { LEAST_MINUTES, type PlanningInput, progressArrays, stepMinutes } from "./next-steps.js";
import { isMastered } from "./student-state.js";

/** One point of an order, with the goal probability gained when its turn comes. */
export interface OrderedPoint {
  readonly leaf: number;
  readonly expectedGain: number;
}

export interface SearchResult {
  readonly points: readonly OrderedPoint[];
  /** The goal's closure, as node numbers of the compiled graph. */
  readonly closure: Int32Array;
  /** Whether the whole closure is in the order. */
  readonly complete: boolean;
}

/** States kept at each depth of the look-ahead, and the most successors tried from each. */
const BEAM_WIDTH = 4;
const BRANCHES = 3;
/** Bound on edges visited by the look-ahead, so that a path of 100 steps stays well below 100 ms. */
const WORK_LIMIT = 3_000_000;
const MINUTE_SLACK = 1e-9;

/** A partial order: a linked list of what was chosen, and what it leads to. */
interface BeamState {
  readonly last: Link | undefined;
  readonly progress: Float64Array;
  /** Prerequisites still missing, by node; −1 once the node itself is done. */
  readonly missing: Int32Array;
  readonly open: readonly number[];
  readonly minutes: number;
  /** Goal probability summed over the minutes spent. */
  readonly area: number;
  /** Sum of node hashes: the same set of points by another way has the same. */
  readonly hash: number;
}

interface Link {
  readonly node: number;
  readonly gain: number;
  readonly before: Link | undefined;
}

interface Successor {
  readonly from: BeamState;
  readonly node: number;
  readonly gain: number;
  readonly area: number;
  readonly value: number;
  readonly hash: number;
}

/**
 * Orders the goal's closure by beam search, so that no point comes before an unmastered prerequisite, near or far
 * (through mastered ones too), the goal probability rises early, and the minutes stay within the limit.
 * A state's value is the area under its goal probability over the minutes at hand, were it to stay as it is.
 * For large closures the beam narrows and gains are refreshed less often, so that the work stays bounded.
 */
export function searchOrder(input: PlanningInput, limitMinutes: number): SearchResult {
  return new OrderSearch(input, limitMinutes).run();
}

class OrderSearch {
  readonly #subgraph: GoalSubgraph;
  readonly #dependents: readonly number[][];
  readonly #mastered: Uint8Array;
  readonly #after: Float64Array;
  readonly #progress: Float64Array;
  readonly #minutes: Float64Array;
  readonly #closure: Int32Array;
  readonly #limit: number;
  readonly #horizon: number;
  readonly #gain: GoalGain;
  readonly #width: number;
  readonly #refreshEvery: number;

  constructor({ graph, student, learning, goal, now }: PlanningInput, limitMinutes: number) {
    const subgraph = goalSubgraph(graph, goal.leaves);
    const { nodes, prerequisites } = subgraph;
    const { progress, after } = progressArrays({ graph, student, learning, goal, now }, nodes);
    this.#subgraph = subgraph;
    this.#progress = progress;
    this.#after = after;
    this.#mastered = Uint8Array.from(nodes, (v) => (isMastered(student.mastery[v]!, goal.target) ? 1 : 0));
    this.#dependents = dependentLists(subgraph);
    this.#minutes = Float64Array.from(nodes, (v) =>
      stepMinutes(graph.minutes[v]!, student.mastery[v]!, student.attempts[v]!, goal.target),
    );
    this.#closure = nodes.filter((_, i) => this.#mastered[i] === 0);
    this.#limit = limitMinutes + MINUTE_SLACK;
    const all = this.#minutes.reduce((sum, minutes, i) => sum + (this.#mastered[i] ? 0 : minutes), 0);
    this.#horizon = Math.min(limitMinutes, all);
    this.#gain = new GoalGain(nodes.length);
    const work = this.#closure.length * (nodes.length + prerequisites.targets.length);
    this.#width = Math.max(1, Math.min(BEAM_WIDTH, Math.floor(WORK_LIMIT / Math.max(1, work))));
    this.#refreshEvery = Math.max(1, Math.ceil(work / WORK_LIMIT));
  }

  run(): SearchResult {
    let beam: BeamState[] = [this.#start()];
    let best = beam[0]!;
    let bestValue = Number.NEGATIVE_INFINITY;
    for (let depth = 0; beam.length > 0; depth++) {
      const successors: Successor[] = [];
      for (const state of beam) {
        if (depth % this.#refreshEvery === 0) goalGain(this.#subgraph, state.progress, this.#after, this.#gain);
        const value = state.area + this.#gain.probability * (this.#horizon - state.minutes);
        const found = this.#successors(state);
        if (found.length === 0 && value > bestValue) {
          best = state;
          bestValue = value;
        }
        successors.push(...found);
      }
      beam = this.#select(successors).map((successor) => this.#advance(successor));
    }
    const points: OrderedPoint[] = [];
    for (let link = best.last; link; link = link.before) {
      points.push({ leaf: this.#subgraph.nodes[link.node]!, expectedGain: link.gain });
    }
    return { points: points.reverse(), closure: this.#closure, complete: points.length === this.#closure.length };
  }

  #start(): BeamState {
    const { offsets } = this.#subgraph.prerequisites;
    const missing = Int32Array.from(this.#mastered, (_, v) => offsets[v + 1]! - offsets[v]!);
    const open: number[] = [];
    for (let v = 0; v < missing.length; v++) if (offsets[v] === offsets[v + 1]) this.#arrive(v, missing, open);
    return { last: undefined, progress: this.#progress, missing, open, minutes: 0, area: 0, hash: 0 };
  }

  /** A node whose prerequisites are all done: a mastered one is done itself, another is open. */
  #arrive(node: number, missing: Int32Array, open: number[]): void {
    const stack = [node];
    for (let v = stack.pop(); v !== undefined; v = stack.pop()) {
      if (!this.#mastered[v]) {
        open.push(v);
        continue;
      }
      missing[v] = -1;
      for (const w of this.#dependents[v]!) if (--missing[w]! === 0) stack.push(w);
    }
  }

  /** The best open points that fit, by gain per minute; ties by node number in the compiled graph. */
  #successors(state: BeamState): Successor[] {
    const { gain, adjoint, attainable, probability } = this.#gain;
    const nodes = this.#subgraph.nodes;
    const fitting = state.open.filter((v) => state.minutes + this.#minutes[v]! <= this.#limit);
    const score = (v: number) => gain[v]! / Math.max(LEAST_MINUTES, this.#minutes[v]!);
    const order = (a: number, b: number) => score(b) - score(a) || nodes[a]! - nodes[b]!;
    return bestOf(fitting, this.#width === 1 ? 1 : BRANCHES, order).map((node) => {
      const area = state.area + probability * this.#minutes[node]!;
      const probabilityAfter = probability + adjoint[node]! * (1 - attainable[node]!);
      const value = area + probabilityAfter * (this.#horizon - state.minutes - this.#minutes[node]!);
      return { from: state, node, gain: gain[node]!, area, value, hash: (state.hash + hashOf(node)) | 0 };
    });
  }

  #select(successors: Successor[]): Successor[] {
    const seen = new Set<number>();
    return successors
      .sort((a, b) => b.value - a.value)
      .filter(({ hash }) => !seen.has(hash) && seen.add(hash))
      .slice(0, this.#width);
  }

  #advance({ from, node, gain, area, hash }: Successor): BeamState {
    const progress = from.progress.slice();
    const missing = from.missing.slice();
    const open = from.open.filter((v) => v !== node);
    progress[node] = 1;
    missing[node] = -1;
    for (const w of this.#dependents[node]!) if (--missing[w]! === 0) this.#arrive(w, missing, open);
    const minutes = from.minutes + this.#minutes[node]!;
    return { last: { node, gain, before: from.last }, progress, missing, open, minutes, area, hash };
  }
}

function dependentLists({ nodes, prerequisites: { offsets, targets } }: GoalSubgraph): number[][] {
  const lists: number[][] = Array.from(nodes, () => []);
  for (let v = 0; v < nodes.length; v++) {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) lists[targets[e]!]!.push(v);
  }
  return lists;
}

/** The first `count` of the values in the order given, without sorting all of them. */
function bestOf(values: readonly number[], count: number, order: (a: number, b: number) => number): number[] {
  const best: number[] = [];
  for (const value of values) {
    let place = best.length;
    while (place > 0 && order(value, best[place - 1]!) < 0) place--;
    if (place >= count) continue;
    best.splice(place, 0, value);
    if (best.length > count) best.pop();
  }
  return best;
}

/** A well-mixed 32-bit number for a node (Knuth's multiplicative hash, twice). */
function hashOf(node: number): number {
  const x = Math.imul(node + 1, 0x9e3779b1);
  return Math.imul(x ^ (x >>> 15), 0x85ebca77);
}
