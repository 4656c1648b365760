import type { CompiledGraph } from "../../src/knowledge/compiled-graph.js";
import type { SeededRandom } from "../../src/seeded-random.js";
import { ABILITIES, chanceAtStart, type GrowthLaw } from "./simulated-learner.js";

const DAY_MS = 86_400_000;
const PARTICLES = 400;

/**
 * What the answers tell of a simulated student to who knows the law: a particle filter (Gordon, Salmond and Smith 1993).
 * A point on which no answer bears yet is drawn anew whenever particles are, and the ability is integrated out, so that
 * neither runs out of particles that differ.
 */
export class LearnerBelief {
  /** By particle, then by node: what the particle knows. */
  readonly #known: Float64Array;
  /** By particle; they sum to 1. */
  readonly #weights: Float64Array;
  readonly #size: number;
  readonly #atStart: Uint8Array;
  readonly #prerequisites: readonly number[][];
  /** Whether answers bear on the point: it or something that builds on it was asked. */
  readonly #settled: Uint8Array;
  readonly #lastDay: Int32Array;
  readonly #practisedDays: Int32Array;
  readonly #chancesAtStart = new Map<number, number>();
  #day = 0;
  #startMs: number | undefined;

  constructor(
    private readonly graph: CompiledGraph,
    private readonly law: GrowthLaw,
    private readonly random: SeededRandom,
  ) {
    this.#size = graph.ids.length;
    this.#known = new Float64Array(PARTICLES * this.#size);
    this.#weights = new Float64Array(PARTICLES).fill(1 / PARTICLES);
    this.#atStart = new Uint8Array(PARTICLES * this.#size);
    this.#settled = new Uint8Array(this.#size);
    this.#lastDay = new Int32Array(this.#size).fill(-1);
    this.#practisedDays = new Int32Array(this.#size);
    const { offsets, targets } = graph.prerequisites;
    this.#prerequisites = graph.ids.map((_, v) => [...targets.subarray(offsets[v]!, offsets[v + 1]!)]);
    this.#drawUnsettled();
  }

  /** Chance to know each node, or how much of it is likely known; nights since the first call have passed. */
  chances(nowMs: number): Float64Array {
    this.#startMs ??= nowMs;
    while (this.#day < Math.floor((nowMs - this.#startMs) / DAY_MS)) this.#sleep();
    const sums = new Float64Array(this.#size);
    for (let p = 0; p < PARTICLES; p++) {
      for (let v = 0; v < this.#size; v++) sums[v]! += this.#weights[p]! * this.#known[p * this.#size + v]!;
    }
    return sums;
  }

  /** An answer, and what is learnt from its explanation. */
  see(v: number, right: boolean): void {
    const { slip, guess, learn, gradual } = this.law;
    this.#settle(v);
    let sum = 0;
    for (let p = 0; p < PARTICLES; p++) {
      const chance = guess + (1 - slip - guess) * this.#known[p * this.#size + v]!;
      this.#weights[p]! *= right ? chance : 1 - chance;
      sum += this.#weights[p]!;
    }
    let squares = 0;
    for (let p = 0; p < PARTICLES; p++) {
      this.#weights[p]! /= sum;
      squares += this.#weights[p]! ** 2;
    }
    if (1 / squares < PARTICLES / 2) this.#resample();
    for (let p = 0; p < PARTICLES; p++) {
      const i = p * this.#size + v;
      const share = learn * this.#readiness(i - v, v);
      if (gradual) this.#known[i]! += share * (1 - this.#known[i]!);
      else if (this.#known[i] === 0 && this.random.chance(share)) this.#known[i] = 1;
    }
    if (this.#lastDay[v] !== this.#day) this.#practisedDays[v]! += 1;
    this.#lastDay[v] = this.#day;
  }

  #readiness(at: number, v: number): number {
    const missing = 1 - this.law.withoutPrerequisite;
    return this.#prerequisites[v]!.reduce((share, u) => share * (1 - missing * (1 - this.#known[at + u]!)), 1);
  }

  #sleep(): void {
    this.#day += 1;
    const { forgetADay, gradual } = this.law;
    if (forgetADay === 0) return;
    for (let v = 0; v < this.#size; v++) {
      const lost = forgetADay / 2 ** Math.max(0, this.#practisedDays[v]! - 1);
      for (let i = v; i < this.#known.length; i += this.#size) {
        if (gradual) this.#known[i]! *= 1 - lost;
        else if (this.#known[i] === 1 && this.random.chance(lost)) this.#known[i] = 0;
      }
    }
  }

  #settle(v: number): void {
    if (this.#settled[v]) return;
    this.#settled[v] = 1;
    for (const u of this.#prerequisites[v]!) this.#settle(u);
  }

  /** Systematic resampling (Kitagawa 1996). */
  #resample(): void {
    const size = this.#size;
    const known = this.#known.slice();
    const atStart = this.#atStart.slice();
    let from = 0;
    let passed = this.#weights[0]!;
    const shift = this.random.next();
    for (let p = 0; p < PARTICLES; p++) {
      while (passed < (p + shift) / PARTICLES && from < PARTICLES - 1) passed += this.#weights[++from]!;
      this.#known.set(known.subarray(from * size, (from + 1) * size), p * size);
      this.#atStart.set(atStart.subarray(from * size, (from + 1) * size), p * size);
    }
    this.#weights.fill(1 / PARTICLES);
    this.#drawUnsettled();
  }

  #drawUnsettled(): void {
    const { forgetADay, gradual } = this.law;
    const kept = (1 - forgetADay) ** this.#day;
    const settledFirst = [1, 0].flatMap((settled) => [...this.graph.order].filter((v) => this.#settled[v] === settled));
    for (let p = 0; p < PARTICLES; p++) {
      const at = p * this.#size;
      let all = 0;
      let hits = 0;
      for (const v of settledFirst) {
        const open = this.#prerequisites[v]!.every((u) => this.#atStart[at + u] === 1);
        if (!this.#settled[v]) {
          const hit = open && this.random.chance(this.#chanceAtStart(hits, all));
          this.#atStart[at + v] = hit ? 1 : 0;
          this.#known[at + v] = hit ? (gradual ? kept : Number(this.random.chance(kept))) : 0;
        }
        if (open) all++;
        hits += this.#atStart[at + v]!;
      }
    }
  }

  /** Chance to know a point at the start whose prerequisites are known, after so many hits of all such points. */
  #chanceAtStart(hits: number, all: number): number {
    const key = all * (this.#size + 1) + hits;
    const made = this.#chancesAtStart.get(key);
    if (made !== undefined) return made;
    let sum = 0;
    let known = 0;
    for (const ability of ABILITIES) {
      const chance = chanceAtStart(this.law, ability);
      const likelihood = chance ** hits * (1 - chance) ** (all - hits);
      sum += likelihood;
      known += likelihood * chance;
    }
    this.#chancesAtStart.set(key, known / sum);
    return known / sum;
  }
}
