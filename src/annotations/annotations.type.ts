import { Field, Float, GraphQLISODateTime, ID, Int, ObjectType } from "type-graphql";
import type { KnowledgePoint } from "../knowledge/graph-state.js";
import { KnowledgePointType } from "../knowledge/knowledge.type.js";
import type { AnnotationRole } from "../resources/resources.enums.js";
import { AnnotationRoleEnum } from "../resources/resources.type.js";

@ObjectType("Annotation", { simpleResolvers: true, description: "one person's dated claim" })
export class AnnotationType {
  @Field(() => ID) id!: string;
  @Field(() => ID) resourceId!: string;
  @Field(() => ID, { nullable: true }) segmentId?: string | null;
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => AnnotationRoleEnum) role!: AnnotationRole;
  @Field(() => Float) weight!: number;
  @Field(() => Float) confidence!: number;
  @Field(() => String, { nullable: true }) comment?: string | null;
  @Field(() => ID, { description: "a pseudonym where the reader may not know who" }) annotatorId!: string;
  @Field(() => GraphQLISODateTime) at!: Date;
  @Field(() => Boolean) withdrawn!: boolean;
  @Field(() => Int, { description: "of the resource's content that it was said of" }) resourceVersion!: number;
}

@ObjectType("Span", { simpleResolvers: true, description: "UTF-16 offsets into the text" })
export class SpanType {
  @Field(() => Int) from!: number;
  @Field(() => Int) to!: number;
}

@ObjectType("Suggestion", { simpleResolvers: true })
export class SuggestionType {
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => Float, { description: "probability that a teacher would tag it so" }) confidence!: number;
  @Field(() => [SpanType], { description: "the words that speak for it" }) spans!: readonly SpanType[];
}

@ObjectType("SuggestionResult", { simpleResolvers: true })
export class SuggestionResultType {
  @Field(() => Boolean, { description: "no point is likely enough to be put first" }) abstained!: boolean;
  @Field(() => [SuggestionType]) suggestions!: SuggestionType[];
}
