import { Field, Float, ID, InputType, Int } from "type-graphql";
import { AreEntityIds, AreTexts, IsBetween, IsEntityId, IsText } from "../validation.js";
import type { NewPoint, PointFields } from "./edit-point.js";
import type { CognitiveLevel, KnowledgePointStatus, Stage } from "./knowledge.enums.js";
import { CognitiveLevelEnum, KnowledgePointStatusEnum, StageEnum } from "./knowledge.type.js";

@InputType()
export class SubjectInput {
  @Field(() => ID, { nullable: true }) @IsEntityId() id?: string | null;
  @Field(() => String) @IsText(1, 200) name!: string;
  @Field(() => StageEnum, { nullable: true, defaultValue: "OTHER" }) stage?: Stage | null;
}

@InputType()
export class KnowledgePointPatch implements PointFields {
  @Field(() => String, { nullable: true }) @IsText(1, 128) code?: string | null;
  @Field(() => String, { nullable: true }) @IsText(1, 500) name?: string | null;
  @Field(() => String, { nullable: true }) @IsText(0, 500) nameEn?: string | null;
  @Field(() => [ID], { nullable: true }) @AreEntityIds(100) parentIds?: string[] | null;
  @Field(() => String, { nullable: true }) @IsText(0, 20_000) description?: string | null;
  @Field(() => [String], { nullable: true }) @AreTexts(100, 200) aliases?: string[] | null;
  @Field(() => Int, { nullable: true }) @IsBetween(0, 20) gradeFrom?: number | null;
  @Field(() => Int, { nullable: true }) @IsBetween(0, 20) gradeTo?: number | null;
  @Field(() => CognitiveLevelEnum, { nullable: true }) cognitiveLevel?: CognitiveLevel | null;
  @Field(() => [String], { nullable: true }) @AreTexts(100, 200) abilities?: string[] | null;
  @Field(() => Float, { nullable: true, description: "0 to 1, higher is harder" }) @IsBetween(0, 1) difficulty?:
    | number
    | null;
  @Field(() => Float, { nullable: true }) @IsBetween(0, 10_000) minutes?: number | null;
}

@InputType()
export class KnowledgePointInput extends KnowledgePointPatch implements NewPoint {
  @Field(() => ID, { nullable: true }) @IsEntityId() id?: string | null;
  @Field(() => String) override code!: string;
  @Field(() => String) override name!: string;
  @Field(() => ID) @IsEntityId() subjectId!: string;
}

@InputType()
export class PrerequisiteInput {
  @Field(() => ID) @IsEntityId() prerequisiteId!: string;
  @Field(() => ID) @IsEntityId() dependentId!: string;
  @Field(() => Float, { nullable: true, defaultValue: 1 }) @IsBetween(0, 1) strength?: number | null;
  @Field(() => String, { nullable: true }) @IsText(0, 5_000) rationale?: string | null;
}

@InputType()
export class KnowledgePointFilter {
  @Field(() => ID, { nullable: true }) @IsEntityId() subjectId?: string | null;
  @Field(() => Int, { nullable: true }) @IsBetween(0, 20) grade?: number | null;
  @Field(() => ID, { nullable: true }) @IsEntityId() parentId?: string | null;
  @Field(() => KnowledgePointStatusEnum, { nullable: true }) status?: KnowledgePointStatus | null;
  @Field(() => String, { nullable: true }) @IsText(0, 500) text?: string | null;
}
