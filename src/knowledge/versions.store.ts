import type { QueryRunner } from "../neo4j/database.js";
import type { GraphChange } from "./graph-editor.js";
import { concerned } from "./knowledge.store.js";
import type { KnowledgeGraph } from "./knowledge-graph.js";
import { decodeSnapshot, encodeSnapshot } from "./snapshot-codec.js";

/** A frozen state of the graph under a number of its own. */
export interface PublishedVersion {
  /** From 1. */
  readonly number: number;
  /** The counter of edits when it was frozen. */
  readonly graphVersion: number;
  readonly by: string;
  readonly note: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Active points, and prerequisites. */
  readonly points: number;
  readonly prerequisites: number;
}

/** Keeps a version. The caller holds the lock of the graph. */
export async function saveVersion(
  tx: QueryRunner,
  graph: KnowledgeGraph,
  { by, note }: Pick<PublishedVersion, "by" | "note">,
): Promise<PublishedVersion> {
  const counts = {
    graphVersion: graph.version,
    points: [...graph.points.values()].filter((point) => point.status === "ACTIVE").length,
    prerequisites: graph.prerequisites.size,
  };
  const [row] = await tx.run("knowledge/save-version", { by, note, ...counts, snapshot: await encodeSnapshot(graph) });
  return { number: row!.number as number, at: row!.at as number, by, note, ...counts };
}

/** Newest first. */
export async function listVersions(runner: QueryRunner): Promise<PublishedVersion[]> {
  return (await runner.run("knowledge/list-versions")) as unknown as PublishedVersion[];
}

export async function findSnapshot(runner: QueryRunner, number: number): Promise<KnowledgeGraph | undefined> {
  const [row] = await runner.run("knowledge/load-snapshot", { number });
  return row && decodeSnapshot(row.snapshot as Int8Array, row.graphVersion as number);
}

/** How many edits had been made by a moment, epoch milliseconds. */
export async function findEditsBy(runner: QueryRunner, at: number): Promise<number> {
  const [row] = await runner.run("knowledge/find-edits-by", { at });
  return (row?.version as number | undefined) ?? 0;
}

/** One edit of the trail, with what it changed of one thing. */
export interface TrailEntry {
  readonly version: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly by: string;
  readonly reason: string;
  readonly changes: readonly GraphChange[];
}

/** The newest edits before a version that concerned a thing, and how many there are in all. Reads these edits alone. */
export async function listHistory(
  runner: QueryRunner,
  id: string,
  before: number,
  limit: number,
): Promise<{ entries: TrailEntry[]; total: number }> {
  const rows = await runner.run("knowledge/list-history", { id, before, limit });
  const entries = rows.map((row) => ({
    version: row.version as number,
    at: row.at as number,
    by: row.by as string,
    reason: row.reason as string,
    changes: (row.change as string[])
      .map((change) => JSON.parse(change) as GraphChange)
      .filter((change) => concerned(change).includes(id)),
  }));
  return { entries, total: (rows[0]?.total as number | undefined) ?? 0 };
}
