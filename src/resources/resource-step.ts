import { randomUUID } from "node:crypto";
import { badInput, DomainError, notFound } from "../errors.js";
import type { Database, QueryRunner } from "../neo4j/database.js";
import { hasRole, type Principal } from "../people/principal.js";
import { type LifeEvent, type LockedResource, lockForStep, saveEvents, saveStep } from "./life.store.js";
import { type Review, requireNotTaken, statusAfterStep } from "./life-cycle.js";
import { rankQueue } from "./rank-queue.js";
import { isVisible, type Viewer } from "./resource.js";
import { rankCovers } from "./resources.store.js";

/** Who takes a step, and what of the resources that person may see. */
export interface Actor {
  readonly principal: Principal;
  readonly viewer: Viewer;
  /** Epoch milliseconds. */
  readonly now: number;
}

export const RESOURCE = { zh: "资源", en: "resource" };

/** Hands a resource in for review. Throws NOT_FOUND, FORBIDDEN for another's, CONFLICT where its status does not allow it. */
export function submitResource(database: Database, actor: Actor, id: string, reason: string | undefined) {
  return database.transaction(async (tx) => {
    const resource = await lockVisibleResource(tx, actor, id);
    requireOwn(actor, resource);
    return step(tx, actor, resource, "SUBMIT", reason);
  });
}

export interface ReviewFields {
  readonly id: string;
  readonly review: Review;
  readonly reason?: string | null;
  /** The version that the reviewer read. */
  readonly version?: number | null;
}

/**
 * Takes a submitted resource into review, publishes it or returns it. Throws NOT_FOUND, BAD_INPUT for a return without a
 * reason, FORBIDDEN for what one registered oneself, CONFLICT where the status does not allow it, another reviewer has
 * it, or it changed since it was read.
 */
export function reviewResource(database: Database, actor: Actor, { id, review, reason, version }: ReviewFields) {
  if (review === "RETURN") requireReason(reason);
  return database.transaction(async (tx) => {
    const resource = await lockVisibleResource(tx, actor, id);
    if (resource.registeredBy === actor.principal.sub && !hasRole(actor.principal, "ADMIN")) {
      throw new DomainError(
        "FORBIDDEN",
        { zh: "不能审核自己登记的资源。", en: "You may not review a resource that you registered yourself." },
        { field: "id" },
      );
    }
    statusAfterStep(resource.status, review);
    requireNotTaken(resource, actor.principal.sub, actor.now);
    if (version !== undefined && version !== null && version !== resource.version) {
      throw new DomainError(
        "CONFLICT",
        {
          zh: `资源已是第 ${resource.version} 版，请重新阅读。`,
          en: `The resource is at version ${resource.version} by now; read it again.`,
        },
        { field: "version", version: resource.version },
      );
    }
    return step(tx, actor, resource, review, reason ?? undefined);
  });
}

/** Takes a resource out of use, for its owner or a reviewer. Throws NOT_FOUND, BAD_INPUT without a reason, FORBIDDEN, CONFLICT. */
export function withdrawResource(database: Database, actor: Actor, id: string, reason: string) {
  requireReason(reason);
  return database.transaction(async (tx) => {
    const resource = await lockVisibleResource(tx, actor, id);
    if (!hasRole(actor.principal, "REVIEWER")) requireOwn(actor, resource);
    return step(tx, actor, resource, "WITHDRAW", reason);
  });
}

/** Locks a resource that the actor may see until the transaction ends. Throws NOT_FOUND. */
export async function lockVisibleResource(tx: QueryRunner, { viewer }: Actor, id: string, field = "id") {
  const resource = await lockForStep(tx, id);
  if (!resource || !isVisible(resource, viewer)) throw notFound(RESOURCE, id, field);
  return resource;
}

/** Throws FORBIDDEN unless the actor registered the resource or edits them all. */
export function requireOwn({ principal }: Actor, resource: LockedResource): void {
  if (resource.registeredBy === principal.sub || hasRole(principal, "EDITOR", "ADMIN")) return;
  throw new DomainError(
    "FORBIDDEN",
    { zh: `资源 ${resource.id} 由他人登记。`, en: `Resource ${resource.id} was registered by someone else.` },
    { field: "id" },
  );
}

function requireReason(reason: string | null | undefined): void {
  if (reason?.trim()) return;
  throw badInput("reason", { zh: "请说明理由。", en: "Give a reason." });
}

async function step(
  tx: QueryRunner,
  { principal, now }: Actor,
  resource: LockedResource,
  name: "SUBMIT" | "WITHDRAW" | Review,
  reason: string | undefined,
): Promise<string> {
  const status = statusAfterStep(resource.status, name);
  const taken = name === "TAKE" ? { reviewerId: principal.sub, takenAt: now } : {};
  await saveStep(tx, resource.id, { status, ...taken });
  if (status !== resource.status) {
    await rankCovers(tx, [resource.id]);
    await rankQueue(tx, [resource.id]);
  }
  const event: LifeEvent = {
    id: randomUUID(),
    resourceId: resource.id,
    step: name,
    statusBefore: resource.status,
    statusAfter: status,
    version: resource.version,
    by: principal.sub,
    at: now,
    ...(reason && { reason }),
  };
  await saveEvents(tx, [event]);
  return resource.id;
}
