import { Arg, Ctx, ID, Mutation, Query, Resolver } from "type-graphql";
import type { Language } from "../errors.js";
import { badInput } from "../errors.js";
import type { RequestContext } from "../people/request-context.js";
import type { DraftStatus, GraphDraft } from "./drafts.store.js";
import type { GraphDrafts } from "./graph-drafts.js";
import type { GraphEdits } from "./graph-edits.js";
import { GraphDraftInput } from "./versions.input.js";
import { DraftStatusEnum, GraphDraftType, presentChange } from "./versions.type.js";

/** Drafts of changes and their discussion 教研论证. */
@Resolver()
export class DraftsResolver {
  constructor(
    private readonly drafts: GraphDrafts,
    private readonly edits: GraphEdits,
  ) {}

  @Query(() => [GraphDraftType], { description: "newest first" })
  async graphDrafts(
    @Arg("status", () => DraftStatusEnum, { nullable: true }) status: DraftStatus | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<GraphDraftType[]> {
    return (await this.drafts.list(status ?? null)).map((draft) => this.#present(draft, context.language));
  }

  @Query(() => GraphDraftType, { nullable: true })
  async graphDraft(
    @Arg("id", () => ID) id: string,
    @Ctx() context: RequestContext,
  ): Promise<GraphDraftType | undefined> {
    const draft = await this.drafts.find(id);
    return draft && this.#present(draft, context.language);
  }

  @Mutation(() => GraphDraftType, { description: "opens a draft; edits that name it wait in it" })
  async createGraphDraft(
    @Arg("input", () => GraphDraftInput) { title, note }: GraphDraftInput,
    @Ctx() context: RequestContext,
  ): Promise<GraphDraftType> {
    return this.#present(await this.drafts.create(context.principal.sub, title, note ?? null), context.language);
  }

  @Mutation(() => GraphDraftType)
  async commentOnDraft(
    @Arg("draftId", () => ID) draftId: string,
    @Arg("text", () => String) text: string,
    @Ctx() context: RequestContext,
  ): Promise<GraphDraftType> {
    if (!text.trim() || text.length > 20_000)
      throw badInput("text", { zh: "须为 1 至 20000 个字符。", en: "text must have 1 to 20000 characters." });
    return this.#present(await this.drafts.comment(draftId, context.principal.sub, text), context.language);
  }

  @Mutation(() => GraphDraftType, { description: "applies all changes of a draft as one edit, or none" })
  async applyGraphDraft(@Arg("id", () => ID) id: string, @Ctx() context: RequestContext): Promise<GraphDraftType> {
    const require = this.edits.permissionOf(context.principal);
    return this.#present(await this.drafts.apply(id, context.principal.sub, require), context.language);
  }

  @Mutation(() => GraphDraftType)
  async withdrawGraphDraft(@Arg("id", () => ID) id: string, @Ctx() context: RequestContext): Promise<GraphDraftType> {
    const require = this.edits.permissionOf(context.principal);
    this.drafts.requirePermission(await this.drafts.get(id), require);
    return this.#present(await this.drafts.withdraw(id), context.language);
  }

  #present(draft: GraphDraft, language: Language): GraphDraftType {
    const { changes, problem } = draft.status === "OPEN" ? this.drafts.preview(draft) : { changes: [] };
    return {
      ...draft,
      at: new Date(draft.at),
      operations: draft.operations.map(({ operation, at, ...rest }) => ({
        ...rest,
        at: new Date(at),
        kind: operation.kind,
        content: JSON.stringify(operation),
      })),
      changes: changes.map(presentChange),
      problem: problem?.text[language] ?? null,
      comments: draft.comments.map((comment) => ({ ...comment, at: new Date(comment.at) })),
    };
  }
}
