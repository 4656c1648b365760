import { badInput } from "../errors.js";
import { compare } from "../knowledge/graph-state.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import { getFramework, readingOrder } from "../knowledge/reading-order.js";
import type { Mastery, StudentMastery } from "../mastery/mastery.js";
import { masteryCeiling } from "../mastery/mastery-model.js";
import type { PastMastery } from "../mastery/past-mastery.js";
import type { Database } from "../neo4j/database.js";
import type { StudentPermit } from "../people/people.js";
import { diversify } from "./diversify.js";
import { counterfactualOf, describePlace, type ExplainInput, explainSteps, type StepWhy } from "./explain-step.js";
import { goalRegion } from "./goal-closure.js";
import { type GoalFields, goalLeaves, lastPoint, leavesAsked, STANDARD_TARGET } from "./goal-leaves.js";
import { type CandidateStep, candidateSteps, type Goal, nextSteps, type PlanningInput } from "./next-steps.js";
import { minutesUntil, type Path, type PathStep, planPath } from "./plan-path.js";
import { findGrades } from "./recommender.store.js";
import { skippedNow } from "./step-report.js";
import type { Asked, PathBounds, StepToken } from "./step-token.js";
import { studentState, supposeMastered } from "./student-planning.js";
import { type Influence, weighAttempts } from "./weigh-attempts.js";

/** Minutes a day that a deadline leaves for learning. */
const DAILY_MINUTES = 120;

/** A step of an answer with what explains it. */
export interface ExplainedStep {
  readonly step: (CandidateStep | PathStep) & Pick<CandidateStep, "leaf" | "kind">;
  readonly why: Omit<StepWhy, "lost"> & Partial<Pick<StepWhy, "lost">>;
}

/** What an answer was computed from. */
export interface Planning {
  readonly student: StudentMastery;
  readonly input: PlanningInput;
  readonly asked: Asked;
  readonly within: StepToken["within"];
  /** Leaves that the student passed over in the last hours, the longest ago first. */
  readonly skipped: readonly number[];
}

/** How many next steps, within which subjects where the service chooses the goal, and for whom. */
export interface StepsAsked {
  readonly first: number;
  readonly subjects?: readonly string[] | undefined;
  /** Without it the caller has permission already. */
  readonly permit?: StudentPermit;
}

/** Within what a path is to be, and for whom. */
export interface PathAsked {
  readonly budgetMinutes?: number | null;
  readonly frameworkId?: string | null;
  /** Without it the caller has permission already. */
  readonly permit?: StudentPermit;
}

/** An answer, each of its steps explained. */
export interface ExplainedSteps {
  readonly planning: Planning;
  readonly steps: readonly ExplainedStep[];
}

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
  async nextSteps(studentId: string, goal: GoalFields | null, asked: StepsAsked, now: number): Promise<ExplainedSteps> {
    const [answer] = await this.nextStepsOf([studentId], goal, asked, now);
    return answer!;
  }

  /** As `nextSteps`, for several students in the order asked; as many queries as for one. */
  async nextStepsOf(
    studentIds: readonly string[],
    goal: GoalFields | null,
    { first, subjects, permit }: StepsAsked,
    now: number,
  ): Promise<ExplainedSteps[]> {
    const students = await this.mastery.readStudents(studentIds, now, permit);
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
    { budgetMinutes, frameworkId, permit }: PathAsked,
    now: number,
  ): Promise<ExplainedSteps & { path: Path }> {
    if (typeof budgetMinutes === "number" && !(budgetMinutes >= 0)) {
      throw badInput("budgetMinutes", { zh: "budgetMinutes 不能为负。", en: "budgetMinutes may not be negative." });
    }
    const student = await this.mastery.readStudent(studentId, now, permit);
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

  /** The student's latest attempts on points, each with how much it moved the mastery of its point. */
  influences({ student }: Planning, leaves: readonly number[]): Promise<Map<number, Influence[]>> {
    return weighAttempts(this.database, student, leaves);
  }

  /** Without a goal: the subject of the last attempt, else what the class's grade is taught, else everything. */
  async #chosenFor(
    students: readonly StudentMastery[],
    subjects: readonly string[] | undefined,
  ): Promise<readonly Asked[]> {
    const fresh = students
      .filter((student) => lastPoint(student, subjects) === undefined)
      .map(({ studentId }) => studentId);
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
  const explain: ExplainInput = { ...input, suppose: supposeMastered(student, target) };
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
  const bounded = {
    ...input,
    budgetMinutes: budgetMinutes ?? undefined,
    deadlineMinutes: deadline === null ? undefined : minutesUntil(deadline, input.now, DAILY_MINUTES),
    places: edition === undefined ? undefined : editionPlaces(student.graph, edition),
  };
  const path = planPath(bounded);
  const region = goalRegion(input.graph, input.goal.leaves);
  const suppose = supposeMastered(student, target);
  const first = path.steps[0]?.leaf ?? -1;
  const counterfactual = counterfactualOf(input, first, () => {
    const then = planPath({ ...bounded, student: suppose(first) });
    // Where nothing fits the minutes, something is left to do all the same.
    return then.steps[0]?.leaf ?? (then.reachable ? undefined : first);
  });
  const steps = path.steps.map((step) => ({
    step,
    why: { ...describePlace(input, region, step.leaf), counterfactual },
  }));
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
    skipped,
    now: basis.at,
  };
  return { student, input, asked, within, skipped };
}

const askedOf = ({ knowledgePointIds, frameworkItemIds }: GoalFields): Asked => ({
  points: knowledgePointIds ?? [],
  items: frameworkItemIds ?? [],
});
