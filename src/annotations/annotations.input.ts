import { Field, Float, ID, InputType } from "type-graphql";
import type { Tag } from "../resources/resource.js";
import type { AnnotationRole } from "../resources/resources.enums.js";
import { TagInput } from "../resources/resources.input.js";
import { AnnotationRoleEnum } from "../resources/resources.type.js";
import { AreObjects, HasAtMost, IsBetween, IsEntityId, IsText } from "../validation.js";
import type { AdjudicateFields } from "./adjudicate.js";
import type { AnnotateResourceFields } from "./annotate-resource.js";

@InputType()
export class AnnotateResourceInput implements AnnotateResourceFields {
  @Field(() => ID) @IsEntityId() resourceId!: string;
  @Field(() => ID, { nullable: true }) @IsEntityId() segmentId?: string | null;
  @Field(() => [TagInput]) @HasAtMost(100) @AreObjects() tags!: TagInput[];
  @Field(() => Boolean, { nullable: true, defaultValue: false }) noneFits?: boolean | null;
  @Field(() => String, { nullable: true }) @IsText(0, 5_000) comment?: string | null;
}

@InputType()
export class DecidedTagInput implements Tag {
  @Field(() => ID) @IsEntityId() knowledgePointId!: string;
  @Field(() => AnnotationRoleEnum) role!: AnnotationRole;
  @Field(() => Float, { nullable: true, description: "by default the mean of the annotators'" })
  @IsBetween(0, 1)
  weight?: number | null;
}

@InputType()
export class AdjudicateInput implements AdjudicateFields {
  @Field(() => ID) @IsEntityId() resourceId!: string;
  @Field(() => ID, { nullable: true }) @IsEntityId() segmentId?: string | null;
  @Field(() => [DecidedTagInput], { description: "what it covers; empty: no point fits" })
  @HasAtMost(100)
  @AreObjects()
  tags!: DecidedTagInput[];
  @Field(() => String) @IsText(1, 5_000) comment!: string;
  @Field(() => ID, { nullable: true, description: "the decision that this one overrules" })
  @IsEntityId()
  replaces?: string | null;
}
