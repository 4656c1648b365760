import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { badInput, type Text } from "../errors.js";
import { pageSize } from "../graphql/connection.js";
import { presentRefusals } from "../graphql/refusal.type.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { RequestContext } from "../people/request-context.js";
import type { Resources } from "../resources/resources.js";
import { annotateResources } from "./annotate-resources.js";
import type { AnnotationQueue, TaskReason } from "./annotation-queue.js";
import type { Annotations } from "./annotations.js";
import type { Campaigns } from "./campaigns.js";
import type { ContributionSigner } from "./contribution-signer.js";
import type { StoredCampaign } from "./queue.store.js";
import {
  AnnotateResourcesInput,
  AnnotateResourcesResultType,
  AnnotationTaskType,
  CampaignInput,
  CampaignProgressType,
  CampaignType,
  ContributionType,
  FlaggedResourceType,
} from "./queue.type.js";

const REASONS: Readonly<Record<TaskReason, Text>> = {
  POINT_SPLIT: {
    zh: "所标知识点已拆分，请按新知识点重新标注。",
    en: "A point it was tagged with has been split; tag it anew.",
  },
  CONTENT_CHANGED: {
    zh: "标注之后内容有改动，请再次确认。",
    en: "Its content changed after it was tagged; confirm the tags.",
  },
  SECOND_OPINION: {
    zh: "已有一位老师标注，请独立标注以便核对。",
    en: "One teacher has tagged it; a second, independent opinion is needed.",
  },
  DISAGREEMENT: {
    zh: "两位老师意见不一，请独立标注。",
    en: "Two teachers disagree; a third, independent opinion helps.",
  },
  NOT_TAGGED: { zh: "还没有人标注。", en: "Nobody has tagged it yet." },
};

@Resolver(() => CampaignType)
export class QueueResolver {
  constructor(
    private readonly queue: AnnotationQueue,
    private readonly organised: Campaigns,
    private readonly signer: ContributionSigner,
    private readonly tags: Annotations,
    private readonly resources: Resources,
    private readonly knowledge: Knowledge,
  ) {}

