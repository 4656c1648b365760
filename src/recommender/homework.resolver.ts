import { Arg, Ctx, Float, ID, Query, Resolver } from "type-graphql";
import type { Mastery } from "../mastery/mastery.js";
import { presentBasis } from "../mastery/mastery.type.js";
import type { People } from "../people/people.js";
import type { RequestContext } from "../people/request-context.js";
import type { ResourceKind } from "../resources/resources.enums.js";
import type { Resources } from "../resources/resources.js";
import { ResourceKindEnum } from "../resources/resources.type.js";
import type { Matching } from "./find-matches.js";
import { assignHomework, type StudentHomework } from "./homework.js";
import { ClassHomeworkType, type StudentHomeworkType } from "./homework.type.js";
import { homeworkText, itemText } from "./homework-text.js";
import { systemsOf } from "./match-step.js";
import { GoalInput } from "./recommender.input.js";
import type { Recommender } from "./recommender.js";
import { presentMatch } from "./recommender.type.js";

@Resolver()
export class HomeworkResolver {
  constructor(
    private readonly recommender: Recommender,
    private readonly matching: Matching,
    private readonly mastery: Mastery,
    private readonly library: Resources,
    private readonly people: People,
  ) {}

  @Query(() => ClassHomeworkType, {
    description:
      "homework for each student of a class: the student's own next steps and due reviews, with exercises not answered before, within the minutes; nothing is stored",
  })
  async composeHomework(
    @Arg("classId", () => ID) classId: string,
    @Arg("goal", () => GoalInput) goal: GoalInput,
    @Arg("minutes", () => Float, { description: "for each student, at most 240" }) minutes: number,
    @Arg("kinds", () => [ResourceKindEnum], {
      nullable: true,
      description: "by default questions, worksheets and interactive exercises",
    })
    kinds: ResourceKind[] | null,
    @Arg("systems", () => [String], { nullable: true, description: "as of NextStep.resources" }) systems:
      | string[]
      | null,
    @Ctx() context: RequestContext,
  ): Promise<ClassHomeworkType> {
    const { principal } = context;
    const ofClass = await this.people.requireClass(principal, classId, this.recommender.subjectsOf(goal));
    const viewer = await this.library.viewer(context);
    const request = { goal, minutes, kinds, systems: systemsOf(principal, systems) };
    const now = Date.now();
    const homework = await assignHomework(this.recommender, this.matching, ofClass, viewer, request, now);
    return {
      classId,
      students: homework.map((own) => present(context, own)),
      basis: presentBasis(homework[0]?.student.basis ?? this.mastery.basis(now)),
    };
  }
}

function present({ language }: RequestContext, { student, isNeeded, items }: StudentHomework): StudentHomeworkType {
  const { graph, studentId } = student;
  const minutes = items.reduce((sum, item) => sum + item.minutes, 0);
  return {
    studentId,
    minutes,
    items: items.map(({ step, match, success, minutes }) => {
      const knowledgePoint = graph.getPoint(graph.compiled.ids[step.leaf]!);
      const name = { zh: knowledgePoint.name, en: knowledgePoint.nameEn ?? knowledgePoint.name };
      return {
        match: presentMatch(graph, language, match),
        knowledgePoint,
        kind: step.kind,
        minutes,
        success: success ?? null,
        text: itemText(step, name, success)[language],
      };
    }),
    text: homeworkText(items.length, minutes, isNeeded)[language],
  };
}
