import { ATTEMPT_SETTINGS, type AttemptFields } from "../mastery/attempt.js";
import type { ClassFields } from "../people/class-record.js";
import type { ResourceFields, Tag } from "../resources/resource.js";
import {
  ADMIN_LEVELS,
  ANNOTATION_ROLES,
  type AnnotationRole,
  ORIGINS,
  RESOURCE_KINDS,
  type ResourceKind,
  SUPPLIES,
} from "../resources/resources.enums.js";
import type { FieldReader } from "./field-reader.js";
import type { TableFormat } from "./table-format.js";
import { isList } from "./table-row.js";

export const CLASSES: TableFormat<ClassFields> = {
  required: ["id", "name", "schoolId", "teacherIds", "studentIds"],
  optional: ["schoolYear", "grade", "schoolName", "districtId", "districtName"],
  decode: (fields) => ({
    id: fields.requiredId("id"),
    name: fields.required("name"),
    schoolYear: fields.text("schoolYear"),
    grade: fields.integer("grade"),
    schoolId: fields.requiredId("schoolId"),
    schoolName: fields.text("schoolName"),
    districtId: fields.id("districtId"),
    districtName: fields.text("districtName"),
    teacherIds: fields.idList("teacherIds") ?? [],
    studentIds: fields.idList("studentIds") ?? [],
  }),
};

export const RESOURCES: TableFormat<ResourceFields> = {
  required: ["title", "kind"],
  optional: [
    "id",
    "description",
    "text",
    "url",
    "language",
    "minutes",
    "difficulty",
    "adminLevel",
    "ownerId",
    "supply",
    "origin",
    "publisher",
    "licence",
    "externalIds",
    "tags",
  ],
  decode(fields) {
    const kind = requiredOneOf(fields, "kind", RESOURCE_KINDS);
    return {
      id: fields.id("id") ?? null,
      title: fields.required("title"),
      kind,
      description: fields.text("description") ?? null,
      text: fields.text("text") ?? null,
      url: fields.text("url") ?? null,
      language: fields.text("language") ?? null,
      minutes: fields.number("minutes") ?? null,
      difficulty: fields.number("difficulty") ?? null,
      adminLevel: fields.oneOf("adminLevel", ADMIN_LEVELS) ?? null,
      ownerId: fields.id("ownerId") ?? null,
      supply: fields.oneOf("supply", SUPPLIES) ?? null,
      origin: fields.oneOf("origin", ORIGINS) ?? null,
      publisher: fields.text("publisher") ?? null,
      licence: fields.text("licence") ?? null,
      externalIds: externalIds(fields) ?? null,
      tags: tags(fields, kind) ?? null,
    };
  },
};

/** Exactly one of `correct` and `score`; `knowledgePointIds` or `resourceId` or both. */
export const ATTEMPTS: TableFormat<AttemptFields> = {
  required: ["id", "studentId", "at"],
  oneOf: [
    ["correct", "score"],
    ["knowledgePointIds", "resourceId"],
  ],
  optional: ["knowledgePointIds", "resourceId", "partId", "correct", "score", "seconds", "hints", "setting"],
  decode(fields) {
    const at = fields.required("at") && fields.dateTime("at");
    return {
      id: fields.requiredId("id"),
      studentId: fields.requiredId("studentId"),
      at: new Date(at || Number.NaN),
      knowledgePointIds: fields.list("knowledgePointIds") ?? null,
      resourceId: fields.id("resourceId") ?? null,
      partId: fields.text("partId") ?? null,
      correct: fields.boolean("correct") ?? null,
      score: fields.number("score") ?? null,
      seconds: fields.number("seconds") ?? null,
      hints: fields.integer("hints") ?? null,
      setting: fields.oneOf("setting", ATTEMPT_SETTINGS) ?? null,
    };
  },
};

function requiredOneOf<T extends string>(fields: FieldReader, field: string, names: readonly T[]): T {
  return fields.required(field) === "" ? names[0]! : (fields.oneOf(field, names) ?? names[0]!);
}

/** In a table `system=id` each, split at `;`; in JSON objects `{system, id}`. */
function externalIds(fields: FieldReader): { system: string; id: string }[] | undefined {
  const cell = fields.cell("externalIds");
  if (isList(cell) && cell.every((part) => typeof part === "object")) {
    return cell.map((part) => {
      const { system, id } = part as Readonly<Record<string, unknown>>;
      return { system: String(system ?? ""), id: String(id ?? "") };
    });
  }
  return fields.list("externalIds")?.map((part) => {
    const equals = part.indexOf("=");
    if (equals < 1) {
      fields.refuse("externalIds", {
        zh: `“${part}”不是“系统=编号”的形式。`,
        en: `"${part}" does not have the form system=id.`,
      });
    }
    return { system: part.slice(0, equals).trim(), id: part.slice(equals + 1).trim() };
  });
}

/** What a resource does for a point where its tag names no role. */
const ROLE_OF_KIND: Readonly<Partial<Record<ResourceKind, AnnotationRole>>> = {
  QUESTION: "ASSESSES",
  TEST_PAPER: "ASSESSES",
  WORKSHEET: "PRACTISES",
};

/**
 * In a table `point`, `point=ROLE` or `point=ROLE=weight` each, split at `;`, without a role that of the resource's kind;
 * in JSON also objects as in the contract. Points are named by id or code.
 */
function tags(fields: FieldReader, kind: ResourceKind): Tag[] | undefined {
  const cell = fields.cell("tags");
  const given =
    isList(cell) && cell.every((part) => typeof part === "object")
      ? (cell as readonly Readonly<Record<string, unknown>>[])
      : fields.list("tags")?.map((part): Readonly<Record<string, unknown>> => {
          const [knowledgePointId, role, weight] = part.split("=").map((piece) => piece.trim());
          return { knowledgePointId, role, weight };
        });
  return given?.map(({ knowledgePointId, role, weight, confidence }) => {
    const point = String(knowledgePointId ?? "");
    const named = role === undefined ? (ROLE_OF_KIND[kind] ?? "TEACHES") : String(role).toUpperCase();
    if (point === "" || !ANNOTATION_ROLES.some((known) => known === named)) {
      const list = ANNOTATION_ROLES.join(", ");
      fields.refuse("tags", {
        zh: `“${point}=${named}”不是“知识点=作用”的形式，作用须为 ${list} 之一。`,
        en: `"${point}=${named}" does not have the form point=ROLE, where ROLE is one of ${list}.`,
      });
    }
    return {
      knowledgePointId: point,
      role: named as AnnotationRole,
      ...(weight !== undefined && { weight: Number(weight) }),
      ...(confidence !== undefined && { confidence: Number(confidence) }),
    };
  });
}
