import { DomainError } from "../errors.js";
import { alignItem, findItem } from "./align-item.js";
import {
  type DefinePrerequisiteOutcome,
  definePrerequisite,
  type PrerequisiteFields,
  removePrerequisite,
} from "./define-prerequisite.js";
import { createPoint, findPoint, type NewPoint, type PointFields, retirePoint, updatePoint } from "./edit-point.js";
import type { GraphEditor } from "./graph-editor.js";
import type { FrameworkItem, KnowledgePoint, Subject } from "./graph-state.js";
import { mergePoints } from "./merge-points.js";
import { createSubject, type NewSubject } from "./save-framework.js";
import { splitPoint } from "./split-point.js";

/** A thing that the service makes has its id in the operation, so that doing it again later makes the same thing. */
type WithId<T> = T & { readonly id: string };

interface Operations {
  readonly CREATE_SUBJECT: { readonly input: WithId<NewSubject>; readonly outcome: Subject };
  readonly CREATE_POINT: { readonly input: WithId<NewPoint>; readonly outcome: KnowledgePoint };
  readonly UPDATE_POINT: { readonly id: string; readonly input: PointFields; readonly outcome: KnowledgePoint };
  readonly RETIRE_POINT: {
    readonly id: string;
    readonly replacedBy: readonly string[];
    readonly outcome: KnowledgePoint;
  };
  readonly MERGE_POINTS: { readonly from: string; readonly into: string; readonly outcome: KnowledgePoint };
  readonly SPLIT_POINT: {
    readonly id: string;
    readonly into: readonly WithId<NewPoint>[];
    readonly outcome: KnowledgePoint;
  };
  readonly DEFINE_PREREQUISITE: { readonly input: PrerequisiteFields; readonly outcome: DefinePrerequisiteOutcome };
  readonly REMOVE_PREREQUISITE: {
    readonly prerequisiteId: string;
    readonly dependentId: string;
    readonly outcome: boolean;
  };
  readonly ALIGN_ITEM: {
    readonly itemId: string;
    readonly knowledgePointIds: readonly string[];
    readonly outcome: FrameworkItem;
  };
}

export type OperationKind = keyof Operations;
export type OperationOf<K extends OperationKind> = { readonly kind: K } & Omit<Operations[K], "outcome">;
export type OutcomeOf<K extends OperationKind> = Operations[K]["outcome"];

/** One edit as it was asked for: what the live graph does at once, a draft later, and impact beforehand. */
export type GraphOperation = { [K in OperationKind]: OperationOf<K> }[OperationKind];

/** Does an operation to the graph in the editor. Throws what the operation throws. */
export function applyOperation<K extends OperationKind>(editor: GraphEditor, operation: OperationOf<K>): OutcomeOf<K> {
  return apply(editor, operation as unknown as GraphOperation) as OutcomeOf<K>;
}

function apply(editor: GraphEditor, operation: GraphOperation): unknown {
  switch (operation.kind) {
    case "CREATE_SUBJECT":
      return createSubject(editor, operation.input);
    case "CREATE_POINT":
      return createPoint(editor, operation.input);
    case "UPDATE_POINT":
      return updatePoint(editor, operation.id, operation.input);
    case "RETIRE_POINT":
      return retirePoint(editor, operation.id, operation.replacedBy);
    case "MERGE_POINTS":
      return mergePoints(editor, operation.from, operation.into);
    case "SPLIT_POINT":
      return splitPoint(editor, operation.id, operation.into);
    case "DEFINE_PREREQUISITE":
      return definePrerequisite(editor, operation.input);
    case "REMOVE_PREREQUISITE":
      return removePrerequisite(editor, operation.prerequisiteId, operation.dependentId);
    case "ALIGN_ITEM":
      return alignItem(editor, operation.itemId, operation.knowledgePointIds);
  }
}

/** Why an operation did nothing without throwing: a prerequisite that is refused. */
export function refusalOf(outcome: unknown): DomainError | undefined {
  const refused = outcome as DefinePrerequisiteOutcome | undefined;
  if (typeof refused !== "object" || refused?.kind !== "REFUSED") return undefined;
  return new DomainError("BAD_INPUT", refused.reason, { cycle: refused.cycle });
}

/**
 * The subjects that an operation changes. A prerequisite is its dependent's: an editor changes what its own subjects
 * need, also of others. Throws NOT_FOUND.
 */
export function subjectsOf(editor: GraphEditor, operation: GraphOperation): string[] {
  const subjectOf = (id: string, field: string) => findPoint(editor, id, field).subjectId;
  switch (operation.kind) {
    case "CREATE_SUBJECT":
      return [operation.input.id];
    case "CREATE_POINT":
      return [operation.input.subjectId];
    case "UPDATE_POINT":
    case "RETIRE_POINT":
      return [subjectOf(operation.id, "id")];
    case "MERGE_POINTS":
      return [subjectOf(operation.from, "from"), subjectOf(operation.into, "into")];
    case "SPLIT_POINT":
      return [subjectOf(operation.id, "id"), ...operation.into.map((point) => point.subjectId)];
    case "DEFINE_PREREQUISITE":
      return [subjectOf(operation.input.dependentId, "dependentId")];
    case "REMOVE_PREREQUISITE": {
      const dependent = editor.find("points", operation.dependentId);
      return dependent ? [dependent.subjectId] : [];
    }
    case "ALIGN_ITEM": {
      const { frameworkId } = findItem(editor, operation.itemId);
      const subjectId = editor.find("frameworks", frameworkId)?.subjectId;
      return subjectId ? [subjectId] : operation.knowledgePointIds.map((id) => subjectOf(id, "knowledgePointIds"));
    }
  }
}
