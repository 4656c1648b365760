import DataLoader from "dataloader";
import { Arg, Ctx, Float, ID, Int, Query, Resolver } from "type-graphql";
import { DomainError, type Text } from "../errors.js";
import { pageSize } from "../graphql/connection.js";
import type { KnowledgePoint } from "../knowledge/graph-state.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { Mastery } from "../mastery/mastery.js";
import { presentBasis, presentLeaf } from "../mastery/mastery.type.js";
import type { People } from "../people/people.js";
import type { RequestContext } from "../people/request-context.js";
import { subjectsOfStep } from "./goal-leaves.js";
import { GoalInput } from "./recommender.input.js";
import type { ExplainedStep, Planning, Recommender } from "./recommender.js";
import { ClassStudentStepsType, type GoalReplacementType, LearningPathType, NextStepType } from "./recommender.type.js";
import { type ReplacedGoal, replacedGoals } from "./replaced-goals.js";
import { fingerprint, type StepTokens } from "./step-token.js";
import type { Influence } from "./weigh-attempts.js";
import { counterfactualText, joinTexts, obstacleText, replacedText, stepText } from "./why-text.js";

@Resolver()
export class RecommenderResolver {
  constructor(
    private readonly recommender: Recommender,
    private readonly mastery: Mastery,
    private readonly people: People,
    private readonly tokens: StepTokens,
    private readonly knowledge: Knowledge,
  ) {}

