import { seededRandom } from "../seeded-random.js";
import type { PlacementRegion } from "./placement-region.js";

/**
 * What students might know, before anything is asked: a sample of states that are closed under prerequisites, as many of
 * each of many laws. Given the law, the connected parts of the region are independent.
 */
export interface StatePool {
  readonly region: PlacementRegion;
  /** Node by node `STATES / 8` bytes: bit j of byte i says whether the node is known in state 8 i + j. */
  readonly bits: Uint8Array;
  /** Node by node: the share of each law's states in which it is known. */
  readonly known: Float32Array;
}

export const LAWS = 128;
export const STATES_OF_LAW = 64;
export const STATES = LAWS * STATES_OF_LAW;
export const STATE_BYTES = STATES / 8;
const LAW_BYTES = STATES_OF_LAW / 8;

/** How knowledge is spread over a region. */
interface Law {
  /** Share of the region that is known, 0 to 1. */
  readonly level: number;
  /** Standard deviation of the logarithm of what a point takes. */
  readonly spread: number;
  /** Correlation of what a point takes with what its neighbours before it take. */
  readonly likeness: number;
  /** Whether a point is as far as all that leads to it together, or as the hardest of it. */
  readonly adds: boolean;
  /** Whether the unknown is spread from the last points down, rather than the known from the first ones up. */
  readonly fromAbove: boolean;
}

const LEAST_LOG_SPREAD = -0.7;
const MOST_LOG_SPREAD = 0.9;

/** Laws are laid evenly over what they can be (Halton 1960). */
function lawOf(number: number): Law {
  const i = number + 1;
  return {
    level: (number + 0.5) / LAWS,
    spread: Math.exp(LEAST_LOG_SPREAD + (MOST_LOG_SPREAD - LEAST_LOG_SPREAD) * halton(i, 2)),
    likeness: halton(i, 3),
    fromAbove: halton(i, 5) < 0.5,
    adds: halton(i, 7) >= 0.5,
  };
}

function halton(index: number, base: number): number {
  let fraction = 1;
  let value = 0;
  for (let i = index; i > 0; i = Math.floor(i / base)) {
    fraction /= base;
    value += fraction * (i % base);
  }
  return value;
}

/** Samples the states of a region. O(STATES · (nodes + edges)); allocates 1.5 kB a node. */
export function drawStates(region: PlacementRegion): StatePool {
  const pool = emptyPool(region);
  for (let law = 0; law < LAWS; law++) drawLaw(pool, law);
  return pool;
}

/** A pool whose laws are yet to be drawn, each once, by `drawLaw`: so that a large one need not be drawn in one go. */
export function emptyPool(region: PlacementRegion): StatePool {
  const size = region.ids.length;
  return { region, bits: new Uint8Array(size * STATE_BYTES), known: new Float32Array(size * LAWS) };
}

/** Points a state at which its law looks to see how far the level reaches. */
const SAMPLED_POINTS = 16;

/**
 * First passage (Hammersley & Welsh 1965): a point v takes exp(spread · x_v), where x is an autoregressive normal field
 * along prerequisites, and is as far as the farthest of its prerequisites and itself together; known is what is no farther
 * than the level reaches. Where the law does not add, a point is as far as the hardest of it and its prerequisites.
 */
export function drawLaw({ region, bits, known }: StatePool, number: number): void {
  const law = lawOf(number);
  const size = region.ids.length;
  if (size === 0) return;
  const random = seededRandom(SEED + number);
  const far = Array.from({ length: STATES_OF_LAW }, () => distances(region, law, random.next()));
  const seen = far.flatMap((distance) =>
    Array.from({ length: SAMPLED_POINTS }, () => distance[Math.floor(random.next() * size)]!),
  );
  const reached = Float64Array.from(seen).sort();
  const share = law.fromAbove ? 1 - law.level : law.level;
  const limit = reached[Math.floor(share * reached.length)]!;
  for (let v = 0; v < size; v++) {
    let count = 0;
    for (let j = 0; j < STATES_OF_LAW; j++) {
      if (far[j]![v]! <= limit === law.fromAbove) continue;
      bits[v * STATE_BYTES + number * LAW_BYTES + (j >> 3)]! |= 1 << (j & 7);
      count++;
    }
    known[v * LAWS + number] = count / STATES_OF_LAW;
  }
}

const SEED = 0x9e37;

function distances({ ids, prerequisites, dependents }: PlacementRegion, law: Law, start: number): Float64Array {
  const { offsets, targets } = law.fromAbove ? dependents : prerequisites;
  const size = ids.length;
  const field = new Float64Array(size);
  const far = new Float64Array(size);
  const own = Math.sqrt(1 - law.likeness * law.likeness);
  const { exp } = Math;
  const normals = normalTable();
  let at = Math.floor(start * normals.length);
  for (let i = 0; i < size; i++) {
    const v = law.fromAbove ? size - 1 - i : i;
    const from = offsets[v]!;
    const to = offsets[v + 1]!;
    const noise = normals[at]!;
    at = (at + 1) % normals.length;
    let sum = 0;
    let farthest = law.adds ? 0 : Number.NEGATIVE_INFINITY;
    for (let e = from; e < to; e++) {
      const u = targets[e]!;
      sum += field[u]!;
      if (far[u]! > farthest) farthest = far[u]!;
    }
    const x = from === to ? noise : (law.likeness * sum) / (to - from) + own * noise;
    field[v] = x;
    far[v] = law.adds ? farthest + exp(law.spread * x) : x > farthest ? x : farthest;
  }
  return far;
}

let table: Float32Array | undefined;

/** Normal deviates, drawn once; each state reads them from a place of its own. */
function normalTable(): Float32Array {
  if (!table) {
    const random = seededRandom(SEED);
    table = Float32Array.from({ length: 1 << 16 }, () => random.normal());
  }
  return table;
}
