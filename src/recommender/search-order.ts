import { type GoalSubgraph, goalSubgraph } from "./goal-subgraph.js";
import { minutesLeft, type PlanningInput } from "./next-steps.js";
import { orderByEdition } from "./order-by-edition.js";
import { MOST_GOALS, reachGain } from "./reach-gain.js";
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
/** Bound on nodes and edges visited by the look-ahead, so that a path of 100 steps stays well below 100 ms. */
const WORK_LIMIT = 10_000_000;
const MINUTE_SLACK = 1e-9;

/** A partial order: a linked list of what was chosen, and what it leads to. */
interface BeamState {
  readonly last: Link | undefined;
  /** What each node still takes; 0 once it is done. */
  readonly minutes: Float64Array;
  /** Prerequisites still missing, by node; −1 once the node itself is done. */
  readonly missing: Int32Array;
  readonly open: readonly number[];
  readonly elapsed: number;
  /** Gains of the nodes when they were last weighed. */
  readonly perMinute: Float64Array;
  /** Minutes of the horizon left when each goal was reached, summed. */
  readonly reached: number;
  /** The same with the goals still missing, each at best. */
  readonly value: number;
  /** Sum of node hashes: the same set of points by another way has the same. */
  readonly hash: number;
}

interface Link {
  readonly node: number;
  readonly gain: number;
  readonly before: Link | undefined;
}

/**
 * Orders the goal's closure by beam search, so that no point comes before an unmastered prerequisite, near or far
 * (through mastered ones too), goals are reached early, and the minutes stay within the limit. Successors are the
 * open points that `reachGain` ranks highest. A state is worth the minutes left of the horizon when each goal is
 * reached, were all that are missing pursued at once: a bound from above, as A* has it (Hart, Nilsson and Raphael 1968).
 * For large closures the beam narrows and gains are weighed less often, so that the work stays bounded.
 *
 * @param places of an edition, by node number of the compiled graph, infinite where it does not come to a point: what was
 *   found is brought into its order (see `orderByEdition`)
 */
export function searchOrder(input: PlanningInput, limitMinutes: number, places?: Float64Array): SearchResult {
  return new OrderSearch(input, limitMinutes).run(places);
}

class OrderSearch {
  readonly #subgraph: GoalSubgraph;
  readonly #dependents: readonly number[][];
  readonly #mastered: Uint8Array;
  readonly #minutes: Float64Array;
  readonly #isGoal: Uint8Array;
  readonly #closure: Int32Array;
  readonly #limit: number;
  readonly #horizon: number;
  readonly #width: number;
  readonly #weighEvery: number;

  constructor(input: PlanningInput, limitMinutes: number) {
    const { graph, student, goal } = input;
    const subgraph = goalSubgraph(graph, goal.leaves);
    const { nodes, prerequisites, goals } = subgraph;
    this.#subgraph = subgraph;
    this.#mastered = Uint8Array.from(nodes, (v) => (isMastered(student.mastery[v]!, goal.target) ? 1 : 0));
    this.#dependents = dependentLists(subgraph);
    this.#minutes = minutesLeft(input, nodes);
    this.#isGoal = new Uint8Array(nodes.length);
    for (const goal of goals) this.#isGoal[goal] = 1;
    this.#closure = nodes.filter((_, i) => this.#mastered[i] === 0);
    this.#limit = limitMinutes + MINUTE_SLACK;
    const all = this.#minutes.reduce((sum, minutes) => sum + minutes, 0);
    this.#horizon = Math.min(limitMinutes, all);
    const work =
      this.#closure.length * Math.min(goals.length, MOST_GOALS) * (nodes.length + prerequisites.targets.length);
    this.#width = Math.max(1, Math.min(BEAM_WIDTH, Math.floor(WORK_LIMIT / Math.max(1, work))));
    this.#weighEvery = Math.max(1, Math.ceil(work / WORK_LIMIT));
  }

