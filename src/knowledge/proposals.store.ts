import type { QueryRunner, Row } from "../neo4j/database.js";
import { compact } from "../validation.js";

export const PROPOSAL_STATUSES = ["OPEN", "ACCEPTED", "MERGED", "DECLINED"] as const;
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number];

/** What somebody who tags misses in the graph. */
export interface ProposedPoint {
  readonly subjectId: string;
  readonly name: string;
  readonly nameEn?: string | null;
  readonly description?: string | null;
  readonly parentIds?: readonly string[] | null;
  /** Why it is needed. */
  readonly comment?: string | null;
  /** A resource that no present point fits. */
  readonly resourceId?: string | null;
}

export interface PointProposal extends ProposedPoint {
  readonly id: string;
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly status: ProposalStatus;
  readonly decidedBy?: string;
  readonly decidedAt?: number;
  readonly reason?: string;
  /** The point that it became or was merged into. */
  readonly knowledgePointId?: string;
}

function decode(row: Row): PointProposal {
  const { content, ...rest } = row;
  return { ...(JSON.parse(content as string) as ProposedPoint), ...(compact(rest) as unknown as PointProposal) };
}

export interface ProposalFilter {
  readonly id?: string;
  readonly status?: ProposalStatus | null;
  readonly subjectId?: string | null;
  readonly by?: string | null;
}

/** Oldest first. */
export async function listProposals(runner: QueryRunner, filter: ProposalFilter): Promise<PointProposal[]> {
  const { id = null, status = null, subjectId = null, by = null } = filter;
  return (await runner.run("knowledge/list-proposals", { id, status, subjectId, by })).map(decode);
}

export async function saveProposal(
  runner: QueryRunner,
  id: string,
  by: string,
  proposed: ProposedPoint,
): Promise<void> {
  const { subjectId } = proposed;
  await runner.run("knowledge/save-proposal", { id, by, subjectId, content: JSON.stringify(compact(proposed)) });
}

/** The proposal, locked until the transaction ends. */
export async function lockProposal(tx: QueryRunner, id: string): Promise<PointProposal | undefined> {
  await tx.run("knowledge/lock-proposal", { id });
  return (await listProposals(tx, { id }))[0];
}

export interface Decision {
  readonly id: string;
  readonly status: ProposalStatus;
  readonly by: string;
  readonly reason: string | null;
  readonly knowledgePointId: string | null;
}

export async function saveDecision(tx: QueryRunner, decision: Decision): Promise<void> {
  await tx.run("knowledge/decide-proposal", { ...decision });
}
