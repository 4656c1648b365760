import { createHash } from "node:crypto";
import { badInput } from "../errors.js";
import { hasRole, type Principal } from "../people/principal.js";
import { compact } from "../validation.js";
import type { AdminLevel, AnnotationRole, Origin, ResourceKind, ResourceStatus, Supply } from "./resources.enums.js";

/** A teaching resource. Times in epoch milliseconds; `difficulty` 0 to 1, higher is harder; `facility` the proportion correct. */
export interface Resource {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly kind: ResourceKind;
  readonly adminLevel: AdminLevel;
  /** The school or district that a SCHOOL or DISTRICT resource belongs to. */
  readonly ownerId?: string;
  readonly registeredBy: string;
  readonly supply: Supply;
  readonly origin: Origin;
  readonly publisher?: string;
  readonly url?: string;
  readonly language?: string;
  readonly minutes?: number;
  readonly difficulty?: number;
  readonly facility?: number;
  readonly licence?: string;
  readonly status: ResourceStatus;
  /** SHA-256 of what a reader gets: title, description, url, text. */
  readonly contentHash: string;
  /** SHA-256 of the text, which itself is kept for search alone. */
  readonly textHash?: string;
  /** Raised whenever the content changes. */
  readonly version: number;
  /** `system id`, by which other platforms know it. */
  readonly externalIds: readonly string[];
  /** `*`, or the one place whose people see it. */
  readonly visibleTo: string;
}

/** A slice of a resource, by time or page. */
export interface Segment {
  readonly id: string;
  readonly resourceId: string;
  readonly code: string;
  readonly from: number;
  readonly to: number;
  readonly unit: string;
  readonly title?: string;
}

/** What a resource, or one of its segments, does for a point, as its annotations agree. */
export interface Covers {
  readonly resourceId: string;
  readonly segmentId?: string;
  readonly knowledgePointId: string;
  readonly role: AnnotationRole;
  readonly weight: number;
  readonly confidence: number;
  readonly annotators: number;
  /** The near-duplicate from which it was carried over. */
  readonly copiedFrom?: string;
}

/** What somebody says that a target does for a point. */
export interface Tag {
  readonly knowledgePointId: string;
  readonly role: AnnotationRole;
  readonly weight?: number | null;
  readonly confidence?: number | null;
}

export interface ResourceFields {
  readonly id?: string | null;
  readonly title: string;
  readonly kind: ResourceKind;
  readonly description?: string | null;
  readonly text?: string | null;
  readonly url?: string | null;
  readonly language?: string | null;
  readonly minutes?: number | null;
  readonly difficulty?: number | null;
  readonly adminLevel?: AdminLevel | null;
  readonly ownerId?: string | null;
  readonly supply?: Supply | null;
  readonly origin?: Origin | null;
  readonly publisher?: string | null;
  readonly licence?: string | null;
  readonly externalIds?: readonly { readonly system: string; readonly id: string }[] | null;
  /** What its registrar says of it; those of before stay where none are given. */
  readonly tags?: readonly Tag[] | null;
}

/** Who asks, as far as seeing resources goes. */
export interface Viewer {
  readonly sub: string;
  /** Places whose own resources are seen, `*` among them; null: the whole city. */
  readonly scopes: readonly string[] | null;
  /** Reviewers, editors and admins see what is not published too. */
  readonly everyStatus: boolean;
}

export function viewerOf(principal: Principal, scopes: readonly string[] | undefined): Viewer {
  return { sub: principal.sub, scopes: scopes ?? null, everyStatus: hasRole(principal, "REVIEWER", "EDITOR", "ADMIN") };
}

/** The one predicate of visibility; the statements in `cypher/` state the same. */
export function isVisible(resource: Pick<Resource, "status" | "visibleTo" | "registeredBy">, viewer: Viewer): boolean {
  const published = resource.status === "PUBLISHED";
  if (!published && resource.registeredBy === viewer.sub) return true;
  return (published || viewer.everyStatus) && (viewer.scopes === null || viewer.scopes.includes(resource.visibleTo));
}

const OWNED: readonly AdminLevel[] = ["DISTRICT", "SCHOOL"];
/** Taken away by a null; a field that is left out stays. */
const REMOVABLE = ["description", "url", "language", "minutes", "difficulty", "publisher", "licence"] as const;

/** What becomes of a registration: the resource as it will be stored. `existing` is what is stored under its id. */
export function registered(
  id: string,
  fields: Omit<ResourceFields, "tags">,
  registrar: Principal,
  existing: Resource | undefined,
): Resource {
  const { text, externalIds, ...given } = compact(fields);
  const removed = Object.fromEntries(REMOVABLE.flatMap((field) => (fields[field] === null ? [[field, null]] : [])));
  const kept = compact({ ...existing, ...removed });
  const merged = { supply: "BASIC", origin: "HUMAN", adminLevel: "CITY", ...kept, ...given, id } as Resource;
  if (OWNED.includes(merged.adminLevel) && merged.ownerId === undefined) {
    throw badInput("ownerId", {
      zh: "校级与区级资源须以 ownerId 写明所属的学校或区。",
      en: "A SCHOOL or DISTRICT resource must name its school or district in ownerId.",
    });
  }
  const textHash = text === undefined ? existing?.textHash : hashOf(text);
  const contentHash = hashOf(merged.title, merged.description ?? "", merged.url ?? "", textHash ?? "");
  const changed = existing !== undefined && existing.contentHash !== contentHash;
  return {
    ...merged,
    registeredBy: existing?.registeredBy ?? registrar.sub,
    externalIds: externalIds?.map(({ system, id }) => `${system} ${id}`) ?? existing?.externalIds ?? [],
    visibleTo: OWNED.includes(merged.adminLevel) ? merged.ownerId! : "*",
    contentHash,
    ...(textHash !== undefined && { textHash }),
    version: existing === undefined ? 1 : existing.version + (changed ? 1 : 0),
    status: statusAfter(merged, registrar, existing, changed),
  };
}

/**
 * A teacher's resource is a draft, and once published awaits review again when its content changes; what others made is
 * published; what a machine made, or changed since, awaits review. What was withdrawn stays so until it is submitted.
 */
function statusAfter(
  merged: Resource,
  registrar: Principal,
  existing: Resource | undefined,
  changed: boolean,
): ResourceStatus {
  if (existing?.status === "WITHDRAWN") return "WITHDRAWN";
  if (merged.origin !== "HUMAN" && (existing === undefined || changed || existing.origin === "HUMAN"))
    return "SUBMITTED";
  const trusted = hasRole(registrar, "APP", "EDITOR", "ADMIN");
  if (existing) return existing.status === "PUBLISHED" && changed && !trusted ? "SUBMITTED" : existing.status;
  return trusted ? "PUBLISHED" : "DRAFT";
}

function hashOf(...parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part.normalize("NFC")).update("\0");
  return hash.digest("base64url");
}
