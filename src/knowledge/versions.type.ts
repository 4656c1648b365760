import { Field, ID, Int, ObjectType } from "type-graphql";
import { connectionFields, edgeType } from "../graphql/connection.js";
import { graphqlEnum } from "../graphql/enum.js";
import { CHANGE_KINDS, changedFields, changeKind } from "./diff-graphs.js";
import { DRAFT_STATUSES, type DraftStatus } from "./drafts.store.js";
import type { GraphChange } from "./graph-editor.js";
import type { EntityKind, KnowledgePoint } from "./graph-state.js";
import { KnowledgePointType } from "./knowledge.type.js";
import { PROPOSAL_STATUSES, type ProposalStatus } from "./proposals.store.js";
import type { PublishedVersion } from "./versions.store.js";

const ENTITY_NAMES = {
  subjects: "SUBJECT",
  points: "KNOWLEDGE_POINT",
  prerequisites: "PREREQUISITE",
  relations: "RELATION",
  frameworks: "FRAMEWORK",
  items: "FRAMEWORK_ITEM",
} as const satisfies Record<EntityKind, string>;
export const GraphEntityEnum = graphqlEnum("GraphEntity", Object.values(ENTITY_NAMES));
export const GraphChangeKindEnum = graphqlEnum("GraphChangeKind", CHANGE_KINDS);
export const DraftStatusEnum = graphqlEnum("DraftStatus", DRAFT_STATUSES);
export const ProposalStatusEnum = graphqlEnum("ProposalStatus", PROPOSAL_STATUSES);

@ObjectType("FieldChange", {
  simpleResolvers: true,
  description: "before and after: a text as it is, anything else as JSON; null where there was nothing",
})
export class FieldChangeType {
  @Field(() => String) field!: string;
  @Field(() => String, { nullable: true }) before?: string | null;
  @Field(() => String, { nullable: true }) after?: string | null;
}

@ObjectType("GraphChange", { simpleResolvers: true, description: "one thing of the graph before and after" })
export class GraphChangeType {
  @Field(() => GraphEntityEnum) entity!: keyof typeof GraphEntityEnum;
  @Field(() => String, { description: "the id; of an edge, the ids of its ends with a space between" }) key!: string;
  @Field(() => GraphChangeKindEnum) kind!: keyof typeof GraphChangeKindEnum;
  @Field(() => [FieldChangeType]) fields!: FieldChangeType[];
}

const asText = (value: unknown): string | null =>
  value === undefined || value === null ? null : typeof value === "string" ? value : JSON.stringify(value);

export function presentChange(change: GraphChange): GraphChangeType {
  return {
    entity: ENTITY_NAMES[change.entity],
    key: change.key,
    kind: changeKind(change),
    fields: changedFields(change).map(({ field, before, after }) => ({
      field,
      before: asText(before),
      after: asText(after),
    })),
  };
}

@ObjectType("GraphDiff", { simpleResolvers: true })
export class GraphDiffType {
  @Field(() => Int) from!: number;
  @Field(() => Int, { nullable: true, description: "null: the live graph" }) to?: number | null;
  @Field(() => [GraphChangeType]) points!: GraphChangeType[];
  @Field(() => [GraphChangeType]) prerequisites!: GraphChangeType[];
  @Field(() => [GraphChangeType], { description: "subjects, frameworks, their items, other relations" })
  others!: GraphChangeType[];
}

@ObjectType("PublishedVersion", { simpleResolvers: true, description: "a frozen state of the graph" })
export class PublishedVersionType {
  @Field(() => Int, { description: "from 1; what `version` of the graph reads means" }) number!: number;
  @Field(() => Int, { description: "the counter of edits when it was frozen" }) graphVersion!: number;
  @Field(() => String) by!: string;
  @Field(() => String) note!: string;
  @Field(() => Date) at!: Date;
  @Field(() => Int, { description: "active points" }) points!: number;
  @Field(() => Int) prerequisites!: number;
}

export const presentVersion = (version: PublishedVersion): PublishedVersionType => ({
  ...version,
  at: new Date(version.at),
});

@ObjectType("TrailEntry", {
  simpleResolvers: true,
  description: "one edit, with what it changed of the thing asked for",
})
export class TrailEntryType {
  @Field(() => Int) version!: number;
  @Field(() => Date) at!: Date;
  @Field(() => String) by!: string;
  @Field(() => String) reason!: string;
  @Field(() => [GraphChangeType]) changes!: GraphChangeType[];
}

const TrailEdgeType = edgeType<TrailEntryType>("TrailEdge", () => TrailEntryType);

@ObjectType("TrailConnection", { simpleResolvers: true })
export class TrailConnectionType extends connectionFields<TrailEntryType>(() => TrailEdgeType) {}

@ObjectType("DraftComment", { simpleResolvers: true })
export class DraftCommentType {
  @Field(() => ID) id!: string;
  @Field(() => String) by!: string;
  @Field(() => Date) at!: Date;
  @Field(() => String) text!: string;
}

@ObjectType("DraftOperation", { simpleResolvers: true, description: "a change waiting in a draft" })
export class DraftOperationType {
  @Field(() => String) by!: string;
  @Field(() => Date) at!: Date;
  @Field(() => String, { nullable: true }) reason?: string | null;
  @Field(() => String, { description: "such as UPDATE_POINT" }) kind!: string;
  @Field(() => String, { description: "the change as JSON" }) content!: string;
}

@ObjectType("GraphDraft", {
  simpleResolvers: true,
  description: "草案: changes that are discussed and applied together",
})
export class GraphDraftType {
  @Field(() => ID) id!: string;
  @Field(() => String) title!: string;
  @Field(() => String, { nullable: true }) note?: string | null;
  @Field(() => String) by!: string;
  @Field(() => Date) at!: Date;
  @Field(() => DraftStatusEnum) status!: DraftStatus;
  @Field(() => Int, { nullable: true, description: "the version of the live graph that it became" })
  appliedAs?: number | null;
  @Field(() => [DraftOperationType]) operations!: DraftOperationType[];
  @Field(() => [GraphChangeType], { description: "what it would change now; none once it is closed" })
  changes!: GraphChangeType[];
  @Field(() => String, { nullable: true, description: "why it cannot be applied now" }) problem?: string | null;
  @Field(() => [DraftCommentType]) comments!: DraftCommentType[];
}

@ObjectType("PointProposal", { simpleResolvers: true, description: "a point that somebody who tags misses" })
export class PointProposalType {
  @Field(() => ID) id!: string;
  @Field(() => ID) subjectId!: string;
  @Field(() => String) name!: string;
  @Field(() => String, { nullable: true }) nameEn?: string | null;
  @Field(() => String, { nullable: true }) description?: string | null;
  @Field(() => [ID]) parentIds!: readonly string[];
  @Field(() => String, { nullable: true }) comment?: string | null;
  @Field(() => ID, { nullable: true }) resourceId?: string | null;
  @Field(() => String) by!: string;
  @Field(() => Date) at!: Date;
  @Field(() => ProposalStatusEnum) status!: ProposalStatus;
  @Field(() => String, { nullable: true }) decidedBy?: string | null;
  @Field(() => Date, { nullable: true }) decidedAt?: Date | null;
  @Field(() => String, { nullable: true }) reason?: string | null;
  @Field(() => KnowledgePointType, { nullable: true, description: "what it became or was merged into" })
  knowledgePoint?: KnowledgePoint | null;
}
