import { Field, Float, ID, InputType, Int, ObjectType } from "type-graphql";
import { graphqlEnum } from "../graphql/enum.js";
import type { KnowledgePoint } from "../knowledge/graph-state.js";
import { KnowledgePointType } from "../knowledge/knowledge.type.js";
import type { AnnotationRole, ResourceKind } from "../resources/resources.enums.js";
import { AnnotationRoleEnum, ResourceKindEnum } from "../resources/resources.type.js";
import { AreEntityIds, HasAtMost, IsBetween, IsEntityId } from "../validation.js";
import { COVERAGE_DIMENSIONS, type CoverageDimension } from "./coverage.enums.js";
import type { CoverageFilterFields } from "./coverage.js";

export const CoverageDimensionEnum = graphqlEnum("CoverageDimension", COVERAGE_DIMENSIONS);

@ObjectType("CoverageCell", { simpleResolvers: true })
export class CoverageCellType {
  @Field(() => [String], {
    description: "ids, enum names, numbers; empty where not given, and for what is of no school or district",
  })
  keys!: readonly string[];
  @Field(() => [String]) labels!: readonly string[];
  @Field(() => Int) resources!: number;
  @Field(() => Int) annotations!: number;
  @Field(() => Int, { nullable: true, description: "with an attempt on the points; null when 1 to 4" }) students?:
    | number
    | null;
}

@ObjectType("CoverageReport", { simpleResolvers: true })
export class CoverageReportType {
  @Field(() => [CoverageDimensionEnum]) dimensions!: readonly CoverageDimension[];
  @Field(() => [CoverageCellType]) cells!: CoverageCellType[];
}

@ObjectType("CoverageGap", { simpleResolvers: true })
export class CoverageGapType {
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => Int) resources!: number;
  @Field(() => Int) required!: number;
  @Field(() => Float, { description: "share of all students who have worked on the point; 0 below five of them" })
  demand!: number;
  @Field(() => Int, {
    description: "of the resources that there are, in the last year: lessons five times, downloads twice",
  })
  uses!: number;
  @Field(() => [ResourceKindEnum]) missingKinds!: readonly ResourceKind[];
  @Field(() => [AnnotationRoleEnum]) missingRoles!: readonly AnnotationRole[];
}

@InputType()
export class CoverageFilter implements CoverageFilterFields {
  @Field(() => ID, { nullable: true }) @IsEntityId() subjectId?: string | null;
  @Field(() => ID, { nullable: true }) @IsEntityId() frameworkId?: string | null;
  @Field(() => Int, { nullable: true, description: "the grade in which a point is first taught" })
  @IsBetween(0, 20)
  grade?: number | null;
  @Field(() => [ID], { nullable: true }) @AreEntityIds() knowledgePointIds?: string[] | null;
  @Field(() => [AnnotationRoleEnum], { nullable: true }) @HasAtMost(50) roles?: AnnotationRole[] | null;
  @Field(() => [ResourceKindEnum], { nullable: true }) @HasAtMost(50) kinds?: ResourceKind[] | null;
  @Field(() => Float, { nullable: true, defaultValue: 0 }) @IsBetween(0, 1) minimumConfidence?: number | null;
  @Field(() => Int, { nullable: true, defaultValue: 3 }) @IsBetween(1, 1_000_000) required?: number | null;
  @Field(() => ID, { nullable: true, description: "resources and students of this school" }) @IsEntityId() schoolId?:
    | string
    | null;
  @Field(() => ID, { nullable: true, description: "resources and students of this district and its schools" })
  @IsEntityId()
  districtId?: string | null;
}
