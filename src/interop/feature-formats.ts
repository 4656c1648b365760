import { ATTEMPT_SETTINGS, type AttemptFields } from "../mastery/attempt.js";
import type { ClassFields } from "../people/class-record.js";
import type { ResourceFields } from "../resources/resource.js";
import { ADMIN_LEVELS, ORIGINS, RESOURCE_KINDS, SUPPLIES } from "../resources/resources.enums.js";
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
  ],
  decode: (fields) => ({
    id: fields.id("id") ?? null,
    title: fields.required("title"),
    kind: requiredOneOf(fields, "kind", RESOURCE_KINDS),
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
  }),
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
      knowledgePointIds: fields.idList("knowledgePointIds") ?? null,
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
