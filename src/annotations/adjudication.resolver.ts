import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from "type-graphql";
import { pageSize } from "../graphql/connection.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { RequestContext } from "../people/request-context.js";
import type { AnnotationRole } from "../resources/resources.enums.js";
import type { Resources } from "../resources/resources.js";
import type { Adjudication, TargetOpinion } from "./adjudication.js";
import { AdjudicateInput } from "./annotations.input.js";
import type { Decision } from "./decision.js";
import { AdjudicationType, AnnotatorReliabilityType, DecisionType, PropagationType } from "./decisions.type.js";

@Resolver()
export class AdjudicationResolver {
  constructor(
    private readonly adjudications: Adjudication,
    private readonly resources: Resources,
    private readonly knowledge: Knowledge,
  ) {}

  @Query(() => AdjudicationType, { description: "what people say of one resource or segment, and what was decided" })
  async adjudication(
    @Arg("resourceId", () => ID) resourceId: string,
    @Arg("segmentId", () => ID, { nullable: true }) segmentId: string | null,
    @Ctx() context: RequestContext,
  ): Promise<AdjudicationType> {
    const opinion = await this.adjudications.opinion(context, { resourceId, ...(segmentId && { segmentId }) });
    return (await this.#present(context, [opinion]))[0]!;
  }

  @Query(() => [AdjudicationType], { description: "what people disagree on and a reviewer is to decide" })
  async adjudicationQueue(
    @Arg("subjectId", () => ID, { nullable: true }) subjectId: string | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 10 }) first: number | null,
    @Ctx() context: RequestContext,
  ): Promise<AdjudicationType[]> {
    const waiting = await this.adjudications.queue(context, subjectId ?? undefined, pageSize(first, 10, 100));
    return this.#present(context, waiting);
  }

  @Query(() => [AnnotatorReliabilityType], { description: "the least accurate first" })
  async annotatorReliability(
    @Arg("first", () => Int, { nullable: true, defaultValue: 20 }) first: number | null,
  ): Promise<AnnotatorReliabilityType[]> {
    const found = await this.adjudications.reliabilities(pageSize(first, 20));
    return found.map((reliability) => ({ ...reliability, at: new Date(reliability.at) }));
  }

  @Mutation(() => DecisionType, {
    description: "a reviewer decides what it covers; CONFLICT where another was faster and is not named in replaces",
  })
  async adjudicate(
    @Arg("input", () => AdjudicateInput) input: AdjudicateInput,
    @Ctx() context: RequestContext,
  ): Promise<DecisionType> {
    return this.#presentDecision(await this.adjudications.decide(context, input));
  }

  @Mutation(() => PropagationType, {
    nullable: true,
    description:
      "carries settled tags over to near-duplicates that nobody judged; null where there are none to carry to",
  })
  async propagateTags(
    @Arg("resourceId", () => ID) resourceId: string,
    @Ctx() context: RequestContext,
  ): Promise<PropagationType | null> {
    return (await this.adjudications.propagate(context, resourceId)) ?? null;
  }

  @Mutation(() => Int, { description: "takes back what was carried over together; how many resources had it" })
  undoPropagation(@Arg("id", () => ID) id: string, @Ctx() context: RequestContext): Promise<number> {
    return this.adjudications.undo(context, id);
  }

  async #present(context: RequestContext, opinions: readonly TargetOpinion[]): Promise<AdjudicationType[]> {
    const found = await this.resources.loader(context).loadMany(opinions.map(({ target }) => target.resourceId));
    return opinions.flatMap(({ target, state, sides, disputed, decisions }, i) => {
      const resource = found[i];
      if (!resource || resource instanceof Error) return [];
      return [
        {
          resource,
          segmentId: target.segmentId,
          settlement: state,
          sides: sides.map((side) => ({ ...side, tags: this.#withPoints(side.tags) })),
          disputed: this.#withPoints(disputed),
          decisions: decisions.map((decision) => this.#presentDecision(decision)),
        },
      ];
    });
  }

  #presentDecision(decision: Decision): DecisionType {
    return { ...decision, comment: decision.comment, tags: this.#withPoints(decision.tags), at: new Date(decision.at) };
  }

  #withPoints<T extends { readonly knowledgePointId: string; readonly role: string }>(tags: readonly T[]) {
    const graph = this.knowledge.graph();
    return tags.map((tag) => ({
      ...tag,
      role: tag.role as AnnotationRole,
      knowledgePoint: graph.getPoint(tag.knowledgePointId),
    }));
  }
}
