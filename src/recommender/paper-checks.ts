import { type PaperAims, type PaperCandidate, TOLERANCE } from "./compose-paper.js";
import type { Quota } from "./paper-blueprint.js";

export const PAPER_AIMS = ["QUESTIONS", "MINUTES", "PART", "LEVEL", "BAND", "DIFFICULTY", "SPREAD"] as const;
export type PaperAim = (typeof PAPER_AIMS)[number];

/** How one requirement of a blueprint is met. */
export interface PaperCheck {
  readonly aim: PaperAim;
  /** Place among the blueprint's parts, levels or bands. */
  readonly index: number | undefined;
  readonly wanted: number;
  /** What the paper has; undefined where no difficulty is known. */
  readonly given: number | undefined;
  /**
   * What the stock would allow if this were the only requirement: questions there are, the fewest minutes, the mean difficulty
   * nearest to the one wanted; undefined for the spread.
   */
  readonly available: number | undefined;
  readonly isMet: boolean;
}

/** Judges a paper by its aims: questions exactly, minutes as a maximum, difficulty and spread to within .03. O(stock log stock). */
export function checkPaper({
  stock,
  chosen,
  aims,
  quotas,
}: {
  readonly stock: readonly PaperCandidate[];
  readonly chosen: readonly PaperCandidate[];
  readonly aims: PaperAims;
  readonly quotas: readonly Quota[];
}): PaperCheck[] {
  const checks = [counted("QUESTIONS", aims.size, chosen.length, stock.length)];
  if (aims.minutes !== undefined) {
    const minutes = (questions: readonly PaperCandidate[]) => sum(questions.map((question) => question.minutes));
    const shortest = [...stock].sort((a, b) => a.minutes - b.minutes).slice(0, aims.size);
    const given = minutes(chosen);
    const isMet = given <= aims.minutes;
    checks.push({ aim: "MINUTES", index: undefined, wanted: aims.minutes, given, available: minutes(shortest), isMet });
  }
  const inQuota = (questions: readonly PaperCandidate[], quota: number) =>
    questions.filter((question) => question.quotas.includes(quota)).length;
  quotas.forEach(({ aim, index }, i) => {
    checks.push({ ...counted(aim, aims.quotas[i]!, inQuota(chosen, i), inQuota(stock, i)), index });
  });
  const difficulties = known(chosen);
  const mean = difficulties.length === 0 ? undefined : sum(difficulties) / difficulties.length;
  if (aims.difficulty !== undefined)
    checks.push(measured("DIFFICULTY", aims.difficulty, mean, nearestMean(known(stock), aims.size, aims.difficulty)));
  if (aims.spread !== undefined)
    checks.push(measured("SPREAD", aims.spread, mean === undefined ? undefined : deviation(difficulties), undefined));
  return checks;
}

/** Standard deviation, over the number of values; of at least one. */
export function deviation(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length);
}

function counted(aim: PaperAim, wanted: number, given: number, available: number): PaperCheck {
  return { aim, index: undefined, wanted, given, available, isMet: given === wanted };
}

/** Rounding must not decide at the edge of the tolerance. */
const ROUNDING = 1e-9;

function measured(aim: PaperAim, wanted: number, given: number | undefined, available: number | undefined): PaperCheck {
  const isMet = given !== undefined && Math.abs(given - wanted) <= TOLERANCE + ROUNDING;
  return { aim, index: undefined, wanted, given, available, isMet };
}

/** Of the means that so many difficulties can have, as good as the nearest: the target, or that of the easiest or hardest. */
function nearestMean(difficulties: readonly number[], size: number, target: number): number | undefined {
  if (difficulties.length === 0) return undefined;
  const sorted = [...difficulties].sort((a, b) => a - b);
  const [easiest, hardest] = [sorted.slice(0, size), sorted.slice(-size)].map((some) => sum(some) / some.length);
  return Math.min(hardest!, Math.max(easiest!, target));
}

const known = (questions: readonly PaperCandidate[]) =>
  questions.flatMap(({ difficulty }) => (difficulty === undefined ? [] : [difficulty]));

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
