import { Field, Float, ID, Int, ObjectType } from "type-graphql";
import { connectionFields, edgeType, type Page } from "../graphql/connection.js";
import { graphqlEnum } from "../graphql/enum.js";
import { RefusalType } from "../graphql/refusal.type.js";
import type { KnowledgePoint } from "../knowledge/graph-state.js";
import { KnowledgePointType } from "../knowledge/knowledge.type.js";
import type { Resource } from "./resource.js";
import {
  ADMIN_LEVELS,
  ANNOTATION_ROLES,
  type AnnotationRole,
  ORIGINS,
  RESOURCE_KINDS,
  RESOURCE_STATUSES,
  SUPPLIES,
} from "./resources.enums.js";

export const ResourceKindEnum = graphqlEnum("ResourceKind", RESOURCE_KINDS);
export const AdminLevelEnum = graphqlEnum("AdminLevel", ADMIN_LEVELS, "the five levels 五级资源");
export const SupplyEnum = graphqlEnum("Supply", SUPPLIES);
export const OriginEnum = graphqlEnum("Origin", ORIGINS);
export const ResourceStatusEnum = graphqlEnum("ResourceStatus", RESOURCE_STATUSES);
export const AnnotationRoleEnum = graphqlEnum("AnnotationRole", ANNOTATION_ROLES);

/** What it covers, its annotations and its segments are field resolvers over loaders. */
@ObjectType("Resource", { simpleResolvers: true })
export class ResourceType {
  @Field(() => ID) id!: string;
  @Field(() => String) title!: string;
  @Field(() => ResourceKindEnum) kind!: Resource["kind"];
  @Field(() => String, { nullable: true }) description?: string;
  @Field(() => String, { nullable: true }) url?: string;
  @Field(() => String, { nullable: true }) language?: string;
  @Field(() => Float, { nullable: true }) minutes?: number;
  @Field(() => Float, { nullable: true, description: "0 to 1, higher is harder" }) difficulty?: number;
  @Field(() => Float, { nullable: true, description: "the proportion correct, 难度系数" }) facility?: number;
  @Field(() => AdminLevelEnum) adminLevel!: Resource["adminLevel"];
  @Field(() => ID, { nullable: true }) ownerId?: string;
  @Field(() => SupplyEnum) supply!: Resource["supply"];
  @Field(() => OriginEnum) origin!: Resource["origin"];
  @Field(() => String, { nullable: true }) publisher?: string;
  @Field(() => String, { nullable: true }) licence?: string;
  @Field(() => ResourceStatusEnum) status!: Resource["status"];
  @Field(() => Int, { description: "raised whenever the content changes" }) version!: number;
}

@ObjectType("Segment", { simpleResolvers: true, description: "a slice of a resource" })
export class SegmentType {
  @Field(() => ID) id!: string;
  @Field(() => String, { nullable: true }) title?: string;
  @Field(() => Float) from!: number;
  @Field(() => Float) to!: number;
  @Field(() => String) unit!: string;
  @Field(() => String, { description: "opens the slice at /r/{code}" }) code!: string;
}

@ObjectType("Covers", { simpleResolvers: true })
export class CoversType {
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => AnnotationRoleEnum) role!: AnnotationRole;
  @Field(() => Float) weight!: number;
  @Field(() => Float) confidence!: number;
  @Field(() => Int) annotators!: number;
  @Field(() => ID, { nullable: true, description: "the segment that covers it, where it is not the whole" })
  segmentId?: string;
}

@ObjectType("NearDuplicate", { simpleResolvers: true })
export class NearDuplicateType {
  @Field(() => ResourceType) resource!: Resource;
  @Field(() => Float, { description: "share of the words in common, 0.9 to 1 of the one that both repeat" })
  similarity!: number;
}

export const ResourceEdgeType = edgeType<Resource>("ResourceEdge", () => ResourceType as never);

/** The counts are functions, so that only who asks pays for them. */
export interface ResourcePage extends Omit<Page<Resource>, "totalCount"> {
  readonly totalCount: () => Promise<number>;
  readonly totalIsExact: () => Promise<boolean>;
}

@ObjectType("ResourceConnection", { simpleResolvers: true })
export class ResourceConnectionType extends connectionFields<Resource>(() => ResourceEdgeType) {
  @Field(() => Boolean, {
    description:
      "counted exactly up to 10,000; false too for a text with more matches than the 10,000 best, which are all that is listed: narrow the filter to reach the others",
  })
  totalIsExact!: boolean;
}

@ObjectType("RegisterResourcesResult", { simpleResolvers: true })
export class RegisterResourcesResultType {
  @Field(() => Int) created!: number;
  @Field(() => Int) updated!: number;
  @Field(() => Int) unchanged!: number;
  @Field(() => [ResourceType]) resources!: readonly Resource[];
  @Field(() => [RefusalType]) refused!: readonly RefusalType[];
}
