import { DomainError, notFound } from "../errors.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { Database } from "../neo4j/database.js";
import { hasRole } from "../people/principal.js";
import type { RequestContext } from "../people/request-context.js";
import type { Viewer } from "../resources/resource.js";
import type { Resources } from "../resources/resources.js";
import { listSplitQueue, type SplitPoint } from "./annotations.store.js";
import * as store from "./queue.store.js";
import type { SuggestionAnswer } from "./suggest-points.js";
import type { Suggestions } from "./suggestions.js";

export type TaskReason = "POINT_SPLIT" | store.QueueReason;

/** A resource to tag next, and why. */
export interface AnnotationTask {
  readonly resourceId: string;
  readonly reason: TaskReason;
  /** 0 to 1. */
  readonly priority: number;
  readonly suggestions: SuggestionAnswer;
  /** Epoch milliseconds until which it is in the caller's hands. */
  readonly leasedUntil: number;
}

export interface QueueRequest {
  readonly subjectId?: string | undefined;
  readonly campaignId?: string | undefined;
  readonly first: number;
}

const SUGGESTIONS_A_TASK = 3;
/** How many candidates are weighed for each task that is given out. */
const CANDIDATES = 3;
const LEASE_MS = 30 * 60 * 1000;
/** Resources of a point from which on a further one closes no gap. */
const NO_GAP_FROM = 10;
/** Uses that count as half of all there may be. */
const HALF_USES = 20;

/** What each reason is worth before demand, doubt and gaps are added. */
const WORTH: Readonly<Record<TaskReason, number>> = {
  POINT_SPLIT: 0.6,
  CONTENT_CHANGED: 0.5,
  SECOND_OPINION: 0.4,
  DISAGREEMENT: 0.3,
  NOT_TAGGED: 0.25,
};
const DEMAND_SHARE = 0.2;
const DOUBT_SHARE = 0.1;
const GAP_SHARE = 0.1;

interface CandidateSource {
  readonly viewer: Viewer;
  readonly graph: KnowledgeGraph;
  /** From `listSplitQueue`. */
  readonly split: Awaited<ReturnType<typeof listSplitQueue>>;
  readonly subjectId: string | undefined;
  readonly campaignId: string | undefined;
}

interface Weighed {
  readonly entry: store.QueueEntry;
  readonly reason: TaskReason;
  readonly suggestions: SuggestionAnswer;
  readonly priority: number;
}

/**
 * What annotators should do next, by value, each resource for a while in the hands of as many as it needs. What a person
 * has judged, passed over or flagged does not come back, unless its content changes; what a person let lapse comes back when
 * there is nothing else.
 */
export class AnnotationQueue {
  constructor(
    private readonly database: Database,
    private readonly knowledge: Knowledge,
    private readonly resources: Resources,
    private readonly suggestions: Suggestions,
  ) {}

  /** What the caller has in hand, filled up with what is most worth doing. Throws NOT_FOUND for an unknown subject or campaign. */
  async next(context: RequestContext, { subjectId, campaignId, first }: QueueRequest): Promise<AnnotationTask[]> {
    const viewer = await this.resources.viewer(context);
    const graph = this.knowledge.graph();
    if (subjectId !== undefined) graph.getSubject(subjectId);
    const campaign = campaignId === undefined ? undefined : await this.#campaign(context, campaignId);
    const split = await listSplitQueue(this.database, viewer, splitPoints(graph, subjectId), first * CANDIDATES);
    const isSplit = new Set(split.map(({ id }) => id));
    const own = await store.listOwnTasks(this.database, viewer.sub, campaignId);
    const inHand = await this.#weigh(
      own.map((entry) => ({ ...entry, split: isSplit.has(entry.id) })),
      subjectId,
    );
    const until = Date.now() + LEASE_MS;
    const wanted = first - inHand.length;
    const lapsed = wanted > 0 ? await store.listLapsedTasks(this.database, viewer.sub) : new Set<string>();
    const source = { viewer, graph, split, subjectId, campaignId };
    const candidates = wanted > 0 ? await this.#candidates(source, wanted * CANDIDATES + lapsed.size) : [];
    const known = new Set(own.map((entry) => entry.id));
    const unknown = lapsedLast(
      candidates.filter(({ id }) => !known.has(id)),
      ({ id }) => lapsed.has(id),
    ).slice(0, wanted * CANDIDATES);
    const weighed = lapsedLast(byWorth(await this.#weigh(unknown, subjectId)), ({ entry }) => lapsed.has(entry.id));
    const leased = new Set<string>();
    for (let i = 0; i < weighed.length && leased.size < wanted; i += wanted) {
      const offered = weighed.slice(i, i + wanted - leased.size);
      const got = await store.leaseTasks(this.database, {
        teacherId: viewer.sub,
        ids: offered.map(({ entry }) => entry.id),
        wanted: campaign?.annotatorsPerResource,
        anew: offered.filter(({ reason }) => reason === "POINT_SPLIT").map(({ entry }) => entry.id),
        until,
      });
      for (const id of got) leased.add(id);
    }
    const ends = new Map(own.map((entry) => [entry.id, entry.until]));
    return byWorth([...inHand, ...weighed.filter(({ entry }) => leased.has(entry.id))])
      .slice(0, first)
      .map(({ entry, ...task }) => ({ ...task, resourceId: entry.id, leasedUntil: ends.get(entry.id) ?? until }));
  }

  /** Passes a resource over for good, or flags it for a reviewer. Throws NOT_FOUND. */
  async leave(
    context: RequestContext,
    resourceId: string,
    state: "SKIPPED" | "FLAGGED",
    reason?: string,
  ): Promise<void> {
    await this.#requireVisible(context, resourceId);
    const left = { teacherId: context.principal.sub, resourceId, state, reason: reason ?? null, at: Date.now() };
    await this.database.transaction((tx) => store.leaveTask(tx, left));
  }

  /** Lets a flagged resource be tagged again; false where it was not flagged. Throws NOT_FOUND. */
  async dismiss(context: RequestContext, resourceId: string): Promise<boolean> {
    await this.#requireVisible(context, resourceId);
    return this.database.transaction((tx) => store.dismissFlags(tx, resourceId));
  }

  async flagged(context: RequestContext, first: number): Promise<store.FlaggedResource[]> {
    return store.listFlagged(this.database, await this.resources.viewer(context), first);
  }

  /** One that asks for the teacher; any for who organises. */
  async #campaign({ principal }: RequestContext, id: string): Promise<store.StoredCampaign> {
    const organises = hasRole(principal, "REVIEWER", "EDITOR", "ADMIN");
    const [campaign] = await store.listCampaigns(this.database, organises ? { id } : { id, teacherId: principal.sub });
    if (!campaign) throw notFound({ zh: "标注活动", en: "campaign" }, id, "campaignId");
    if (campaign.deadline !== undefined && campaign.deadline < Date.now()) {
      throw new DomainError(
        "CONFLICT",
        { zh: `标注活动「${campaign.title}」已截止。`, en: `The campaign "${campaign.title}" is over.` },
        { field: "campaignId" },
      );
    }
    return campaign;
  }

