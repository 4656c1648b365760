import { sameContent } from "../same-content.js";
import type { GraphChange } from "./graph-editor.js";
import type { EntityKind } from "./graph-state.js";
import { compare, type GraphState } from "./graph-state.js";

const KINDS: readonly EntityKind[] = ["subjects", "points", "prerequisites", "relations", "frameworks", "items"];

/** Everything that is not the same in two states, by kind, then key. O(things of both). */
export function diffGraphs(from: GraphState, to: GraphState): GraphChange[] {
  return KINDS.flatMap((entity) => {
    const [before, after]: ReadonlyMap<string, unknown>[] = [from[entity], to[entity]];
    const changes: GraphChange[] = [];
    for (const key of new Set([...before!.keys(), ...after!.keys()])) {
      const [old, now] = [before!.get(key) ?? null, after!.get(key) ?? null];
      if (!sameContent(old, now)) changes.push({ entity, key, before: old, after: now } as GraphChange);
    }
    return changes.sort((a, b) => compare(a.key, b.key));
  });
}

export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The fields in which a thing differs, by name; all of them where it came or went. */
export function changedFields({ before, after }: GraphChange): FieldChange[] {
  const [old, now] = [before ?? {}, after ?? {}] as Record<string, unknown>[];
  return [...new Set([...Object.keys(old!), ...Object.keys(now!)])]
    .filter((field) => !sameContent(old![field], now![field]))
    .sort(compare)
    .map((field) => ({ field, before: old![field], after: now![field] }));
}

export const CHANGE_KINDS = ["CREATED", "UPDATED", "RETIRED", "REMOVED"] as const;

export function changeKind({ before, after }: GraphChange): (typeof CHANGE_KINDS)[number] {
  if (!before) return "CREATED";
  if (!after) return "REMOVED";
  const status = (thing: object) => (thing as { status?: string }).status;
  return status(before) === "ACTIVE" && status(after) === "RETIRED" ? "RETIRED" : "UPDATED";
}
