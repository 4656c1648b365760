import type { QueryRunner, Row } from "../neo4j/database.js";
import { compact } from "../validation.js";
import type { Covers, Resource, Segment, Viewer } from "./resource.js";
import type { AdminLevel, AnnotationRole, ResourceKind, ResourceStatus } from "./resources.enums.js";

/** A filter with every key present, as the statements take it. */
export interface StoredFilter {
  readonly status: ResourceStatus;
  readonly kinds: readonly ResourceKind[] | null;
  readonly adminLevels: readonly AdminLevel[] | null;
  readonly language: string | null;
  /** Leaves of which one must be covered by one of the roles. */
  readonly pointIds: readonly string[] | null;
  readonly roles: readonly AnnotationRole[];
  /** As typed; within the list of one point it must stand in the title or description, elsewhere the full-text index is asked. */
  readonly text: string | null;
}

export interface ResourcePageRequest {
  readonly filter: StoredFilter;
  readonly viewer: Viewer;
  /** Full-text query, already escaped. */
  readonly text: string | undefined;
  /** Id after which the page begins; empty for the first. */
  readonly after: string;
  readonly limit: number;
}

const decode = (row: Row): Resource => compact(row.resource as object) as unknown as Resource;

/** The resources among the ids that the viewer may see, by id. */
export async function findResources(
  runner: QueryRunner,
  ids: readonly string[],
  viewer: Viewer,
): Promise<Map<string, Resource>> {
  const rows = ids.length === 0 ? [] : await runner.run("resources/find-resources", { ids, viewer });
  return new Map(rows.map(decode).map((resource) => [resource.id, resource]));
}

/** One page by id. */
export async function listResources(
  runner: QueryRunner,
  { text, filter, viewer, after, limit }: ResourcePageRequest,
): Promise<Resource[]> {
  const page = { filter, viewer, after, limit };
  const rows = text
    ? await runner.run("resources/search-resources", { ...page, text })
    : await runner.run(filter.pointIds ? "resources/list-resources-of-points" : "resources/list-resources", page);
  return rows.map(decode);
}

/** How many there are, counted up to `limit`; not complete where the index holds further ones with the words, which may pass too. */
export async function countResources(
  runner: QueryRunner,
  { text, filter, viewer }: ResourcePageRequest,
  limit: number,
): Promise<{ readonly total: number; readonly complete: boolean }> {
  const statement = text ? "count-found-resources" : filter.pointIds ? "count-resources-of-points" : "count-resources";
  const [row] = await runner.run(`resources/${statement}`, { filter, viewer, limit, ...(text && { text }) });
  return { total: row!.total as number, complete: row!.complete !== false };
}

/** A point and the leaves it stands for. */
export interface PointLeaves {
  readonly id: string;
  readonly pointIds: readonly string[];
}

/** One page for each point, in one query. */
export async function listResourcesByPoint(
  runner: QueryRunner,
  points: readonly PointLeaves[],
  request: ResourcePageRequest,
): Promise<Map<string, Resource[]>> {
  const { filter, viewer, after, limit } = request;
  const pages = new Map<string, Resource[]>(points.map(({ id }) => [id, []]));
  for (const row of await runner.run("resources/list-resources-by-point", { points, filter, viewer, after, limit })) {
    pages.get(row.point as string)!.push(decode(row));
  }
  return pages;
}

export async function countResourcesByPoint(
  runner: QueryRunner,
  points: readonly PointLeaves[],
  { filter, viewer }: ResourcePageRequest,
  limit: number,
): Promise<Map<string, number>> {
  const rows = await runner.run("resources/count-resources-by-point", { points, filter, viewer, limit });
  return new Map(rows.map((row) => [row.point as string, row.total as number]));
}

export async function listCovers(runner: QueryRunner, ids: readonly string[]): Promise<Covers[]> {
  return (await runner.run("resources/list-covers", { ids })).map((row) => compact(row) as unknown as Covers);
}

export async function listSegments(runner: QueryRunner, ids: readonly string[]): Promise<Segment[]> {
  return (await runner.run("resources/list-segments", { ids })).map((row) => compact(row) as unknown as Segment);
}

/** Locks stored resources until the transaction ends, whoever may see them. */
export async function lockResources(tx: QueryRunner, ids: readonly string[]): Promise<Map<string, Resource>> {
  const rows = await tx.run("resources/lock-resources", { ids: [...ids].sort() });
  return new Map(rows.map(decode).map((resource) => [resource.id, resource]));
}

const ABSENT = {
  description: null,
  ownerId: null,
  publisher: null,
  url: null,
  language: null,
  minutes: null,
  difficulty: null,
  licence: null,
};

/** Creates or replaces resources; `text` and `bands` only where they are new. */
export async function saveResources(
  tx: QueryRunner,
  resources: readonly (Resource & { readonly text?: string; readonly bands?: readonly number[] | null })[],
): Promise<void> {
  if (resources.length === 0) return;
  const rows = resources.map(({ id, bands, ...properties }) => ({
    id,
    properties: { ...ABSENT, ...properties, ...Object.fromEntries(bands?.map((band, i) => [`band${i}`, band]) ?? []) },
  }));
  await tx.run("resources/save-resources", { rows });
}

/** Ranks the COVERS of resources anew; needed whenever a status changed. */
export async function rankCovers(tx: QueryRunner, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.run("resources/rank-covers", { ids });
}

/** Resources among these that a teacher is about to tag and must not see the tags of. */
export async function listBlind(runner: QueryRunner, ids: readonly string[], teacherId: string): Promise<Set<string>> {
  const rows = await runner.run("resources/list-blind", { ids, teacherId });
  return new Set(rows.map((row) => row.id as string));
}

/** For each resource the points that it, its segments included, assesses or practises. */
export async function listPointsPractised(runner: QueryRunner, ids: readonly string[]): Promise<Map<string, string[]>> {
  const points = new Map<string, string[]>();
  if (ids.length === 0) return points;
  for (const row of await runner.run("resources/list-points-practised", { ids })) {
    const list = points.get(row.resourceId as string) ?? [];
    list.push(row.knowledgePointId as string);
    points.set(row.resourceId as string, list);
  }
  return points;
}

interface SegmentAddress {
  /** Of its resource. */
  readonly visibleTo: string;
  readonly url?: string;
  /** Title of the resource that it is a segment of. */
  readonly ofTitle: string;
  readonly title?: string;
  readonly from: number;
  readonly to: number;
  readonly unit: string;
}

/** Where a segment of a published resource lies, and who sees it. */
export async function findSegmentAddress(runner: QueryRunner, code: string): Promise<SegmentAddress | undefined> {
  const [row] = await runner.run("resources/find-segment-address", { code });
  return row && (compact(row) as unknown as SegmentAddress);
}
