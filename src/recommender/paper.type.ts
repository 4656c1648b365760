import { Field, Float, Int, ObjectType } from "type-graphql";
import { graphqlEnum } from "../graphql/enum.js";
import type { KnowledgePoint } from "../knowledge/graph-state.js";
import type { CognitiveLevel } from "../knowledge/knowledge.enums.js";
import { CognitiveLevelEnum, KnowledgePointType } from "../knowledge/knowledge.type.js";
import type { Resource } from "../resources/resource.js";
import type { AnnotationRole } from "../resources/resources.enums.js";
import { AnnotationRoleEnum, ResourceType } from "../resources/resources.type.js";
import { PAPER_AIMS, type PaperAim } from "./paper-checks.js";

export const PaperAimEnum = graphqlEnum("PaperAim", PAPER_AIMS);

@ObjectType("PaperQuestion", { simpleResolvers: true })
export class PaperQuestionType {
  @Field(() => ResourceType) resource!: Resource;
  @Field(() => KnowledgePointType, { description: "of the scope, that it is chiefly about" })
  knowledgePoint!: KnowledgePoint;
  @Field(() => AnnotationRoleEnum) role!: AnnotationRole;
  @Field(() => CognitiveLevelEnum, { nullable: true, description: "of the point" })
  cognitiveLevel?: CognitiveLevel | null;
  @Field(() => Float, { nullable: true }) difficulty?: number | null;
  @Field(() => Float) minutes!: number;
  @Field(() => Int, { description: "whole points; those of a paper sum to its score" }) score!: number;
}

@ObjectType("PaperCheck", { simpleResolvers: true, description: "how one requirement of the blueprint is met" })
export class PaperCheckType {
  @Field(() => PaperAimEnum) aim!: PaperAim;
  @Field(() => Int, { nullable: true, description: "which of the blueprint's parts, levels or bands, from 0" })
  index?: number | null;
  @Field(() => Float) wanted!: number;
  @Field(() => Float, { nullable: true, description: "what the paper has; null where no difficulty is known" })
  given?: number | null;
  @Field(() => Float, {
    nullable: true,
    description:
      "what the stock would allow if this were the only requirement: questions there are, the fewest minutes, the nearest mean difficulty",
  })
  available?: number | null;
  @Field(() => Boolean) isMet!: boolean;
  @Field(() => String, { description: "with what is missing, where it is not met" }) text!: string;
}

@ObjectType("Paper", { simpleResolvers: true })
export class PaperType {
  @Field(() => [PaperQuestionType], { description: "by kind as asked, easy ones first" })
  questions!: PaperQuestionType[];
  @Field(() => Float) minutes!: number;
  @Field(() => Float, { nullable: true, description: "mean of the difficulties that are known" }) difficulty?:
    | number
    | null;
  @Field(() => Boolean, { description: "whether every check is met" }) isMet!: boolean;
  @Field(() => [PaperCheckType]) checks!: PaperCheckType[];
  @Field(() => [KnowledgePointType], {
    description: "points of the scope that no question at hand is chiefly about",
  })
  uncovered!: readonly KnowledgePoint[];
  @Field(() => Int, { description: "questions that could be chosen from" }) stock!: number;
  @Field(() => Int, { description: "questions left out because a student of the class has answered them" })
  answeredBefore!: number;
}
