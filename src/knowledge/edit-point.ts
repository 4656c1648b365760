import { randomUUID } from "node:crypto";
import { badInput, DomainError } from "../errors.js";
import { sameContent } from "../same-content.js";
import { compact } from "../validation.js";
import type { GraphEditor } from "./graph-editor.js";
import type { KnowledgePoint } from "./graph-state.js";
import type { CognitiveLevel } from "./knowledge.enums.js";

/** What an editor may say of a point; absent means unchanged, or the default of a new point. */
export interface PointFields {
  readonly code?: string | null;
  readonly name?: string | null;
  readonly nameEn?: string | null;
  readonly parentIds?: readonly string[] | null;
  readonly description?: string | null;
  readonly aliases?: readonly string[] | null;
  readonly gradeFrom?: number | null;
  readonly gradeTo?: number | null;
  readonly cognitiveLevel?: CognitiveLevel | null;
  readonly abilities?: readonly string[] | null;
  readonly difficulty?: number | null;
  readonly minutes?: number | null;
  readonly order?: number | null;
  readonly importedFrom?: string | null;
}

export interface NewPoint extends PointFields {
  readonly id?: string | null;
  readonly code: string;
  readonly name: string;
  readonly subjectId: string;
}

/** Creates a point; an equal one under the same id is returned, another content is a CONFLICT. */
export function createPoint(editor: GraphEditor, input: NewPoint): KnowledgePoint {
  if (!editor.find("subjects", input.subjectId)) editor.base.getSubject(input.subjectId);
  const { id = randomUUID(), subjectId, ...fields } = compact(input);
  const existing = editor.find("points", id);
  if (existing) {
    const wanted = merge(existing, fields);
    if (existing.subjectId === subjectId && sameContent(existing, wanted)) return existing;
    throw new DomainError(
      "CONFLICT",
      {
        zh: `已有 id 为 ${id} 而内容不同的知识点。`,
        en: `A knowledge point with id ${id} and other content exists; update it instead.`,
      },
      { field: "id", id },
    );
  }
  const point = merge(
    {
      id,
      code: input.code,
      name: input.name,
      subjectId,
      aliases: [],
      abilities: [],
      status: "ACTIVE",
      replacedBy: [],
      parentIds: [],
    },
    fields,
  );
  return put(editor, point);
}

/** Changes the fields given. An explicit null clears an optional field. Throws NOT_FOUND, or BAD_INPUT for a retired point. */
export function updatePoint(editor: GraphEditor, id: string, fields: PointFields): KnowledgePoint {
  const point = findPoint(editor, id, "id");
  if (point.status === "RETIRED") throw retired(point, "id");
  return put(editor, merge(point, fields));
}

/** Retires a point, which keeps its history; `replacedBy` names what takes its place. */
export function retirePoint(editor: GraphEditor, id: string, replacedBy: readonly string[] = []): KnowledgePoint {
  const point = findPoint(editor, id, "id");
  for (const other of replacedBy) {
    const replacement = findPoint(editor, other, "replacedBy");
    if (other === id)
      throw badInput("replacedBy", { zh: "知识点不能由自己替代。", en: "A point cannot replace itself." });
    if (replacement.status === "RETIRED") throw retired(replacement, "replacedBy");
  }
  const after: KnowledgePoint = {
    ...point,
    status: "RETIRED",
    replacedBy: replacedBy.length > 0 ? [...replacedBy] : point.replacedBy,
  };
  editor.putPoint(after);
  return after;
}

/** The point with the edits so far. Throws NOT_FOUND naming `field`. */
export function findPoint(editor: GraphEditor, id: string, field: string): KnowledgePoint {
  return editor.find("points", id) ?? editor.base.getPoint(id, field);
}

function merge(point: KnowledgePoint, fields: PointFields): KnowledgePoint {
  const { parentIds, aliases, abilities, ...rest } = fields;
  return compact({
    ...point,
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    ...(parentIds !== undefined && { parentIds: [...new Set(parentIds ?? [])] }),
    ...(aliases !== undefined && { aliases: [...new Set(aliases ?? [])] }),
    ...(abilities !== undefined && { abilities: [...new Set(abilities ?? [])] }),
  }) as KnowledgePoint;
}

function put(editor: GraphEditor, point: KnowledgePoint): KnowledgePoint {
  if (!point.code || !point.name)
    throw badInput(point.code ? "name" : "code", { zh: "不能为空。", en: "Code and name may not be empty." });
  if (point.gradeFrom !== undefined && point.gradeTo !== undefined && point.gradeFrom > point.gradeTo) {
    throw badInput("gradeTo", { zh: "gradeTo 不能小于 gradeFrom。", en: "gradeTo may not be below gradeFrom." });
  }
  const namesake = editor.findByCode(point.code, point.subjectId);
  if (namesake && namesake.id !== point.id) {
    throw new DomainError(
      "CONFLICT",
      {
        zh: `本学科已有代码为 ${point.code} 的知识点 ${namesake.id}。`,
        en: `Point ${namesake.id} of this subject already has the code ${point.code}.`,
      },
      { field: "code", id: namesake.id },
    );
  }
  for (const parentId of point.parentIds) {
    const parent = findPoint(editor, parentId, "parentIds");
    if (parent.status === "RETIRED") throw retired(parent, "parentIds");
  }
  if (point.parentIds.includes(point.id)) throw hierarchyCycle([point.id, point.id]);
  const cycle = editor.putPoint(point);
  if (cycle) throw hierarchyCycle(cycle);
  return point;
}

function hierarchyCycle(cycle: readonly string[]): DomainError {
  const path = cycle.join(" → ");
  return new DomainError(
    "BAD_INPUT",
    { zh: `这样的上级会形成环：${path}。`, en: `These parents would close a cycle: ${path}.` },
    { field: "parentIds", cycle },
  );
}

/** A retired point may not be used; names its replacement. */
export function retired(point: KnowledgePoint, field: string): DomainError {
  const instead = point.replacedBy.join(", ");
  return new DomainError(
    "BAD_INPUT",
    {
      zh: `知识点 ${point.id} 已停用${instead && `，请改用 ${instead}`}。`,
      en: `Knowledge point ${point.id} is retired${instead && `; use ${instead}`}.`,
    },
    { field, id: point.id, replacedBy: point.replacedBy },
  );
}
