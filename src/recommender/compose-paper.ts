import { seededRandom } from "../seeded-random.js";

/** A question that may come into a paper. */
export interface PaperCandidate {
  readonly id: string;
  readonly minutes: number;
  /** 0 to 1, higher is harder; undefined: not known. */
  readonly difficulty: number | undefined;
  /** Number of the point that it is chiefly about, from 0. */
  readonly point: number;
  /** Places in `PaperAims.quotas` that it counts for. */
  readonly quotas: readonly number[];
  /** How far it can be trusted to ask what it is taken for, 0 to 1. */
  readonly worth: number;
}

/** What a paper is to be. */
export interface PaperAims {
  /** Questions. */
  readonly size: number;
  /** At most; undefined: no matter. */
  readonly minutes: number | undefined;
  /** Questions wanted of each quota. */
  readonly quotas: readonly number[];
  /** Mean of the difficulties known; undefined: no matter. */
  readonly difficulty: number | undefined;
  /** Their standard deviation; undefined: no matter. */
  readonly spread: number | undefined;
}

/** Mean difficulty and spread are met to within so much; closer is not worth a repeated point. */
export const TOLERANCE = 0.03;

/** One question too many or too few of a quota; the others are of the same unit. */
const QUOTA = 1;
/** A mean or spread that is off by .1 is as bad as a misplaced question in a paper of ten. */
const OFF = 1;
const UNKNOWN_DIFFICULTY = 0.2;
/** A second question about one point: far less than a quota, so that breadth is what is left to choose. */
const REPEATED = 0.01;
const DISTRUST = 0.001;

/** Exchanges tried in all. */
const MOST_TRIALS = 1_000_000;
/** Kicks without a better paper, after which the search ends. */
const MOST_KICKS = 30;
const KICKED = 2;

/**
 * Chooses a paper's questions: one after another the one that brings the aims nearest, then exchanges of single questions
 * as long as one is better; while aims are not met, the same again from the best paper with two questions exchanged at
 * random (iterated local search: Lourenço, Martin and Stützle 2003). Fewer than the size only where there are fewer
 * candidates. Ties fall in an order that follows from the seed, so another seed gives another paper as good.
 * Returns positions in `candidates`. O(size · candidates) for each round of exchanges, about a million exchanges at most.
 */
export function composePaper(candidates: readonly PaperCandidate[], aims: PaperAims, seed: number): number[] {
  const random = seededRandom(seed);
  const byId = [...candidates.keys()].sort((a, b) => (candidates[a]!.id < candidates[b]!.id ? -1 : 1));
  const order = random.shuffle(byId);
  const draft = new Draft(candidates, aims);
  while (draft.chosen.size < Math.min(aims.size, candidates.length)) draft.add(draft.bestOf(order));
  let left = improve(draft, order, MOST_TRIALS);
  let best = { chosen: [...draft.chosen], penalty: draft.penalty() };
  for (let kicks = 0; kicks < MOST_KICKS && left > 0 && draft.isOff(); kicks++) {
    const open = order.filter((candidate) => !draft.chosen.has(candidate));
    for (const candidate of random.shuffle(open).slice(0, KICKED)) {
      draft.remove(random.pick([...draft.chosen]));
      draft.add(candidate);
    }
    left = improve(draft, order, left);
    if (draft.penalty() < best.penalty - LEAST_BETTER) {
      best = { chosen: [...draft.chosen], penalty: draft.penalty() };
      kicks = 0;
    } else {
      draft.become(best.chosen);
    }
  }
  return best.chosen;
}

const LEAST_BETTER = 1e-9;

/** Exchanges single questions until no exchange makes the paper better; returns how many of the trials are left. */
function improve(draft: Draft, order: readonly number[], trials: number): number {
  let left = trials;
  for (let better = true; better && left > 0; ) {
    better = false;
    for (const held of [...draft.chosen]) {
      const before = draft.penalty();
      draft.remove(held);
      const found = draft.bestOf(order);
      draft.add(found);
      if (draft.penalty() < before - LEAST_BETTER) better = true;
      else {
        draft.remove(found);
        draft.add(held);
      }
      left -= order.length;
    }
  }
  return left;
}

