import { createUnionType, Field, Float, ID, Int, ObjectType } from "type-graphql";
import { connectionFields, edgeType } from "../graphql/connection.js";
import { graphqlEnum } from "../graphql/enum.js";
import type { Framework, KnowledgePoint, Prerequisite, Subject } from "./graph-state.js";
import { COGNITIVE_LEVELS, FRAMEWORK_KINDS, KNOWLEDGE_POINT_STATUSES, STAGES } from "./knowledge.enums.js";

export const StageEnum = graphqlEnum("Stage", STAGES);
export const FrameworkKindEnum = graphqlEnum("FrameworkKind", FRAMEWORK_KINDS);
export const KnowledgePointStatusEnum = graphqlEnum("KnowledgePointStatus", KNOWLEDGE_POINT_STATUSES);
export const CognitiveLevelEnum = graphqlEnum("CognitiveLevel", COGNITIVE_LEVELS, "Anderson and Krathwohl (2001)");

@ObjectType("Subject", { simpleResolvers: true })
export class SubjectType {
  @Field(() => ID) id!: string;
  @Field(() => String) name!: string;
  @Field(() => StageEnum) stage!: Subject["stage"];
}

/** Relations to other points, items and resources are field resolvers over the graph in memory. */
@ObjectType("KnowledgePoint", { simpleResolvers: true, description: "知识点: what is taught, learnt and counted" })
export class KnowledgePointType {
  @Field(() => ID) id!: string;
  @Field(() => String) code!: string;
  @Field(() => String) name!: string;
  @Field(() => String, { nullable: true }) nameEn?: string;
  @Field(() => [String]) aliases!: readonly string[];
  @Field(() => String, { nullable: true }) description?: string;
  @Field(() => KnowledgePointStatusEnum) status!: KnowledgePoint["status"];
  @Field(() => Int, { nullable: true }) gradeFrom?: number;
  @Field(() => Int, { nullable: true }) gradeTo?: number;
  @Field(() => CognitiveLevelEnum, { nullable: true }) cognitiveLevel?: KnowledgePoint["cognitiveLevel"];
  @Field(() => [String]) abilities!: readonly string[];
  @Field(() => Float, { nullable: true, description: "0 to 1, higher is harder" }) difficulty?: number;
  @Field(() => Float, { nullable: true, description: "minutes to learn it" }) minutes?: number;
}

@ObjectType("Prerequisite", { description: "prerequisite is learnt before dependent" })
export class PrerequisiteType {
  @Field(() => Float, { description: "0 to 1" }) strength!: number;
  @Field(() => String, { nullable: true }) rationale?: string;
  @Field(() => String, { nullable: true }) source?: string;
}

@ObjectType("Framework", { simpleResolvers: true, description: "a curriculum standard or a textbook edition" })
export class FrameworkType {
  @Field(() => ID) id!: string;
  @Field(() => String) title!: string;
  @Field(() => FrameworkKindEnum) kind!: Framework["kind"];
  @Field(() => String, { nullable: true }) version?: string;
}

@ObjectType("FrameworkItem", {
  simpleResolvers: true,
  description: "a statement of a standard; a chapter or section of a textbook",
})
export class FrameworkItemType {
  @Field(() => ID) id!: string;
  @Field(() => String, { nullable: true }) code?: string;
  @Field(() => String) statement!: string;
  @Field(() => Int) order!: number;
  @Field(() => ID, { nullable: true }) parentId?: string;
}

export const KnowledgePointEdgeType = edgeType<KnowledgePoint>("KnowledgePointEdge", () => KnowledgePointType as never);

@ObjectType("KnowledgePointConnection", { simpleResolvers: true })
export class KnowledgePointConnectionType extends connectionFields<KnowledgePoint>(() => KnowledgePointEdgeType) {}

@ObjectType("KnowledgePointHit", { simpleResolvers: true })
export class KnowledgePointHitType {
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => Float, { description: "0 to 1; 1 is the name itself" }) score!: number;
}

@ObjectType("GraphNode", { simpleResolvers: true })
export class GraphNodeType {
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => Int, { description: "the longest chain of prerequisites before it, in the whole graph" }) layer!: number;
  @Field(() => Int, {
    nullable: true,
    description: "place in the edition asked for, from 0; null where it does not come",
  })
  place?: number | null;
}

@ObjectType("GraphEdge", { simpleResolvers: true })
export class GraphEdgeType {
  @Field(() => ID) prerequisiteId!: string;
  @Field(() => ID) dependentId!: string;
  @Field(() => Float) strength!: number;
}

@ObjectType("KnowledgeGraph", { simpleResolvers: true })
export class KnowledgeGraphType {
  @Field(() => Int, { description: "the counter of edits" }) version!: number;
  @Field(() => [GraphNodeType]) nodes!: GraphNodeType[];
  @Field(() => [GraphEdgeType]) edges!: readonly GraphEdgeType[];
}

@ObjectType("PrerequisiteDefined", { simpleResolvers: true })
export class PrerequisiteDefinedType {
  @Field(() => PrerequisiteType) prerequisite!: Prerequisite;
}

@ObjectType("PrerequisiteRefused", { simpleResolvers: true })
export class PrerequisiteRefusedType {
  @Field(() => String) reason!: string;
  @Field(() => [KnowledgePointType], { description: "the path of the cycle, first point = last point" })
  cycle!: KnowledgePoint[];
}

export const DefinePrerequisiteResult = createUnionType({
  name: "DefinePrerequisiteResult",
  types: () => [PrerequisiteDefinedType, PrerequisiteRefusedType] as const,
  resolveType: (value) => ("cycle" in value ? "PrerequisiteRefused" : "PrerequisiteDefined"),
});
