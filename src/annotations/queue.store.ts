import type { QueryRunner } from "../neo4j/database.js";
import { rankQueue } from "../resources/rank-queue.js";
import type { Viewer } from "../resources/resource.js";
import { compact } from "../validation.js";

export type QueueReason = "CONTENT_CHANGED" | "SECOND_OPINION" | "DISAGREEMENT" | "NOT_TAGGED";

/** A resource to tag: its words, why, how often it is used, and the points that it covers so far. */
export interface QueueEntry {
  readonly id: string;
  readonly text: string;
  readonly reason: QueueReason;
  readonly uses: number;
  readonly pointIds: readonly string[];
}

/** The most urgent resources that the viewer has not dealt with; with points, those not tagged yet or about one of them. */
export async function listQueue(
  runner: QueryRunner,
  viewer: Viewer,
  pointIds: readonly string[] | null,
  limit: number,
): Promise<QueueEntry[]> {
  return (await runner.run("annotations/list-queue", { viewer, pointIds, limit })) as unknown as QueueEntry[];
}

export async function listCampaignQueue(
  runner: QueryRunner,
  viewer: Viewer,
  campaignId: string,
  limit: number,
): Promise<QueueEntry[]> {
  return (await runner.run("annotations/list-campaign-queue", {
    viewer,
    campaignId,
    limit,
  })) as unknown as QueueEntry[];
}

/** What a teacher has in hand; `until` in epoch milliseconds. */
export async function listOwnTasks(
  runner: QueryRunner,
  teacherId: string,
  campaignId: string | undefined,
): Promise<(QueueEntry & { readonly until: number })[]> {
  return (await runner.run("annotations/list-own-tasks", { teacherId, campaignId: campaignId ?? null })) as never;
}

/** What a teacher lately had in hand and did not judge in time. */
export async function listLapsedTasks(runner: QueryRunner, teacherId: string): Promise<ReadonlySet<string>> {
  const rows = await runner.run("annotations/list-lapsed-tasks", { teacherId });
  return new Set(rows.map((row) => row.id as string));
}

export interface LeaseRequest {
  readonly teacherId: string;
  readonly ids: readonly string[];
  /** How many people are to judge each; undefined: as its state asks. */
  readonly wanted: number | undefined;
  /** Those of them that are to be judged anew, whoever has judged them. */
  readonly anew: readonly string[];
  /** Epoch milliseconds. */
  readonly until: number;
}

/** Puts resources into a teacher's hands until a moment; returns those that were still wanted. */
export async function leaseTasks(runner: QueryRunner, { ids, wanted, ...request }: LeaseRequest): Promise<string[]> {
  const rows = await runner.run("annotations/lease-tasks", {
    ...request,
    ids: [...ids].sort(),
    wanted: wanted ?? null,
  });
  return rows.map((row) => row.id as string);
}

export async function leaveTask(
  tx: QueryRunner,
  left: {
    readonly teacherId: string;
    readonly resourceId: string;
    readonly state: "SKIPPED" | "FLAGGED";
    readonly reason: string | null;
    readonly at: number;
  },
): Promise<void> {
  await tx.run("annotations/leave-task", left);
  await rankQueue(tx, [left.resourceId]);
}

export async function dismissFlags(tx: QueryRunner, resourceId: string): Promise<boolean> {
  const [row] = await tx.run("annotations/dismiss-flags", { resourceId });
  await rankQueue(tx, [resourceId]);
  return row?.dismissed === true;
}

export interface FlaggedResource {
  readonly resourceId: string;
  readonly flags: readonly { readonly teacherId: string; readonly reason?: string | null; readonly at: number }[];
}

export async function listFlagged(runner: QueryRunner, viewer: Viewer, limit: number): Promise<FlaggedResource[]> {
  return (await runner.run("annotations/list-flagged", { viewer, limit })) as unknown as FlaggedResource[];
}

/** How many COVERS each point has, counted up to `limit`. */
export async function countCovering(
  runner: QueryRunner,
  pointIds: readonly string[],
  limit: number,
): Promise<Map<string, number>> {
  if (pointIds.length === 0) return new Map();
  const rows = await runner.run("annotations/count-covering", { pointIds, limit });
  return new Map(rows.map((row) => [row.knowledgePointId as string, row.resources as number]));
}

/** A set of resources that named people tag by a deadline. Times in epoch milliseconds. */
export interface StoredCampaign {
  readonly id: string;
  readonly title: string;
  readonly by: string;
  readonly annotatorsPerResource: number;
  readonly deadline?: number;
  readonly at: number;
  readonly teacherIds: readonly string[];
  /** How many resources it is about. */
  readonly resources: number;
}

/** Returns false where a campaign with this id exists. */
export async function saveCampaign(
  tx: QueryRunner,
  campaign: Omit<StoredCampaign, "resources">,
  resourceIds: readonly string[],
): Promise<boolean> {
  const rows = await tx.run("annotations/save-campaign", { campaign: { deadline: null, ...campaign }, resourceIds });
  return rows.length > 0;
}

export async function listCampaigns(
  runner: QueryRunner,
  { id, teacherId }: { readonly id?: string; readonly teacherId?: string },
): Promise<StoredCampaign[]> {
  const rows = await runner.run("annotations/list-campaigns", { id: id ?? null, teacherId: teacherId ?? null });
  return rows.map((row) => compact(row) as unknown as StoredCampaign);
}

export interface CampaignCounts {
  /** Resources that have the annotators asked for. */
  readonly done: number;
  readonly teachers: readonly {
    readonly teacherId: string;
    readonly schoolIds: readonly string[];
    readonly judged: number;
  }[];
}

export async function countCampaign(runner: QueryRunner, id: string): Promise<CampaignCounts> {
  return (await runner.run("annotations/count-campaign", { id }))[0] as unknown as CampaignCounts;
}

/** What a teacher's active annotations add up to. Times in epoch milliseconds, absent where there are none. */
export interface Contribution {
  readonly annotations: number;
  readonly resources: number;
  readonly noneFits: number;
  /** Tags of targets that others judged too, and how many of these another gave as well. */
  readonly shared: number;
  readonly confirmed: number;
  readonly knowledgePoints: number;
  readonly firstAt?: number;
  readonly lastAt?: number;
}

export async function countContribution(runner: QueryRunner, teacherId: string): Promise<Contribution | undefined> {
  const [row] = await runner.run("annotations/count-contribution", { teacherId });
  return row && (compact(row) as unknown as Contribution);
}