/** A paper in the making, whose penalty follows each exchange in O(quotas of a question). */
class Draft {
  readonly chosen = new Set<number>();
  readonly #ofQuota: Int32Array;
  readonly #ofPoint: Int32Array;
  /** Questions too many or too few, over all quotas. */
  #misplaced: number;
  #repeated = 0;
  #minutes = 0;
  #known = 0;
  #sum = 0;
  #squares = 0;
  #distrust = 0;

  constructor(
    private readonly candidates: readonly PaperCandidate[],
    private readonly aims: PaperAims,
  ) {
    this.#ofQuota = new Int32Array(aims.quotas.length);
    this.#ofPoint = new Int32Array(1 + candidates.reduce((most, { point }) => Math.max(most, point), 0));
    this.#misplaced = aims.quotas.reduce((sum, wanted) => sum + wanted, 0);
  }

  add(candidate: number): void {
    this.chosen.add(candidate);
    this.#count(candidate, 1);
  }

  remove(candidate: number): void {
    this.chosen.delete(candidate);
    this.#count(candidate, -1);
  }

  become(chosen: readonly number[]): void {
    for (const candidate of [...this.chosen]) this.remove(candidate);
    for (const candidate of chosen) this.add(candidate);
  }

  /** Of the questions not chosen, the one that makes the paper best; the first in `order` of equals. */
  bestOf(order: readonly number[]): number {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const candidate of order) {
      if (this.chosen.has(candidate)) continue;
      this.#count(candidate, 1);
      const penalty = this.penalty();
      this.#count(candidate, -1);
      if (penalty < least - LEAST_BETTER) {
        least = penalty;
        best = candidate;
      }
    }
    return best;
  }

  /** Whether an aim is not met. */
  isOff(): boolean {
    return this.#aimPenalty() > LEAST_BETTER;
  }

  penalty(): number {
    return this.#aimPenalty() + REPEATED * this.#repeated + DISTRUST * this.#distrust;
  }

  #aimPenalty(): number {
    const { size, minutes, difficulty, spread } = this.aims;
    let penalty = QUOTA * this.#misplaced;
    if (minutes !== undefined) penalty += (QUOTA * Math.max(0, this.#minutes - minutes) * size) / Math.max(1, minutes);
    if (difficulty === undefined && spread === undefined) return penalty;
    penalty += UNKNOWN_DIFFICULTY * (this.chosen.size - this.#known);
    if (this.#known === 0) return penalty;
    const mean = this.#sum / this.#known;
    if (difficulty !== undefined) penalty += OFF * size * Math.max(0, Math.abs(mean - difficulty) - TOLERANCE);
    if (spread !== undefined) {
      const deviation = Math.sqrt(Math.max(0, this.#squares / this.#known - mean ** 2));
      penalty += OFF * size * Math.max(0, Math.abs(deviation - spread) - TOLERANCE);
    }
    return penalty;
  }

  #count(candidate: number, by: 1 | -1): void {
    const { minutes, difficulty, point, quotas, worth } = this.candidates[candidate]!;
    this.#minutes += by * minutes;
    this.#distrust += by * (1 - worth);
    if (difficulty !== undefined) {
      this.#known += by;
      this.#sum += by * difficulty;
      this.#squares += by * difficulty ** 2;
    }
    for (const quota of quotas) {
      const wanted = this.aims.quotas[quota]!;
      const held = this.#ofQuota[quota]!;
      this.#ofQuota[quota] = held + by;
      this.#misplaced += Math.abs(held + by - wanted) - Math.abs(held - wanted);
    }
    const about = this.#ofPoint[point]!;
    this.#ofPoint[point] = about + by;
    this.#repeated += Math.max(0, about + by - 1) - Math.max(0, about - 1);
  }
}
