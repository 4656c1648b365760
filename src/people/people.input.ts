import { Field, ID, InputType, Int } from "type-graphql";
import { AreEntityIds, IsBetween, IsEntityId, IsText } from "../validation.js";
import type { ClassFields } from "./class-record.js";

/** More than any class has; a list this long is a mistake. */
const MOST_MEMBERS = 1000;

@InputType({ description: "a class with its whole membership: who is not listed here is no member any more" })
export class ClassInput implements ClassFields {
  @Field(() => ID) @IsEntityId() id!: string;
  @Field(() => String) @IsText(1, 200) name!: string;
  @Field(() => String, { nullable: true }) @IsText(1, 50) schoolYear?: string | null;
  @Field(() => Int, { nullable: true }) @IsBetween(0, 20) grade?: number | null;
  @Field(() => ID) @IsEntityId() schoolId!: string;
  @Field(() => String, { nullable: true }) @IsText(1, 200) schoolName?: string | null;
  @Field(() => ID, { nullable: true }) @IsEntityId() districtId?: string | null;
  @Field(() => String, { nullable: true }) @IsText(1, 200) districtName?: string | null;
  @Field(() => [ID]) @AreEntityIds(MOST_MEMBERS) teacherIds!: string[];
  @Field(() => [ID]) @AreEntityIds(MOST_MEMBERS) studentIds!: string[];
}

@InputType({ description: "replaces what was granted to the app before" })
export class AppGrantInput {
  @Field(() => ID) @IsEntityId() appId!: string;
  @Field(() => [ID]) @AreEntityIds(10_000) schoolIds!: string[];
  @Field(() => [ID], { nullable: true, description: "none: all subjects" })
  @AreEntityIds(1000)
  subjectIds?: string[] | null;
}
