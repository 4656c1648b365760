import { Field, Float, ID, InputType } from "type-graphql";
import { AreEntityIds, AreObjects, HasAtMost, IsBetween, IsEntityId, IsText, IsWebAddress } from "../validation.js";
import type { ResourceFields, Tag } from "./resource.js";
import type { AdminLevel, AnnotationRole, Origin, ResourceKind, ResourceStatus, Supply } from "./resources.enums.js";
import {
  AdminLevelEnum,
  AnnotationRoleEnum,
  OriginEnum,
  ResourceKindEnum,
  ResourceStatusEnum,
  SupplyEnum,
} from "./resources.type.js";

@InputType()
export class ExternalIdInput {
  @Field(() => String) @IsText(1, 100) system!: string;
  @Field(() => String) @IsText(1, 500) id!: string;
}

@InputType()
export class TagInput implements Tag {
  @Field(() => ID) @IsEntityId() knowledgePointId!: string;
  @Field(() => AnnotationRoleEnum) role!: AnnotationRole;
  @Field(() => Float, {
    nullable: true,
    defaultValue: 1,
    description: "how much of the target is about the point, 0 to 1",
  })
  @IsBetween(0, 1)
  weight?: number | null;
  @Field(() => Float, { nullable: true, defaultValue: 1, description: "how sure the annotator is, 0 to 1" })
  @IsBetween(0, 1)
  confidence?: number | null;
}

@InputType()
export class ResourceInput implements ResourceFields {
  @Field(() => ID, { nullable: true }) @IsEntityId() id?: string | null;
  @Field(() => String) @IsText(1, 500) title!: string;
  @Field(() => ResourceKindEnum) kind!: ResourceKind;
  @Field(() => String, { nullable: true }) @IsText(0, 20_000) description?: string | null;
  @Field(() => String, { nullable: true, description: "what it says, for search and suggestion" })
  @IsText(0, 200_000)
  text?: string | null;
  @Field(() => String, { nullable: true }) @IsWebAddress() url?: string | null;
  @Field(() => String, { nullable: true, description: "BCP 47, such as zh-CN" }) @IsText(1, 35) language?:
    | string
    | null;
  @Field(() => Float, { nullable: true }) @IsBetween(0, 10_000) minutes?: number | null;
  @Field(() => Float, { nullable: true, description: "0 to 1, higher is harder" }) @IsBetween(0, 1) difficulty?:
    | number
    | null;
  @Field(() => AdminLevelEnum, { nullable: true, defaultValue: "CITY" }) adminLevel?: AdminLevel | null;
  @Field(() => ID, { nullable: true }) @IsEntityId() ownerId?: string | null;
  @Field(() => SupplyEnum, { nullable: true, defaultValue: "BASIC" }) supply?: Supply | null;
  @Field(() => OriginEnum, { nullable: true, defaultValue: "HUMAN" }) origin?: Origin | null;
  @Field(() => String, { nullable: true }) @IsText(0, 500) publisher?: string | null;
  @Field(() => String, { nullable: true }) @IsText(0, 500) licence?: string | null;
  @Field(() => [ExternalIdInput], { nullable: true }) @HasAtMost(20) @AreObjects() externalIds?:
    | ExternalIdInput[]
    | null;
  @Field(() => [TagInput], {
    nullable: true,
    description:
      "the caller's tags on it are now exactly these, as by annotateResource; left out, they stay as they are",
  })
  @HasAtMost(100)
  @AreObjects()
  tags?: TagInput[] | null;
}

@InputType()
export class ResourceFilter {
  @Field(() => [ID], { nullable: true }) @AreEntityIds() knowledgePointIds?: string[] | null;
  @Field(() => [ID], { nullable: true }) @AreEntityIds() frameworkItemIds?: string[] | null;
  @Field(() => [ResourceKindEnum], { nullable: true }) @HasAtMost(50) kinds?: ResourceKind[] | null;
  @Field(() => [AnnotationRoleEnum], { nullable: true }) @HasAtMost(50) roles?: AnnotationRole[] | null;
  @Field(() => [AdminLevelEnum], { nullable: true }) @HasAtMost(50) adminLevels?: AdminLevel[] | null;
  @Field(() => ResourceStatusEnum, { nullable: true }) status?: ResourceStatus | null;
  @Field(() => String, {
    nullable: true,
    description:
      "words that must all stand in it, the 10,000 best matches of which are listed; in the list of one point, a part of its title or description",
  })
  @IsText(0, 500)
  text?: string | null;
  @Field(() => String, { nullable: true }) @IsText(0, 35) language?: string | null;
}
