import { Field, Float, GraphQLISODateTime, ID, Int, ObjectType } from "type-graphql";
import { graphqlEnum } from "../graphql/enum.js";
import { RefusalType } from "../graphql/refusal.type.js";
import type { KnowledgePoint } from "../knowledge/graph-state.js";
import { KnowledgePointType } from "../knowledge/knowledge.type.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import { ATTEMPT_SETTINGS } from "./attempt.js";
import type { Basis, LeafMastery } from "./mastery.js";

export const AttemptSettingEnum = graphqlEnum("AttemptSetting", ATTEMPT_SETTINGS);

@ObjectType("Basis", { simpleResolvers: true, description: "the same basis gives the same answer" })
export class BasisType {
  @Field(() => GraphQLISODateTime) at!: Date;
  @Field(() => Int) graphVersion!: number;
  @Field(() => String) modelVersion!: string;
}

@ObjectType("PointMastery", { simpleResolvers: true })
export class PointMasteryType {
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => Float, { description: "probability of a right answer to a typical item of the point, now" })
  mastery!: number;
  @Field(() => Float, { description: "standard deviation of the mastery" }) uncertainty!: number;
  @Field(() => Int) attempts!: number;
  @Field(() => GraphQLISODateTime, { nullable: true }) lastAttemptAt?: Date | null;
  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: "when forgetting brings it below 0.85; null also while practice of what builds on it keeps it",
  })
  dueAt?: Date | null;
}

@ObjectType("AbilityMastery", { simpleResolvers: true })
export class AbilityMasteryType {
  @Field(() => String) ability!: string;
  @Field(() => Float, { description: "mean over the points that train it" }) mastery!: number;
  @Field(() => Int) points!: number;
}

@ObjectType("MasteryProfile", { simpleResolvers: true })
export class MasteryProfileType {
  @Field(() => ID) studentId!: string;
  @Field(() => [PointMasteryType], { description: "every active leaf of the subject, by code" })
  points!: PointMasteryType[];
  @Field(() => [AbilityMasteryType]) abilities!: AbilityMasteryType[];
  @Field(() => BasisType) basis!: BasisType;
}

@ObjectType("RecordAttemptsResult", { simpleResolvers: true })
export class RecordAttemptsResultType {
  @Field(() => Int) accepted!: number;
  @Field(() => Int) duplicates!: number;
  @Field(() => [RefusalType]) refused!: RefusalType[];
}

@ObjectType("AttemptAmendment", {
  simpleResolvers: true,
  description: "an entry of the chain that corrects or voids an earlier one",
})
export class AttemptAmendmentType {
  @Field(() => ID, { description: "of the entry itself" }) id!: string;
  @Field(() => ID) attemptId!: string;
  @Field(() => Boolean) voided!: boolean;
  @Field(() => Float, { nullable: true, description: "the score that counts now; null when voided" }) score?:
    | number
    | null;
  @Field(() => Int, { description: "place in the student's chain, from 1" }) sequence!: number;
}

export const presentBasis = (basis: Basis): BasisType => ({ ...basis, at: new Date(basis.at) });

export function presentLeaf(graph: KnowledgeGraph, leaf: LeafMastery): PointMasteryType {
  return {
    knowledgePoint: graph.getPoint(graph.compiled.ids[leaf.leaf]!),
    mastery: leaf.mastery,
    uncertainty: leaf.uncertainty,
    attempts: leaf.attempts,
    lastAttemptAt: leaf.lastAttemptAt === undefined ? null : new Date(leaf.lastAttemptAt),
    dueAt: leaf.dueAt === undefined ? null : new Date(leaf.dueAt),
  };
}