  @Query(() => [NextStepType], { description: "what the student should do next, best first" })
  async nextSteps(
    @Arg("studentId", () => ID) studentId: string,
    @Arg("goal", () => GoalInput, { nullable: true }) goal: GoalInput | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 5 }) first: number | null,
    @Ctx() context: RequestContext,
  ): Promise<NextStepType[]> {
    const size = pageSize(first, 5);
    const subjects = goal ? undefined : await this.people.subjectsActedFor(context.principal);
    const { planning, steps } = await this.people.readPermitted(
      context.principal,
      studentId,
      "Query.nextSteps",
      this.recommender.subjectsOf(goal),
      (permit) => this.recommender.nextSteps(studentId, goal, { first: size, subjects, permit }, Date.now()),
    );
    return this.#present(context, planning, steps);
  }

  @Query(() => NextStepType, {
    description:
      "a step of an earlier answer, computed again from its id: the same, whatever has happened since; its resources are those of now",
  })
  async nextStep(
    @Arg("id", () => ID) id: string,
    @Arg("goal", () => GoalInput, {
      nullable: true,
      description: "the one asked for then, where it was too long for the id to hold",
    })
    goal: GoalInput | null,
    @Ctx() context: RequestContext,
  ): Promise<NextStepType> {
    const token = this.tokens.require(id, "id");
    const subjects = subjectsOfStep(this.knowledge.graph(), token);
    await this.people.requireStudent(context.principal, token.studentId, "Query.nextStep", subjects);
    const { planning, steps } = await this.recommender.again(token, goal);
    const step = this.#present(context, planning, steps)[token.place];
    if (step?.id !== id) throw otherAnswer();
    return step;
  }

  @Query(() => LearningPathType)
  async learningPath(
    @Arg("studentId", () => ID) studentId: string,
    @Arg("goal", () => GoalInput) goal: GoalInput,
    @Arg("budgetMinutes", () => Float, { nullable: true }) budgetMinutes: number | null,
    @Arg("frameworkId", () => ID, {
      nullable: true,
      description: "the same steps in the order of this edition, as far as prerequisites allow",
    })
    frameworkId: string | null,
    @Ctx() context: RequestContext,
  ): Promise<LearningPathType> {
    const { planning, path, steps } = await this.people.readPermitted(
      context.principal,
      studentId,
      "Query.learningPath",
      this.recommender.subjectsOf(goal),
      (permit) => this.recommender.path(studentId, goal, { budgetMinutes, frameworkId, permit }, Date.now()),
    );
    const reason =
      path.obstacle && obstacleText(path.obstacle, steps.length, planning.input.goal.target)[context.language];
    return {
      reachable: path.reachable,
      reason: reason ?? null,
      minutes: path.minutes,
      expectedMastery: path.expectedMastery,
      steps: this.#present(context, planning, steps),
      replaced: replacedGoals(planning.student.graph, planning.asked).map(replacementOf(planning.student.graph)),
      basis: presentBasis(planning.student.basis),
    };
  }

  @Query(() => [ClassStudentStepsType], {
    description: "the next steps of every student of a class, each as nextSteps gives them, by student id",
  })
  async classNextSteps(
    @Arg("classId", () => ID) classId: string,
    @Arg("goal", () => GoalInput, { nullable: true }) goal: GoalInput | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 3 }) first: number | null,
    @Ctx() context: RequestContext,
  ): Promise<ClassStudentStepsType[]> {
    const size = pageSize(first, 3, 20);
    const ofClass = await this.people.requireClass(context.principal, classId, this.recommender.subjectsOf(goal));
    const subjects = goal ? undefined : await this.people.subjectsActedFor(context.principal);
    const answers = await this.recommender.nextStepsOf(ofClass.studentIds, goal, { first: size, subjects }, Date.now());
    return answers.map(({ planning, steps }) => ({
      studentId: planning.student.studentId,
      steps: this.#present(context, planning, steps),
    }));
  }

  #present(context: RequestContext, planning: Planning, steps: readonly ExplainedStep[]): NextStepType[] {
    const { student, input, asked, within, skipped } = planning;
    const { graph, basis, studentId, chainLength } = student;
    const { target } = input.goal;
    const names = namesOf(graph);
    const { language } = context;
    const replaced = replacedGoals(graph, asked);
    const point = (leaf: number) => graph.getPoint(graph.compiled.ids[leaf]!);
    const influences = new DataLoader<number, Influence[]>(async (leaves) => {
      // A step into another subject is part of the goal; the attempts there are not.
      const subjects = await this.people.subjectsActedFor(context.principal);
      const shown = leaves.filter((leaf) => !subjects || subjects.includes(point(leaf).subjectId));
      const found = await this.recommender.influences(planning, shown);
      return leaves.map((leaf) => found.get(leaf) ?? []);
    });
    return steps.map((explained, place) => {
      const { step, why } = explained;
      const pointId = point(step.leaf).id;
      const said = fingerprint(step);
      const instead = replaced.filter(({ leaves }) => why.towards.some((leaf) => leaves.has(leaf)));
      const replacements = instead.map(replacementOf(graph));
      const texts = [
        ...replacements.map(({ retired, by }) => replacedText(nameOf(retired), by.map(nameOf))),
        stepText(step, why, names),
      ];
      return {
        planning,
        explained,
        id: this.tokens.issue({ studentId, pointId, basis, chainLength, target, within, place, said, skipped, asked }),
        knowledgePoint: point(step.leaf),
        kind: step.kind,
        mastery: step.mastery,
        expectedGain: step.expectedGain,
        minutes: step.minutes,
        why: {
          text: joinTexts(texts)[language],
          towards: why.towards.map(point),
          replaced: replacements,
          prerequisites: why.prerequisites.map((leaf) => presentLeaf(graph, this.mastery.leaf(student, leaf, target))),
          evidence: async () => (await influences.load(step.leaf)).map((item) => ({ ...item, at: new Date(item.at) })),
          counterfactual: () => {
            const found = why.counterfactual();
            return found ? counterfactualText(found, names)[language] : null;
          },
          lost: (why.lost ?? []).map((other) => point(other.leaf)),
        },
      };
    });
  }
}

/** What is computed from the basis is not what was answered: this is another version of the program, or of the machine. */
function otherAnswer(): DomainError {
  return new DomainError(
    "CONFLICT",
    {
      zh: "服务升级后的计算方法与当时不同（或 goal 不是当时的目标），无法重现这一步。",
      en: "The service computes otherwise than it did then (or goal is not the one asked for then), so the step cannot be reproduced.",
    },
    { field: "id" },
  );
}

const nameOf = ({ name, nameEn }: KnowledgePoint): Text => ({ zh: name, en: nameEn ?? name });

const namesOf =
  (graph: KnowledgeGraph) =>
  (leaf: number): Text =>
    nameOf(graph.getPoint(graph.compiled.ids[leaf]!));

const replacementOf =
  (graph: KnowledgeGraph) =>
  ({ retired, by }: ReplacedGoal): GoalReplacementType => ({
    retired: graph.getPoint(retired),
    by: by.map((id) => graph.getPoint(id)),
  });
