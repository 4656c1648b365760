import type { People } from "../people/people.js";
import type { Principal } from "../people/principal.js";
import type { GraphDrafts, RequirePermission } from "./graph-drafts.js";
import {
  applyOperation,
  type GraphOperation,
  type OperationKind,
  type OperationOf,
  type OutcomeOf,
  subjectsOf,
} from "./graph-operation.js";
import type { Knowledge } from "./knowledge.js";

export interface EditCircumstances {
  readonly principal: Principal;
  /** Why, for the trail. */
  readonly reason?: string | null | undefined;
  /** The draft that the change is to wait in. */
  readonly draftId?: string | null | undefined;
}

/** Edits asked for by people: permitted, then applied at once or kept in a draft. */
export class GraphEdits {
  constructor(
    private readonly knowledge: Knowledge,
    private readonly drafts: GraphDrafts,
    private readonly people: People,
  ) {}

  /** Throws FORBIDDEN outside the caller's subjects, and what the operation throws. */
  async make<K extends OperationKind>(
    { principal, reason, draftId }: EditCircumstances,
    operation: OperationOf<K>,
  ): Promise<OutcomeOf<K>> {
    const require = this.permissionOf(principal);
    const by = principal.sub;
    if (draftId) {
      return this.drafts.append(draftId, { by, at: Date.now(), ...(reason && { reason }), operation }, require);
    }
    const what = operation.kind.toLowerCase().replaceAll("_", " ");
    return this.knowledge.edit({ by, reason: reason ? `${what}: ${reason}` : what }, (editor) => {
      require(editor, operation as unknown as GraphOperation);
      return applyOperation(editor, operation);
    });
  }

  /** What throws FORBIDDEN for an operation outside the principal's subjects. */
  permissionOf(principal: Principal): RequirePermission {
    return (editor, operation) => {
      for (const subjectId of subjectsOf(editor, operation)) this.people.requireSubject(principal, subjectId);
    };
  }
}
