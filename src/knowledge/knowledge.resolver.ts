import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { decodeCursor, type Page, pageOf, pageSize } from "../graphql/connection.js";
import type { People } from "../people/people.js";
import type { RequestContext } from "../people/request-context.js";
import { definePrerequisite, removePrerequisite } from "./define-prerequisite.js";
import { createPoint, findPoint, retirePoint, updatePoint } from "./edit-point.js";
import type { GraphEditor } from "./graph-editor.js";
import {
  KnowledgePointFilter,
  KnowledgePointInput,
  KnowledgePointPatch,
  PrerequisiteInput,
  SubjectInput,
} from "./knowledge.input.js";
import type { Knowledge } from "./knowledge.js";
import {
  DefinePrerequisiteResult,
  KnowledgeGraphType as KnowledgeGraphObject,
  type KnowledgeGraphType,
  KnowledgePointConnectionType,
  KnowledgePointHitType,
  KnowledgePointType,
  type PrerequisiteDefinedType,
  type PrerequisiteRefusedType,
  SubjectType,
} from "./knowledge.type.js";
import { compare, type KnowledgePoint, type Subject } from "./knowledge-graph.js";
import { layersOf } from "./knowledge-layers.js";
import { filterPoints, selectGraph } from "./knowledge-view.js";
import { createSubject } from "./save-framework.js";
import { type PointHit, searchPoints } from "./search-points.js";

const REASONS = {
  createSubject: "create subject",
  createPoint: "create knowledge point",
  updatePoint: "update knowledge point",
  retirePoint: "retire knowledge point",
  definePrerequisite: "define prerequisite",
  removePrerequisite: "remove prerequisite",
} as const;

/** Reads and edits of subjects, points and prerequisites. All reads are from memory. */
@Resolver()
export class KnowledgeResolver {
  constructor(
    private readonly knowledge: Knowledge,
    private readonly people: People,
  ) {}

  @Query(() => [SubjectType])
  subjects(): Subject[] {
    return [...this.knowledge.graph().subjects.values()].sort((a, b) => compare(a.id, b.id));
  }

  @Query(() => KnowledgePointType, { nullable: true })
  knowledgePoint(@Arg("id", () => ID) id: string): KnowledgePoint | undefined {
    return this.knowledge.graph().points.get(id);
  }

  @Query(() => KnowledgePointConnectionType)
  knowledgePoints(
    @Arg("filter", () => KnowledgePointFilter, { nullable: true }) filter: KnowledgePointFilter | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 20 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
  ): Page<KnowledgePoint> {
    const size = pageSize(first, 20);
    const all = filterPoints(this.knowledge.graph(), filter ?? {});
    const keyOf = (p: KnowledgePoint) => [p.code, p.id];
    let start = 0;
    if (after) {
      const [code, id] = decodeCursor(after, 2) as [string, string];
      start = all.findIndex((p) => compare(p.code, code) > 0 || (p.code === code && compare(p.id, id) > 0));
      if (start < 0) start = all.length;
    }
    return pageOf(all.slice(start, start + size + 1), size, after, all.length, keyOf);
  }

