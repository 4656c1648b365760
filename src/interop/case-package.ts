import { badInput, type RowRefusal, type Text } from "../errors.js";
import { ID_PATTERN } from "../validation.js";
import { isArray, isObject, type Json, type JsonObject } from "./json-text.js";

/**
 * A package of 1EdTech Competencies and Academic Standards Exchange (CASE) 1.0 or 1.1, as it came: whatever the
 * model has no place for stays in it and goes out again. Malformed items and associations are left out.
 */
export interface CasePackage {
  readonly CFDocument: JsonObject;
  readonly CFItems?: readonly JsonObject[];
  readonly CFAssociations?: readonly JsonObject[];
  /** CFDefinitions, CFRubrics, extensions. */
  readonly [name: string]: Json;
}

export interface CaseReading {
  readonly package: CasePackage;
  /** Positions in the file of the items and associations that were kept. */
  readonly itemPlaces: readonly number[];
  readonly associationPlaces: readonly number[];
  /** `index` is the position in its array, the error's field the JSON pointer. */
  readonly refused: readonly RowRefusal[];
  readonly warnings: readonly Text[];
}

export type AssociationEnd = "originNodeURI" | "destinationNodeURI";

/** Identifier of the node at one end of an association, also where the link is a bare URI. */
export function endOf(association: JsonObject, end: AssociationEnd): string | undefined {
  const link = association[end];
  if (typeof link === "string") return link.slice(link.lastIndexOf("/") + 1) || undefined;
  const identifier = isObject(link) ? link.identifier : undefined;
  return typeof identifier === "string" && identifier !== "" ? identifier : undefined;
}

/** Place of an association among its siblings; some writers give it as a text. */
export function sequenceOf({ sequenceNumber }: JsonObject): number | undefined {
  const number = typeof sequenceNumber === "string" && sequenceNumber !== "" ? Number(sequenceNumber) : sequenceNumber;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
}

/**
 * Checks the shape of a parsed package. Only what is needed to place an object is asked of it (1.0 packages in use
 * depart from the schema in many small ways); required members that are missing but not needed give one warning.
 *
 * @throws DomainError BAD_INPUT when it is no package at all: no object, no CFDocument with identifier and title,
 * items or associations that are no arrays.
 */
export function readCasePackage(json: Json): CaseReading {
  if (!isObject(json)) throw noPackage("", { zh: "不是 JSON 对象", en: "it is not a JSON object" });
  const document = json.CFDocument;
  if (!isObject(document)) throw noPackage("/CFDocument", { zh: "缺少 CFDocument", en: "CFDocument is missing" });
  const id = document.identifier;
  if (typeof id !== "string" || !ID_PATTERN.test(id)) {
    throw noPackage("/CFDocument/identifier", { zh: "identifier 无效", en: "its identifier is no valid id" });
  }
  if (typeof document.title !== "string" || document.title.trim() === "") {
    throw noPackage("/CFDocument/title", { zh: "缺少 title", en: "its title is missing" });
  }
  const check = new ObjectChecks();
  const seen = new Map([[id, "/CFDocument"]]);
  const items = check.list(json, "CFItems", (item, pointer) => check.item(item, pointer, seen));
  const known = new Map<string, string>();
  const associations = check.list(json, "CFAssociations", (it, pointer) => check.association(it, pointer, known));
  for (const name of ["CFDefinitions", "CFRubrics"]) check.container(json[name], name);
  return {
    package: {
      ...json,
      CFDocument: document,
      ...(items && { CFItems: items.kept }),
      ...(associations && { CFAssociations: associations.kept }),
    },
    itemPlaces: items?.places ?? [],
    associationPlaces: associations?.places ?? [],
    refused: check.refused,
    warnings: check.warnings(),
  };
}

const ASSOCIATION_TYPES = new Set([
  "isChildOf",
  "isPeerOf",
  "isPartOf",
  "exactMatchOf",
  "precedes",
  "isRelatedTo",
  "replacedBy",
  "exemplar",
  "hasSkillLevel",
  "isTranslationOf",
]);

class ObjectChecks {
  readonly refused: RowRefusal[] = [];
  /** What → how often, and where first. */
  readonly #oddities = new Map<string, { text: Text; count: number; first: string }>();

  list(json: JsonObject, name: string, isGood: (object: JsonObject, pointer: string) => boolean) {
    const list = json[name];
    if (list === undefined) return undefined;
    if (!isArray(list)) throw noPackage(`/${name}`, { zh: `${name} 不是数组`, en: `${name} is not an array` });
    const kept: JsonObject[] = [];
    const places: number[] = [];
    list.forEach((object, index) => {
      const pointer = `/${name}/${index}`;
      if (!isObject(object)) this.#refuse(pointer, { zh: "不是对象。", en: "It is not an object." });
      else if (isGood(object, pointer)) {
        kept.push(object);
        places.push(index);
      }
    });
    return { kept, places };
  }

