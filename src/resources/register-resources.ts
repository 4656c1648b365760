import { randomUUID } from "node:crypto";
import { badInput, DomainError, type RowRefusal } from "../errors.js";
import type { Database, QueryRunner } from "../neo4j/database.js";
import { hasRole, type Principal } from "../people/principal.js";
import { sameContent } from "../same-content.js";
import { checkShape } from "../validation.js";
import { type DuplicateRow, saveDuplicates, type Worded } from "./duplicates.store.js";
import { type LifeEvent, saveEvents } from "./life.store.js";
import { findDuplicates, repeatsIn, wordsOf } from "./link-duplicates.js";
import { rankQueue } from "./rank-queue.js";
import { type Resource, type ResourceFields, registered, type Tag } from "./resource.js";
import { lockResources, rankCovers, saveResources } from "./resources.store.js";

export interface RegisterResourcesOutcome {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly resources: readonly Resource[];
  readonly refused: readonly RowRefusal[];
}

/** A resource as it is registered, and its registrar's tags on it. */
export interface TaggedResource {
  readonly resource: Resource;
  readonly tags: readonly Tag[];
  readonly isNew: boolean;
}

/** What the feature of annotations makes of registrations, in the same transaction. */
export interface RegistrationFollower {
  /** Judges the tags of one row. Throws DomainError. */
  requireTags(registrar: Principal, tags: readonly Tag[]): void;
  /** Makes the registrar's tags on resources exactly these. Returns on which of them that changes anything. */
  tag(tx: QueryRunner, by: string, tagged: readonly TaggedResource[], dryRun: boolean): Promise<ReadonlySet<string>>;
  /** Follows resources that were found to repeat others. */
  repeat(tx: QueryRunner, ids: readonly string[]): Promise<void>;
}

export interface RegisterOptions {
  /** Whose own resources the registrar may register; undefined: the whole city. */
  readonly places: readonly string[] | undefined;
  /** Nothing is saved. */
  readonly dryRun?: boolean | undefined;
  readonly follower: RegistrationFollower;
}

/**
 * Registers resources, row by row: the good rows go in together, a bad one is refused with its place, field and reason.
 * Those that repeat others are linked to them, and what the registrar says of them are tags like any others.
 */
export async function registerResources(
  database: Database,
  registrar: Principal,
  rows: readonly ResourceFields[],
  { places, dryRun = false, follower }: RegisterOptions,
): Promise<RegisterResourcesOutcome> {
  const ids = rows.map((row) => row.id ?? randomUUID());
  return database.transaction(async (tx) => {
    const stored = await lockResources(tx, ids);
    const before = new Map(stored);
    const saved = new Map<string, Resource & { text?: string }>();
    const tagged = new Map<string, TaggedResource>();
    const refused: RowRefusal[] = [];
    const effects: { readonly id: string; readonly effect: "created" | "updated" | "unchanged" }[] = [];
    const answers: Resource[] = [];
    rows.forEach(({ tags, ...row }, index) => {
      try {
        checkShape(rows[index]!);
        const id = ids[index]!;
        const existing = stored.get(id);
        const resource = registered(id, row, registrar, existing);
        requireMayRegister(resource, existing, registrar, places);
        if (tags) {
          requireTaggable(resource);
          follower.requireTags(registrar, tags);
          tagged.set(id, { resource, tags, isNew: !before.has(id) });
        }
        answers.push(resource);
        const unchanged = existing !== undefined && sameContent(existing, resource);
        effects.push({ id, effect: unchanged ? "unchanged" : existing ? "updated" : "created" });
        if (unchanged) return;
        stored.set(id, resource);
        saved.set(id, { ...resource, ...(typeof row.text === "string" && { text: row.text }) });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        refused.push({ index, error });
      }
    });
    const resources = [...saved.values()];
    const found = dryRun ? [] : await findDuplicates(tx, reworded(resources, before));
    // Sent one after another without waiting, so that the next is made ready while the database is at work.
    const saving = dryRun
      ? []
      : [saveResources(tx, shaped(resources, found)), saveDuplicates(tx, linked(found, before))];
    const [retagged] = await Promise.all([follower.tag(tx, registrar.sub, [...tagged.values()], dryRun), ...saving]);
    const counts = { created: 0, updated: 0, unchanged: 0 };
    for (const { id, effect } of effects) counts[effect === "unchanged" && retagged.has(id) ? "updated" : effect]++;
    if (dryRun) return { ...counts, resources: answers, refused };
    await rankQueue(
      tx,
      [...saved.keys()].filter((id) => !retagged.has(id)),
    );
    const repeats = repeatsIn(found);
    if (repeats.length > 0) await follower.repeat(tx, repeats);
    await saveEvents(tx, updates(resources, before, registrar.sub));
    await rankCovers(
      tx,
      resources.filter((r) => before.has(r.id) && before.get(r.id)?.status !== r.status).map((r) => r.id),
    );
    return { ...counts, resources: answers, refused };
  });
}

