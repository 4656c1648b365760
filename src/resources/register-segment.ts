import { createHash, randomUUID } from "node:crypto";
import { badInput, DomainError } from "../errors.js";
import type { Database } from "../neo4j/database.js";
import { hasRole } from "../people/principal.js";
import { findSegments, type LockedResource, type StoredSegment, saveSegment } from "./life.store.js";
import type { Segment } from "./resource.js";
import { type Actor, lockVisibleResource, requireOwn } from "./resource-step.js";

export const SEGMENT_UNITS = ["SECOND", "PAGE"] as const;
export type SegmentUnit = (typeof SEGMENT_UNITS)[number];

export interface SegmentFields {
  readonly id?: string | null;
  readonly resourceId: string;
  readonly title?: string | null;
  /** Seconds from the beginning, or the first page, from 1. */
  readonly from: number;
  /** Seconds from the beginning, or the last page. */
  readonly to: number;
  readonly unit: SegmentUnit;
}

/** Longer than any film or book. */
const LAST_SECOND = 10_000 * 60;
const LAST_PAGE = 100_000;
/**
 * Cuts a slice out of a resource, or moves one. Its short code is given once and stays. Throws NOT_FOUND, BAD_INPUT for a
 * range that the resource does not have, FORBIDDEN for an app's or another's segment, CONFLICT for a withdrawn resource
 * or an id that is another resource's.
 */
export function registerSegment(database: Database, actor: Actor, fields: SegmentFields): Promise<Segment> {
  const id = fields.id ?? randomUUID();
  return database.transaction(async (tx) => {
    const resource = await lockVisibleResource(tx, actor, fields.resourceId, "resourceId");
    if (!hasRole(actor.principal, "TEACHER")) requireOwn(actor, resource);
    requireRange(resource, fields);
    const codes = codesOf(id);
    const stored = await findSegments(tx, id, codes);
    const existing = stored.find((segment) => segment.id === id);
    if (existing) requireSame(existing, fields, actor);
    const code = existing?.code ?? codes.find((candidate) => stored.every((segment) => segment.code !== candidate))!;
    const segment: StoredSegment = {
      id,
      resourceId: resource.id,
      code,
      from: fields.from,
      to: fields.to,
      unit: fields.unit,
      createdBy: existing?.createdBy ?? actor.principal.sub,
      ...(fields.title && { title: fields.title }),
    };
    await saveSegment(tx, segment);
    return segment;
  });
}

function requireSame(existing: StoredSegment, { resourceId }: SegmentFields, { principal }: Actor): void {
  if (existing.resourceId !== resourceId) {
    throw new DomainError(
      "CONFLICT",
      {
        zh: `切片 ${existing.id} 属于资源 ${existing.resourceId}。`,
        en: `Segment ${existing.id} belongs to resource ${existing.resourceId}.`,
      },
      { field: "id" },
    );
  }
  if (existing.createdBy === principal.sub || hasRole(principal, "EDITOR", "ADMIN")) return;
  throw new DomainError(
    "FORBIDDEN",
    { zh: `切片 ${existing.id} 由他人建立。`, en: `Segment ${existing.id} was cut by someone else.` },
    { field: "id" },
  );
}

function requireRange(resource: LockedResource, { from, to, unit }: SegmentFields): void {
  if (resource.status === "WITHDRAWN") {
    throw new DomainError(
      "CONFLICT",
      { zh: "资源已下架，不能切片。", en: "The resource has been withdrawn; no segments can be cut." },
      { field: "resourceId" },
    );
  }
  if (unit === "PAGE") {
    if (resource.kind === "VIDEO")
      throw badInput("unit", { zh: "视频按秒切片。", en: "A video is cut by SECOND, not by PAGE." });
    if (Number.isInteger(from) && Number.isInteger(to) && from >= 1 && to >= from && to <= LAST_PAGE) return;
    throw badInput("to", {
      zh: `页码须为整数，from 从 1 起，to 不小于 from，至多 ${LAST_PAGE}。`,
      en: `Pages must be whole numbers, from at least 1, to not before from, at most ${LAST_PAGE}.`,
    });
  }
  const last = resource.minutes === undefined ? LAST_SECOND : lastSecondOf(resource.minutes);
  if (from >= 0 && to > from && to <= last) return;
  throw badInput("to", {
    zh: `须满足 0 ≤ from < to ≤ ${last} 秒（资源时长）。`,
    en: `It must hold that 0 ≤ from < to ≤ ${last} seconds, the resource's length.`,
  });
}

/** The second in which a resource of so many minutes ends; minutes given to two decimals lose less than one second. */
function lastSecondOf(minutes: number): number {
  return Math.ceil(Math.round(minutes * 60_000) / 1000);
}

/** Crockford's base 32, in small letters: without i, l, o and u, which are misread or misprinted. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Codes for a segment id, the shortest first; the longest stands for 160 bits of the id's SHA-256. */
function codesOf(id: string): string[] {
  const digest = createHash("sha256").update(`segment ${id}`).digest();
  const letters = [...digest].map((byte) => ALPHABET[byte % 32]!).join("");
  return [8, 10, 12, 32].map((length) => letters.slice(0, length));
}
