import {
  COGNITIVE_LEVELS,
  type CognitiveLevel,
  FRAMEWORK_KINDS,
  type FrameworkKind,
} from "../knowledge/knowledge.enums.js";
import type { FieldReader } from "./field-reader.js";
import type { Optional, TableFormat } from "./table-format.js";

/** Points are named by id or code in `parentIds`. */
export interface KnowledgePointRow
  extends Optional<{
    id: string;
    nameEn: string;
    parentIds: readonly string[];
    description: string;
    aliases: readonly string[];
    gradeFrom: number;
    gradeTo: number;
    cognitiveLevel: CognitiveLevel;
    abilities: readonly string[];
    difficulty: number;
    minutes: number;
    /** Among the parts of its parents. */
    order: number;
  }> {
  readonly code: string;
  readonly name: string;
  readonly subjectId: string;
}

/** Without a code a point takes its id for one. */
export const POINTS: TableFormat<KnowledgePointRow> = {
  required: ["name"],
  oneOf: [["code", "id"]],
  optional: [
    "id",
    "code",
    "nameEn",
    "subjectId",
    "parentIds",
    "description",
    "aliases",
    "gradeFrom",
    "gradeTo",
    "cognitiveLevel",
    "abilities",
    "difficulty",
    "minutes",
    "order",
  ],
  decode(fields, { subjectId }) {
    const id = fields.id("id");
    const code = fields.text("code") ?? id;
    if (!code && !fields.text("id"))
      fields.refuse("code", { zh: "代码和 id 不能都为空。", en: "Code and id must not both be empty." });
    return {
      id,
      code: code ?? "",
      name: fields.required("name"),
      subjectId: fields.id("subjectId") ?? subjectId ?? missingSubject(fields),
      nameEn: fields.text("nameEn"),
      parentIds: fields.list("parentIds"),
      description: fields.text("description"),
      aliases: fields.list("aliases"),
      gradeFrom: fields.integer("gradeFrom"),
      gradeTo: fields.integer("gradeTo"),
      cognitiveLevel: fields.oneOf("cognitiveLevel", COGNITIVE_LEVELS),
      abilities: fields.list("abilities"),
      difficulty: fields.number("difficulty"),
      minutes: fields.number("minutes"),
      order: fields.integer("order"),
    };
  },
};

/** Both ends named by id or code. With a `kind` other than those of a prerequisite it is a relation of that kind. */
export interface PrerequisiteRow extends Optional<{ strength: number; rationale: string; subjectId: string }> {
  readonly prerequisiteId: string;
  readonly dependentId: string;
  /** Undefined for a prerequisite. */
  readonly relation: string | undefined;
}

/** Values of `kind` that say "learn the first before the second". */
const PREREQUISITE_KINDS = new Set(["prerequisite", "prerequisite_of", "precedes", "dependency", "requires", "前置"]);

export const PREREQUISITES: TableFormat<PrerequisiteRow> = {
  required: ["prerequisiteId", "dependentId"],
  optional: ["strength", "rationale", "kind"],
  decode(fields, { subjectId }) {
    const kind = fields.text("kind");
    return {
      prerequisiteId: fields.required("prerequisiteId"),
      dependentId: fields.required("dependentId"),
      strength: fields.number("strength"),
      rationale: fields.text("rationale"),
      relation: !kind || PREREQUISITE_KINDS.has(kind.toLowerCase()) ? undefined : kind,
      subjectId,
    };
  },
};

/** One item of a framework, with what it says of the framework; `parentId` names another item by id or code. */
export interface FrameworkItemRow
  extends Optional<{
    id: string;
    frameworkTitle: string;
    kind: FrameworkKind;
    version: string;
    subjectId: string;
    code: string;
    parentId: string;
    order: number;
    knowledgePointIds: readonly string[];
  }> {
  readonly frameworkId: string;
  readonly statement: string;
}

export const FRAMEWORKS: TableFormat<FrameworkItemRow> = {
  required: ["frameworkId", "statement"],
  oneOf: [["code", "id"]],
  optional: ["frameworkTitle", "kind", "version", "subjectId", "id", "code", "parentId", "order", "knowledgePointIds"],
  decode(fields, { subjectId }) {
    const id = fields.id("id");
    const code = fields.text("code") ?? id;
    if (!code && !fields.text("id"))
      fields.refuse("code", { zh: "代码和 id 不能都为空。", en: "Code and id must not both be empty." });
    return {
      id,
      code,
      frameworkId: fields.requiredId("frameworkId"),
      statement: fields.required("statement"),
      frameworkTitle: fields.text("frameworkTitle"),
      kind: fields.oneOf("kind", FRAMEWORK_KINDS),
      version: fields.text("version"),
      subjectId: fields.id("subjectId") ?? subjectId,
      parentId: fields.text("parentId"),
      order: fields.integer("order"),
      knowledgePointIds: fields.list("knowledgePointIds"),
    };
  },
};

function missingSubject(fields: FieldReader): string {
  fields.refuse("subjectId", {
    zh: "没有学科：请加 subjectId 列，或用 --subject 给出。",
    en: "No subject: add a column subjectId, or give --subject.",
  });
  return "";
}
