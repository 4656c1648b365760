import { badInput, DomainError, type Text } from "../errors.js";
import { compare } from "../knowledge/graph-state.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import { isTaughtIn } from "../knowledge/knowledge-view.js";
import { getFramework, readingOrder } from "../knowledge/reading-order.js";
import { countedAttempts } from "../mastery/attempt.js";
import { type EvidenceAttempt, foldEvidence } from "../mastery/evidence.js";
import type { Mastery, StudentMastery } from "../mastery/mastery.js";
import { estimate, masteryCeiling } from "../mastery/mastery-model.js";
import type { PastMastery } from "../mastery/past-mastery.js";
import { combineEvidence } from "../mastery/signal.js";
import type { Database } from "../neo4j/database.js";
import { diversify } from "./diversify.js";
import { describePlace, type ExplainInput, explainSteps, type StepWhy, supposeMastered } from "./explain-step.js";
import { goalRegion } from "./goal-closure.js";
import { type CandidateStep, candidateSteps, type Goal, nextSteps, type PlanningInput } from "./next-steps.js";
import { minutesUntil, type Path, type PathStep, planPath } from "./plan-path.js";
import { findGrades, listPointAttempts } from "./recommender.store.js";
import { skippedNow } from "./step-report.js";
import type { Asked, PathBounds, StepToken } from "./step-token.js";
import { studentState } from "./student-planning.js";

export interface GoalFields {
  readonly knowledgePointIds?: readonly string[] | null;
  readonly frameworkItemIds?: readonly string[] | null;
  readonly targetMastery?: number | null;
  readonly deadline?: Date | null;
}

/** The mastery at which a point counts as mastered where no goal says otherwise. */
export const STANDARD_TARGET = 0.85;
/** Minutes a day that a deadline leaves for learning. */
const DAILY_MINUTES = 120;

/** A step of an answer with what explains it. */
export interface ExplainedStep {
  readonly step: (CandidateStep | PathStep) & Pick<CandidateStep, "leaf" | "kind">;
  readonly why: Omit<StepWhy, "lost" | "counterfactual"> & Partial<Pick<StepWhy, "lost" | "counterfactual">>;
}

/** What an answer was computed from. */
export interface Planning {
  readonly student: StudentMastery;
  readonly input: PlanningInput;
  readonly asked: Asked;
  readonly within: StepToken["within"];
  /** Leaves that the student passed over in the last hours. */
  readonly skipped: readonly number[];
}

/** An answer, each of its steps explained. */
export interface ExplainedSteps {
  readonly planning: Planning;
  readonly steps: readonly ExplainedStep[];
}

/** One attempt and how much it moved the mastery of a point. */
export interface Influence {
  readonly attemptId: string;
  readonly at: number;
  readonly score: number;
  readonly influence: number;
}

/** Attempts shown for a step, and read to weigh them. */
const SHOWN_ATTEMPTS = 5;
const WEIGHED_ATTEMPTS = 50;

/** What a student should do next. One query for the mastery, then pure functions on the compiled graph. */
export class Recommender {
  constructor(
    private readonly database: Database,
    private readonly knowledge: Knowledge,
    private readonly mastery: Mastery,
    private readonly past: PastMastery,
  ) {}

  /** The subjects that a goal is about; none where the service is to choose it. Throws NOT_FOUND, BAD_INPUT. */
  subjectsOf(goal: GoalFields | null): string[] {
    if (!goal) return [];
    const graph = this.knowledge.graph();
    return [...new Set(goalLeaves(graph, goal).map((id) => graph.getPoint(id).subjectId))];
  }

  /** The next steps, best first, each explained. */
  async nextSteps(
    studentId: string,
    goal: GoalFields | null,
    first: number,
    now: number,
    subjects?: readonly string[],
  ): Promise<ExplainedSteps> {
    const [answer] = await this.nextStepsOf([studentId], goal, first, now, subjects);
    return answer!;
  }

  /** As `nextSteps`, for several students in the order asked; as many queries as for one. */
  async nextStepsOf(
    studentIds: readonly string[],
    goal: GoalFields | null,
    first: number,
    now: number,
    subjects?: readonly string[],
  ): Promise<ExplainedSteps[]> {
    const students = await this.mastery.readStudents(studentIds, now);
    const asked = goal ? students.map(() => askedOf(goal)) : await this.#chosenFor(students, subjects);
    const target = goal?.targetMastery ?? STANDARD_TARGET;
    return students.map((student, i) => rankSteps(student, asked[i]!, target, first));
  }

  /** The best steps of several students towards a goal, in the order asked, not explained. One query. */
  async bestStepsOf(
    studentIds: readonly string[],
    goal: GoalFields,
    first: number,
    now: number,
  ): Promise<{ readonly student: StudentMastery; readonly steps: readonly CandidateStep[] }[]> {
    const students = await this.mastery.readStudents(studentIds, now);
    return students.map((student) => {
      const { input } = planningFor(student, askedOf(goal), goal.targetMastery ?? STANDARD_TARGET, first);
      return { student, steps: nextSteps(input, first) };
    });
  }

