import type { QueryRunner, Row } from "../neo4j/database.js";
import { compact } from "../validation.js";
import type { GraphOperation } from "./graph-operation.js";

export const DRAFT_STATUSES = ["OPEN", "APPLIED", "WITHDRAWN"] as const;
export type DraftStatus = (typeof DRAFT_STATUSES)[number];

/** A change waiting in a draft. */
export interface DraftOperation {
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly reason?: string;
  readonly operation: GraphOperation;
}

export interface DraftComment {
  readonly id: string;
  readonly by: string;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Changes to be applied together later, discussed before. */
export interface GraphDraft {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly status: DraftStatus;
  readonly operations: readonly DraftOperation[];
  readonly comments: readonly DraftComment[];
  /** The version of the live graph that it became. */
  readonly appliedAs?: number;
}

const decode = (row: Row): GraphDraft => ({
  ...(compact(row) as unknown as GraphDraft),
  operations: (row.operations as string[]).map((operation) => JSON.parse(operation) as DraftOperation),
});

export async function saveDraft(
  runner: QueryRunner,
  draft: { readonly id: string; readonly title: string; readonly note: string | null; readonly by: string },
): Promise<void> {
  await runner.run("knowledge/save-draft", draft);
}

/** Newest first; of a status where one is given. */
export async function listDrafts(runner: QueryRunner, status: DraftStatus | null): Promise<GraphDraft[]> {
  return (await runner.run("knowledge/list-drafts", { id: null, status })).map(decode);
}

export async function findDraft(runner: QueryRunner, id: string): Promise<GraphDraft | undefined> {
  const [row] = await runner.run("knowledge/list-drafts", { id, status: null });
  return row && decode(row);
}

/** The draft, locked until the transaction ends. */
export async function lockDraft(tx: QueryRunner, id: string): Promise<GraphDraft | undefined> {
  await tx.run("knowledge/lock-draft", { id });
  return findDraft(tx, id);
}

export async function appendOperation(tx: QueryRunner, id: string, operation: DraftOperation): Promise<void> {
  await tx.run("knowledge/append-draft", { id, operation: JSON.stringify(operation) });
}

export async function closeDraft(
  tx: QueryRunner,
  id: string,
  status: DraftStatus,
  appliedAs: number | null,
): Promise<void> {
  await tx.run("knowledge/close-draft", { id, status, appliedAs });
}

export async function saveComment(
  runner: QueryRunner,
  comment: { readonly id: string; readonly draftId: string; readonly by: string; readonly text: string },
): Promise<void> {
  await runner.run("knowledge/save-draft-comment", comment);
}
