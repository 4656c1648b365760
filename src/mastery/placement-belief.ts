import { LAWS, STATE_BYTES, STATES, STATES_OF_LAW, type StatePool } from "./state-pool.js";

/** How a point's being known shows in an answer. */
export interface AnswerModel {
  /** Chance of a wrong answer although the point is known. */
  readonly slip: number;
  /** Chance of a right answer although it is not. */
  readonly guess: number;
}

/** Those of the mastery model for a point that is known but not fluent (`knowledge-state.ts`). */
export const USUAL_ANSWERS: AnswerModel = { slip: 0.1, guess: 0.2 };

/** One answer; `score` 0 to 1, a partial one c counting as p^c (1 − p)^(1 − c). */
export interface NodeAnswer {
  readonly node: number;
  readonly score: number;
}

const LAW_BYTES = STATES_OF_LAW / 8;
/** As how many more states of a law the law itself counts, where answers leave few of those that were drawn. */
const PRIOR_STATES = 0.5;

/**
 * What answers say of a student's state: Bayes' rule over the states of a pool (Falmagne & Doignon 1988, with slips and
 * guesses as in their basic local independence model). A state is weighed in each connected part by itself, and the laws by
 * how well they foretold all parts; so parts that were asked about little keep all of their states. Where answers leave few
 * of the states drawn by a law, what it says without them counts too, lest the belief be surer than so few bear. The answers
 * alone decide, not their order.
 */
export class PlacementBelief {
  /** Of each part that was asked about: weights of its states, 1 in sum for each law. */
  readonly #weights = new Map<number, Float64Array>();
  readonly #stale = new Set<number>();
  readonly #logLaws = new Float64Array(LAWS);
  /** Node by node: the chance that it is known, for each law. */
  readonly #known: Float32Array;

  constructor(
    readonly pool: StatePool,
    readonly model: AnswerModel = USUAL_ANSWERS,
  ) {
    this.#known = pool.known.slice();
  }

  /** O(STATES). */
  add({ node, score }: NodeAnswer): void {
    const { slip, guess } = this.model;
    const ifKnown = (1 - slip) ** score * slip ** (1 - score);
    const ifUnknown = guess ** score * (1 - guess) ** (1 - score);
    const part = this.pool.region.part[node]!;
    const weights = this.#weights.get(part) ?? new Float64Array(STATES).fill(1 / STATES_OF_LAW);
    this.#weights.set(part, weights);
    this.#stale.add(part);
    for (let law = 0, k = 0; law < LAWS; law++) {
      const first = k;
      let sum = 0;
      for (; k < first + STATES_OF_LAW; k++) sum += weights[k]! *= this.#bit(node, k) ? ifKnown : ifUnknown;
      for (let i = first; i < k; i++) weights[i]! /= sum;
      this.#logLaws[law]! += Math.log(sum);
    }
  }

  /** The chance of each law. */
  laws(): Float64Array {
    const most = Math.max(...this.#logLaws);
    const laws = this.#logLaws.map((log) => Math.exp(log - most));
    const sum = laws.reduce((a, b) => a + b, 0);
    return laws.map((law) => law / sum);
  }

  /** The chance that each node is known, 0 to 1. O(nodes · (STATES / 8)) where something was added, else O(nodes · LAWS). */
  known(): Float64Array {
    this.#refresh();
    const laws = this.laws();
    return Float64Array.from(this.pool.region.ids, (_, v) => {
      let chance = 0;
      for (let law = 0; law < LAWS; law++) chance += laws[law]! * this.#known[v * LAWS + law]!;
      return Math.min(1, chance);
    });
  }

  /**
   * Draws whole states: `laws` gives the law of each, `random` a number in [0, 1). Returns, for a node, a bit for each
   * draw in words of 32; the bits of several nodes are of the same states.
   */
  draw(lawOfDraw: Int32Array, random: () => number): (node: number, into: Int32Array, at: number) => void {
    const sums = new Map([...this.#weights].map(([part, weights]) => [part, runningSums(weights)]));
    const chosen = new Map<number, Int32Array>();
    const statesOf = (part: number): Int32Array => {
      let states = chosen.get(part);
      if (!states) {
        const running = sums.get(part);
        states = lawOfDraw.map((law) => {
          const first = law * STATES_OF_LAW;
          return running ? lowest(running, first, random()) : first + Math.floor(random() * STATES_OF_LAW);
        });
        chosen.set(part, states);
      }
      return states;
    };
    return (node, into, at) => {
      const states = statesOf(this.pool.region.part[node]!);
      states.forEach((k, m) => {
        if (this.#bit(node, k)) into[at + (m >> 5)]! |= 1 << (m & 31);
      });
    };
  }

  #bit(node: number, k: number): number {
    return (this.pool.bits[node * STATE_BYTES + (k >> 3)]! >> (k & 7)) & 1;
  }

  /** Weighs the nodes of the parts that were added to: eight states at once by a table (Arlazarov et al. 1970). */
  #refresh(): void {
    if (this.#stale.size === 0) return;
    const { region, bits } = this.pool;
    for (const part of this.#stale) {
      const weights = this.#weights.get(part)!;
      const table = sumsOfBytes(weights);
      const drawn = sharesOfDrawn(weights);
      for (let v = 0; v < region.part.length; v++) {
        if (region.part[v] !== part) continue;
        for (let law = 0, byte = 0; law < LAWS; law++) {
          let chance = 0;
          for (const end = byte + LAW_BYTES; byte < end; byte++)
            chance += table[byte * 256 + bits[v * STATE_BYTES + byte]!]!;
          const at = v * LAWS + law;
          this.#known[at] = drawn[law]! * chance + (1 - drawn[law]!) * this.pool.known[at]!;
        }
      }
    }
    this.#stale.clear();
  }
}

/** How far the states drawn by each law are believed, by the effective number that is left of them (Kish 1965). */
function sharesOfDrawn(weights: Float64Array): Float64Array {
  return Float64Array.from({ length: LAWS }, (_, law) => {
    let squares = 0;
    for (let k = law * STATES_OF_LAW; k < (law + 1) * STATES_OF_LAW; k++) squares += weights[k]! ** 2;
    return 1 / (1 + PRIOR_STATES * squares);
  });
}

function sumsOfBytes(weights: Float64Array): Float32Array {
  const table = new Float32Array(STATE_BYTES * 256);
  for (let byte = 0; byte < STATE_BYTES; byte++) {
    const at = byte * 256;
    for (let i = 0; i < 8; i++) {
      const weight = weights[byte * 8 + i]!;
      for (let low = 0; low < 1 << i; low++) table[at + (1 << i) + low] = table[at + low]! + weight;
    }
  }
  return table;
}

function runningSums(weights: Float64Array): Float64Array {
  let sum = 0;
  return weights.map((weight, k) => {
    sum = k % STATES_OF_LAW === 0 ? weight : sum + weight;
    return sum;
  });
}

/** The first state of a law whose running sum reaches `share`. */
function lowest(running: Float64Array, first: number, share: number): number {
  let low = first;
  let high = first + STATES_OF_LAW - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (running[middle]! < share) low = middle + 1;
    else high = middle;
  }
  return low;
}
