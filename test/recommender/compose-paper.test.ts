import { describe, expect, it } from "@jest/globals";
import { composePaper, type PaperAims, type PaperCandidate } from "../../src/recommender/compose-paper.js";
import { apportion } from "../../src/recommender/paper-blueprint.js";
import { checkPaper } from "../../src/recommender/paper-checks.js";
import { type SeededRandom, seededRandom } from "../../src/seeded-random.js";

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** What a paper is judged by, counted plainly. */
function penaltyOf(paper: readonly PaperCandidate[], aims: PaperAims): number {
  let penalty = 0;
  aims.quotas.forEach((wanted, quota) => {
    penalty += Math.abs(paper.filter(({ quotas }) => quotas.includes(quota)).length - wanted);
  });
  const minutes = sum(paper.map((question) => question.minutes));
  if (aims.minutes !== undefined) penalty += (Math.max(0, minutes - aims.minutes) * aims.size) / aims.minutes;
  const known = paper.flatMap(({ difficulty }) => (difficulty === undefined ? [] : [difficulty]));
  if (aims.difficulty !== undefined || aims.spread !== undefined) penalty += 0.2 * (paper.length - known.length);
  if (known.length > 0) {
    const mean = sum(known) / known.length;
    const deviation = Math.sqrt(sum(known.map((value) => (value - mean) ** 2)) / known.length);
    const off = (value: number, wanted: number | undefined) =>
      wanted === undefined ? 0 : aims.size * Math.max(0, Math.abs(value - wanted) - 0.03);
    penalty += off(mean, aims.difficulty) + off(deviation, aims.spread);
  }
  const repeated = paper.length - new Set(paper.map(({ point }) => point)).size;
  return penalty + 0.01 * repeated + 0.001 * sum(paper.map(({ worth }) => 1 - worth));
}

function* subsets<T>(list: readonly T[], size: number, from = 0): Iterable<T[]> {
  if (size === 0) yield [];
  else
    for (let i = from; i <= list.length - size; i++)
      for (const rest of subsets(list, size - 1, i + 1)) yield [list[i]!, ...rest];
}

/** Two families of quotas over a stock of ten, of which each question is in at most one of each; difficulties, minutes. */
function smallTask(random: SeededRandom): { candidates: PaperCandidate[]; aims: PaperAims } {
  const candidates = Array.from({ length: 10 }, (_, i): PaperCandidate => {
    const quotas = [random.between(0, 2), 3 + random.between(0, 2)].filter(() => random.chance(0.9));
    return {
      id: `q${i}`,
      minutes: random.between(2, 8),
      difficulty: random.chance(0.9) ? random.between(0, 10) / 10 : undefined,
      point: random.between(0, 5),
      quotas,
      worth: random.next(),
    };
  });
  const size = random.between(3, 5);
  const quotas = (): number[] => {
    const counts = [0, 0, 0];
    for (let i = 0; i < size; i++) counts[random.between(0, 2)]!++;
    return counts;
  };
  return {
    candidates,
    aims: {
      size,
      minutes: random.chance(0.5) ? size * random.between(3, 6) : undefined,
      quotas: [...quotas(), ...quotas()],
      difficulty: random.chance(0.7) ? random.between(2, 8) / 10 : undefined,
      spread: random.chance(0.4) ? random.between(1, 3) / 10 : undefined,
    },
  };
}

