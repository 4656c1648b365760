import type { QueryRunner } from "../neo4j/database.js";
import { type DuplicateRow, listRepeatable, type Worded } from "./duplicates.store.js";
import { LOOKED_AT, NearDuplicates, shapeOf } from "./near-duplicates.js";
import type { ResourceKind } from "./resources.enums.js";

export function wordsOf({ title, description, text }: { title: string; description?: string; text?: string }): string {
  return (text ?? `${title}\n${description ?? ""}`).slice(0, LOOKED_AT);
}

/**
 * For resources whose words are new the resource that each repeats, one of the same kind that repeats no other itself; those
 * that repeat none may be repeated from now on. One statement, however many there are, of bounded work for each.
 */
export async function findDuplicates(tx: QueryRunner, resources: readonly Worded[]): Promise<DuplicateRow[]> {
  const shaped = resources.map((resource) => ({ ...resource, shape: shapeOf(resource.words) }));
  const asked = shaped.flatMap(({ shape }) => (shape ? [[...shape.bands]] : []));
  const own = new Set(resources.map(({ id }) => id));
  const byKind = new Map<ResourceKind, NearDuplicates>();
  const ofKind = (kind: ResourceKind) => {
    const known = byKind.get(kind) ?? new NearDuplicates();
    byKind.set(kind, known);
    return known;
  };
  for (const { id, kind, words } of await listRepeatable(tx, asked)) {
    const shape = own.has(id) ? undefined : shapeOf(words);
    if (shape) ofKind(kind).add(id, shape);
  }
  return shaped.map(({ id, kind, shape }): DuplicateRow => {
    const [repeated] = shape ? ofKind(kind).find(shape) : [];
    if (repeated) return { id, bands: null, repeats: repeated.id, similarity: repeated.similarity };
    if (shape) ofKind(kind).add(id, shape);
    return { id, bands: shape ? [...shape.bands] : null, repeats: null, similarity: null };
  });
}

/** Ids of those that repeat another. */
export function repeatsIn(found: readonly DuplicateRow[]): string[] {
  return found.filter(({ repeats }) => repeats !== null).map(({ id }) => id);
}