  /** A path to the goal, within the minutes and before the deadline where they are given, in the order of an edition where one is. */
  async path(
    studentId: string,
    goal: GoalFields,
    { budgetMinutes, frameworkId }: { readonly budgetMinutes?: number | null; readonly frameworkId?: string | null },
    now: number,
  ): Promise<ExplainedSteps & { path: Path }> {
    if (typeof budgetMinutes === "number" && !(budgetMinutes >= 0)) {
      throw badInput("budgetMinutes", { zh: "budgetMinutes 不能为负。", en: "budgetMinutes may not be negative." });
    }
    const student = await this.mastery.readStudent(studentId, now);
    const limits = [budgetMinutes ?? null, goal.deadline?.getTime() ?? null] as const;
    const within =
      typeof frameworkId === "string" ? ([...limits, editionNumber(student.graph, frameworkId)] as const) : limits;
    return findPath(student, askedOf(goal), goal.targetMastery ?? STANDARD_TARGET, within);
  }

  /**
   * The answer of which a step was part, computed again from what its id holds. `goal` is the one asked for then, needed
   * where the id was too short for it. Throws BAD_INPUT without it, CONFLICT where other weights are in use now.
   */
  async again(token: StepToken, goal: GoalFields | null): Promise<ExplainedSteps> {
    const { studentId, basis, chainLength, target, within } = token;
    const asked = token.asked ?? (goal && askedOf(goal));
    if (!asked) {
      throw badInput("goal", {
        zh: "当时的目标太长，未能存入 id；请给出同一个 goal。",
        en: "The goal asked for then was too long to be held in the id; give the same goal.",
      });
    }
    const read = await this.past.readAgain(studentId, basis, chainLength);
    const { ids } = read.graph.compiled;
    const student = { ...read, skipped: token.skipped.map((leaf) => `${basis.at} ${ids[leaf]}`) };
    return typeof within === "number"
      ? rankSteps(student, asked, target, within)
      : findPath(student, asked, target, within);
  }

  /** The student's latest attempts on points, each with how much it moved the mastery of its point: with it less without it. */
  async influences({ student }: Planning, leaves: readonly number[]): Promise<Map<number, Influence[]>> {
    const { graph } = student;
    const named = new Map(leaves.map((leaf) => [leaf, namesOf(graph, graph.compiled.ids[leaf]!)]));
    const entries = await listPointAttempts(
      this.database,
      student.studentId,
      { pointIds: [...new Set([...named.values()].flat())], upTo: student.chainLength },
      WEIGHED_ATTEMPTS * leaves.length,
    );
    const attempts = countedAttempts([...entries].reverse()).reverse();
    return new Map(
      [...named].map(([leaf, names]) => {
        const own = attempts
          .filter((a) => a.knowledgePointIds.some((id) => names.includes(id)))
          .slice(0, WEIGHED_ATTEMPTS);
        const asEvidence = own.map(
          (a): EvidenceAttempt => ({
            id: a.id,
            atMs: a.at,
            score: a.score,
            pointIds: [graph.compiled.ids[leaf]!],
            itemId: a.resourceId,
            hints: a.hints,
          }),
        );
        const all = estimateFrom(student, leaf, asEvidence);
        const weighed = own.map((a, i) => ({
          attemptId: a.id,
          at: a.at,
          score: a.score,
          influence:
            all -
            estimateFrom(
              student,
              leaf,
              asEvidence.filter((_, j) => j !== i),
            ),
        }));
        return [
          leaf,
          weighed.sort((a, b) => Math.abs(b.influence) - Math.abs(a.influence) || b.at - a.at).slice(0, SHOWN_ATTEMPTS),
        ];
      }),
    );
  }

  /** Without a goal: the subject of the last attempt, else what the class's grade is taught, else everything. */
  async #chosenFor(
    students: readonly StudentMastery[],
    subjects: readonly string[] | undefined,
  ): Promise<readonly Asked[]> {
    const fresh = students.filter((student) => lastPoint(student) === undefined).map(({ studentId }) => studentId);
    const grades = fresh.length === 0 ? new Map<string, number>() : await findGrades(this.database, fresh);
    return students.map(({ studentId }) => {
      const grade = grades.get(studentId);
      return { ...(grade !== undefined && { grade }), ...(subjects && { subjects }) };
    });
  }
}

function rankSteps(student: StudentMastery, asked: Asked, target: number, first: number): ExplainedSteps {
  const planning = planningFor(student, asked, target, first);
  const { input } = planning;
  const candidates = candidateSteps(input);
  const steps = diversify(input.graph, candidates, first);
  const explain: ExplainInput = { ...input, suppose: supposeMastered(input.student, target) };
  const whys = explainSteps(explain, steps, candidates);
  return { planning, steps: steps.map((step, i) => ({ step, why: whys[i]! })) };
}

