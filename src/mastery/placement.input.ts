import { Field, Float, GraphQLISODateTime, ID, InputType, Int } from "type-graphql";
import { AreEntityIds, IsBetween, IsEntityId, IsText } from "../validation.js";
import type { PlacementAnswer } from "./placements.js";

@InputType({ description: "what is named by points, items and subject is joined; at least one of them" })
export class PlacementInput {
  @Field(() => ID) @IsEntityId() studentId!: string;
  @Field(() => [ID], { nullable: true }) @AreEntityIds(5000) knowledgePointIds?: string[] | null;
  @Field(() => [ID], { nullable: true }) @AreEntityIds() frameworkItemIds?: string[] | null;
  @Field(() => ID, { nullable: true }) @IsEntityId() subjectId?: string | null;
  @Field(() => Int, { defaultValue: 25, description: "at most so many, 1 to 100; fewer where enough is known before" })
  @IsBetween(1, 100)
  questions!: number;
}

@InputType({ description: "exactly one of correct and score" })
export class PlacementAnswerInput implements PlacementAnswer {
  @Field(() => ID, { description: "of the open question; the attempt is kept under it" })
  @IsEntityId()
  questionId!: string;
  @Field(() => Boolean, { nullable: true }) correct?: boolean | null;
  @Field(() => Float, { nullable: true, description: "0 to 1" }) @IsBetween(0, 1) score?: number | null;
  @Field(() => ID, { nullable: true, description: "the item that was asked" }) @IsEntityId() resourceId?: string | null;
  @Field(() => String, { nullable: true }) @IsText(1, 128) partId?: string | null;
  @Field(() => Float, { nullable: true }) @IsBetween(0, 864_000) seconds?: number | null;
  @Field(() => GraphQLISODateTime, { nullable: true, description: "now without it" }) at?: Date | null;
}
