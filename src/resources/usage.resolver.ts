import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import { badInput } from "../errors.js";
import { presentRefusals } from "../graphql/refusal.type.js";
import type { RequestContext } from "../people/request-context.js";
import type { Resource } from "./resource.js";
import type { ResourceUse } from "./resource-use.js";
import { ResourceType } from "./resources.type.js";
import { RecordUsageResultType, UsageInput, UsageType } from "./usage.type.js";

/** At most so many rows in one call. */
const MOST_ROWS = 1000;

@Resolver(() => ResourceType)
export class UsageResolver {
  constructor(private readonly use: ResourceUse) {}

  @Mutation(() => RecordUsageResultType, { description: "at most 1,000 a call; idempotent by id" })
  async recordUsage(
    @Arg("input", () => [UsageInput], { validate: false }) input: UsageInput[],
    @Ctx() context: RequestContext,
  ): Promise<RecordUsageResultType> {
    if (input.length > MOST_ROWS) {
      throw badInput("input", {
        zh: `一次至多 ${MOST_ROWS} 条使用记录。`,
        en: `At most ${MOST_ROWS} records of use can be sent in one call.`,
      });
    }
    const { accepted, duplicates, refused } = await this.use.record(context, input);
    return { accepted, duplicates, refused: presentRefusals(refused, context.language) };
  }

  @FieldResolver(() => UsageType, { description: "how it was used in all" })
  async usage(@Root() resource: Resource, @Ctx() context: RequestContext): Promise<UsageType> {
    const { ratingSum, ...usage } = await this.use.loader(context).load(resource.id);
    return { ...usage, rating: usage.ratings === 0 ? null : ratingSum / usage.ratings };
  }
}
