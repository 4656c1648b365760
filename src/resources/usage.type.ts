import { Field, Float, GraphQLISODateTime, ID, InputType, Int, ObjectType } from "type-graphql";
import { graphqlEnum } from "../graphql/enum.js";
import { RefusalType } from "../graphql/refusal.type.js";
import { IsBetween, IsEntityId } from "../validation.js";
import { USAGE_KINDS, type UsageFields, type UsageKind } from "./record-usage.js";

export const UsageKindEnum = graphqlEnum("UsageKind", USAGE_KINDS);

@InputType({ description: "that somebody used a resource; counted once for each id" })
export class UsageInput implements UsageFields {
  @Field(() => ID) @IsEntityId() id!: string;
  @Field(() => ID) @IsEntityId() resourceId!: string;
  @Field(() => UsageKindEnum) kind!: UsageKind;
  @Field(() => Int, { nullable: true, description: "1 to 5, with RATED alone" }) @IsBetween(1, 5) rating?:
    | number
    | null;
  @Field(() => GraphQLISODateTime) at!: Date;
}

@ObjectType("RecordUsageResult", { simpleResolvers: true })
export class RecordUsageResultType {
  @Field(() => Int) accepted!: number;
  @Field(() => Int) duplicates!: number;
  @Field(() => [RefusalType]) refused!: readonly RefusalType[];
}

@ObjectType("Usage", { simpleResolvers: true })
export class UsageType {
  @Field(() => Int) viewed!: number;
  @Field(() => Int) usedInLesson!: number;
  @Field(() => Int) downloaded!: number;
  @Field(() => Int) ratings!: number;
  @Field(() => Float, { nullable: true, description: "mean of the ratings, 1 to 5" }) rating?: number | null;
}
