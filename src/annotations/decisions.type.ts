import { Field, Float, GraphQLISODateTime, ID, Int, ObjectType } from "type-graphql";
import { graphqlEnum } from "../graphql/enum.js";
import type { KnowledgePoint } from "../knowledge/graph-state.js";
import { KnowledgePointType } from "../knowledge/knowledge.type.js";
import type { Resource } from "../resources/resource.js";
import type { AnnotationRole } from "../resources/resources.enums.js";
import { AnnotationRoleEnum, ResourceType } from "../resources/resources.type.js";
import { TARGET_STATES, type TargetState } from "./consensus/settle-target.js";

export const SettlementEnum = graphqlEnum(
  "Settlement",
  TARGET_STATES,
  "how far the judgement of a resource or segment has come",
);

@ObjectType("DecidedTag", { simpleResolvers: true })
export class DecidedTagType {
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => AnnotationRoleEnum) role!: AnnotationRole;
  @Field(() => Float) weight!: number;
}

@ObjectType("Decision", {
  simpleResolvers: true,
  description: "a reviewer's word on what a resource or segment covers",
})
export class DecisionType {
  @Field(() => ID) id!: string;
  @Field(() => ID) reviewerId!: string;
  @Field(() => [DecidedTagType]) tags!: DecidedTagType[];
  @Field(() => String, { nullable: true }) comment?: string | undefined;
  @Field(() => GraphQLISODateTime) at!: Date;
  @Field(() => ID, {
    nullable: true,
    description: "the near-duplicate from which it was carried over; undoPropagation takes its id",
  })
  copiedFrom?: string | undefined;
}

@ObjectType("Propagation", { simpleResolvers: true, description: "tags carried over together, undone together" })
export class PropagationType {
  @Field(() => ID) id!: string;
  @Field(() => Int, { description: "near-duplicates that have got them now" }) resources!: number;
}

@ObjectType("AnnotationSide", { simpleResolvers: true, description: "all that one person says of it" })
export class AnnotationSideType {
  @Field(() => ID) annotatorId!: string;
  @Field(() => [DecidedTagType], { description: "empty: that no point fits" }) tags!: DecidedTagType[];
  @Field(() => String, { nullable: true }) comment?: string | undefined;
}

@ObjectType("DisputedTag", { simpleResolvers: true })
export class DisputedTagType {
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => AnnotationRoleEnum) role!: AnnotationRole;
  @Field(() => [ID]) givenBy!: readonly string[];
  @Field(() => [ID], { description: "who judged it without this tag" }) leftOutBy!: readonly string[];
}

@ObjectType("Adjudication", { simpleResolvers: true, description: "what people say of one resource or segment" })
export class AdjudicationType {
  @Field(() => ResourceType) resource!: Resource;
  @Field(() => ID, { nullable: true }) segmentId?: string | undefined;
  @Field(() => SettlementEnum) settlement!: TargetState;
  @Field(() => [AnnotationSideType]) sides!: AnnotationSideType[];
  @Field(() => [DisputedTagType], { description: "what a reviewer is to decide" }) disputed!: DisputedTagType[];
  @Field(() => [DecisionType], { description: "the one in force first" }) decisions!: DecisionType[];
}

@ObjectType("AnnotatorReliability", {
  simpleResolvers: true,
  description: "as the last consensus found it (Dawid and Skene 1979), seen by reviewers only",
})
export class AnnotatorReliabilityType {
  @Field(() => ID) annotatorId!: string;
  @Field(() => Float, { description: "share of right answers on whether a tag belongs" }) accuracy!: number;
  @Field(() => Float, { description: "share of the right tags that this person gives" }) sensitivity!: number;
  @Field(() => Float, { description: "share of the wrong tags that this person leaves out" }) specificity!: number;
  @Field(() => Int, { description: "answers that could be compared" }) answers!: number;
  @Field(() => GraphQLISODateTime) at!: Date;
}
