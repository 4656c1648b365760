import type { CompiledGraph } from "../../src/knowledge/compiled-graph.js";
import type { SeededRandom } from "../../src/seeded-random.js";

/** How simulated students know, answer and learn. Nothing in `src/` knows these laws. */
export interface GrowthLaw {
  readonly name: string;
  /** Chance, or share, of what is missing that one answered question with its explanation gives. */
  readonly learn: number;
  /** Whether knowledge comes in degrees rather than at once. */
  readonly gradual: boolean;
  /** What is left of `learn` for each prerequisite that is missing; 0: nothing is learnt without. */
  readonly withoutPrerequisite: number;
  /** Chance that a day without the point takes it away, or share of it; halved by each day of practice. */
  readonly forgetADay: number;
  readonly slip: number;
  readonly guess: number;
  /** Share of the closure that a middling student knows at the start. */
  readonly knownAtStart: number;
}

export const GROWTH_LAWS: readonly GrowthLaw[] = [
  {
    name: "at once",
    learn: 0.2,
    gradual: false,
    withoutPrerequisite: 0,
    forgetADay: 0,
    slip: 0.1,
    guess: 0.2,
    knownAtStart: 0.3,
  },
  {
    name: "at once, slowly",
    learn: 0.1,
    gradual: false,
    withoutPrerequisite: 0,
    forgetADay: 0,
    slip: 0.05,
    guess: 0.25,
    knownAtStart: 0.5,
  },
  {
    name: "by degrees",
    learn: 0.25,
    gradual: true,
    withoutPrerequisite: 0,
    forgetADay: 0,
    slip: 0.08,
    guess: 0.15,
    knownAtStart: 0.3,
  },
  {
    name: "forgetting",
    learn: 0.35,
    gradual: false,
    withoutPrerequisite: 0,
    forgetADay: 0.04,
    slip: 0.1,
    guess: 0.2,
    knownAtStart: 0.2,
  },
  {
    name: "loose prerequisites",
    learn: 0.25,
    gradual: false,
    withoutPrerequisite: 0.3,
    forgetADay: 0,
    slip: 0.12,
    guess: 0.1,
    knownAtStart: 0.1,
  },
];

/** Abilities as students have them, standard normal, one for each sixteenth of them. */
export const ABILITIES = [
  -1.86, -1.32, -1.01, -0.78, -0.58, -0.4, -0.24, -0.08, 0.08, 0.24, 0.4, 0.58, 0.78, 1.01, 1.32, 1.86,
];

/** Chance to know a point at the start whose prerequisites are known: so much that the laws' shares come out about right. */
export const chanceAtStart = ({ knownAtStart }: GrowthLaw, ability: number): number =>
  1 / (1 + Math.exp(-(Math.log(knownAtStart / (1 - knownAtStart)) + 1.2 + ability)));

/** A simulated student on a graph: what is known is hidden; only answers are seen. */
export class SimulatedLearner {
  /** 0 to 1 by node; only an oracle may look. */
  readonly known: Float64Array;
  readonly #lastDay: Float64Array;
  readonly #practisedDays: Int32Array;
  #day = 0;

  constructor(
    readonly graph: CompiledGraph,
    readonly law: GrowthLaw,
    private readonly random: SeededRandom,
  ) {
    const size = graph.ids.length;
    this.known = new Float64Array(size);
    this.#lastDay = new Float64Array(size);
    this.#practisedDays = new Int32Array(size);
    const ability = random.normal();
    for (const v of graph.order) {
      if (this.prerequisitesOf(v).some((u) => this.known[u]! < 0.5)) continue;
      if (random.chance(chanceAtStart(law, ability))) this.known[v] = 1;
    }
  }

  prerequisitesOf(v: number): number[] {
    const { offsets, targets } = this.graph.prerequisites;
    return [...targets.subarray(offsets[v]!, offsets[v + 1]!)];
  }

  /** How much of `learn` a question on the point would bring now. */
  readiness(v: number): number {
    return this.prerequisitesOf(v).reduce(
      (share, u) => share * (this.known[u]! + (1 - this.known[u]!) * this.law.withoutPrerequisite),
      1,
    );
  }

  /** Answers one question on the point, then learns from its explanation. */
  answer(v: number): boolean {
    const { slip, guess, learn, gradual } = this.law;
    const right = this.random.chance(guess + (1 - slip - guess) * this.known[v]!);
    const share = learn * this.readiness(v);
    if (gradual) this.known[v]! += share * (1 - this.known[v]!);
    else if (this.random.chance(share)) this.known[v] = 1;
    if (this.#lastDay[v] !== this.#day) this.#practisedDays[v]! += 1;
    this.#lastDay[v] = this.#day;
    return right;
  }

  /** A day passes. */
  sleep(): void {
    this.#day += 1;
    const { forgetADay, gradual } = this.law;
    if (forgetADay === 0) return;
    for (let v = 0; v < this.known.length; v++) {
      const lost = forgetADay / 2 ** Math.max(0, this.#practisedDays[v]! - 1);
      if (gradual) this.known[v]! *= 1 - lost;
      else if (this.known[v] === 1 && this.random.chance(lost)) this.known[v] = 0;
    }
  }
}
