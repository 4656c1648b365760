import { Arg, Ctx, ID, Mutation, Query, Resolver } from "type-graphql";
import { badInput } from "../errors.js";
import type { People } from "../people/people.js";
import { hasRole } from "../people/principal.js";
import type { RequestContext } from "../people/request-context.js";
import type { Knowledge } from "./knowledge.js";
import type { PointProposals } from "./point-proposals.js";
import type { PointProposal, ProposalStatus } from "./proposals.store.js";
import { AcceptedPointInput, PointProposalInput } from "./versions.input.js";
import { PointProposalType, ProposalStatusEnum } from "./versions.type.js";

/** Points proposed by those who tag, decided by editors. */
@Resolver()
export class ProposalsResolver {
  constructor(
    private readonly proposals: PointProposals,
    private readonly knowledge: Knowledge,
    private readonly people: People,
  ) {}

  @Query(() => [PointProposalType], { description: "oldest first; a teacher reads only own ones" })
  async pointProposals(
    @Arg("subjectId", () => ID, { nullable: true }) subjectId: string | null,
    @Arg("status", () => ProposalStatusEnum, { nullable: true }) status: ProposalStatus | null,
    @Ctx() { principal }: RequestContext,
  ): Promise<PointProposalType[]> {
    const by = hasRole(principal, "REVIEWER", "EDITOR", "ADMIN") ? null : principal.sub;
    return (await this.proposals.list({ subjectId, status, by })).map((proposal) => this.#present(proposal));
  }

  @Mutation(() => PointProposalType)
  async proposeKnowledgePoint(
    @Arg("input", () => PointProposalInput) input: PointProposalInput,
    @Ctx() { principal }: RequestContext,
  ): Promise<PointProposalType> {
    return this.#present(await this.proposals.propose(principal.sub, input));
  }

  @Mutation(() => PointProposalType, { description: "makes the proposed point" })
  async acceptProposal(
    @Arg("id", () => ID) id: string,
    @Arg("input", () => AcceptedPointInput) input: AcceptedPointInput,
    @Ctx() context: RequestContext,
  ): Promise<PointProposalType> {
    return this.#present(await this.proposals.accept(id, this.#decider(context), input));
  }

  @Mutation(() => PointProposalType, { description: "the proposed point exists already, under another name" })
  async mergeProposal(
    @Arg("id", () => ID) id: string,
    @Arg("into", () => ID) into: string,
    @Ctx() context: RequestContext,
  ): Promise<PointProposalType> {
    return this.#present(await this.proposals.merge(id, this.#decider(context), into));
  }

  @Mutation(() => PointProposalType)
  async declineProposal(
    @Arg("id", () => ID) id: string,
    @Arg("reason", () => String) reason: string,
    @Ctx() context: RequestContext,
  ): Promise<PointProposalType> {
    if (!reason.trim() || reason.length > 5_000)
      throw badInput("reason", {
        zh: "请说明理由（至多 5000 个字符）。",
        en: "Give a reason of at most 5000 characters.",
      });
    return this.#present(await this.proposals.decline(id, this.#decider(context), reason));
  }

  #decider({ principal }: RequestContext) {
    return { by: principal.sub, requireSubject: (id: string) => this.people.requireSubject(principal, id) };
  }

  #present(proposal: PointProposal): PointProposalType {
    return {
      ...proposal,
      parentIds: proposal.parentIds ?? [],
      at: new Date(proposal.at),
      decidedAt: proposal.decidedAt === undefined ? null : new Date(proposal.decidedAt),
      knowledgePoint: proposal.knowledgePointId
        ? (this.knowledge.graph().points.get(proposal.knowledgePointId) ?? null)
        : null,
    };
  }
}
