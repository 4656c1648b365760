import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { badInput } from "../errors.js";
import { pageSize } from "../graphql/connection.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { RequestContext } from "../people/request-context.js";
import type { Resource } from "../resources/resource.js";
import { ResourceType } from "../resources/resources.type.js";
import { AgreementReportType } from "./agreement.type.js";
import type { Annotation } from "./annotation.js";
import { AnnotateResourceInput } from "./annotations.input.js";
import type { Annotations } from "./annotations.js";
import { AnnotationType, SuggestionResultType } from "./annotations.type.js";
import type { SuggestionAnswer } from "./suggest-points.js";

@Resolver(() => ResourceType)
export class AnnotationsResolver {
  constructor(
    private readonly tags: Annotations,
    private readonly knowledge: Knowledge,
  ) {}

  @Query(() => SuggestionResultType, { description: "points for a text, or for a resource" })
  async suggestKnowledgePoints(
    @Arg("text", () => String, { nullable: true }) text: string | null,
    @Arg("resourceId", () => ID, { nullable: true }) resourceId: string | null,
    @Arg("subjectId", () => ID, { nullable: true }) subjectId: string | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 5 }) first: number | null,
    @Ctx() context: RequestContext,
  ): Promise<SuggestionResultType> {
    if (!text === !resourceId) {
      throw badInput("text", {
        zh: "text 与 resourceId 须且只须给出一个。",
        en: "Give exactly one of text and resourceId.",
      });
    }
    const request = {
      text: text ?? undefined,
      resourceId: resourceId ?? undefined,
      subjectId: subjectId ?? undefined,
      first: pageSize(first, 5),
    };
    return this.#presentSuggestions(await this.tags.suggest(context, request));
  }

  @Query(() => AgreementReportType)
  async annotationAgreement(
    @Arg("subjectId", () => ID) subjectId: string,
    @Ctx() context: RequestContext,
  ): Promise<AgreementReportType> {
    const { targets, byPoint, byPair, ...report } = await this.tags.agreement(context, subjectId);
    const graph = this.knowledge.graph();
    return {
      ...report,
      resources: targets,
      byKnowledgePoint: byPoint.map(({ pointId, targets, alpha }) => ({
        knowledgePoint: graph.getPoint(pointId),
        resources: targets,
        alpha,
      })),
      byPair: byPair.map(({ targets, disagreements, ...pair }) => ({
        ...pair,
        resources: targets,
        disagreements: disagreements.map((d) => ({ ...d, knowledgePoint: graph.getPoint(d.pointId) })),
      })),
    };
  }

  @Mutation(() => [AnnotationType], { description: "the caller's tags on this target are now exactly these" })
  async annotateResource(
    @Arg("input", () => AnnotateResourceInput) input: AnnotateResourceInput,
    @Ctx() context: RequestContext,
  ): Promise<AnnotationType[]> {
    return (await this.tags.annotate(context, input)).map((annotation) => this.#present(annotation));
  }

  @Mutation(() => AnnotationType)
  async withdrawAnnotation(@Arg("id", () => ID) id: string, @Ctx() context: RequestContext): Promise<AnnotationType> {
    return this.#present(await this.tags.withdraw(context, id));
  }

  @FieldResolver(() => [AnnotationType], { description: "a teacher reads only own ones, students and apps none" })
  async annotations(@Root() resource: Resource, @Ctx() context: RequestContext): Promise<AnnotationType[]> {
    return (await this.tags.loader(context).load(resource.id)).map((annotation) => this.#present(annotation));
  }

  #present(annotation: Annotation): AnnotationType {
    return {
      ...annotation,
      role: annotation.role!,
      knowledgePoint: this.knowledge.graph().getPoint(annotation.knowledgePointId!),
      at: new Date(annotation.at),
      resourceVersion: annotation.version,
      withdrawn: annotation.status === "WITHDRAWN",
    };
  }

  #presentSuggestions({ abstained, suggestions }: SuggestionAnswer): SuggestionResultType {
    const graph = this.knowledge.graph();
    return { abstained, suggestions: suggestions.map((s) => ({ ...s, knowledgePoint: graph.getPoint(s.pointId) })) };
  }
}
