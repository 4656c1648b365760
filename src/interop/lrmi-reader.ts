import { badInput, type Text } from "../errors.js";
import type { ResourceFields } from "../resources/resource.js";
import { ID_PATTERN } from "../validation.js";
import { canonicalJson, isArray, isObject, type Json, type JsonObject } from "./json-text.js";
import { kindNamed } from "./lrmi-kinds.js";
import { contextLanguage, idOf, listOf, memberOf, property, textOf, typesOf } from "./lrmi-values.js";
import { stableUuid } from "./stable-uuid.js";
import { durationSeconds } from "./xapi-time.js";

/** IRI of a resource of this service. */
export const RESOURCE_URN = "urn:zhimai:resource:";

export interface LrmiReading {
  readonly fields: ResourceFields & { readonly id: string };
  /** In what the document departs from the profile that it claims; it is read as plain schema.org. */
  readonly warnings: readonly Text[];
}

/**
 * What the model has a place for in a learning resource described by schema.org / LRMI in JSON-LD, with or without
 * the profile AMB (dini-ag-kim/amb). Everything else is left to the document.
 *
 * @throws DomainError BAD_INPUT (JSON pointer as field) when it is no object or has no name
 */
export function readLrmi(document: Json, at = ""): LrmiReading {
  if (!isObject(document)) {
    throw badInput(at || "/", { zh: "不是 JSON 对象。", en: "It is not a JSON object." });
  }
  const language = contextLanguage(document);
  const title = textOf(memberOf(document, "name") ?? memberOf(document, "headline"), language);
  if (title === undefined) {
    throw badInput(`${at}/name`, { zh: "资源没有名称（name）。", en: "The resource has no name." });
  }
  const iri = idOf(document);
  const url = textOf(memberOf(document, "url")) ?? iri;
  const minutes = minutesOf(document);
  const isWeb = url !== undefined && /^https?:/i.test(url);
  return {
    fields: {
      id: resourceId(iri, document),
      title,
      kind: kindOf(document),
      description: textOf(memberOf(document, "description"), language) ?? null,
      url: isWeb ? url : null,
      language: languageOf(document) ?? null,
      minutes: minutes ?? null,
      publisher: namesOf(memberOf(document, "publisher"), language) ?? null,
      licence: idOf(listOf(memberOf(document, "license"))[0]) ?? null,
      ...(iri !== undefined && !iri.startsWith(RESOURCE_URN) && { externalIds: [{ system: "lrmi", id: iri }] }),
    },
    warnings: profileProblems(document),
  };
}

/** The id of this service that an IRI carries, is, or is turned into; of a document without one, from its content. */
export function resourceId(iri: string | undefined, document: JsonObject): string {
  if (iri === undefined) return stableUuid(canonicalJson(document));
  const own = iri.startsWith(RESOURCE_URN) ? iri.slice(RESOURCE_URN.length) : iri;
  return ID_PATTERN.test(own) && (own !== iri || !/^[a-z][a-z0-9+.-]*:/i.test(own)) ? own : stableUuid(iri);
}

function kindOf(document: JsonObject) {
  const declared = listOf(memberOf(document, "learningResourceType"));
  const named = declared.flatMap((type) => [idOf(type), textOf(type)].filter((name) => name !== undefined));
  return kindNamed([...named, ...typesOf(document)]) ?? "OTHER";
}

function languageOf(document: JsonObject): string | undefined {
  const language = listOf(memberOf(document, "inLanguage"))[0];
  const tag = typeof language === "string" ? language : isObject(language) ? textOf(language) : undefined;
  return tag !== undefined && tag.length <= 35 ? tag : undefined;
}

function minutesOf(document: JsonObject): number | undefined {
  const duration = memberOf(document, "timeRequired") ?? memberOf(document, "duration");
  const seconds = typeof duration === "string" ? durationSeconds(duration) : undefined;
  return seconds === undefined ? undefined : Math.round(seconds / 0.6) / 100;
}

function namesOf(value: Json | undefined, language: string | undefined): string | undefined {
  const names = listOf(value).flatMap((agent) => textOf(agent, language) ?? []);
  return names.length > 0 ? names.join("; ").slice(0, 500) : undefined;
}

const AMB_CONTEXT = "https://w3id.org/kim/amb/context.jsonld";
const LISTS = [
  ...["type", "about", "keywords", "creator", "contributor", "affiliation", "publisher", "inLanguage", "audience"],
  ...["teaches", "assesses", "competencyRequired", "educationalLevel", "learningResourceType", "isBasedOn"],
  ...["isPartOf", "hasPart", "mainEntityOfPage", "encoding", "caption"],
];
const NODES = ["license", "conditionsOfAccess", "interactivityType", "trailer"];
const CONCEPTS = ["about", "teaches", "assesses", "competencyRequired", "audience", "educationalLevel"];

/** Departures from the shapes of AMB, for documents whose context claims it. Vocabularies are not looked up. */
function profileProblems(document: JsonObject): Text[] {
  const contexts = listOf(document["@context"]);
  if (contexts[0] !== AMB_CONTEXT) return [];
  const problems: string[] = [];
  const language = contextLanguage(document);
  if (language === undefined || !/^[a-z]{2}$/.test(language)) problems.push("@context: @language");
  if (idOf(document) === undefined) problems.push("id");
  if (!typesOf(document).includes("LearningResource")) problems.push("type: LearningResource");
  for (const name of LISTS) {
    const found = property(document, name);
    if (found !== undefined && !isArray(found.value)) problems.push(`${name}: []`);
  }
  for (const name of NODES) {
    const value = memberOf(document, name);
    if (value !== undefined && !isObject(value)) problems.push(`${name}: {}`);
  }
  for (const name of CONCEPTS) {
    const concepts = listOf(memberOf(document, name)).filter(isObject);
    if (concepts.some((concept) => idOf(concept) === undefined)) problems.push(`${name}: id`);
    if (concepts.some(({ prefLabel }) => prefLabel !== undefined && !isObject(prefLabel))) {
      problems.push(`${name}: prefLabel`);
    }
  }
  for (const name of ["hasPart", "isPartOf", "isBasedOn", "mainEntityOfPage"]) {
    const parts = listOf(memberOf(document, name)).filter(isObject);
    if (parts.some((part) => idOf(part) === undefined)) problems.push(`${name}: id`);
  }
  for (const encoding of listOf(memberOf(document, "encoding")).filter(isObject)) {
    if (encoding.contentUrl === undefined && encoding.embedUrl === undefined) problems.push("encoding: contentUrl");
    for (const name of ["bitrate", "contentSize"]) {
      const size = encoding[name];
      if (size !== undefined && !/^\d+$/.test(String(size))) problems.push(`encoding: ${name}`);
    }
  }
  if (problems.length === 0) return [];
  const list = [...new Set(problems)].join("; ");
  return [
    {
      zh: `“${textOf(memberOf(document, "name"))}”不合 AMB 规范（${list}），按一般 schema.org 读取。`,
      en: `"${textOf(memberOf(document, "name"))}" departs from AMB (${list}) and is read as plain schema.org.`,
    },
  ];
}
