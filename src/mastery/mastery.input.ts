import { Field, Float, GraphQLISODateTime, ID, InputType, Int } from "type-graphql";
import { AreEntityIds, IsBetween, IsEntityId, IsText } from "../validation.js";
import type { AttemptFields, AttemptSetting } from "./attempt.js";
import { AttemptSettingEnum } from "./mastery.type.js";

/** Judged row by row, as the good rows of a batch go in. */
@InputType({
  description:
    "exactly one of correct and score; knowledgePointIds, or a resource whose tags name them, or both (then the ids count)",
})
export class AttemptInput implements AttemptFields {
  @Field(() => ID) @IsEntityId() id!: string;
  @Field(() => ID) @IsEntityId() studentId!: string;
  @Field(() => [ID], { nullable: true }) @AreEntityIds(20) knowledgePointIds?: string[] | null;
  @Field(() => ID, { nullable: true }) @IsEntityId() resourceId?: string | null;
  @Field(() => String, { nullable: true }) @IsText(1, 128) partId?: string | null;
  @Field(() => Boolean, { nullable: true }) correct?: boolean | null;
  @Field(() => Float, { nullable: true, description: "0 to 1" }) @IsBetween(0, 1) score?: number | null;
  @Field(() => GraphQLISODateTime) at!: Date;
  @Field(() => Float, { nullable: true }) @IsBetween(0, 864_000) seconds?: number | null;
  @Field(() => Int, { nullable: true }) @IsBetween(0, 1000) hints?: number | null;
  @Field(() => AttemptSettingEnum, { nullable: true, defaultValue: "PRACTICE" }) setting?: AttemptSetting | null;
}
