import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { badInput } from "../errors.js";
import { pageOf } from "../graphql/connection.js";
import { presentRefusals } from "../graphql/refusal.type.js";
import { writtenArgument } from "../graphql/written-argument.js";
import type { KnowledgePoint } from "../knowledge/graph-state.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import { KnowledgePointType } from "../knowledge/knowledge.type.js";
import type { RequestContext } from "../people/request-context.js";
import type { Covers, Resource, Segment } from "./resource.js";
import { ResourceFilter, ResourceInput } from "./resources.input.js";
import type { ResourceList, Resources } from "./resources.js";
import {
  CoversType,
  NearDuplicateType,
  RegisterResourcesResultType,
  ResourceConnectionType,
  type ResourcePage,
  ResourceType,
  SegmentType,
} from "./resources.type.js";

/** At most so many rows in one call. */
const MOST_ROWS = 1000;
const DEFAULTED = ["adminLevel", "supply", "origin"] as const;

@Resolver(() => ResourceType)
export class ResourcesResolver {
  constructor(
    private readonly library: Resources,
    private readonly knowledge: Knowledge,
  ) {}

  @Query(() => ResourceType, { nullable: true, description: "null where it does not exist or may not be seen" })
  resource(@Arg("id", () => ID) id: string, @Ctx() context: RequestContext): Promise<Resource | undefined> {
    return this.library.loader(context).load(id);
  }

  @Query(() => ResourceConnectionType)
  async resources(
    @Arg("filter", () => ResourceFilter, { nullable: true }) filter: ResourceFilter | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 20 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() context: RequestContext,
  ): Promise<ResourcePage> {
    return present(await this.library.list(context, filter ?? {}, first, after), after);
  }

  @Mutation(() => RegisterResourcesResultType)
  async registerResources(
    @Arg("input", () => [ResourceInput], { validate: false }) input: ResourceInput[],
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RegisterResourcesResultType> {
    if (input.length > MOST_ROWS) {
      throw badInput("input", {
        zh: `一次至多登记 ${MOST_ROWS} 项资源。`,
        en: `At most ${MOST_ROWS} resources can be registered in one call.`,
      });
    }
    const written = [writtenArgument(info, "input")].flat() as Partial<ResourceInput>[];
    // The schema's defaults are for new resources; what is stored of others stays where it is not named.
    input.forEach((row, index) => {
      for (const field of DEFAULTED) if (written[index]?.[field] === undefined) row[field] = null;
    });
    const outcome = await this.library.register(context.principal, input);
    return { ...outcome, refused: presentRefusals(outcome.refused, context.language) };
  }

  @FieldResolver(() => [CoversType], { description: "what it and its segments cover" })
  async covers(
    @Root() resource: Resource,
    @Ctx() context: RequestContext,
  ): Promise<(Covers & { knowledgePoint: KnowledgePoint })[]> {
    const graph = this.knowledge.graph();
    const covers = await this.library.coversLoader(context).load(resource.id);
    return covers
      .filter((c) => graph.isActive(c.knowledgePointId))
      .map((c) => ({ ...c, knowledgePoint: graph.getPoint(c.knowledgePointId) }));
  }

  @FieldResolver(() => [NearDuplicateType], { description: "resources with all but the same words, the nearest first" })
  async nearDuplicates(@Root() resource: Resource, @Ctx() context: RequestContext): Promise<NearDuplicateType[]> {
    const pairs = await this.library.duplicatesLoader(context).load(resource.id);
    const found = await this.library.loader(context).loadMany(pairs.map(({ duplicateId }) => duplicateId));
    return pairs.flatMap(({ similarity }, i) => {
      const duplicate = found[i];
      return duplicate && !(duplicate instanceof Error) ? [{ resource: duplicate, similarity }] : [];
    });
  }

  @FieldResolver(() => [SegmentType])
  segments(@Root() resource: Resource, @Ctx() context: RequestContext): Promise<readonly Segment[]> {
    return this.library.segmentsLoader(context).load(resource.id);
  }
}

@Resolver(() => CoversType)
export class CoversResolver {
  constructor(private readonly library: Resources) {}

  @FieldResolver(() => ResourceType, {
    nullable: true,
    description: "the near-duplicate from which the tag was carried over; null too where it may not be seen",
  })
  async copiedFrom(@Root() covers: Covers, @Ctx() context: RequestContext): Promise<Resource | null> {
    if (covers.copiedFrom === undefined) return null;
    return (await this.library.loader(context).load(covers.copiedFrom)) ?? null;
  }
}

/** The resources of a point. */
@Resolver(() => KnowledgePointType)
export class PointResourcesResolver {
  constructor(private readonly library: Resources) {}

  @FieldResolver(() => ResourceConnectionType, { description: "those that cover it, or the leaves beneath it" })
  async resources(
    @Root() point: KnowledgePoint,
    @Arg("filter", () => ResourceFilter, { nullable: true }) filter: ResourceFilter | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 20 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() context: RequestContext,
  ): Promise<ResourcePage> {
    return present(await this.library.listOfPoint(context, point.id, filter ?? {}, first, after), after);
  }
}

function present(list: ResourceList, after: string | null): ResourcePage {
  const page = pageOf(list.resources, list.size, after, 0, (resource) => [resource.id]);
  return {
    ...page,
    totalCount: async () => (await list.count()).total,
    totalIsExact: async () => (await list.count()).exact,
  };
}
