import { randomUUID } from "node:crypto";
import { DomainError, notFound } from "../errors.js";
import type { Database } from "../neo4j/database.js";
import { createPoint, type PointFields, updatePoint } from "./edit-point.js";
import type { GraphEditor } from "./graph-editor.js";
import type { KnowledgePoint } from "./graph-state.js";
import type { Knowledge } from "./knowledge.js";
import { activePoint } from "./merge-points.js";
import {
  type Decision,
  listProposals,
  lockProposal,
  type PointProposal,
  type ProposalFilter,
  type ProposedPoint,
  saveDecision,
  saveProposal,
} from "./proposals.store.js";

/** What an editor gives a proposed point beside what was proposed. */
export interface AcceptedPoint extends PointFields {
  readonly id?: string | null;
  readonly code: string;
}

interface Decider {
  readonly by: string;
  /** Throws FORBIDDEN where the decider may not change the subject. */
  readonly requireSubject: (subjectId: string) => void;
}

/** Points that those who tag have proposed, and what editors made of them. */
export class PointProposals {
  constructor(
    private readonly database: Database,
    private readonly knowledge: Knowledge,
  ) {}

  /** Throws NOT_FOUND for an unknown subject or parent. */
  async propose(by: string, proposed: ProposedPoint): Promise<PointProposal> {
    const graph = this.knowledge.graph();
    graph.getSubject(proposed.subjectId);
    for (const parentId of proposed.parentIds ?? []) graph.getPoint(parentId, "parentIds");
    const id = randomUUID();
    await saveProposal(this.database, id, by, proposed);
    return this.get(id);
  }

  list(filter: ProposalFilter): Promise<PointProposal[]> {
    return listProposals(this.database, filter);
  }

  /** Throws NOT_FOUND. */
  async get(id: string): Promise<PointProposal> {
    return found((await listProposals(this.database, { id }))[0], id);
  }

  /** Makes the proposed point, with what the editor says of it. Throws NOT_FOUND, FORBIDDEN, CONFLICT, BAD_INPUT. */
  accept(id: string, decider: Decider, accepted: AcceptedPoint): Promise<PointProposal> {
    return this.#decide(id, decider, { status: "ACCEPTED", reason: null }, (editor, proposal) => {
      const { subjectId, name, nameEn = null, description = null, parentIds = null } = proposal;
      const said = Object.fromEntries(Object.entries(accepted).filter(([, value]) => value != null)) as AcceptedPoint;
      const proposed = { id: randomUUID(), subjectId, nameEn, description, parentIds };
      return createPoint(editor, { ...proposed, ...said, name: said.name ?? name });
    });
  }

  /** The proposed point is one that exists, whose alias the proposed name becomes. Throws NOT_FOUND, FORBIDDEN, CONFLICT. */
  merge(id: string, decider: Decider, into: string): Promise<PointProposal> {
    return this.#decide(id, decider, { status: "MERGED", reason: null }, (editor, { name }) => {
      const point = activePoint(editor, into, "into");
      decider.requireSubject(point.subjectId);
      const known = point.name === name || point.aliases.includes(name);
      return known ? point : updatePoint(editor, into, { aliases: [...point.aliases, name] });
    });
  }

  /** Throws NOT_FOUND, FORBIDDEN, CONFLICT. */
  decline(id: string, decider: Decider, reason: string): Promise<PointProposal> {
    return this.#decide(id, decider, { status: "DECLINED", reason }, () => undefined);
  }

  async #decide(
    id: string,
    { by, requireSubject }: Decider,
    outcome: Pick<Decision, "status" | "reason">,
    edit: (editor: GraphEditor, proposal: PointProposal) => KnowledgePoint | undefined,
  ): Promise<PointProposal> {
    const proposal = await this.get(id);
    requireSubject(proposal.subjectId);
    await this.knowledge.edit(
      { by, reason: `proposal ${id}: ${proposal.comment ?? proposal.name}` },
      (editor) => edit(editor, proposal),
      async (tx, point) => {
        if (found(await lockProposal(tx, id), id).status !== "OPEN") throw decided(id);
        await saveDecision(tx, { id, by, ...outcome, knowledgePointId: point?.id ?? null });
      },
    );
    return this.get(id);
  }
}

function found(proposal: PointProposal | undefined, id: string): PointProposal {
  if (!proposal) throw notFound({ zh: "新知识点建议", en: "proposed point" }, id);
  return proposal;
}

const decided = (id: string): DomainError =>
  new DomainError(
    "CONFLICT",
    { zh: "这条建议已经处理过。", en: "This proposal has been decided already." },
    { field: "id", id },
  );
