import { randomUUID } from "node:crypto";
import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, ID, Info, Mutation, Resolver } from "type-graphql";
import { writtenArgument } from "../graphql/written-argument.js";
import type { RequestContext } from "../people/request-context.js";
import type { GraphEdits } from "./graph-edits.js";
import type { OperationKind, OperationOf, OutcomeOf } from "./graph-operation.js";
import type { FrameworkItem, KnowledgePoint, Subject } from "./graph-state.js";
import { KnowledgePointInput, KnowledgePointPatch, PrerequisiteInput, SubjectInput } from "./knowledge.input.js";
import type { Knowledge } from "./knowledge.js";
import {
  DefinePrerequisiteResult,
  FrameworkItemType,
  KnowledgePointType,
  type PrerequisiteDefinedType,
  type PrerequisiteRefusedType,
  SubjectType,
} from "./knowledge.type.js";
import { EditArgs } from "./versions.input.js";

const identified = <T extends { id?: string | null }>(input: T): T & { id: string } => ({
  ...input,
  id: input.id ?? randomUUID(),
});

/** Edits of the graph: applied at once, or kept in the draft that they name. */
@Resolver()
export class EditGraphResolver {
  constructor(
    private readonly edits: GraphEdits,
    private readonly knowledge: Knowledge,
  ) {}

  @Mutation(() => SubjectType)
  createSubject(
    @Arg("input", () => SubjectInput) input: SubjectInput,
    @Args(() => EditArgs) how: EditArgs,
    @Ctx() context: RequestContext,
  ): Promise<Subject> {
    return this.#make(context, how, { kind: "CREATE_SUBJECT", input: identified(input) });
  }

  @Mutation(() => KnowledgePointType)
  createKnowledgePoint(
    @Arg("input", () => KnowledgePointInput) input: KnowledgePointInput,
    @Args(() => EditArgs) how: EditArgs,
    @Ctx() context: RequestContext,
  ): Promise<KnowledgePoint> {
    return this.#make(context, how, { kind: "CREATE_POINT", input: identified(input) });
  }

  @Mutation(() => KnowledgePointType)
  updateKnowledgePoint(
    @Arg("id", () => ID) id: string,
    @Arg("input", () => KnowledgePointPatch) input: KnowledgePointPatch,
    @Args(() => EditArgs) how: EditArgs,
    @Ctx() context: RequestContext,
  ): Promise<KnowledgePoint> {
    return this.#make(context, how, { kind: "UPDATE_POINT", id, input: { ...input } });
  }

  @Mutation(() => KnowledgePointType)
  retireKnowledgePoint(
    @Arg("id", () => ID) id: string,
    @Arg("replacedBy", () => ID, { nullable: true }) replacedBy: string | null,
    @Args(() => EditArgs) how: EditArgs,
    @Ctx() context: RequestContext,
  ): Promise<KnowledgePoint> {
    return this.#make(context, how, { kind: "RETIRE_POINT", id, replacedBy: replacedBy ? [replacedBy] : [] });
  }

  @Mutation(() => KnowledgePointType, {
    description: "retires `from`; `into` takes over its names, parts, edges, items, tags and mastery; returns `into`",
  })
  mergeKnowledgePoints(
    @Arg("from", () => ID) from: string,
    @Arg("into", () => ID) into: string,
    @Args(() => EditArgs) how: EditArgs,
    @Ctx() context: RequestContext,
  ): Promise<KnowledgePoint> {
    return this.#make(context, how, { kind: "MERGE_POINTS", from, into });
  }

  @Mutation(() => KnowledgePointType, {
    description:
      "retires a leaf in favour of two or more; they take over its edges and items, and its tags are asked for again; returns the retired point",
  })
  splitKnowledgePoint(
    @Arg("id", () => ID) id: string,
    @Arg("into", () => [KnowledgePointInput]) into: KnowledgePointInput[],
    @Args(() => EditArgs) how: EditArgs,
    @Ctx() context: RequestContext,
  ): Promise<KnowledgePoint> {
    return this.#make(context, how, { kind: "SPLIT_POINT", id, into: into.map(identified) });
  }

  @Mutation(() => DefinePrerequisiteResult)
  async definePrerequisite(
    @Arg("input", () => PrerequisiteInput) input: PrerequisiteInput,
    @Args(() => EditArgs) how: EditArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PrerequisiteDefinedType | PrerequisiteRefusedType> {
    // The schema's default is for a new edge; the strength of another stays where none is named.
    const isNamed = (writtenArgument(info, "input") as Partial<PrerequisiteInput>).strength !== undefined;
    const fields = { ...input, strength: isNamed ? (input.strength ?? null) : null, source: context.principal.sub };
    const outcome = await this.#make(context, how, { kind: "DEFINE_PREREQUISITE" as const, input: fields });
    if (outcome.kind === "DEFINED") return { prerequisite: outcome.prerequisite };
    const { points } = this.knowledge.graph();
    return { reason: outcome.reason[context.language], cycle: outcome.cycle.flatMap((id) => points.get(id) ?? []) };
  }

  @Mutation(() => Boolean)
  removePrerequisite(
    @Arg("prerequisiteId", () => ID) prerequisiteId: string,
    @Arg("dependentId", () => ID) dependentId: string,
    @Args(() => EditArgs) how: EditArgs,
    @Ctx() context: RequestContext,
  ): Promise<boolean> {
    return this.#make(context, how, { kind: "REMOVE_PREREQUISITE", prerequisiteId, dependentId });
  }

  @Mutation(() => FrameworkItemType, { description: "the points that the item covers are now exactly these" })
  alignItem(
    @Arg("itemId", () => ID) itemId: string,
    @Arg("knowledgePointIds", () => [ID]) knowledgePointIds: string[],
    @Args(() => EditArgs) how: EditArgs,
    @Ctx() context: RequestContext,
  ): Promise<FrameworkItem> {
    return this.#make(context, how, { kind: "ALIGN_ITEM", itemId, knowledgePointIds });
  }

  #make<K extends OperationKind>(
    context: RequestContext,
    how: EditArgs,
    operation: OperationOf<K>,
  ): Promise<OutcomeOf<K>> {
    return this.edits.make({ principal: context.principal, reason: how.reason, draftId: how.draftId }, operation);
  }
}