  async #requireVisible(context: RequestContext, id: string): Promise<void> {
    if (!(await this.resources.loader(context).load(id)))
      throw notFound({ zh: "资源", en: "resource" }, id, "resourceId");
  }

  async #candidates(
    { viewer, graph, split, subjectId, campaignId }: CandidateSource,
    limit: number,
  ): Promise<(store.QueueEntry & { readonly split?: boolean })[]> {
    if (campaignId !== undefined) return store.listCampaignQueue(this.database, viewer, campaignId, limit);
    const pointIds =
      subjectId === undefined
        ? null
        : [...graph.points.values()].filter((point) => point.subjectId === subjectId).map((point) => point.id);
    const queued = await store.listQueue(this.database, viewer, pointIds, limit);
    const first = new Set(split.map(({ id }) => id));
    return [
      ...split.map((entry) => ({ ...entry, uses: 0, reason: "NOT_TAGGED" as const, split: true })),
      ...queued.filter(({ id }) => !first.has(id)),
    ];
  }

  async #weigh(
    entries: readonly (store.QueueEntry & { readonly split?: boolean })[],
    subjectId: string | undefined,
  ): Promise<Weighed[]> {
    const suggested = await Promise.all(entries.map((entry) => this.#suggest(entry, subjectId)));
    const likely = suggested.flatMap(({ suggestions }) => suggestions.slice(0, 1).map(({ pointId }) => pointId));
    const covering = await store.countCovering(this.database, [...new Set(likely)], NO_GAP_FROM);
    return entries.map((entry, i) => {
      const suggestions = suggested[i]!;
      const reason = entry.split ? "POINT_SPLIT" : entry.reason;
      const [top] = suggestions.suggestions;
      const gap = top ? 1 - (covering.get(top.pointId) ?? 0) / NO_GAP_FROM : 0;
      const doubt = 1 - (top?.confidence ?? 0);
      const demand = entry.uses / (entry.uses + HALF_USES);
      const priority = WORTH[reason] + DEMAND_SHARE * demand + DOUBT_SHARE * doubt + GAP_SHARE * gap;
      return { entry, reason, suggestions, priority };
    });
  }

  /** Judged without what others said of this very resource, so that it does not give away their tags. */
  async #suggest({ id, text }: store.QueueEntry, subjectId: string | undefined): Promise<SuggestionAnswer> {
    if (!/[\p{L}\p{N}]/u.test(text)) return { abstained: true, suggestions: [] };
    return this.suggestions.suggest(text.slice(0, 10_000), subjectId, SUGGESTIONS_A_TASK, id);
  }
}

function byWorth(tasks: readonly Weighed[]): Weighed[] {
  return [...tasks].sort((a, b) => b.priority - a.priority || (a.entry.id < b.entry.id ? -1 : 1));
}

/** In their order, but first what the caller did not let lapse: others are to judge the rest before. */
function lapsedLast<T>(tasks: readonly T[], hasLapsed: (task: T) => boolean): T[] {
  return [...tasks.filter((task) => !hasLapsed(task)), ...tasks.filter(hasLapsed)];
}

/** Points of a subject, or of all, whose tags have to be said anew. O(points). */
function splitPoints(graph: KnowledgeGraph, subjectId: string | undefined): SplitPoint[] {
  return [...graph.points.values()]
    .filter((p) => p.status === "RETIRED" && (!subjectId || p.subjectId === subjectId))
    .map((point) => ({ pointId: point.id, into: graph.activeFor(point.id) }))
    .filter(({ into }) => into.length > 1);
}
