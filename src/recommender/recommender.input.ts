import { Field, Float, GraphQLISODateTime, ID, InputType, Int } from "type-graphql";
import type { AdminLevel, AnnotationRole, ResourceKind } from "../resources/resources.enums.js";
import { AdminLevelEnum, AnnotationRoleEnum, ResourceKindEnum } from "../resources/resources.type.js";
import { AreEntityIds, HasAtMost, IsBetween, IsEntityId, IsText } from "../validation.js";
import type { TeachingNeedFields } from "./find-matches.js";
import type { GoalFields } from "./goal-leaves.js";

@InputType({ description: "points and items (a chapter stands for its points) are joined; at least one of them" })
export class GoalInput implements GoalFields {
  @Field(() => [ID], { nullable: true }) @AreEntityIds() knowledgePointIds?: string[] | null;
  @Field(() => [ID], { nullable: true }) @AreEntityIds() frameworkItemIds?: string[] | null;
  @Field(() => Float, { nullable: true, defaultValue: 0.85 }) @IsBetween(0.01, 1) targetMastery?: number | null;
  @Field(() => GraphQLISODateTime, { nullable: true }) deadline?: Date | null;
}

@InputType({ description: "kinds, roles, levels, language filter; minutes is a maximum; the rest ranks" })
export class TeachingNeedInput implements TeachingNeedFields {
  @Field(() => [ID], { nullable: true }) @AreEntityIds() knowledgePointIds?: string[] | null;
  @Field(() => [ID], { nullable: true }) @AreEntityIds() frameworkItemIds?: string[] | null;
  @Field(() => String, { nullable: true }) @IsText(0, 5_000) text?: string | null;
  @Field(() => Int, { nullable: true }) @IsBetween(0, 20) grade?: number | null;
  @Field(() => ID, { nullable: true, description: "asks for the permission of the class report" })
  @IsEntityId()
  classId?: string | null;
  @Field(() => Float, { nullable: true }) @IsBetween(0, 10_000) minutes?: number | null;
  @Field(() => [ResourceKindEnum], { nullable: true }) @HasAtMost(50) kinds?: ResourceKind[] | null;
  @Field(() => [AnnotationRoleEnum], { nullable: true }) @HasAtMost(50) roles?: AnnotationRole[] | null;
  @Field(() => Float, { nullable: true }) @IsBetween(0, 1) difficulty?: number | null;
  @Field(() => String, { nullable: true }) @IsText(0, 35) language?: string | null;
  @Field(() => [AdminLevelEnum], { nullable: true }) @HasAtMost(50) adminLevels?: AdminLevel[] | null;
  @Field(() => ID, {
    nullable: true,
    description: "the best matches in the order in which this edition comes to the point that each is matched by",
  })
  @IsEntityId()
  frameworkId?: string | null;
}