  run(places: Float64Array | undefined): SearchResult {
    let beam: BeamState[] = [this.#start()];
    let best = beam[0]!;
    for (let depth = 1; beam.length > 0; depth++) {
      const successors = new Map<number, BeamState>();
      for (const state of beam) {
        const nodes = this.#successors(state);
        if (nodes.length === 0 && (state.value > best.value || best.last === undefined)) best = state;
        for (const node of nodes) {
          const next = this.#advance(state, node, depth);
          if ((successors.get(next.hash)?.value ?? Number.NEGATIVE_INFINITY) < next.value)
            successors.set(next.hash, next);
        }
      }
      beam = [...successors.values()].sort((a, b) => b.value - a.value).slice(0, this.#width);
    }
    const found = linksOf(best);
    const links = places ? this.#inEditionOrder(found, places) : found;
    const points = links.map(({ node, gain }) => ({ leaf: this.#subgraph.nodes[node]!, expectedGain: gain }));
    return { points, closure: this.#closure, complete: points.length === this.#closure.length };
  }

  #inEditionOrder(links: readonly Link[], places: Float64Array): Link[] {
    const { nodes, prerequisites } = this.#subgraph;
    const found = links.map(({ node }) => node);
    const order = orderByEdition(prerequisites, found, (node) => places[nodes[node]!]!);
    return linksOf(order.reduce((state, node, i) => this.#advance(state, node, i + 1), this.#start()));
  }

  #start(): BeamState {
    const { offsets } = this.#subgraph.prerequisites;
    const missing = Int32Array.from(this.#mastered, (_, v) => offsets[v + 1]! - offsets[v]!);
    const open: number[] = [];
    for (let v = 0; v < missing.length; v++) if (offsets[v] === offsets[v + 1]) this.#arrive(v, missing, open);
    const { perMinute } = reachGain(this.#subgraph, this.#minutes);
    return {
      last: undefined,
      minutes: this.#minutes,
      missing,
      open,
      elapsed: 0,
      perMinute,
      reached: 0,
      value: 0,
      hash: 0,
    };
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

  /** The best open points that fit: by gain per minute, then what takes least; ties by node number in the compiled graph. */
  #successors({ open, elapsed, perMinute }: BeamState): number[] {
    const nodes = this.#subgraph.nodes;
    const fitting = open.filter((v) => elapsed + this.#minutes[v]! <= this.#limit);
    return bestOf(
      fitting,
      this.#width === 1 ? 1 : BRANCHES,
      (a, b) => perMinute[b]! - perMinute[a]! || this.#minutes[a]! - this.#minutes[b]! || nodes[a]! - nodes[b]!,
    );
  }

  #advance(from: BeamState, node: number, depth: number): BeamState {
    const minutes = from.minutes.slice();
    const missing = from.missing.slice();
    const open = from.open.filter((v) => v !== node);
    const gain = minutes[node]! * from.perMinute[node]!;
    const elapsed = from.elapsed + minutes[node]!;
    minutes[node] = 0;
    missing[node] = -1;
    for (const w of this.#dependents[node]!) if (--missing[w]! === 0) this.#arrive(w, missing, open);
    const last = { node, gain, before: from.last };
    const left = this.#horizon - elapsed;
    const reached = from.reached + (this.#isGoal[node] ? left : 0);
    const state = { last, minutes, missing, open, elapsed, reached, hash: (from.hash + hashOf(node)) | 0 };
    if (depth % this.#weighEvery !== 0) return { ...state, perMinute: from.perMinute, value: from.value };
    const { perMinute, goalMinutes } = reachGain(this.#subgraph, minutes);
    const value = goalMinutes.reduce((sum, needed) => sum + Math.max(0, left - needed), reached);
    return { ...state, perMinute, value };
  }
}

/** What was chosen, in order. */
function linksOf({ last }: BeamState): Link[] {
  const links: Link[] = [];
  for (let link = last; link; link = link.before) links.push(link);
  return links.reverse();
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