  @Query(() => [AnnotationTaskType], {
    description: "what the caller should tag next; it stays in the caller's hands for half an hour",
  })
  async annotationQueue(
    @Arg("subjectId", () => ID, { nullable: true }) subjectId: string | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 10 }) first: number | null,
    @Arg("campaignId", () => ID, { nullable: true }) campaignId: string | null,
    @Ctx() context: RequestContext,
  ): Promise<AnnotationTaskType[]> {
    const request = {
      subjectId: subjectId ?? undefined,
      campaignId: campaignId ?? undefined,
      first: pageSize(first, 10, 100),
    };
    const tasks = await this.queue.next(context, request);
    const found = await this.resources.loader(context).loadMany(tasks.map((task) => task.resourceId));
    const graph = this.knowledge.graph();
    return tasks.flatMap(({ reason, priority, suggestions, leasedUntil }, i): AnnotationTaskType[] => {
      const resource = found[i];
      if (!resource || resource instanceof Error) return [];
      return [
        {
          resource,
          reason: REASONS[reason][context.language],
          reasonCode: reason,
          priority,
          suggestions: suggestions.suggestions.map((s) => ({ ...s, knowledgePoint: graph.getPoint(s.pointId) })),
          leasedUntil: new Date(leasedUntil),
        },
      ];
    });
  }

  @Mutation(() => Boolean, { description: "the caller is not asked to tag it again, unless its content changes" })
  async skipAnnotationTask(@Arg("resourceId", () => ID) id: string, @Ctx() context: RequestContext): Promise<boolean> {
    await this.queue.leave(context, id, "SKIPPED");
    return true;
  }

  @Mutation(() => Boolean, {
    description: "something is wrong with it: nobody is asked to tag it until a reviewer has looked",
  })
  async flagResource(
    @Arg("resourceId", () => ID) id: string,
    @Arg("reason", () => String) reason: string,
    @Ctx() context: RequestContext,
  ): Promise<boolean> {
    if (reason.trim() === "" || reason.length > 2_000)
      throw badInput("reason", { zh: "请用 1 至 2000 个字符说明理由。", en: "Give a reason of 1 to 2000 characters." });
    await this.queue.leave(context, id, "FLAGGED", reason);
    return true;
  }

  @Mutation(() => Boolean, { description: "it may be tagged again; false where it was not flagged" })
  dismissFlags(@Arg("resourceId", () => ID) id: string, @Ctx() context: RequestContext): Promise<boolean> {
    return this.queue.dismiss(context, id);
  }

  @Query(() => [FlaggedResourceType])
  async flaggedResources(
    @Arg("first", () => Int, { nullable: true, defaultValue: 20 }) first: number | null,
    @Ctx() context: RequestContext,
  ): Promise<FlaggedResourceType[]> {
    const flagged = await this.queue.flagged(context, pageSize(first, 20));
    const found = await this.resources.loader(context).loadMany(flagged.map((entry) => entry.resourceId));
    return flagged.flatMap(({ flags }, i) => {
      const resource = found[i];
      if (!resource || resource instanceof Error) return [];
      return [{ resource, flags: flags.map((flag) => ({ ...flag, at: new Date(flag.at) })) }];
    });
  }

  @Mutation(() => AnnotateResourcesResultType, { description: "tags many resources alike, each as if alone" })
  async annotateResources(
    @Arg("input", () => AnnotateResourcesInput) input: AnnotateResourcesInput,
    @Ctx() context: RequestContext,
  ): Promise<AnnotateResourcesResultType> {
    const outcome = await annotateResources(input, (one) => this.tags.annotate(context, one));
    return { ...outcome, refused: presentRefusals(outcome.refused, context.language) };
  }

  @Mutation(() => CampaignType, { description: "fixes the published resources that pass the filter now" })
  async createCampaign(
    @Arg("input", () => CampaignInput) input: CampaignInput,
    @Ctx() context: RequestContext,
  ): Promise<CampaignType> {
    return present(await this.organised.create(context, input));
  }

  @Query(() => [CampaignType], { description: "the newest first; for a teacher those that ask for the teacher" })
  async campaigns(@Ctx() context: RequestContext): Promise<CampaignType[]> {
    return (await this.organised.list(context)).map(present);
  }

  @FieldResolver(() => CampaignProgressType)
  async progress(@Root() campaign: CampaignType): Promise<CampaignProgressType> {
    const { done, teachers, bySchool } = await this.organised.progress(campaign.id);
    return {
      done,
      byTeacher: teachers,
      bySchool: bySchool.map((school) => ({ ...school, schoolId: school.schoolId || null })),
    };
  }

  @Query(() => ContributionType, { description: "one's own; anybody's for those who organise" })
  async contributionRecord(
    @Arg("teacherId", () => ID, { nullable: true }) teacherId: string | null,
    @Ctx() context: RequestContext,
  ): Promise<ContributionType> {
    const id = teacherId ?? context.principal.sub;
    const { firstAt, lastAt, ...counts } = await this.organised.contribution(context, id);
    const seconds = (at: number) => Math.floor(at / 1000);
    return {
      ...counts,
      teacherId: id,
      signed: this.signer.sign({
        sub: id,
        iat: seconds(Date.now()),
        ...counts,
        ...(firstAt !== undefined && { firstAt: seconds(firstAt) }),
        ...(lastAt !== undefined && { lastAt: seconds(lastAt) }),
      }),
      firstAt: firstAt === undefined ? undefined : new Date(firstAt),
      lastAt: lastAt === undefined ? undefined : new Date(lastAt),
    };
  }
}

function present({ deadline, ...campaign }: StoredCampaign): CampaignType {
  return { ...campaign, deadline: deadline === undefined ? undefined : new Date(deadline) };
}
