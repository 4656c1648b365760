import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { pageSize } from "../graphql/connection.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { RequestContext } from "../people/request-context.js";
import type { Resource } from "../resources/resource.js";
import type { Resources } from "../resources/resources.js";
import { ResourceType } from "../resources/resources.type.js";
import { PlacementAnswerInput, PlacementInput } from "./placement.input.js";
import type { Placement } from "./placement.js";
import { PlacementQuestionType, PlacementType, presentPlacement } from "./placement.type.js";
import type { Placements } from "./placements.js";

@Resolver()
export class PlacementResolver {
  constructor(
    private readonly placements: Placements,
    private readonly knowledge: Knowledge,
  ) {}

  @Query(() => PlacementType, { nullable: true, description: "null where it does not exist or may not be seen" })
  async placement(
    @Arg("id", () => ID) id: string,
    @Ctx() { principal }: RequestContext,
  ): Promise<PlacementType | null> {
    const found = await this.placements.find(principal, id);
    return found ? this.#present(found) : null;
  }

  @Mutation(() => PlacementType, { description: "places a student; an app may be the first to name the student" })
  async startPlacement(
    @Arg("input", () => PlacementInput) input: PlacementInput,
    @Ctx() { principal }: RequestContext,
  ): Promise<PlacementType> {
    const { studentId, knowledgePointIds, frameworkItemIds, subjectId, questions } = input;
    const scope = {
      knowledgePointIds: knowledgePointIds ?? [],
      frameworkItemIds: frameworkItemIds ?? [],
      ...(typeof subjectId === "string" && { subjectId }),
    };
    return this.#present(await this.placements.start(principal, { studentId, scope, questions }, Date.now()));
  }

  @Mutation(() => PlacementType, {
    description: "answers the open question and gives the next; the same answer again changes nothing",
  })
  async answerPlacement(
    @Arg("id", () => ID) id: string,
    @Arg("answer", () => PlacementAnswerInput) answer: PlacementAnswerInput,
    @Ctx() { principal }: RequestContext,
  ): Promise<PlacementType> {
    return this.#present(await this.placements.answer(principal, id, answer, Date.now()));
  }

  @Mutation(() => PlacementType, { description: "ends it where it is; its estimate stands" })
  async stopPlacement(@Arg("id", () => ID) id: string, @Ctx() { principal }: RequestContext): Promise<PlacementType> {
    return this.#present(await this.placements.stop(principal, id, Date.now()));
  }

  #present(placement: Placement): PlacementType {
    return presentPlacement(this.knowledge.graph(), placement);
  }
}

const MANY = 50;

@Resolver(() => PlacementQuestionType)
export class PlacementQuestionResolver {
  constructor(private readonly library: Resources) {}

  @FieldResolver(() => [ResourceType], {
    description: "visible ones that assess or practise the point; others when it is asked about again",
  })
  async resources(
    @Root() { knowledgePoint, askedBefore }: PlacementQuestionType,
    @Arg("first", () => Int, { defaultValue: 3 }) first: number,
    @Ctx() context: RequestContext,
  ): Promise<Resource[]> {
    const filter = { roles: ["ASSESSES", "PRACTISES"] } as const;
    const size = pageSize(first, 3);
    // Whoever asks for many has others among them.
    const passed = size < MANY ? askedBefore : 0;
    const { resources } = await this.library.listOfPoint(context, knowledgePoint.id, filter, size + passed, null);
    const from = Math.max(0, Math.min(passed, resources.length - size));
    return resources.slice(from, from + size);
  }
}
