import { Field, Float, ID, Int, ObjectType } from "type-graphql";
import type { KnowledgePoint } from "../knowledge/graph-state.js";
import { KnowledgePointType } from "../knowledge/knowledge.type.js";

@ObjectType("PointAgreement", { simpleResolvers: true, description: "on whether a target has the point or not" })
export class PointAgreementType {
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => Float, { nullable: true }) alpha?: number | null | undefined;
  @Field(() => Int, { description: "judged by at least two, one of whom gave the point" }) resources!: number;
}

@ObjectType("PointDisagreement", { simpleResolvers: true })
export class PointDisagreementType {
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => Int, { description: "resources to which only the first of the two gave it" }) onlyFirst!: number;
  @Field(() => Int) onlySecond!: number;
}

@ObjectType("PairAgreement", { simpleResolvers: true, description: "two annotators on what both judged" })
export class PairAgreementType {
  @Field(() => [ID], { description: "pseudonyms where the reader may not know who" }) annotatorIds!: readonly string[];
  @Field(() => Float, {
    nullable: true,
    description:
      "Cohen's kappa with partial credit for sets that overlap (MASI); null where both always say the same one thing",
  })
  kappa?: number | null | undefined;
  @Field(() => Int) resources!: number;
  @Field(() => [PointDisagreementType], { description: "the most frequent first" })
  disagreements!: PointDisagreementType[];
}

@ObjectType("AgreementReport", {
  simpleResolvers: true,
  description: "Krippendorff's alpha over the sets of points that people gave to the same resources and segments",
})
export class AgreementReportType {
  @Field(() => Float, { nullable: true, description: "null where nothing can be compared" }) alpha?:
    | number
    | null
    | undefined;
  @Field(() => Float, { nullable: true, description: "of the 95 % interval" }) low?: number | null | undefined;
  @Field(() => Float, { nullable: true }) high?: number | null | undefined;
  @Field(() => Int, { description: "resources and segments judged by at least two" }) resources!: number;
  @Field(() => Int, { description: "who judged them" }) annotators!: number;
  @Field(() => [PointAgreementType]) byKnowledgePoint!: PointAgreementType[];
  @Field(() => [PairAgreementType], { description: "those who agree least first" }) byPair!: PairAgreementType[];
}
