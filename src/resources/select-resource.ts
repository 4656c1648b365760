import { randomUUID } from "node:crypto";
import { DomainError, notFound } from "../errors.js";
import type { Database } from "../neo4j/database.js";
import { saveEvents, saveSelection } from "./life.store.js";
import { statusAfterStep } from "./life-cycle.js";
import { type Actor, lockVisibleResource } from "./resource-step.js";

export interface SelectionFields {
  readonly id: string;
  readonly schoolId: string;
  readonly selected: boolean;
  readonly reason?: string | null;
}

/**
 * A school takes a published resource into its own offer, or out of it; saying so twice changes nothing.
 * `places`: for which the reviewer may choose; undefined: the whole city.
 * Throws NOT_FOUND, FORBIDDEN for another's school, CONFLICT for what is not published.
 */
export function selectResource(
  database: Database,
  actor: Actor,
  places: readonly string[] | undefined,
  { id, schoolId, selected, reason }: SelectionFields,
): Promise<string> {
  if (places !== undefined && !places.includes(schoolId)) {
    throw new DomainError(
      "FORBIDDEN",
      { zh: `您不能为学校 ${schoolId} 选用资源。`, en: `You may not choose resources for school ${schoolId}.` },
      { field: "schoolId" },
    );
  }
  return database.transaction(async (tx) => {
    const resource = await lockVisibleResource(tx, actor, id);
    if (selected) statusAfterStep(resource.status, "SELECT");
    const selection = { resourceId: id, schoolId, by: actor.principal.sub, at: actor.now };
    const changed = await saveSelection(tx, selection, selected);
    if (changed === undefined) throw notFound({ zh: "学校", en: "school" }, schoolId, "schoolId");
    if (changed) {
      const { status, version } = resource;
      await saveEvents(tx, [
        {
          id: randomUUID(),
          step: selected ? "SELECT" : "DESELECT",
          statusBefore: status,
          statusAfter: status,
          version,
          ...selection,
          ...(reason && { reason }),
        },
      ]);
    }
    return id;
  });
}
