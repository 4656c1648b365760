import type { KnowledgePoint } from "../knowledge/graph-state.js";
import type { Resource } from "../resources/resource.js";
import type { AnnotationRole } from "../resources/resources.enums.js";
import type { Json, JsonObject } from "./json-text.js";
import { HCRT_OF } from "./lrmi-kinds.js";
import { RESOURCE_URN, readLrmi } from "./lrmi-reader.js";
import { property } from "./lrmi-values.js";

/** A point that a resource covers. */
export interface CoveredPoint {
  readonly point: KnowledgePoint;
  readonly role: AnnotationRole;
}

/**
 * A resource as JSON-LD of schema.org / LRMI in the profile AMB. One that came in as a document goes out as it came;
 * what has been changed since is changed in it. One of our own names the points that it teaches, practises (`about`),
 * assesses and assumes (`competencyRequired`).
 */
export function writeLrmi(resource: Resource, covered: readonly CoveredPoint[], source?: JsonObject): JsonObject {
  return source === undefined ? describe(resource, covered) : withChanges(resource, source);
}

function withChanges(resource: Resource, source: JsonObject): JsonObject {
  const { fields } = readLrmi(source);
  const changed: Record<string, Json | undefined> = {};
  const put = (name: string, before: unknown, now: unknown, value: Json | undefined) => {
    if ((before ?? null) !== (now ?? null)) changed[property(source, name)?.name ?? name] = value;
  };
  put("name", fields.title, resource.title, resource.title);
  put("description", fields.description, resource.description, resource.description);
  put("url", fields.url, resource.url, resource.url);
  put("inLanguage", fields.language, resource.language, resource.language && [resource.language]);
  put("timeRequired", fields.minutes, resource.minutes, durationOf(resource.minutes));
  put("license", fields.licence, resource.licence, licenceOf(resource.licence));
  put("publisher", fields.publisher, resource.publisher, publisherOf(resource.publisher));
  put("learningResourceType", fields.kind, resource.kind, [kindOf(resource)]);
  return withoutUndefined({ ...source, ...changed });
}

function describe(resource: Resource, covered: readonly CoveredPoint[]): JsonObject {
  const concepts = (role: AnnotationRole) => {
    const points = covered.filter((cover) => cover.role === role).map((cover) => conceptOf(cover.point));
    return points.length > 0 ? points : undefined;
  };
  return withoutUndefined({
    "@context": ["https://w3id.org/kim/amb/context.jsonld", "https://schema.org", { "@language": "zh" }],
    id: RESOURCE_URN + resource.id,
    type: ["LearningResource"],
    name: resource.title,
    description: resource.description,
    url: resource.url,
    inLanguage: resource.language === undefined ? undefined : [resource.language],
    timeRequired: durationOf(resource.minutes),
    learningResourceType: [kindOf(resource)],
    publisher: publisherOf(resource.publisher),
    license: licenceOf(resource.licence),
    teaches: concepts("TEACHES"),
    about: concepts("PRACTISES"),
    assesses: concepts("ASSESSES"),
    competencyRequired: concepts("ASSUMES"),
  });
}

function conceptOf({ id, name, nameEn }: KnowledgePoint): JsonObject {
  return { id: `urn:zhimai:point:${id}`, type: "Concept", prefLabel: { zh: name, ...(nameEn && { en: nameEn }) } };
}

function kindOf({ kind }: Resource): JsonObject {
  return { id: `https://w3id.org/kim/hcrt/${HCRT_OF[kind]}` };
}

function durationOf(minutes: number | undefined): string | undefined {
  return minutes === undefined ? undefined : `PT${Math.round(minutes * 60)}S`;
}

function licenceOf(licence: string | undefined): Json | undefined {
  if (licence === undefined) return undefined;
  return /^https?:/.test(licence) ? { id: licence } : licence;
}

function publisherOf(name: string | undefined): Json | undefined {
  return name === undefined ? undefined : [{ type: "Organization", name }];
}

function withoutUndefined(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as JsonObject;
}
