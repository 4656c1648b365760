import type { QueryRunner } from "../neo4j/database.js";

/** What one sender reported of one resource on one day. */
export interface DaySum {
  readonly key: string;
  readonly resourceId: string;
  /** ISO date, UTC. */
  readonly day: string;
  viewed: number;
  usedInLesson: number;
  downloaded: number;
  ratings: number;
  ratingSum: number;
}

/** Keeps events once; by id, whether it is new and what it was first sent with. */
export async function saveUsageEvents(
  tx: QueryRunner,
  rows: readonly { readonly id: string; readonly content: string }[],
  batch: string,
): Promise<Map<string, { readonly created: boolean; readonly content: string }>> {
  const found = await tx.run("resources/save-usage-events", { rows, batch });
  return new Map(found.map((row) => [row.id as string, row as never]));
}

export async function addUsage(tx: QueryRunner, rows: readonly DaySum[]): Promise<void> {
  if (rows.length > 0) await tx.run("resources/add-usage", { rows });
}

/** Weighs the use of resources anew. */
export async function sumUsage(tx: QueryRunner, ids: readonly string[]): Promise<void> {
  await tx.run("resources/sum-usage", { ids });
}

export interface Usage {
  readonly resourceId: string;
  readonly viewed: number;
  readonly usedInLesson: number;
  readonly downloaded: number;
  readonly ratings: number;
  readonly ratingSum: number;
}

export async function listUsage(runner: QueryRunner, ids: readonly string[]): Promise<Usage[]> {
  return (await runner.run("resources/list-usage", { ids })) as unknown as Usage[];
}
