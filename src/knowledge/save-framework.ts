import { randomUUID } from "node:crypto";
import { badInput, DomainError } from "../errors.js";
import { sameContent } from "../same-content.js";
import { compact } from "../validation.js";
import { findPoint } from "./edit-point.js";
import type { GraphEditor } from "./graph-editor.js";
import type { Framework, FrameworkItem, Subject } from "./graph-state.js";
import type { FrameworkKind, Stage } from "./knowledge.enums.js";

export interface NewSubject {
  readonly id?: string | null;
  readonly name: string;
  readonly stage?: Stage | null;
}

/** Creates a subject; an equal one under the same id is returned, another content is a CONFLICT. */
export function createSubject(editor: GraphEditor, input: NewSubject): Subject {
  const subject: Subject = { id: input.id ?? randomUUID(), name: input.name, stage: input.stage ?? "OTHER" };
  const existing = editor.find("subjects", subject.id);
  if (existing && !sameContent(existing, subject)) {
    throw new DomainError(
      "CONFLICT",
      {
        zh: `已有 id 为 ${subject.id} 而内容不同的学科。`,
        en: `A subject with id ${subject.id} and other content exists.`,
      },
      { field: "id", id: subject.id },
    );
  }
  editor.putSubject(subject);
  return subject;
}

export interface FrameworkFields {
  readonly id: string;
  readonly title: string;
  readonly kind?: FrameworkKind | null;
  readonly version?: string | null;
  readonly subjectId?: string | null;
}

/** Creates or updates a framework. */
export function saveFramework(editor: GraphEditor, input: FrameworkFields): Framework {
  if (input.subjectId && !editor.find("subjects", input.subjectId)) editor.base.getSubject(input.subjectId);
  const framework = { kind: "OTHER", ...editor.find("frameworks", input.id), ...compact(input) } as Framework;
  editor.putFramework(framework);
  return framework;
}

export interface ItemFields {
  readonly id: string;
  readonly frameworkId: string;
  readonly parentId?: string | null;
  readonly order?: number | null;
  readonly code?: string | null;
  readonly statement: string;
  /** Replaces the item's alignments where given. */
  readonly knowledgePointIds?: readonly string[] | null;
}

/** The kind of an alignment that somebody states without saying more. */
export const ALIGNED = "ALIGNED";

/** Creates or updates an item. Throws NOT_FOUND for an unknown framework, parent or point, BAD_INPUT for a cycle of items. */
export function saveItem(editor: GraphEditor, input: ItemFields): FrameworkItem {
  const { knowledgePointIds, ...fields } = compact(input);
  const existing = editor.find("items", input.id);
  if (existing && existing.frameworkId !== input.frameworkId) {
    throw new DomainError(
      "CONFLICT",
      {
        zh: `条目 ${input.id} 属于 ${existing.frameworkId}。`,
        en: `Item ${input.id} belongs to framework ${existing.frameworkId}.`,
      },
      { field: "id", id: input.id },
    );
  }
  if (!editor.find("frameworks", input.frameworkId)) {
    throw badInput("frameworkId", {
      zh: `没有框架 ${input.frameworkId}。`,
      en: `There is no framework ${input.frameworkId}.`,
    });
  }
  requireAcyclicParents(editor, input);
  const before = new Map(existing?.alignments.map((a) => [a.knowledgePointId, a]));
  const alignments = knowledgePointIds
    ? [...new Set(knowledgePointIds)].map(
        (id) => before.get(findPoint(editor, id, "knowledgePointIds").id) ?? { knowledgePointId: id, kind: ALIGNED },
      )
    : (existing?.alignments ?? []);
  const item: FrameworkItem = { order: 0, ...existing, ...fields, alignments };
  editor.putItem(item);
  return item;
}

function requireAcyclicParents(editor: GraphEditor, { id, frameworkId, parentId }: ItemFields): void {
  for (let at = parentId; at; at = editor.find("items", at)?.parentId) {
    const parent = editor.find("items", at);
    if (!parent || parent.frameworkId !== frameworkId) {
      throw badInput("parentId", {
        zh: `本框架中没有条目 ${at}；上级须先于下级出现。`,
        en: `This framework has no item ${at}; a parent comes before its parts.`,
      });
    }
    if (at === id)
      throw badInput("parentId", { zh: `条目 ${id} 会成为自己的上级。`, en: `Item ${id} would be above itself.` });
  }
}
