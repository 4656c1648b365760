import type { LeafAnswer } from "../../src/mastery/prerequisite-evidence.js";

/** Mulberry32 (Ettinger, 2017): numbers in [0, 1) from a seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Simulation {
  /** True prerequisites `[before, after]`; leaves are numbered in a topological order. */
  readonly edges: readonly (readonly [number, number])[];
  readonly students: readonly (readonly LeafAnswer[])[];
}

/**
 * Leaves with one to three prerequisites among the thirty before them; students of normally distributed ability who are
 * taught all of them in order. A student comes to know a leaf with the logistic of ability less difficulty, less four times
 * the share of its prerequisites that are not known; then answers two to four questions on seven leaves of ten, guessing
 * right one time in five and slipping one in ten.
 */
export function simulate(
  seed: number,
  { leaves, count }: { readonly leaves: number; readonly count: number },
): Simulation {
  const random = randomFrom(seed);
  const below = (n: number) => Math.floor(random() * n);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const before: number[][] = Array.from({ length: leaves }, () => []);
  for (let v = 1; v < leaves; v++) {
    const wanted = 1 + below(3);
    for (let i = 0; i < wanted; i++) {
      const u = Math.max(0, v - 1 - below(30));
      if (!before[v]!.includes(u)) before[v]!.push(u);
    }
  }
  const difficulty = Array.from({ length: leaves }, () => normal() * 0.7 - 2);
  const students = Array.from({ length: count }, () => {
    const ability = normal();
    const known: boolean[] = [];
    const answers: LeafAnswer[] = [];
    for (let v = 0; v < leaves; v++) {
      const lacking = before[v]!.filter((u) => !known[u]).length / Math.max(1, before[v]!.length);
      known[v] = random() < 1 / (1 + Math.exp(difficulty[v]! - ability + 4 * lacking));
      if (random() >= 0.7) continue;
      const questions = 2 + below(3);
      for (let q = 0; q < questions; q++)
        answers.push({ leaf: v, at: v * 86_400_000 + q, score: random() < (known[v] ? 0.9 : 0.2) ? 1 : 0 });
    }
    return answers;
  });
  return { edges: before.flatMap((list, v) => list.map((u) => [u, v] as const)), students };
}

/** The chance that a right one scores above a wrong one (Mann and Whitney, 1947), ties half. */
export function auc(right: readonly number[], wrong: readonly number[]): number {
  let above = 0;
  for (const r of right) for (const w of wrong) above += r > w ? 1 : r === w ? 0.5 : 0;
  return above / (right.length * wrong.length);
}