describe("a paper", () => {
  it("of small stocks is the best of all papers", () => {
    const random = seededRandom(1);
    for (let run = 0; run < 150; run++) {
      const { candidates, aims } = smallTask(random);
      const chosen = composePaper(candidates, aims, run);
      expect(new Set(chosen).size).toBe(aims.size);
      let least = Number.POSITIVE_INFINITY;
      for (const paper of subsets(candidates, aims.size)) least = Math.min(least, penaltyOf(paper, aims));
      const paper = chosen.map((i) => candidates[i]!);
      expect(penaltyOf(paper, aims)).toBeCloseTo(least, 6);
    }
  });

  it("meets every requirement that was taken from a paper of the stock", () => {
    const random = seededRandom(2);
    for (let run = 0; run < 5; run++) {
      const candidates = Array.from({ length: 400 }, (_, i): PaperCandidate => {
        const difficulty = random.next();
        const band = difficulty < 0.4 ? 8 : difficulty < 0.7 ? 9 : 10;
        return {
          id: `q${i}`,
          minutes: random.between(2, 8),
          difficulty,
          point: random.between(0, 39),
          quotas: [random.between(0, 3), 4 + random.between(0, 3), band],
          worth: random.next(),
        };
      });
      const hidden = random.shuffle(candidates).slice(0, 25);
      const difficulties = hidden.map(({ difficulty }) => difficulty!);
      const mean = sum(difficulties) / 25;
      const aims: PaperAims = {
        size: 25,
        minutes: sum(hidden.map(({ minutes }) => minutes)),
        quotas: Array.from({ length: 11 }, (_, q) => hidden.filter(({ quotas }) => quotas.includes(q)).length),
        difficulty: mean,
        spread: Math.sqrt(sum(difficulties.map((value) => (value - mean) ** 2)) / 25),
      };
      const chosen = composePaper(candidates, aims, run).map((i) => candidates[i]!);
      const quotas = aims.quotas.map((_, index) => ({
        aim: "PART" as const,
        field: "parts",
        index,
        includes: () => true,
      }));
      const checks = checkPaper({ stock: candidates, chosen, aims, quotas });
      expect(checks.filter(({ isMet }) => !isMet)).toEqual([]);
      expect(checks).toHaveLength(1 + 1 + 11 + 2);
    }
  });

  it("is the same for the same seed in whatever order the stock comes, and another as good for another", () => {
    const stock = Array.from({ length: 60 }, (_, i): PaperCandidate => {
      return { id: `q${i}`, minutes: 3, difficulty: 0.5, point: i % 20, quotas: [i % 2], worth: 1 };
    });
    const aims = { size: 10, minutes: 30, quotas: [5, 5], difficulty: 0.5, spread: undefined };
    const idsOf = (candidates: readonly PaperCandidate[], seed: number) =>
      composePaper(candidates, aims, seed)
        .map((i) => candidates[i]!.id)
        .sort();
    expect(idsOf([...stock].reverse(), 3)).toEqual(idsOf(stock, 3));
    expect(idsOf(stock, 4)).not.toEqual(idsOf(stock, 3));
    const paper = composePaper(stock, aims, 4).map((i) => stock[i]!);
    expect(penaltyOf(paper, aims)).toBe(0);
    expect(new Set(paper.map(({ point }) => point)).size).toBe(10);
  });

  it("of a stock that is too small is all of it; of none, empty", () => {
    const question = { minutes: 3, difficulty: undefined, point: 0, quotas: [], worth: 1 };
    const aims = { size: 5, minutes: undefined, quotas: [], difficulty: 0.5, spread: undefined };
    expect(composePaper([{ id: "a", ...question }], aims, 0)).toEqual([0]);
    expect(composePaper([], aims, 0)).toEqual([]);
    const checks = checkPaper({ stock: [], chosen: [], aims, quotas: [] });
    expect(checks.map(({ given, available, isMet }) => [given, available, isMet])).toEqual([
      [0, 0, false],
      [undefined, undefined, false],
    ]);
  });
});

describe("shares", () => {
  it("become whole numbers by largest remainders", () => {
    expect(apportion([7, 2, 1], 10)).toEqual([7, 2, 1]);
    expect(apportion([3.5, 1.4, 0.1], 5)).toEqual([4, 1, 0]);
    expect(apportion([10 / 3, 10 / 3, 10 / 3], 10)).toEqual([4, 3, 3]);
    expect(apportion([0.7 * 10, 0.1 * 10, 0.2 * 10], 10)).toEqual([7, 1, 2]);
  });
});
