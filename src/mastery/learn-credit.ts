import { applyAttempt, NO_TOTALS, type PointEvidence } from "./evidence.js";
import { priorState, stateNow, traceState } from "./knowledge-state.js";
import { type MasteryModel, priorKnown } from "./mastery-model.js";
import { type CreditShares, LIKELY, type PrerequisiteGraph } from "./propagate-credit.js";
import type { StudentAttempts } from "./replay.js";
import { combineEvidence, NO_SIGNAL } from "./signal.js";
import { readStudent } from "./student-reading.js";

/** A first answer on a point of whose neighbours something was known. */
interface FirstAnswer {
  /** Chance to know the point by its ease and the student's ability. */
  readonly prior: number;
  /** The most that a dependent says for it, strength · chance to know it; 0 without. */
  readonly support: number;
  /** The most that a prerequisite says against it, strength · (1 − held). */
  readonly doubt: number;
  readonly score: number;
}

/** First answers that are weighed; more do not change two numbers. */
const MOST_ANSWERS = 100_000;
const GRID = 20;
/** Answers that a share learned must outweigh where it was before. */
const PRIOR_ANSWERS = 30;
const EVEN = 0.5;

/**
 * Learns from a site's own attempts how much those on a point tell of its neighbours: the two shares, on a grid of
 * twentieths, under which students' first answers on points are likeliest, given what they had answered on direct
 * prerequisites and dependents (see `propagateCredit`), drawn to those of the weights. Undefined without such answers.
 * O(answers · points of a student + grid² · answers).
 */
export function learnCredit(
  model: MasteryModel,
  graph: PrerequisiteGraph,
  students: readonly StudentAttempts[],
): CreditShares | undefined {
  const answers: FirstAnswer[] = [];
  for (const attempts of students) {
    if (answers.length >= MOST_ANSWERS) break;
    answers.push(...firstAnswers(model, graph, attempts));
  }
  if (answers.length === 0) return undefined;
  const [guess, known] = model.weights.state.right;
  const base = model.weights;
  let best = { likelihood: Number.NEGATIVE_INFINITY, creditToPrerequisites: 0, creditToDependents: 0 };
  for (let i = 0; i <= GRID; i++) {
    for (let j = 0; j <= GRID; j++) {
      const [up, down] = [i / GRID, j / GRID];
      const distance = (up - base.creditToPrerequisites) ** 2 + (down - base.creditToDependents) ** 2;
      let likelihood = -PRIOR_ANSWERS * distance;
      for (const { prior, support, doubt, score } of answers) {
        const p = guess + (known - guess) * Math.max(prior, up * support) * (1 - down * doubt);
        likelihood += score * Math.log(p) + (1 - score) * Math.log(1 - p);
      }
      if (likelihood > best.likelihood) best = { likelihood, creditToPrerequisites: up, creditToDependents: down };
    }
  }
  return { creditToPrerequisites: best.creditToPrerequisites, creditToDependents: best.creditToDependents };
}

function firstAnswers(model: MasteryModel, graph: PrerequisiteGraph, attempts: StudentAttempts): FirstAnswer[] {
  const weights = model.weights.state;
  const points = new Map<string, PointEvidence>();
  let totals = NO_TOTALS;
  const found: FirstAnswer[] = [];
  for (const attempt of attempts) {
    const pointId = attempt.pointIds[0]!;
    const leaf = attempt.pointIds.length === 1 && !points.has(pointId) ? graph.indexOf(pointId) : -1;
    if (leaf >= 0) {
      const student = readStudent(model.calibration, { totals, points });
      const priorOf = (id: string, signal = NO_SIGNAL) =>
        priorKnown(weights, model.calibration, { student, signal, pointId: id });
      const know = (id: string, prior?: number): number | undefined => {
        const evidence = points.get(id);
        if (!evidence) return undefined;
        const signal = combineEvidence([{ evidence, weight: 1 }]);
        const traced = traceState(weights, priorState(weights, prior ?? priorOf(id, signal)), signal.parts);
        return 1 - (prior === undefined ? stateNow(weights, traced, signal, attempt.atMs) : traced)[0];
      };
      const support = strongest(graph.dependents, leaf, (d) => {
        const known = know(graph.ids[d]!);
        return known === undefined ? undefined : known >= LIKELY ? known : 0;
      });
      const doubt = strongest(graph.prerequisites, leaf, (q) => {
        const held = know(graph.ids[q]!, EVEN);
        return held === undefined ? undefined : 1 - Math.min(1, held / EVEN);
      });
      if (support !== undefined || doubt !== undefined) {
        found.push({ prior: priorOf(pointId), support: support ?? 0, doubt: doubt ?? 0, score: attempt.score });
      }
    }
    const after = applyAttempt({ totals, points }, attempt);
    totals = after.totals;
    for (const [id, evidence] of after.points) points.set(id, evidence);
  }
  return found;
}

/** The largest strength · value among the neighbours that have a value; undefined where none has. */
function strongest(
  { offsets, targets, strengths }: PrerequisiteGraph["prerequisites"],
  leaf: number,
  read: (neighbour: number) => number | undefined,
): number | undefined {
  let most: number | undefined;
  for (let edge = offsets[leaf]!; edge < offsets[leaf + 1]!; edge++) {
    const value = read(targets[edge]!);
    if (value !== undefined) most = Math.max(most ?? 0, value * strengths[edge]!);
  }
  return most;
}