  @Query(() => [KnowledgePointHitType])
  searchKnowledgePoints(
    @Arg("text", () => String) text: string,
    @Arg("subjectId", () => ID, { nullable: true }) subjectId: string | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 10 }) first: number | null,
  ): PointHit[] {
    return searchPoints(this.knowledge.graph(), text.slice(0, 500), subjectId ?? undefined).slice(
      0,
      pageSize(first, 10),
    );
  }

  @Query(() => KnowledgeGraphObject)
  knowledgeGraph(
    @Arg("subjectId", () => ID, { nullable: true }) subjectId: string | null,
    @Arg("rootIds", () => [ID], { nullable: true }) rootIds: string[] | null,
    @Arg("depth", () => Int, { nullable: true }) depth: number | null,
  ): KnowledgeGraphType {
    const graph = this.knowledge.graph();
    const { points, prerequisites } = selectGraph(graph, { subjectId, rootIds, depth });
    const layers = layersOf(graph);
    return {
      version: graph.version,
      nodes: points.map((knowledgePoint) => ({ knowledgePoint, layer: layers.get(knowledgePoint.id) ?? 0 })),
      edges: prerequisites,
    };
  }

  @Mutation(() => SubjectType)
  createSubject(
    @Arg("input", () => SubjectInput) input: SubjectInput,
    @Ctx() context: RequestContext,
  ): Promise<Subject> {
    if (input.id) this.people.requireSubject(context.principal, input.id);
    return this.#edit(context, REASONS.createSubject, (editor) => createSubject(editor, input));
  }

  @Mutation(() => KnowledgePointType)
  createKnowledgePoint(
    @Arg("input", () => KnowledgePointInput) input: KnowledgePointInput,
    @Ctx() context: RequestContext,
  ): Promise<KnowledgePoint> {
    this.people.requireSubject(context.principal, input.subjectId);
    return this.#edit(context, REASONS.createPoint, (editor) => createPoint(editor, input));
  }

  @Mutation(() => KnowledgePointType)
  updateKnowledgePoint(
    @Arg("id", () => ID) id: string,
    @Arg("input", () => KnowledgePointPatch) input: KnowledgePointPatch,
    @Ctx() context: RequestContext,
  ): Promise<KnowledgePoint> {
    return this.#edit(context, REASONS.updatePoint, (editor) => {
      this.people.requireSubject(context.principal, findPoint(editor, id, "id").subjectId);
      return updatePoint(editor, id, input);
    });
  }

  @Mutation(() => KnowledgePointType)
  retireKnowledgePoint(
    @Arg("id", () => ID) id: string,
    @Arg("replacedBy", () => ID, { nullable: true }) replacedBy: string | null,
    @Ctx() context: RequestContext,
  ): Promise<KnowledgePoint> {
    return this.#edit(context, REASONS.retirePoint, (editor) => {
      this.people.requireSubject(context.principal, findPoint(editor, id, "id").subjectId);
      return retirePoint(editor, id, replacedBy ? [replacedBy] : []);
    });
  }

  /** A prerequisite is its dependent's: an editor changes what its own subjects need, also of others. */
  @Mutation(() => DefinePrerequisiteResult)
  async definePrerequisite(
    @Arg("input", () => PrerequisiteInput) input: PrerequisiteInput,
    @Ctx() context: RequestContext,
  ): Promise<PrerequisiteDefinedType | PrerequisiteRefusedType> {
    const outcome = await this.#edit(context, REASONS.definePrerequisite, (editor) => {
      this.people.requireSubject(context.principal, findPoint(editor, input.dependentId, "dependentId").subjectId);
      return definePrerequisite(editor, { ...input, source: context.principal.sub });
    });
    if (outcome.kind === "DEFINED") return { prerequisite: outcome.prerequisite };
    const graph = this.knowledge.graph();
    return { reason: outcome.reason[context.language], cycle: outcome.cycle.map((id) => graph.getPoint(id)) };
  }

  @Mutation(() => Boolean)
  removePrerequisite(
    @Arg("prerequisiteId", () => ID) prerequisiteId: string,
    @Arg("dependentId", () => ID) dependentId: string,
    @Ctx() context: RequestContext,
  ): Promise<boolean> {
    return this.#edit(context, REASONS.removePrerequisite, (editor) => {
      const dependent = editor.find("points", dependentId);
      if (dependent) this.people.requireSubject(context.principal, dependent.subjectId);
      return removePrerequisite(editor, prerequisiteId, dependentId);
    });
  }

  #edit<T>(context: RequestContext, reason: string, plan: (editor: GraphEditor) => T): Promise<T> {
    return this.knowledge.edit({ by: context.principal.sub, reason }, plan);
  }
}

/** The neighbours of a point, from the graph in memory. */
@Resolver(() => KnowledgePointType)
export class KnowledgePointResolver {
  constructor(private readonly knowledge: Knowledge) {}

  @FieldResolver(() => SubjectType)
  subject(@Root() point: KnowledgePoint): Subject {
    return this.knowledge.graph().getSubject(point.subjectId);
  }

  @FieldResolver(() => KnowledgePointType, { nullable: true, description: "what took its place once it was retired" })
  replacedBy(@Root() point: KnowledgePoint): KnowledgePoint | undefined {
    return this.#points(point.replacedBy)[0];
  }

  @FieldResolver(() => [KnowledgePointType], { description: "all that took its place: several after a split" })
  replacements(@Root() point: KnowledgePoint): KnowledgePoint[] {
    return this.#points(point.replacedBy);
  }

  @FieldResolver(() => [KnowledgePointType])
  parents(@Root() point: KnowledgePoint): KnowledgePoint[] {
    return this.#points(point.parentIds).filter((p) => p.status === "ACTIVE");
  }

  @FieldResolver(() => [KnowledgePointType])
  parts(@Root() point: KnowledgePoint): KnowledgePoint[] {
    return this.#points(this.knowledge.graph().partsOf(point.id));
  }

  #points(ids: readonly string[]): KnowledgePoint[] {
    const graph = this.knowledge.graph();
    return ids.map((id) => graph.getPoint(id));
  }
}
