import { chooseQuestion } from "../../src/mastery/choose-question.js";
import { type NodeAnswer, PlacementBelief, USUAL_ANSWERS } from "../../src/mastery/placement-belief.js";
import type { PlacementRegion, Rows } from "../../src/mastery/placement-region.js";
import { LAWS, STATE_BYTES, STATES, STATES_OF_LAW, type StatePool } from "../../src/mastery/state-pool.js";
import { type SeededRandom, seededRandom } from "../../src/seeded-random.js";
import type { StudentLaw } from "./placement-students.js";

/** How far one placement is. */
interface Trial {
  readonly belief: PlacementBelief;
  readonly answers: readonly NodeAnswer[];
  readonly random: SeededRandom;
}

/** Chooses the next node to ask about. */
export type Questioner = (trial: Trial) => number | undefined;

export const zhimai: Questioner = ({ belief, answers }) => {
  const times = new Map<number, number>();
  for (const { node } of answers) times.set(node, (times.get(node) ?? 0) + 1);
  return chooseQuestion(belief, belief.known(), times);
};

/** Any point not asked yet. */
export const atRandom: Questioner = (trial) => trial.random.pick(notAsked(trial));

/** The point not asked yet whose chance to be known is nearest to a half, by the same belief. */
export const nearestToEven: Questioner = (trial) => {
  const known = trial.belief.known();
  return notAsked(trial).sort((a, b) => Math.abs(known[a]! - 0.5) - Math.abs(known[b]! - 0.5) || a - b)[0];
};

/**
 * Takes every answer for certain: a right one settles the point and all that it needs, a wrong one the point and all that
 * needs it. Asks the point that settles most of what is open, whatever the answer; any other once all is settled.
 */
export const halfSplit: Questioner = (trial) => {
  const { prerequisites, dependents, ids } = trial.belief.pool.region;
  const settled = new Uint8Array(ids.length);
  for (const { node, score } of trial.answers)
    for (const v of reach(score > 0.5 ? prerequisites : dependents, node)) settled[v] = 1;
  const open = notAsked(trial).filter((v) => !settled[v]);
  const count = (nodes: ReadonlySet<number>) => [...nodes].filter((v) => !settled[v]).length;
  let best: number | undefined;
  let most = 0;
  for (const v of open) {
    const least = Math.min(count(reach(prerequisites, v)), count(reach(dependents, v)));
    if (least > most) [best, most] = [v, least];
  }
  return best ?? atRandom(trial);
};

const notAsked = ({ belief, answers }: Trial): number[] => {
  const asked = new Set(answers.map(({ node }) => node));
  return [...belief.pool.region.scope].filter((v) => !asked.has(v));
};

function reach({ offsets, targets }: Rows, from: number): Set<number> {
  const seen = new Set([from]);
  for (const v of seen) for (let e = offsets[v]!; e < offsets[v + 1]!; e++) seen.add(targets[e]!);
  return seen;
}

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
    const answers: NodeAnswer[] = [];
    for (let n = 0; n < questions; n++) {
      const node = ask({ belief, answers, random });
      if (node === undefined) break;
      const { slip, guess } = USUAL_ANSWERS;
      const answer = { node, score: random.chance(state[node] ? 1 - slip : guess) ? 1 : 0 };
      answers.push(answer);
      belief.add(answer);
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
