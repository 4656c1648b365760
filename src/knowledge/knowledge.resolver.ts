import { Arg, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import { decodeCursor, type Page, pageOf, pageSize } from "../graphql/connection.js";
import { compare, type KnowledgePoint, type Subject } from "./graph-state.js";
import type { GraphVersions } from "./graph-versions.js";
import { KnowledgePointFilter } from "./knowledge.input.js";
import type { Knowledge } from "./knowledge.js";
import {
  KnowledgeGraphType as KnowledgeGraphObject,
  type KnowledgeGraphType,
  KnowledgePointConnectionType,
  KnowledgePointHitType,
  KnowledgePointType,
  SubjectType,
} from "./knowledge.type.js";
import { layersOf } from "./knowledge-layers.js";
import { filterPoints, selectGraph } from "./knowledge-view.js";
import { readingOrder } from "./reading-order.js";
import { type PointHit, searchPoints } from "./search-points.js";
import { Version } from "./version-argument.js";

/** Reads of subjects, points and prerequisites, from memory: of the live graph, or of a published version. */
@Resolver()
export class KnowledgeResolver {
  constructor(private readonly versions: GraphVersions) {}

  @Query(() => [SubjectType])
  async subjects(@Version() version: number | null): Promise<Subject[]> {
    return [...(await this.versions.graphAt(version)).subjects.values()].sort((a, b) => compare(a.id, b.id));
  }

  @Query(() => KnowledgePointType, { nullable: true })
  async knowledgePoint(
    @Arg("id", () => ID) id: string,
    @Version() version: number | null,
  ): Promise<KnowledgePoint | undefined> {
    return (await this.versions.graphAt(version)).points.get(id);
  }

  @Query(() => KnowledgePointConnectionType)
  async knowledgePoints(
    @Arg("filter", () => KnowledgePointFilter, { nullable: true }) filter: KnowledgePointFilter | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 20 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Version() version: number | null,
  ): Promise<Page<KnowledgePoint>> {
    const size = pageSize(first, 20);
    const all = filterPoints(await this.versions.graphAt(version), filter ?? {});
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
  async searchKnowledgePoints(
    @Arg("text", () => String) text: string,
    @Arg("subjectId", () => ID, { nullable: true }) subjectId: string | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 10 }) first: number | null,
    @Version() version: number | null,
  ): Promise<PointHit[]> {
    const graph = await this.versions.graphAt(version);
    return searchPoints(graph, text.slice(0, 500), subjectId ?? undefined, pageSize(first, 10));
  }

  @Query(() => KnowledgeGraphObject)
  async knowledgeGraph(
    @Arg("subjectId", () => ID, { nullable: true }) subjectId: string | null,
    @Arg("rootIds", () => [ID], { nullable: true }) rootIds: string[] | null,
    @Arg("depth", () => Int, { nullable: true }) depth: number | null,
    @Arg("frameworkId", () => ID, { nullable: true, description: "nodes in the order of this edition" })
    frameworkId: string | null,
    @Version() version: number | null,
  ): Promise<KnowledgeGraphType> {
    const graph = await this.versions.graphAt(version);
    const { points, prerequisites } = selectGraph(graph, { subjectId, rootIds, depth });
    const layers = layersOf(graph);
    const places = frameworkId ? readingOrder(graph, frameworkId) : new Map<string, number>();
    const placeOf = (point: KnowledgePoint) => places.get(point.id) ?? Number.MAX_SAFE_INTEGER;
    const ordered = frameworkId ? points.sort((a, b) => placeOf(a) - placeOf(b) || compare(a.id, b.id)) : points;
    return {
      version: graph.version,
      nodes: ordered.map((knowledgePoint) => ({
        knowledgePoint,
        layer: layers.get(knowledgePoint.id) ?? 0,
        place: places.get(knowledgePoint.id) ?? null,
      })),
      edges: prerequisites,
    };
  }
}

/** The neighbours of a point, from the graph in memory. */
@Resolver(() => KnowledgePointType)
export class KnowledgePointResolver {
  constructor(private readonly knowledge: Knowledge) {}

  @FieldResolver(() => SubjectType)
  subject(@Root() point: KnowledgePoint): Subject {
    return this.knowledge.graphOf(point).getSubject(point.subjectId);
  }

  @FieldResolver(() => KnowledgePointType, { nullable: true, description: "what took its place once it was retired" })
  replacedBy(@Root() point: KnowledgePoint): KnowledgePoint | undefined {
    return this.#points(point, point.replacedBy)[0];
  }

  @FieldResolver(() => [KnowledgePointType], { description: "all that took its place: several after a split" })
  replacements(@Root() point: KnowledgePoint): KnowledgePoint[] {
    return this.#points(point, point.replacedBy);
  }

  @FieldResolver(() => [KnowledgePointType])
  parents(@Root() point: KnowledgePoint): KnowledgePoint[] {
    return this.#points(point, point.parentIds).filter((p) => p.status === "ACTIVE");
  }

  @FieldResolver(() => [KnowledgePointType])
  parts(@Root() point: KnowledgePoint): KnowledgePoint[] {
    return this.#points(point, this.knowledge.graphOf(point).partsOf(point.id));
  }

  #points(of: KnowledgePoint, ids: readonly string[]): KnowledgePoint[] {
    const graph = this.knowledge.graphOf(of);
    return ids.map((id) => graph.getPoint(id));
  }
}
