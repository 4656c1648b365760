import { Arg, Ctx, Field, GraphQLISODateTime, ID, Int, Mutation, ObjectType, Query, Resolver } from "type-graphql";
import { graphqlEnum } from "../graphql/enum.js";
import type { KnowledgePoint } from "../knowledge/graph-state.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import { KnowledgePointType } from "../knowledge/knowledge.type.js";
import type { People } from "../people/people.js";
import type { RequestContext } from "../people/request-context.js";
import { subjectsOfStep } from "./goal-leaves.js";
import { STEP_EVENTS, type StepEvent } from "./recommender.enums.js";
import type { StepReports } from "./step-reports.js";
import type { StepTokens } from "./step-token.js";

const StepEventEnum = graphqlEnum("StepEvent", STEP_EVENTS);

@ObjectType("StepReport", {
  simpleResolvers: true,
  description: "what became of steps to one point, over all students; null where 1 to 4 students stand behind it",
})
class StepReportType {
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => Int, { nullable: true }) students?: number | null;
  @Field(() => Int, { nullable: true }) shown?: number | null;
  @Field(() => Int, { nullable: true }) accepted?: number | null;
  @Field(() => Int, { nullable: true }) skipped?: number | null;
  @Field(() => Int, { nullable: true }) done?: number | null;
}

@Resolver()
export class StepReportsResolver {
  constructor(
    private readonly reports: StepReports,
    private readonly tokens: StepTokens,
    private readonly people: People,
    private readonly knowledge: Knowledge,
  ) {}

  @Mutation(() => Boolean, {
    description:
      "what became of a recommended step, counted once for each step and event; false where it was reported before",
  })
  async reportStep(
    @Arg("stepId", () => ID, { description: "as nextSteps or learningPath gave it, at most 30 days ago" })
    stepId: string,
    @Arg("event", () => StepEventEnum) event: StepEvent,
    @Arg("at", () => GraphQLISODateTime, { nullable: true, description: "when it happened; now without it" })
    at: Date | null,
    @Ctx() { principal }: RequestContext,
  ): Promise<boolean> {
    const token = this.tokens.require(stepId, "stepId");
    const subjects = subjectsOfStep(this.knowledge.graph(), token);
    await this.people.requireStudent(principal, token.studentId, "Mutation.reportStep", subjects);
    const now = Date.now();
    return this.reports.report(token, event, at?.getTime() ?? now, now);
  }

  @Query(() => [StepReportType], { description: "by point, those of which anything was reported" })
  async stepReport(@Arg("subjectId", () => ID) subjectId: string): Promise<StepReportType[]> {
    return (await this.reports.ofSubject(subjectId)).map(({ pointId, students, counts }) => ({
      knowledgePoint: this.knowledge.graph().getPoint(pointId),
      students: students ?? null,
      shown: counts?.SHOWN ?? null,
      accepted: counts?.ACCEPTED ?? null,
      skipped: counts?.SKIPPED ?? null,
      done: counts?.DONE ?? null,
    }));
  }
}
