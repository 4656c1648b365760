import { Field, Float, GraphQLISODateTime, ID, InputType, Int, ObjectType } from "type-graphql";
import { graphqlEnum } from "../graphql/enum.js";
import { IsBetween, IsEntityId, IsText } from "../validation.js";
import { LIFE_STEPS, type LifeStep, REVIEWS } from "./life-cycle.js";
import { SEGMENT_UNITS, type SegmentFields, type SegmentUnit } from "./register-segment.js";
import type { ResourceStatus } from "./resources.enums.js";
import { ResourceStatusEnum } from "./resources.type.js";

export const LifeStepEnum = graphqlEnum("LifeStep", LIFE_STEPS, "what is done with a resource as a whole");
export const ReviewEnum = graphqlEnum("Review", REVIEWS, "take into review, publish, or return with a reason");
export const SegmentUnitEnum = graphqlEnum("SegmentUnit", SEGMENT_UNITS);

@ObjectType("LifeEvent", { simpleResolvers: true, description: "one step in the life of a resource; never changed" })
export class LifeEventType {
  @Field(() => LifeStepEnum) step!: LifeStep;
  @Field(() => ResourceStatusEnum) statusBefore!: ResourceStatus;
  @Field(() => ResourceStatusEnum) statusAfter!: ResourceStatus;
  @Field(() => Int) version!: number;
  @Field(() => ID) by!: string;
  @Field(() => GraphQLISODateTime) at!: Date;
  @Field(() => String, { nullable: true }) reason?: string | undefined;
  @Field(() => ID, { nullable: true }) schoolId?: string | undefined;
}

@ObjectType("ResourceHistory", { simpleResolvers: true })
export class ResourceHistoryType {
  @Field(() => ID) registeredBy!: string;
  @Field(() => GraphQLISODateTime) registeredAt!: Date;
  @Field(() => [LifeEventType], { description: "in order" }) events!: LifeEventType[];
}

@InputType()
export class SegmentInput implements SegmentFields {
  @Field(() => ID, { nullable: true }) @IsEntityId() id?: string | null;
  @Field(() => ID) @IsEntityId() resourceId!: string;
  @Field(() => String, { nullable: true }) @IsText(1, 500) title?: string | null;
  @Field(() => Float, { description: "seconds from the beginning, or the first page, from 1" })
  @IsBetween(-1e9, 1e9)
  from!: number;
  @Field(() => Float, { description: "seconds from the beginning, or the last page" })
  @IsBetween(-1e9, 1e9)
  to!: number;
  @Field(() => SegmentUnitEnum) unit!: SegmentUnit;
}
