import DataLoader from "dataloader";
import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from "type-graphql";
import { pageSize } from "../graphql/connection.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { People } from "../people/people.js";
import type { RequestContext } from "../people/request-context.js";
import type { Resources } from "../resources/resources.js";
import type { FoundMatch, Matching } from "./find-matches.js";
import { type StepNeed, systemsOf } from "./match-step.js";
import { TeachingNeedInput } from "./recommender.input.js";
import { NextStepType, presentMatch, ResourceBundleType, ResourceMatchType } from "./recommender.type.js";

/** Resources for teaching needs and for the steps of students. */
@Resolver(() => NextStepType)
export class MatchResolver {
  constructor(
    private readonly matching: Matching,
    private readonly library: Resources,
    private readonly people: People,
    private readonly knowledge: Knowledge,
  ) {}

  @Query(() => [ResourceMatchType], { description: "resources for a teaching need, best first, with reasons" })
  async matchResources(
    @Arg("need", () => TeachingNeedInput) need: TeachingNeedInput,
    @Arg("first", () => Int, { nullable: true, defaultValue: 10 }) first: number | null,
    @Ctx() context: RequestContext,
  ): Promise<ResourceMatchType[]> {
    const size = pageSize(first, 10);
    const ofClass = need.classId ? await this.people.requireClass(context.principal, need.classId) : undefined;
    const viewer = await this.library.viewer(context);
    const grade = need.grade ?? ofClass?.grade ?? null;
    return (await this.matching.match(viewer, { ...need, grade }, size)).map((match) => this.#present(context, match));
  }

  @Query(() => ResourceBundleType, {
    description: "resources that together cover the need, or what its text speaks of, within its minutes",
  })
  async resourceBundle(
    @Arg("need", () => TeachingNeedInput) need: TeachingNeedInput,
    @Ctx() context: RequestContext,
  ): Promise<ResourceBundleType> {
    const ofClass = need.classId ? await this.people.requireClass(context.principal, need.classId) : undefined;
    const grade = need.grade ?? ofClass?.grade ?? null;
    const bundle = await this.matching.bundle(await this.library.viewer(context), { ...need, grade });
    return { ...bundle, matches: bundle.matches.map((match) => this.#present(context, match)) };
  }

  @FieldResolver(() => [ResourceMatchType], {
    description:
      "within the step's minutes and not answered before; teaching, practice and assessment take turns as the step needs them",
  })
  async resources(
    @Root() { planning, explained }: NextStepType,
    @Arg("first", () => Int, { nullable: true, defaultValue: 3 }) first: number | null,
    @Arg("systems", () => [String], {
      nullable: true,
      description: "of `externalIds`: platforms that are to open them; an app can always open those of its own id",
    })
    systems: string[] | null,
    @Ctx() context: RequestContext,
  ): Promise<ResourceMatchType[]> {
    const limits = { first: pageSize(first, 3, 20), systems: systemsOf(context.principal, systems) };
    const loaders = context.once(STEP_RESOURCES, () => new Map<string, DataLoader<StepNeed, FoundMatch[]>>());
    const key = JSON.stringify(limits);
    let loader = loaders.get(key);
    if (!loader) {
      loader = new DataLoader(
        async (needs) => this.matching.matchSteps(await this.library.viewer(context), needs, limits),
        { cache: false },
      );
      loaders.set(key, loader);
    }
    const matches = await loader.load({ student: planning.student, step: explained.step });
    return matches.map((match) => this.#present(context, match));
  }

  #present({ language }: RequestContext, match: FoundMatch): ResourceMatchType {
    return presentMatch(this.knowledge.graph(), language, match);
  }
}

const STEP_RESOURCES = Symbol("resources of steps");