function findPath(
  student: StudentMastery,
  asked: Asked,
  target: number,
  within: PathBounds,
): ExplainedSteps & { path: Path } {
  const planning = planningFor(student, asked, target, within);
  const { input } = planning;
  const [budgetMinutes, deadline, edition] = within;
  const path = planPath({
    ...input,
    budgetMinutes: budgetMinutes ?? undefined,
    deadlineMinutes: deadline === null ? undefined : minutesUntil(deadline, input.now, DAILY_MINUTES),
    places: edition === undefined ? undefined : editionPlaces(student.graph, edition),
  });
  const region = goalRegion(input.graph, input.goal.leaves);
  const steps = path.steps.map((step) => ({ step, why: describePlace(input, region, step.leaf) }));
  return { planning, path, steps };
}

const editionIds = (graph: KnowledgeGraph): string[] => [...graph.frameworks.keys()].sort(compare);

/** A framework's number among the ids of its graph. Throws NOT_FOUND. */
const editionNumber = (graph: KnowledgeGraph, frameworkId: string): number =>
  editionIds(graph).indexOf(getFramework(graph, frameworkId).id);

function editionPlaces(graph: KnowledgeGraph, edition: number): Float64Array {
  const places = readingOrder(graph, editionIds(graph)[edition]!);
  return Float64Array.from(graph.compiled.ids, (id) => places.get(id) ?? Number.POSITIVE_INFINITY);
}

function planningFor(student: StudentMastery, asked: Asked, target: number, within: StepToken["within"]): Planning {
  const { graph, model, basis } = student;
  const leaves = Int32Array.from(leavesAsked(student, asked), (id) => graph.compiled.indexOf(id));
  const skipped = skippedNow(student.skipped, basis.at)
    .map((id) => graph.compiled.indexOf(id))
    .filter((leaf) => leaf >= 0);
  const input: PlanningInput = {
    graph: graph.compiled,
    student: studentState(student, target),
    ceiling: masteryCeiling(model),
    goal: { leaves, target } satisfies Goal,
    skipped: new Set(skipped),
    now: basis.at,
  };
  return { student, input, asked, within, skipped };
}

const askedOf = ({ knowledgePointIds, frameworkItemIds }: GoalFields): Asked => ({
  points: knowledgePointIds ?? [],
  items: frameworkItemIds ?? [],
});

function leavesAsked(student: StudentMastery, { points, items, grade, subjects }: Asked): readonly string[] {
  const { graph } = student;
  if (points) return goalLeaves(graph, { knowledgePointIds: points, frameworkItemIds: items ?? null });
  const isIn = (id: string) => !subjects || subjects.includes(graph.getPoint(id).subjectId);
  const { ids } = graph.compiled;
  const last = lastPoint(student);
  if (last !== undefined) {
    const { subjectId } = graph.getPoint(last);
    return ids.filter((id) => graph.getPoint(id).subjectId === subjectId && isIn(id));
  }
  const taught = grade === undefined ? [] : ids.filter((id) => isTaughtIn(graph.getPoint(id), grade));
  return (taught.length > 0 ? taught : ids).filter(isIn);
}

/** The point of the student's last attempt, if there is one. */
function lastPoint({ graph, evidence }: StudentMastery): string | undefined {
  let last: { id: string; at: number } | undefined;
  for (const [id, { lastAtMs }] of evidence.points) {
    if (graph.points.has(id) && (!last || lastAtMs > last.at || (lastAtMs === last.at && id < last.id)))
      last = { id, at: lastAtMs };
  }
  return last?.id;
}

/** Mastery of a leaf were these all the attempts on it. */
function estimateFrom(
  { model, reading, graph, basis }: StudentMastery,
  leaf: number,
  attempts: readonly EvidenceAttempt[],
): number {
  const pointId = graph.compiled.ids[leaf]!;
  const evidence = foldEvidence(attempts).points.get(pointId);
  const signal = combineEvidence(evidence ? [{ evidence, weight: 1 }] : []);
  return estimate(model, { student: reading.student, signal, pointId, nowMs: basis.at }).mastery;
}

/** The leaf, what it is part of, and the retired points it replaced: names under which its evidence may be kept. */
function namesOf(graph: KnowledgeGraph, id: string): string[] {
  const above = [id, ...graph.ancestorsOf(id)];
  return [...new Set([...above, ...above.flatMap((at) => graph.replacedByThis(at))])];
}

/** The leaves of a goal, sorted by id. Throws NOT_FOUND, and BAD_INPUT where there are none. */
export function goalLeaves(graph: KnowledgeGraph, { knowledgePointIds, frameworkItemIds }: GoalFields): string[] {
  if (!knowledgePointIds?.length && !frameworkItemIds?.length) {
    throw badInput("goal", {
      zh: "目标须给出 knowledgePointIds 或 frameworkItemIds。",
      en: "A goal must name knowledgePointIds or frameworkItemIds.",
    });
  }
  const leaves = graph.leavesOf(knowledgePointIds ?? [], frameworkItemIds ?? []);
  if (leaves.length === 0) {
    const text: Text = { zh: "目标中没有可学的知识点。", en: "The goal has no knowledge point that can be learnt." };
    throw new DomainError("BAD_INPUT", text, { field: "goal" });
  }
  return leaves;
}
