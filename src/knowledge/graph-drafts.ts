import { randomUUID } from "node:crypto";
import { DomainError, notFound } from "../errors.js";
import type { Database } from "../neo4j/database.js";
import {
  appendOperation,
  closeDraft,
  type DraftOperation,
  type DraftStatus,
  findDraft,
  type GraphDraft,
  listDrafts,
  lockDraft,
  saveComment,
  saveDraft,
} from "./drafts.store.js";
import { type GraphChange, GraphEditor } from "./graph-editor.js";
import {
  applyOperation,
  type GraphOperation,
  type OperationKind,
  type OperationOf,
  type OutcomeOf,
  refusalOf,
} from "./graph-operation.js";
import type { Knowledge } from "./knowledge.js";
import type { KnowledgeGraph } from "./knowledge-graph.js";

/** Throws FORBIDDEN where the caller may not do an operation. */
export type RequirePermission = (editor: GraphEditor, operation: GraphOperation) => void;

/** Drafts 草案: changes that wait, are discussed, and then go in together or not at all. */
export class GraphDrafts {
  constructor(
    private readonly database: Database,
    private readonly knowledge: Knowledge,
  ) {}

  async create(by: string, title: string, note: string | null): Promise<GraphDraft> {
    const id = randomUUID();
    await saveDraft(this.database, { id, title, note, by });
    return this.get(id);
  }

  find(id: string): Promise<GraphDraft | undefined> {
    return findDraft(this.database, id);
  }

  list(status: DraftStatus | null): Promise<GraphDraft[]> {
    return listDrafts(this.database, status);
  }

  /** Throws NOT_FOUND. */
  async get(id: string): Promise<GraphDraft> {
    return found(await findDraft(this.database, id), id);
  }

  /** Throws NOT_FOUND. */
  async comment(id: string, by: string, text: string): Promise<GraphDraft> {
    await this.get(id);
    await saveComment(this.database, { id: randomUUID(), draftId: id, by, text });
    return this.get(id);
  }

  /**
   * Adds an operation to those of a draft, if it can be done after them; what it would make is returned.
   * Throws NOT_FOUND, CONFLICT for a draft that is closed or whose earlier changes no longer apply, and what the operation throws.
   */
  async append<K extends OperationKind>(
    id: string,
    entry: Omit<DraftOperation, "operation"> & { readonly operation: OperationOf<K> },
    require: RequirePermission,
  ): Promise<OutcomeOf<K>> {
    return this.database.transaction(async (tx) => {
      const draft = open(found(await lockDraft(tx, id), id));
      const editor = new GraphEditor(this.knowledge.graph());
      replay(editor, draft.operations);
      const operation = entry.operation as unknown as GraphOperation;
      require(editor, operation);
      const outcome = applyOperation(editor, entry.operation);
      if (!refusalOf(outcome)) await appendOperation(tx, id, { ...entry, operation });
      this.#belong(editor);
      return outcome;
    });
  }

  /** What a draft would change now, and the reason where one of its changes no longer applies. */
  preview(draft: GraphDraft): { readonly changes: readonly GraphChange[]; readonly problem?: DomainError } {
    const editor = new GraphEditor(this.knowledge.graph());
    try {
      replay(editor, draft.operations);
      return { changes: editor.changes() };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { changes: editor.changes(), problem: error };
    } finally {
      this.#belong(editor);
    }
  }

  /** Applies all changes of a draft as one edit. Throws NOT_FOUND, FORBIDDEN, CONFLICT naming the change that does not apply. */
  async apply(id: string, by: string, require: RequirePermission): Promise<GraphDraft> {
    const planned = open(await this.get(id));
    await this.knowledge.edit(
      { by, reason: `draft ${id}: ${planned.title}` },
      (editor) => replay(editor, planned.operations, require),
      async (tx, _, graph) => {
        const draft = open(found(await lockDraft(tx, id), id));
        if (draft.operations.length !== planned.operations.length) {
          throw new DomainError("CONFLICT", {
            zh: "草案刚刚有新的修改，请核对后再应用。",
            en: "The draft has just been changed; look at it again before you apply it.",
          });
        }
        await closeDraft(tx, id, "APPLIED", graph.version);
      },
    );
    return this.get(id);
  }

  /** Throws FORBIDDEN where a principal may not do one of the changes, as far as these still apply. */
  requirePermission(draft: GraphDraft, require: RequirePermission): void {
    try {
      replay(new GraphEditor(this.knowledge.graph()), draft.operations, require);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === "FORBIDDEN") throw error;
    }
  }

  /** Throws NOT_FOUND, CONFLICT for a closed draft. */
  async withdraw(id: string): Promise<GraphDraft> {
    await this.database.transaction(async (tx) => {
      open(found(await lockDraft(tx, id), id));
      await closeDraft(tx, id, "WITHDRAWN", null);
    });
    return this.get(id);
  }

  /** What the draft makes is asked about its neighbours as the draft has them. */
  #belong(editor: GraphEditor): void {
    const graph: KnowledgeGraph = editor.result(editor.base.version);
    this.knowledge.belong(
      editor.changes().flatMap((change) => change.after ?? []),
      graph,
    );
  }
}

function replay(editor: GraphEditor, operations: readonly DraftOperation[], require?: RequirePermission): void {
  for (const [i, { operation }] of operations.entries()) {
    try {
      require?.(editor, operation);
      const refusal = refusalOf(applyOperation(editor, operation as OperationOf<OperationKind>));
      if (refusal) throw refusal;
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === "FORBIDDEN") throw error;
      throw new DomainError(
        "CONFLICT",
        {
          zh: `草案的第 ${i + 1} 项修改已不能应用：${error.text.zh}`,
          en: `Change ${i + 1} of the draft no longer applies: ${error.text.en}`,
        },
        { ...error.details, field: `operations.${i}` },
      );
    }
  }
}

function found(draft: GraphDraft | undefined, id: string): GraphDraft {
  if (!draft) throw notFound({ zh: "草案", en: "draft" }, id, "draftId");
  return draft;
}

function open(draft: GraphDraft): GraphDraft {
  if (draft.status === "OPEN") return draft;
  throw new DomainError(
    "CONFLICT",
    { zh: "草案已经应用或撤回。", en: "The draft has been applied or withdrawn." },
    { field: "draftId", id: draft.id },
  );
}
