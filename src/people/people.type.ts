import { Field, ID, Int, ObjectType } from "type-graphql";

@ObjectType("Class", { simpleResolvers: true, description: "who learns together, and who teaches them" })
export class ClassType {
  @Field(() => ID) id!: string;
  @Field(() => String) name!: string;
  @Field(() => ID) schoolId!: string;
  @Field(() => String, { nullable: true }) schoolYear?: string | null;
  @Field(() => Int, { nullable: true }) grade?: number | null;
  @Field(() => [ID]) studentIds!: readonly string[];
  @Field(() => [ID]) teacherIds!: readonly string[];
}

@ObjectType("AppGrant", { simpleResolvers: true, description: "what an app acts for" })
export class AppGrantType {
  @Field(() => ID) appId!: string;
  @Field(() => [ID]) schoolIds!: readonly string[];
  @Field(() => [ID], { description: "none: all subjects" }) subjectIds!: readonly string[];
}
