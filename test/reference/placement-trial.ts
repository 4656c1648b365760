import { chooseQuestion } from "../../src/mastery/choose-question.js";
import { PlacementBelief, USUAL_ANSWERS } from "../../src/mastery/placement-belief.js";
import type { PlacementRegion } from "../../src/mastery/placement-region.js";
import { LAWS, STATE_BYTES, STATES, STATES_OF_LAW, type StatePool } from "../../src/mastery/state-pool.js";
import { type SeededRandom, seededRandom } from "../../src/seeded-random.js";
import type { StudentLaw } from "./placement-students.js";

/** Chooses the next node to ask about. */
export type Questioner = (
  belief: PlacementBelief,
  times: ReadonlyMap<number, number>,
  random: SeededRandom,
) => number | undefined;

export const zhimai: Questioner = (belief, times) => chooseQuestion(belief, belief.known(), times);

/** Any point not asked yet. */
export const atRandom: Questioner = ({ pool }, times, random) =>
  random.pick([...pool.region.scope].filter((v) => !times.has(v)));

/** The point not asked yet whose chance to be known is nearest to a half. */
export const halfSplit: Questioner = (belief, times) => {
  const known = belief.known();
  const left = [...belief.pool.region.scope].filter((v) => !times.has(v));
  return left.sort((a, b) => Math.abs(known[a]! - 0.5) - Math.abs(known[b]! - 0.5) || a - b)[0];
};

export interface TrialResult {
  /** Mean share of points that are classified rightly in the end. */
  readonly right: number;
  /** The same as the belief expects it. */
  readonly expected: number;
}

/** Places so many students of one law by at most so many questions; the same students, whoever asks. */
export function runPlacements(
  pool: StatePool,
  ask: Questioner,
  { law, students, questions = 25 }: { law: StudentLaw; students: number; questions?: number },
): TrialResult {
  let right = 0;
  let expected = 0;
  for (let i = 0; i < students; i++) {
    const state = law.draw(pool.region, seededRandom(7919 * i + 13));
    const random = seededRandom(i + 5);
    const belief = new PlacementBelief(pool);
    const times = new Map<number, number>();
    for (let n = 0; n < questions; n++) {
      const node = ask(belief, times, random);
      if (node === undefined) break;
      times.set(node, (times.get(node) ?? 0) + 1);
      const { slip, guess } = USUAL_ANSWERS;
      belief.add({ node, score: random.chance(state[node] ? 1 - slip : guess) ? 1 : 0 });
    }
    belief.known().forEach((chance, v) => {
      right += Number(chance > 0.5 === (state[v] === 1)) / state.length / students;
      expected += Math.max(chance, 1 - chance) / state.length / students;
    });
  }
  return { right, expected };
}

/** A pool of whoever knows by which law the students were drawn: no belief from as many states could be better founded. */
export function poolOfLaw(region: PlacementRegion, law: StudentLaw): StatePool {
  const size = region.ids.length;
  const random = seededRandom(4242);
  const bits = new Uint8Array(size * STATE_BYTES);
  const known = new Float32Array(size * LAWS);
  for (let k = 0; k < STATES; k++) {
    law.draw(region, random).forEach((one, v) => {
      if (!one) return;
      bits[v * STATE_BYTES + (k >> 3)]! |= 1 << (k & 7);
      known[v * LAWS + Math.floor(k / STATES_OF_LAW)]! += 1 / STATES_OF_LAW;
    });
  }
  return { region: { ...region, part: new Int32Array(size), parts: 1 }, bits, known };
}
