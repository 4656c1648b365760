import { Field, Float, GraphQLISODateTime, ID, InputType, Int, ObjectType } from "type-graphql";
import { graphqlEnum } from "../graphql/enum.js";
import { RefusalType } from "../graphql/refusal.type.js";
import type { Resource } from "../resources/resource.js";
import { ResourceFilter, TagInput } from "../resources/resources.input.js";
import { ResourceType } from "../resources/resources.type.js";
import { AreEntityIds, AreObjects, HasAtMost, IsBetween, IsEntityId, IsText } from "../validation.js";
import type { AnnotateResourcesFields } from "./annotate-resources.js";
import type { TaskReason } from "./annotation-queue.js";
import { SuggestionType } from "./annotations.type.js";
import type { CampaignFields } from "./campaigns.js";

export const TaskReasonEnum = graphqlEnum<TaskReason>("TaskReason", [
  "POINT_SPLIT",
  "CONTENT_CHANGED",
  "SECOND_OPINION",
  "DISAGREEMENT",
  "NOT_TAGGED",
]);

@ObjectType("AnnotationTask", { simpleResolvers: true, description: "what to tag next" })
export class AnnotationTaskType {
  @Field(() => ResourceType) resource!: Resource;
  @Field(() => String) reason!: string;
  @Field(() => TaskReasonEnum) reasonCode!: TaskReason;
  @Field(() => Float, { description: "0 to 1: by reason, use, doubt and gaps" }) priority!: number;
  @Field(() => [SuggestionType], { description: "made without what others said of this very resource" })
  suggestions!: SuggestionType[];
  @Field(() => GraphQLISODateTime, { description: "in the caller's hands until then" }) leasedUntil!: Date;
}

@ObjectType("AnnotateResourcesResult", { simpleResolvers: true })
export class AnnotateResourcesResultType {
  @Field(() => Int) annotated!: number;
  @Field(() => [RefusalType]) refused!: readonly RefusalType[];
}

@InputType()
export class AnnotateResourcesInput implements AnnotateResourcesFields {
  @Field(() => [ID], { description: "at most 200" }) @AreEntityIds(200) resourceIds!: string[];
  @Field(() => [TagInput]) @HasAtMost(100) @AreObjects() tags!: TagInput[];
  @Field(() => Boolean, { nullable: true, defaultValue: false }) noneFits?: boolean | null;
  @Field(() => String, { nullable: true }) @IsText(0, 5_000) comment?: string | null;
}

@ObjectType("ResourceFlag", { simpleResolvers: true })
export class ResourceFlagType {
  @Field(() => ID) teacherId!: string;
  @Field(() => String, { nullable: true }) reason?: string | null | undefined;
  @Field(() => GraphQLISODateTime) at!: Date;
}

@ObjectType("FlaggedResource", { simpleResolvers: true })
export class FlaggedResourceType {
  @Field(() => ResourceType) resource!: Resource;
  @Field(() => [ResourceFlagType]) flags!: ResourceFlagType[];
}

@InputType()
export class CampaignInput implements CampaignFields {
  @Field(() => ID, { nullable: true }) @IsEntityId() id?: string | null;
  @Field(() => String) @IsText(1, 200) title!: string;
  @Field(() => ResourceFilter) filter!: ResourceFilter;
  @Field(() => [ID]) @AreEntityIds() teacherIds!: string[];
  @Field(() => GraphQLISODateTime, { nullable: true }) deadline?: Date | null;
  @Field(() => Int, { nullable: true, defaultValue: 2 }) @IsBetween(1, 20) annotatorsPerResource?: number | null;
}

@ObjectType("SchoolProgress", { simpleResolvers: true })
export class SchoolProgressType {
  @Field(() => ID, { nullable: true, description: "null: teachers without a class" }) schoolId?: string | null;
  @Field(() => Int) teachers!: number;
  @Field(() => Int, { description: "judgements of its resources" }) judged!: number;
}

@ObjectType("TeacherProgress", { simpleResolvers: true })
export class TeacherProgressType {
  @Field(() => ID) teacherId!: string;
  @Field(() => Int) judged!: number;
}

@ObjectType("CampaignProgress", { simpleResolvers: true })
export class CampaignProgressType {
  @Field(() => Int, { description: "resources that have the annotators asked for" }) done!: number;
  @Field(() => [TeacherProgressType]) byTeacher!: readonly TeacherProgressType[];
  @Field(() => [SchoolProgressType]) bySchool!: readonly SchoolProgressType[];
}

@ObjectType("Campaign", { simpleResolvers: true, description: "resources that named people tag by a deadline" })
export class CampaignType {
  @Field(() => ID) id!: string;
  @Field(() => String) title!: string;
  @Field(() => ID) by!: string;
  @Field(() => Int) annotatorsPerResource!: number;
  @Field(() => GraphQLISODateTime, { nullable: true }) deadline?: Date | undefined;
  @Field(() => [ID]) teacherIds!: readonly string[];
  @Field(() => Int, { description: "how many it is about" }) resources!: number;
}

@ObjectType("Contribution", { simpleResolvers: true, description: "what a teacher's tags add up to" })
export class ContributionType {
  @Field(() => ID) teacherId!: string;
  @Field(() => Int) annotations!: number;
  @Field(() => Int, { description: "resources and segments judged" }) resources!: number;
  @Field(() => Int, { description: "judged to fit no point" }) noneFits!: number;
  @Field(() => Int) knowledgePoints!: number;
  @Field(() => Int, { description: "tags of what others judged too" }) shared!: number;
  @Field(() => Int, { description: "of these, given by another as well" }) confirmed!: number;
  @Field(() => GraphQLISODateTime, { nullable: true }) firstAt?: Date | undefined;
  @Field(() => GraphQLISODateTime, { nullable: true }) lastAt?: Date | undefined;
  @Field(() => String, {
    description: "the record as of now, to be shown elsewhere: a JWT (EdDSA) that /.well-known/jwks.json verifies",
  })
  signed!: string;
}
