import { badInput, DomainError, type Text } from "../errors.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import { isTaughtIn } from "../knowledge/knowledge-view.js";
import { countedAttempts } from "../mastery/attempt.js";
import { type EvidenceAttempt, foldEvidence } from "../mastery/evidence.js";
import type { Mastery, StudentMastery } from "../mastery/mastery.js";
import { estimate, type MasteryModel } from "../mastery/mastery-model.js";
import { combineEvidence } from "../mastery/signal.js";
import type { Database } from "../neo4j/database.js";
import { describePlace, type ExplainInput, explainSteps, type StepWhy, supposeMastered } from "./explain-step.js";
import { goalRegion } from "./goal-closure.js";
import { type CandidateStep, type Goal, nextSteps, type PlanningInput } from "./next-steps.js";
import { minutesUntil, type Path, type PathStep, planPath } from "./plan-path.js";
import { findGrade, listPointAttempts } from "./recommender.store.js";
import { learningModel, studentState } from "./student-planning.js";

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
  readonly goalIds: readonly string[];
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
  ): Promise<{ planning: Planning; steps: ExplainedStep[] }> {
    const planning = await this.#plan(studentId, goal, now, subjects);
    const { input } = planning;
    const steps = nextSteps(input, first);
    const explain: ExplainInput = { ...input, suppose: supposeMastered(input.student, input.goal.target) };
    const whys = explainSteps(explain, steps);
    return { planning, steps: steps.map((step, i) => ({ step, why: whys[i]! })) };
  }

  /** A path to the goal, within the minutes and before the deadline where they are given. */
  async path(
    studentId: string,
    goal: GoalFields,
    budgetMinutes: number | undefined,
    now: number,
  ): Promise<{ planning: Planning; path: Path; steps: ExplainedStep[] }> {
    if (budgetMinutes !== undefined && !(budgetMinutes >= 0)) {
      throw badInput("budgetMinutes", { zh: "budgetMinutes 不能为负。", en: "budgetMinutes may not be negative." });
    }
    const planning = await this.#plan(studentId, goal, now, undefined);
    const deadline = goal.deadline?.getTime();
    const path = planPath({
      ...planning.input,
      budgetMinutes,
      deadlineMinutes: deadline === undefined ? undefined : minutesUntil(deadline, now, DAILY_MINUTES),
    });
    const region = goalRegion(planning.input.graph, planning.input.goal.leaves);
    const steps = path.steps.map((step) => ({ step, why: describePlace(planning.input, region, step.leaf) }));
    return { planning, path, steps };
  }

  /** The student's latest attempts on points, each with how much it moved the mastery of its point: with it less without it. */
  async influences({ student }: Planning, leaves: readonly number[]): Promise<Map<number, Influence[]>> {
    const { graph } = student;
    const named = new Map(leaves.map((leaf) => [leaf, namesOf(graph, graph.compiled.ids[leaf]!)]));
    const entries = await listPointAttempts(
      this.database,
      student.studentId,
      [...new Set([...named.values()].flat())],
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
        const all = this.#estimate(student, leaf, asEvidence);
        const weighed = own.map((a, i) => ({
          attemptId: a.id,
          at: a.at,
          score: a.score,
          influence:
            all -
            this.#estimate(
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

  get model(): MasteryModel {
    return this.mastery.model;
  }

  #estimate({ reading, graph, basis }: StudentMastery, leaf: number, attempts: readonly EvidenceAttempt[]): number {
    const pointId = graph.compiled.ids[leaf]!;
    const evidence = foldEvidence(attempts).points.get(pointId);
    const signal = combineEvidence(evidence ? [{ evidence, weight: 1 }] : []);
    return estimate(this.model, { student: reading.student, signal, pointId, nowMs: basis.at }).mastery;
  }

  async #plan(
    studentId: string,
    goal: GoalFields | null,
    now: number,
    subjects: readonly string[] | undefined,
  ): Promise<Planning> {
    const student = await this.mastery.readStudent(studentId, now);
    const { graph } = student;
    const target = goal?.targetMastery ?? STANDARD_TARGET;
    const chosen = goal ? goalLeaves(graph, goal) : await this.#standardGoal(student);
    const ids = subjects ? chosen.filter((id) => subjects.includes(graph.getPoint(id).subjectId)) : chosen;
    const leaves = Int32Array.from(ids, (id) => graph.compiled.indexOf(id));
    const input: PlanningInput = {
      graph: graph.compiled,
      student: studentState(student, this.model, target),
      learning: learningModel(student, this.model),
      goal: { leaves, target } satisfies Goal,
      now,
    };
    return {
      student,
      input,
      goalIds: goal ? [...(goal.knowledgePointIds ?? []), ...(goal.frameworkItemIds ?? [])] : [],
    };
  }

  /** Without a goal: the subject of the last attempt, else what the class's grade is taught, else everything. */
  async #standardGoal({ studentId, graph, evidence }: StudentMastery): Promise<readonly string[]> {
    let last: { id: string; at: number } | undefined;
    for (const [id, { lastAtMs }] of evidence.points) {
      if (graph.points.has(id) && (!last || lastAtMs > last.at || (lastAtMs === last.at && id < last.id)))
        last = { id, at: lastAtMs };
    }
    const { ids } = graph.compiled;
    if (last) {
      const { subjectId } = graph.getPoint(last.id);
      return ids.filter((id) => graph.getPoint(id).subjectId === subjectId);
    }
    const grade = await findGrade(this.database, studentId);
    const taught = grade === undefined ? [] : ids.filter((id) => isTaughtIn(graph.getPoint(id), grade));
    return taught.length > 0 ? taught : ids;
  }
}

/** The leaf, what it is part of, and the retired points it replaced: names under which its evidence may be kept. */
function namesOf(graph: KnowledgeGraph, id: string): string[] {
  const above = [id, ...graph.ancestorsOf(id)];
  return [...new Set([...above, ...above.flatMap((at) => graph.replacedByThis(at))])];
}

function goalLeaves(graph: KnowledgeGraph, { knowledgePointIds, frameworkItemIds }: GoalFields): string[] {
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