  item(item: JsonObject, pointer: string, seen: Map<string, string>): boolean {
    const before = this.refused.length;
    this.#identifier(item, pointer, seen);
    const statement = item.fullStatement;
    if (typeof statement !== "string" || statement.trim() === "") {
      this.#refuse(`${pointer}/fullStatement`, { zh: "缺少 fullStatement。", en: "fullStatement is missing." });
    }
    for (const name of ["humanCodingScheme", "abbreviatedStatement"]) this.#isText(item, name, pointer);
    this.#isComplete(item, pointer, ["uri", "lastChangeDateTime"]);
    return this.refused.length === before;
  }

  association(association: JsonObject, pointer: string, seen: Map<string, string>): boolean {
    const before = this.refused.length;
    this.#identifier(association, pointer, seen);
    const type = association.associationType;
    if (typeof type !== "string" || type === "") {
      this.#refuse(`${pointer}/associationType`, { zh: "缺少 associationType。", en: "associationType is missing." });
    } else if (!ASSOCIATION_TYPES.has(type) && !type.startsWith("ext:")) {
      this.#note(
        { zh: `未知的关系类型 ${type}，按一般关系保留`, en: `unknown association type ${type}, kept as a relation` },
        pointer,
      );
    }
    for (const end of ["originNodeURI", "destinationNodeURI"] as const) {
      if (endOf(association, end) !== undefined) continue;
      this.#refuse(`${pointer}/${end}`, { zh: `${end} 没有 identifier。`, en: `${end} has no identifier.` });
    }
    const sequence = association.sequenceNumber;
    if (sequence !== undefined && sequence !== null && sequenceOf(association) === undefined) {
      this.#refuse(`${pointer}/sequenceNumber`, { zh: "不是整数。", en: "It is not an integer." });
    }
    this.#isComplete(association, pointer, ["uri", "lastChangeDateTime"]);
    return this.refused.length === before;
  }

  /** Definitions and rubrics are kept as they came; only what could not go out again is said. */
  container(value: Json | undefined, name: string): void {
    if (value === undefined || isObject(value) || isArray(value)) return;
    throw noPackage(`/${name}`, {
      zh: `${name} 既不是对象也不是数组`,
      en: `${name} is neither an object nor an array`,
    });
  }

  warnings(): Text[] {
    return [...this.#oddities.values()].map(({ text, count, first }) => ({
      zh: `${text.zh}（${count} 处，首处 ${first}）。`,
      en: `${text.en} (${count} times, first at ${first}).`,
    }));
  }

  #identifier(object: JsonObject, pointer: string, seen: Map<string, string>): void {
    const id = object.identifier;
    const field = `${pointer}/identifier`;
    if (typeof id !== "string" || !ID_PATTERN.test(id)) {
      this.#refuse(field, { zh: "identifier 缺失或无效。", en: "The identifier is missing or no valid id." });
      return;
    }
    const first = seen.get(id);
    if (first !== undefined) {
      this.#refuse(field, {
        zh: `identifier ${id} 与 ${first} 重复。`,
        en: `The identifier ${id} is that of ${first}.`,
      });
    } else {
      seen.set(id, pointer);
    }
  }

  #isText(object: JsonObject, name: string, pointer: string): void {
    const value = object[name];
    if (value === undefined || value === null || typeof value === "string") return;
    this.#refuse(`${pointer}/${name}`, { zh: "不是文字。", en: "It is not a text." });
  }

  #isComplete(object: JsonObject, pointer: string, names: readonly string[]): void {
    for (const name of names) {
      if (typeof object[name] === "string") continue;
      this.#note({ zh: `缺少 CASE 要求的 ${name}`, en: `${name}, which CASE requires, is missing` }, pointer);
    }
  }

  #note(text: Text, pointer: string): void {
    const oddity = this.#oddities.get(text.en) ?? { text, count: 0, first: pointer };
    oddity.count += 1;
    this.#oddities.set(text.en, oddity);
  }

  #refuse(field: string, message: Text): void {
    this.refused.push({ index: Number(field.split("/")[2]), error: badInput(field, message) });
  }
}

function noPackage(pointer: string, { zh, en }: Text) {
  return badInput(pointer || "file", { zh: `不是 CASE 包：${zh}。`, en: `This is no CASE package: ${en}.` });
}
