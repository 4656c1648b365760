import type { QueryRunner } from "../neo4j/database.js";
import type { Viewer } from "./resource.js";
import type { ResourceKind } from "./resources.enums.js";

/** The words of a resource by which repeats are found: its text, or where there is none its title and description. */
export interface Worded {
  readonly id: string;
  readonly kind: ResourceKind;
  readonly words: string;
}

/** The resources that repeat no other and share a band with one of these texts; a few for each band. */
export async function listRepeatable(runner: QueryRunner, bands: readonly (readonly number[])[]): Promise<Worded[]> {
  if (bands.length === 0) return [];
  return (await runner.run("resources/list-repeatable", { rows: bands })) as unknown as Worded[];
}

/** What was found of a resource: its bands where it may be repeated, or the one that it repeats. */
export interface DuplicateRow {
  readonly id: string;
  readonly bands: readonly number[] | null;
  readonly repeats: string | null;
  readonly similarity: number | null;
}

/** Replaces what was known of these resources; those that repeated them are to be looked at anew. */
export async function saveDuplicates(tx: QueryRunner, rows: readonly DuplicateRow[]): Promise<void> {
  if (rows.length > 0) await tx.run("resources/save-duplicates", { rows });
}

/** A page of the resources that were not looked at since their words changed, by id. */
export async function listUnshaped(runner: QueryRunner, after: string, limit: number): Promise<Worded[]> {
  return (await runner.run("resources/list-unshaped", { after, limit })) as unknown as Worded[];
}

/** Two visible resources of which one repeats the other, or both the same. */
export interface DuplicatePair {
  readonly resourceId: string;
  readonly duplicateId: string;
  readonly similarity: number;
}

/** Visible near-duplicates of resources, the most similar first. */
export async function listDuplicates(
  runner: QueryRunner,
  ids: readonly string[],
  viewer: Viewer,
  limit: number,
): Promise<DuplicatePair[]> {
  return (await runner.run("resources/list-duplicates", { ids, viewer, limit })) as unknown as DuplicatePair[];
}
