import DataLoader from "dataloader";
import { decodeCursor, pageSize } from "../graphql/connection.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { Database } from "../neo4j/database.js";
import type { People } from "../people/people.js";
import { ANONYMOUS, hasRole, type Principal } from "../people/principal.js";
import type { RequestContext } from "../people/request-context.js";
import { type DuplicatePair, listDuplicates } from "./duplicates.store.js";
import { everyWordQuery } from "./full-text-query.js";
import { type RegisterResourcesOutcome, type RegistrationFollower, registerResources } from "./register-resources.js";
import { type Covers, type Resource, type ResourceFields, type Segment, type Viewer, viewerOf } from "./resource.js";
import {
  type AdminLevel,
  type AnnotationRole,
  COVERING_ROLES,
  type ResourceKind,
  type ResourceStatus,
} from "./resources.enums.js";
import {
  countResources,
  countResourcesByPoint,
  findResources,
  findSegmentAddress,
  listBlind,
  listCovers,
  listResources,
  listResourcesByPoint,
  listSegments,
  type ResourcePageRequest,
} from "./resources.store.js";
import { type DuplicateSweep, sweepDuplicates } from "./sweep-duplicates.js";

export interface ResourceFilterFields {
  readonly knowledgePointIds?: readonly string[] | null;
  readonly frameworkItemIds?: readonly string[] | null;
  readonly kinds?: readonly ResourceKind[] | null;
  readonly roles?: readonly AnnotationRole[] | null;
  readonly adminLevels?: readonly AdminLevel[] | null;
  readonly status?: ResourceStatus | null;
  readonly text?: string | null;
  readonly language?: string | null;
}

/** Beyond this a list's total is not counted exactly. */
const COUNTED_EXACTLY = 10_000;

export interface ResourceList {
  readonly resources: readonly Resource[];
  readonly size: number;
  /** Counts up to 10,000 and says whether that was all. */
  count(): Promise<{ readonly total: number; readonly exact: boolean }>;
}

/** Near-duplicates of one resource that are shown. */
const MOST_DUPLICATES = 100;

/** The resources that a caller may see. */
export class Resources {
  #follower: RegistrationFollower | undefined;

  constructor(
    private readonly database: Database,
    private readonly knowledge: Knowledge,
    private readonly people: People,
  ) {}

  /** What the caller may see; asked once a request. */
  viewer(context: RequestContext): Promise<Viewer> {
    return context.once(VIEWER, async () =>
      viewerOf(context.principal, await this.people.visibleScopes(context.principal)),
    );
  }

  /** One resource with what it covers, if the viewer may see it. */
  async find(id: string, viewer: Viewer): Promise<{ resource: Resource; covers: readonly Covers[] } | undefined> {
    const resource = (await findResources(this.database, [id], viewer)).get(id);
    return resource && { resource, covers: await listCovers(this.database, [id]) };
  }

  /** Visible resources by id, batched within the request; what may not be seen is undefined. */
  loader(context: RequestContext): DataLoader<string, Resource | undefined> {
    return context.once(BY_ID, () =>
      batched(async (ids) => {
        const found = await findResources(this.database, ids, await this.viewer(context));
        return ids.map((id) => found.get(id));
      }),
    );
  }

  /** What resources cover; nothing of those that a teacher is about to tag, so that the opinion is the teacher's own. */
  coversLoader(context: RequestContext): DataLoader<string, readonly Covers[]> {
    return context.once(COVERS, () =>
      batched(async (ids) => {
        const [covers, blind] = await Promise.all([listCovers(this.database, ids), this.blindTo(context, ids)]);
        return grouped(
          ids,
          covers.filter((c) => !blind.has(c.resourceId)),
        );
      }),
    );
  }

  /** Of these, what a teacher is about to tag and must not see others' tags of; none for who judges. */
  async blindTo({ principal }: RequestContext, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const tagging = hasRole(principal, "TEACHER") && !hasRole(principal, "REVIEWER", "EDITOR", "ADMIN");
    return tagging ? listBlind(this.database, ids, principal.sub) : new Set();
  }

  segmentsLoader(context: RequestContext): DataLoader<string, readonly Segment[]> {
    return context.once(SEGMENTS, () => batched(async (ids) => grouped(ids, await listSegments(this.database, ids))));
  }

  /** A page by id; published ones unless the filter's status asks for others. Throws NOT_FOUND for unknown points or items. */
  async list(
    context: RequestContext,
    filter: ResourceFilterFields,
    first: number | null,
    after: string | null,
  ): Promise<ResourceList> {
    const request = await this.#request(context, filter, first, after);
    return listOf(
      await listResources(this.database, request),
      request,
      once(() => countResources(this.database, request, COUNTED_EXACTLY + 1)),
    );
  }

  /** As `list`, of one point; the same question about several points of a request is one query. */
  async listOfPoint(
    context: RequestContext,
    pointId: string,
    filter: ResourceFilterFields,
    first: number | null,
    after: string | null,
  ): Promise<ResourceList> {
    const questions = context.once(
      BY_POINT,
      () => new Map<string, { pages: DataLoader<string, readonly Resource[]>; totals: DataLoader<string, number> }>(),
    );
    const key = JSON.stringify([filter, first, after]);
    const request = await this.#request(context, filter, first, after);
    let question = questions.get(key);
    if (!question) {
      const graph = this.knowledge.graph();
      const leaves = (ids: readonly string[]) =>
        ids.map((id) => ({ id, pointIds: graph.isActive(id) ? graph.leavesOf([id]) : [] }));
      question = {
        pages: batched(async (ids) => {
          const pages = await listResourcesByPoint(this.database, leaves(ids), request);
          return ids.map((id) => pages.get(id) ?? []);
        }),
        totals: batched(async (ids) => {
          const totals = await countResourcesByPoint(this.database, leaves(ids), request, COUNTED_EXACTLY + 1);
          return ids.map((id) => totals.get(id) ?? 0);
        }),
      };
      questions.set(key, question);
    }
    const { pages, totals } = question;
    return listOf(await pages.load(pointId), request, async () => ({
      total: await totals.load(pointId),
      complete: true,
    }));
  }

