import { toString as toQrCode } from "qrcode";
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { badInput } from "../errors.js";
import { pageSize } from "../graphql/connection.js";
import type { RequestContext } from "../people/request-context.js";
import { type LifeEventType, ResourceHistoryType, ReviewEnum, SegmentInput } from "./life.type.js";
import type { Review } from "./life-cycle.js";
import type { Resource, Segment } from "./resource.js";
import type { ResourceLife } from "./resource-life.js";
import { ResourceType, SegmentType } from "./resources.type.js";

const LONGEST_REASON = 2_000;

@Resolver(() => ResourceType)
export class ResourceLifeResolver {
  constructor(private readonly life: ResourceLife) {}

  @Mutation(() => ResourceType, { description: "hands a draft, or a withdrawn resource, in for review" })
  submitResource(
    @Arg("id", () => ID) id: string,
    @Arg("reason", () => String, { nullable: true }) reason: string | null,
    @Ctx() context: RequestContext,
  ): Promise<Resource> {
    return this.life.submit(context, id, checked(reason) ?? undefined);
  }

  @Mutation(() => ResourceType, {
    description: "CONFLICT where another reviewer has it, or it changed since `version`",
  })
  reviewResource(
    @Arg("id", () => ID) id: string,
    @Arg("review", () => ReviewEnum) review: Review,
    @Arg("reason", () => String, { nullable: true }) reason: string | null,
    @Arg("version", () => Int, { nullable: true, description: "the version that was read" }) version: number | null,
    @Ctx() context: RequestContext,
  ): Promise<Resource> {
    return this.life.review(context, { id, review, reason: checked(reason), version });
  }

  @Mutation(() => ResourceType)
  withdrawResource(
    @Arg("id", () => ID) id: string,
    @Arg("reason", () => String) reason: string,
    @Ctx() context: RequestContext,
  ): Promise<Resource> {
    return this.life.withdraw(context, id, checked(reason) ?? "");
  }

  @Mutation(() => ResourceType, { description: "a school chooses a published resource, or no longer does" })
  selectResource(
    @Arg("id", () => ID) id: string,
    @Arg("schoolId", () => ID) schoolId: string,
    @Arg("selected", () => Boolean, { nullable: true, defaultValue: true }) selected: boolean | null,
    @Arg("reason", () => String, { nullable: true }) reason: string | null,
    @Ctx() context: RequestContext,
  ): Promise<Resource> {
    return this.life.select(context, { id, schoolId, selected: selected ?? true, reason: checked(reason) });
  }

  @Mutation(() => SegmentType, { description: "cuts a slice by time or page, or moves one; its code stays" })
  registerSegment(
    @Arg("input", () => SegmentInput) input: SegmentInput,
    @Ctx() context: RequestContext,
  ): Promise<Segment> {
    return this.life.cut(context, input);
  }

  @Query(() => ResourceHistoryType, { description: "for who registered it and those who answer for quality" })
  async resourceHistory(@Arg("id", () => ID) id: string, @Ctx() context: RequestContext): Promise<ResourceHistoryType> {
    const { registeredBy, registeredAt, events } = await this.life.history(context, id);
    return {
      registeredBy,
      registeredAt: new Date(registeredAt),
      events: events.map((event): LifeEventType => ({ ...event, at: new Date(event.at) })),
    };
  }

  @Query(() => [ResourceType], {
    description: "whose address was found dead: one's own; all, for who answers for quality",
  })
  deadLinks(
    @Arg("first", () => Int, { nullable: true, defaultValue: 20 }) first: number | null,
    @Ctx() context: RequestContext,
  ): Promise<Resource[]> {
    return this.life.deadLinks(context, pageSize(first, 20));
  }

  @FieldResolver(() => [ID], { description: "the schools that chose it" })
  selectedBy(@Root() resource: Resource, @Ctx() context: RequestContext): Promise<readonly string[]> {
    return this.life.selections(context).load(resource.id);
  }

  @FieldResolver(() => Boolean, { description: "its content changed after everybody who tagged it" })
  tagsOutdated(@Root() resource: Resource, @Ctx() context: RequestContext): Promise<boolean> {
    return this.life.outdated(context).load(resource.id);
  }
}

@Resolver(() => SegmentType)
export class SegmentResolver {
  @FieldResolver(() => String, { description: "an SVG image that opens the slice when scanned" })
  qrCode(
    @Root() segment: Segment,
    @Arg("origin", () => String, {
      nullable: true,
      description:
        "where the service is reached, such as https://zhimai.example; by default as this request reached it",
    })
    origin: string | null,
    @Ctx() context: RequestContext,
  ): Promise<string> {
    const base = origin ?? context.origin;
    if (!/^https?:\/\/[^\s/?#@]{1,255}$/i.test(base)) {
      throw badInput("origin", {
        zh: "须为形如 https://zhimai.example 的网址，不带路径。",
        en: "must be like https://zhimai.example, without a path.",
      });
    }
    return toQrCode(`${base}/r/${segment.code}`, { type: "svg", errorCorrectionLevel: "M", margin: 4 });
  }
}

function checked(reason: string | null | undefined): string | null {
  if ((reason?.length ?? 0) > LONGEST_REASON) {
    throw badInput("reason", {
      zh: `理由至多 ${LONGEST_REASON} 个字符。`,
      en: `A reason may have at most ${LONGEST_REASON} characters.`,
    });
  }
  return reason ?? null;
}