/** Those whose words are new, as far as they are at hand: a text that a registration leaves out stays as it is. */
function reworded(
  saved: readonly (Resource & { readonly text?: string })[],
  before: ReadonlyMap<string, Resource>,
): Worded[] {
  return saved
    .filter((resource) => {
      const was = before.get(resource.id);
      const changed = was?.contentHash !== resource.contentHash || was.kind !== resource.kind;
      return changed && (resource.text !== undefined || resource.textHash === undefined);
    })
    .map((resource) => ({ id: resource.id, kind: resource.kind, words: wordsOf(resource) }));
}

function shaped<T extends Resource>(resources: readonly T[], found: readonly DuplicateRow[]) {
  const bands = new Map(found.map((row) => [row.id, row.bands]));
  return resources.map((resource) => ({ ...resource, bands: bands.get(resource.id) ?? null }));
}

/** What is to be saved of repeats beside the resources themselves. */
function linked(found: readonly DuplicateRow[], before: ReadonlyMap<string, Resource>): DuplicateRow[] {
  return found.filter(({ id, repeats }) => repeats !== null || before.has(id));
}

/** What registering anew did to the content or status of stored resources. */
function updates(saved: readonly Resource[], before: ReadonlyMap<string, Resource>, by: string): LifeEvent[] {
  return saved.flatMap((resource): LifeEvent[] => {
    const was = before.get(resource.id);
    if (!was || (was.version === resource.version && was.status === resource.status)) return [];
    const { id: resourceId, version, status: statusAfter } = resource;
    return [
      {
        id: randomUUID(),
        step: "UPDATE",
        resourceId,
        version,
        statusBefore: was.status,
        statusAfter,
        by,
        at: Date.now(),
      },
    ];
  });
}

function requireTaggable({ status }: Resource): void {
  if (status !== "WITHDRAWN") return;
  throw badInput("tags", {
    zh: "资源已下架，不能标注；请去掉 tags，或先重新提交资源。",
    en: "The resource has been withdrawn and can no longer be tagged; leave tags out, or submit it again first.",
  });
}

function requireMayRegister(
  resource: Resource,
  existing: Resource | undefined,
  registrar: Principal,
  places: readonly string[] | undefined,
): void {
  const own = existing === undefined || existing.registeredBy === registrar.sub;
  if (!own && !hasRole(registrar, "EDITOR", "ADMIN")) {
    throw new DomainError(
      "FORBIDDEN",
      {
        zh: `资源 ${resource.id} 由他人登记，不能更改。`,
        en: `Resource ${resource.id} was registered by someone else.`,
      },
      { field: "id" },
    );
  }
  for (const place of new Set([resource.visibleTo, existing?.visibleTo ?? "*"])) {
    if (place === "*" || places === undefined || places.includes(place)) continue;
    throw new DomainError(
      "FORBIDDEN",
      { zh: `您不能为 ${place} 登记资源。`, en: `You may not register resources for ${place}.` },
      { field: "ownerId" },
    );
  }
}
