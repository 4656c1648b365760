import type { QueryRunner } from "../neo4j/database.js";
import type { DecidedTag } from "./decision.js";

/** Tags that were carried over from a resource and stand. */
interface StandingCopy {
  readonly id: string;
  readonly copiedFrom: string;
  readonly tags: readonly DecidedTag[];
}

export async function listCopied(runner: QueryRunner, ids: readonly string[]): Promise<StandingCopy[]> {
  return (await runner.run("annotations/list-copied", { ids })) as unknown as StandingCopy[];
}

/** Takes copies from the resources that have them; returns these. */
export async function endCopies(tx: QueryRunner, ids: readonly string[], at: number): Promise<string[]> {
  return (await tx.run("annotations/end-copies", { ids, at })).map((row) => row.resourceId as string);
}

interface Copyable {
  readonly id: string;
  readonly targets: readonly { readonly resourceId: string; readonly similarity: number }[];
}

/** For each resource its near-duplicates that nobody has judged; `again`: also those with another's tags, or undone ones. */
export async function listCopyable(runner: QueryRunner, ids: readonly string[], again: boolean): Promise<Copyable[]> {
  if (ids.length === 0) return [];
  return (await runner.run("annotations/list-copyable", { ids, again })) as unknown as Copyable[];
}

export interface CopyRow extends StandingCopy {
  readonly by: string;
  readonly at: number;
  /** `share` of a tag's confidence that it has there. */
  readonly targets: readonly { readonly resourceId: string; readonly share: number }[];
}

export async function saveCopies(tx: QueryRunner, rows: readonly CopyRow[]): Promise<void> {
  if (rows.length > 0) await tx.run("annotations/save-copies", { rows });
}

/** Undoes a copy, for the record; returns where it came from and the resources that had it, or undefined where none stands. */
export async function undoCopies(
  tx: QueryRunner,
  id: string,
  by: string,
  at: number,
): Promise<{ readonly copiedFrom: string; readonly resourceIds: readonly string[] } | undefined> {
  return (await tx.run("annotations/undo-copies", { id, by, at }))[0] as never;
}

/** The settled resources whose tags these near-duplicates should have, and who settled each. */
export async function listSettled(
  runner: QueryRunner,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly by: string }[]> {
  return (await runner.run("annotations/list-settled", { ids })) as never;
}
