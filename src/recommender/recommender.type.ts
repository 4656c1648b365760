import { Field, Float, GraphQLISODateTime, ID, ObjectType } from "type-graphql";
import type { Language } from "../errors.js";
import { graphqlEnum } from "../graphql/enum.js";
import type { KnowledgePoint } from "../knowledge/graph-state.js";
import { KnowledgePointType } from "../knowledge/knowledge.type.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import { BasisType, PointMasteryType } from "../mastery/mastery.type.js";
import type { Resource } from "../resources/resource.js";
import { ResourceType } from "../resources/resources.type.js";
import type { FoundMatch } from "./find-matches.js";
import { STEP_KINDS, type StepKind } from "./recommender.enums.js";
import type { ExplainedStep, Planning } from "./recommender.js";
import { matchReasonText } from "./why-text.js";

export const StepKindEnum = graphqlEnum("StepKind", STEP_KINDS);

@ObjectType("MatchReason", { simpleResolvers: true })
export class MatchReasonType {
  @Field(() => String) code!: string;
  @Field(() => String) text!: string;
  @Field(() => Float, { description: "part of the score; the contributions sum to it" }) contribution!: number;
  @Field(() => KnowledgePointType, { nullable: true }) knowledgePoint?: KnowledgePoint | null;
}

@ObjectType("ResourceMatch", { simpleResolvers: true })
export class ResourceMatchType {
  @Field(() => ResourceType) resource!: Resource;
  @Field(() => Float) score!: number;
  @Field(() => [MatchReasonType]) reasons!: MatchReasonType[];
}

export function presentMatch(
  graph: KnowledgeGraph,
  language: Language,
  { resource, score, reasons }: FoundMatch,
): ResourceMatchType {
  return {
    resource,
    score,
    reasons: reasons.map((reason) => {
      const point = reason.knowledgePointId === undefined ? undefined : graph.getPoint(reason.knowledgePointId);
      const name = point && { zh: point.name, en: point.nameEn ?? point.name };
      const text = matchReasonText(reason, name)[language];
      return { code: reason.code, text, contribution: reason.contribution, knowledgePoint: point ?? null };
    }),
  };
}

@ObjectType("ResourceBundle", { simpleResolvers: true })
export class ResourceBundleType {
  @Field(() => [ResourceMatchType], { description: "as ranked, or in the order of the edition" })
  matches!: ResourceMatchType[];
  @Field(() => Float, { description: "of all of them; a resource of unknown length counts as ten" }) minutes!: number;
  @Field(() => Float, { description: "mean over the needed points of how well they are covered, 0 to 1" })
  covered!: number;
}

@ObjectType("EvidenceItem", { simpleResolvers: true })
export class EvidenceItemType {
  @Field(() => ID) attemptId!: string;
  @Field(() => GraphQLISODateTime) at!: Date;
  @Field(() => Float) score!: number;
  @Field(() => Float, { description: "mastery with this attempt less mastery without it" }) influence!: number;
}

@ObjectType("GoalReplacement", { simpleResolvers: true })
export class GoalReplacementType {
  @Field(() => KnowledgePointType, { description: "as the goal names it" }) retired!: KnowledgePoint;
  @Field(() => [KnowledgePointType], { description: "what stands for it now" }) by!: KnowledgePoint[];
}

/** Evidence and counterfactual are functions, so that only who asks for them pays for them. */
@ObjectType("Why", { simpleResolvers: true })
export class WhyType {
  @Field(() => String) text!: string;
  @Field(() => [KnowledgePointType], { description: "what of the goal builds on it" }) towards!: KnowledgePoint[];
  @Field(() => [GoalReplacementType], {
    description: "retired points of the goal, whose replacements the step leads to; the text says so too",
  })
  replaced!: GoalReplacementType[];
  @Field(() => [PointMasteryType]) prerequisites!: PointMasteryType[];
  @Field(() => [EvidenceItemType]) evidence!: () => Promise<EvidenceItemType[]>;
  @Field(() => String, { nullable: true, description: "what would change the recommendation" })
  counterfactual!: () => string | null;
  @Field(() => [KnowledgePointType], { description: "what was considered and lost, the best first" })
  lost!: KnowledgePoint[];
}

/** What it answers with, before its resources are asked for. */
@ObjectType("NextStep")
export class NextStepType {
  @Field(() => ID, { description: "an opaque signed token that holds the basis, up to 512 characters" }) id!: string;
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => StepKindEnum) kind!: StepKind;
  @Field(() => Float) mastery!: number;
  @Field(() => Float, { description: "goal probability gained" }) expectedGain!: number;
  @Field(() => Float) minutes!: number;
  @Field(() => WhyType) why!: WhyType;

  readonly planning!: Planning;
  readonly explained!: ExplainedStep;
}

@ObjectType("ClassStudentSteps", { simpleResolvers: true })
export class ClassStudentStepsType {
  @Field(() => ID) studentId!: string;
  @Field(() => [NextStepType]) steps!: NextStepType[];
}

@ObjectType("LearningPath", { simpleResolvers: true })
export class LearningPathType {
  @Field(() => Boolean) reachable!: boolean;
  @Field(() => String, { nullable: true, description: "why it is not" }) reason?: string | null;
  @Field(() => Float) minutes!: number;
  @Field(() => Float, { description: "mean over the goal's points after the path" }) expectedMastery!: number;
  @Field(() => [NextStepType]) steps!: NextStepType[];
  @Field(() => [GoalReplacementType], { description: "retired points of the goal, and what was planned for instead" })
  replaced!: GoalReplacementType[];
  @Field(() => BasisType) basis!: BasisType;
}