  /**
   * A slice of a published resource, by its code, if the caller may see it; its address is the resource's with a media fragment
   * (W3C 2012) for times, a page for pages. `SIGN_IN` where nobody asks and it is not for everybody: a printed code is
   * scanned before one signs in.
   */
  async openSegment(
    code: string,
    context: RequestContext,
  ): Promise<{ address: string | undefined; title: string } | "SIGN_IN" | undefined> {
    const segment = await findSegmentAddress(this.database, code);
    if (!segment) return undefined;
    if (segment.visibleTo !== "*") {
      if (context.principal === ANONYMOUS) return "SIGN_IN";
      const { scopes } = await this.viewer(context);
      if (scopes !== null && !scopes.includes(segment.visibleTo)) return undefined;
    }
    const { url, from, to, unit } = segment;
    const title = [segment.ofTitle, segment.title, `${from}–${to} ${unit === "PAGE" ? "页" : "秒"}`]
      .filter((part) => part !== undefined)
      .join(" · ");
    if (!url) return { address: undefined, title };
    const address = new URL(url);
    address.hash = unit === "PAGE" ? `page=${from}` : `t=${from},${to}`;
    return { address: address.href, title };
  }

  /** Registers rows for a caller; see `registerResources`. */
  async register(
    principal: Principal,
    rows: readonly ResourceFields[],
    options: { readonly dryRun?: boolean } = {},
  ): Promise<RegisterResourcesOutcome> {
    const places = await this.people.visibleScopes(principal);
    return registerResources(this.database, principal, rows, { ...options, places, follower: this.#follower! });
  }

  /** Has registrations followed by the feature of annotations; called once, before any registration. */
  followRegistrations(follower: RegistrationFollower): void {
    this.#follower = follower;
  }

  /** Links stored resources that were not looked at yet to those they repeat; see `sweepDuplicates`. */
  sweepDuplicates(onPage: (swept: DuplicateSweep) => void): Promise<DuplicateSweep> {
    return sweepDuplicates(this.database, this.#follower!, onPage);
  }

  /** Visible near-duplicates by resource, batched within the request. */
  duplicatesLoader(context: RequestContext): DataLoader<string, readonly DuplicatePair[]> {
    return context.once(DUPLICATES, () =>
      batched(async (ids) =>
        grouped(ids, await listDuplicates(this.database, ids, await this.viewer(context), MOST_DUPLICATES)),
      ),
    );
  }

  async #request(
    context: RequestContext,
    filter: ResourceFilterFields,
    first: number | null,
    after: string | null,
  ): Promise<ResourcePageRequest> {
    const indexed = {
      status: filter.status ?? "PUBLISHED",
      kinds: filter.kinds ?? null,
      adminLevels: filter.adminLevels ?? null,
      language: filter.language ?? null,
    };
    return {
      filter: {
        ...indexed,
        pointIds: this.#pointsOf(filter),
        roles: filter.roles ?? COVERING_ROLES,
        text: filter.text || null,
      },
      viewer: await this.viewer(context),
      text: filter.text ? everyWordQuery(filter.text, indexed) : undefined,
      after: after ? String(decodeCursor(after, 1)[0]) : "",
      limit: pageSize(first, 20) + 1,
    };
  }

  #pointsOf(filter: ResourceFilterFields): string[] | null {
    if (!filter.knowledgePointIds && !filter.frameworkItemIds && !filter.roles) return null;
    const graph = this.knowledge.graph();
    if (!filter.knowledgePointIds && !filter.frameworkItemIds) return [...graph.compiled.ids];
    return graph.leavesOf(filter.knowledgePointIds ?? [], filter.frameworkItemIds ?? []);
  }
}

function listOf(
  rows: readonly Resource[],
  { limit }: ResourcePageRequest,
  count: () => Promise<{ readonly total: number; readonly complete: boolean }>,
): ResourceList {
  return {
    resources: rows,
    size: limit - 1,
    count: async () => {
      const { total, complete } = await count();
      return { total: Math.min(total, COUNTED_EXACTLY), exact: complete && total <= COUNTED_EXACTLY };
    },
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const VIEWER = Symbol("viewer");
const BY_ID = Symbol("resources by id");
const BY_POINT = Symbol("resources by point");
const COVERS = Symbol("covers by resource");
const SEGMENTS = Symbol("segments by resource");
const DUPLICATES = Symbol("near-duplicates by resource");

const batched = <V>(load: (ids: readonly string[]) => Promise<readonly V[]>): DataLoader<string, V> =>
  new DataLoader(load, { maxBatchSize: 1000 });

/** Rows by the resource they belong to, in the order of the ids asked for. */
export function grouped<T extends { readonly resourceId: string }>(ids: readonly string[], rows: readonly T[]): T[][] {
  const groups = new Map<string, T[]>(ids.map((id) => [id, []]));
  for (const row of rows) groups.get(row.resourceId)?.push(row);
  return ids.map((id) => groups.get(id) ?? []);
}
