import type { QueryRunner } from "../neo4j/database.js";
import { compact } from "../validation.js";
import type { LifeStep, UnderReview } from "./life-cycle.js";
import type { Resource, Segment, Viewer } from "./resource.js";
import type { ResourceStatus } from "./resources.enums.js";

/** One step in the life of a resource: who, when, why. Never changed. */
export interface LifeEvent {
  readonly id: string;
  readonly resourceId: string;
  readonly step: LifeStep;
  readonly statusBefore: ResourceStatus;
  readonly statusAfter: ResourceStatus;
  /** The resource's version after the step. */
  readonly version: number;
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly reason?: string;
  /** The school that selects. */
  readonly schoolId?: string;
}

export interface LockedResource
  extends UnderReview,
    Pick<Resource, "id" | "kind" | "minutes" | "status" | "visibleTo" | "registeredBy" | "version"> {}

/** Locks a resource until the transaction ends; undefined where there is none. */
export async function lockForStep(tx: QueryRunner, id: string): Promise<LockedResource | undefined> {
  const [row] = await tx.run("resources/lock-for-step", { id });
  return row && (compact(row) as unknown as LockedResource);
}

/** Gives a resource its status and reviewer; no reviewer: nobody has it. */
export async function saveStep(
  tx: QueryRunner,
  id: string,
  { status, reviewerId, takenAt }: UnderReview & { readonly status: ResourceStatus },
): Promise<void> {
  await tx.run("resources/save-step", { id, status, reviewerId: reviewerId ?? null, takenAt: takenAt ?? null });
}

export async function saveEvents(tx: QueryRunner, events: readonly LifeEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.run("resources/save-events", { rows: events.map((event) => ({ reason: null, schoolId: null, ...event })) });
}

/** The steps of a resource's life in order, beginning with its registration. */
export interface ResourceHistory {
  readonly registeredBy: string;
  readonly registeredAt: number;
  readonly events: readonly LifeEvent[];
}

export async function findHistory(runner: QueryRunner, id: string): Promise<ResourceHistory | undefined> {
  const [row] = await runner.run("resources/find-history", { id });
  if (!row) return undefined;
  const events = (row.events as object[]).map((event) => compact(event) as unknown as LifeEvent);
  return { registeredBy: row.registeredBy as string, registeredAt: row.registeredAt as number, events };
}

/** Makes a school's selection of a resource so; returns undefined where there is no such school, else whether it changed. */
export async function saveSelection(
  tx: QueryRunner,
  selection: { readonly resourceId: string; readonly schoolId: string; readonly by: string; readonly at: number },
  selected: boolean,
): Promise<boolean | undefined> {
  const [row] = await tx.run("resources/save-selection", { ...selection, selected });
  return row?.changed as boolean | undefined;
}

export async function listSelections(
  runner: QueryRunner,
  ids: readonly string[],
): Promise<{ resourceId: string; schoolId: string }[]> {
  return (await runner.run("resources/list-selections", { ids })) as never;
}

/** Resources whose content changed after everybody who tagged them. */
export async function listOutdated(runner: QueryRunner, ids: readonly string[]): Promise<Set<string>> {
  return new Set((await runner.run("resources/list-outdated", { ids })).map((row) => row.id as string));
}

export interface StoredSegment extends Segment {
  readonly createdBy?: string;
}

/** The segments with this id or one of these codes. */
export async function findSegments(
  runner: QueryRunner,
  id: string,
  codes: readonly string[],
): Promise<StoredSegment[]> {
  return (await runner.run("resources/find-segments", { id, codes })).map(
    (row) => compact(row) as unknown as StoredSegment,
  );
}

export async function saveSegment(tx: QueryRunner, segment: StoredSegment): Promise<void> {
  const { resourceId, id, ...properties } = segment;
  await tx.run("resources/save-segment", { resourceId, id, properties: { title: null, ...properties } });
}

/** The address of a published resource, and whether it was dead when last looked at. */
export interface Link {
  readonly id: string;
  readonly url: string;
  readonly version: number;
  readonly dead: boolean;
}

export async function listLinks(
  runner: QueryRunner,
  page: { readonly after: string; readonly checkedBefore: number; readonly limit: number },
): Promise<Link[]> {
  return (await runner.run("resources/list-links", { ...page })) as unknown as Link[];
}

export async function saveLinks(
  tx: QueryRunner,
  rows: readonly { readonly id: string; readonly dead: boolean }[],
  at: number,
): Promise<void> {
  await tx.run("resources/save-links", { rows, at });
}

/** Resources whose address was found dead, of one owner where one is named. */
export async function listDeadLinks(
  runner: QueryRunner,
  viewer: Viewer,
  registeredBy: string | undefined,
  limit: number,
): Promise<Resource[]> {
  const rows = await runner.run("resources/list-dead-links", { viewer, registeredBy: registeredBy ?? null, limit });
  return rows.map((row) => compact(row.resource as object) as unknown as Resource);
}
