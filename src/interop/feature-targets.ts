import type { RowRefusal } from "../errors.js";
import type { AttemptFields } from "../mastery/attempt.js";
import { AttemptInput } from "../mastery/mastery.input.js";
import type { Mastery } from "../mastery/mastery.js";
import type { ClassFields } from "../people/class-record.js";
import { importClassRows } from "../people/import-classes.js";
import type { People } from "../people/people.js";
import type { Principal } from "../people/principal.js";
import type { ResourceFields } from "../resources/resource.js";
import { ResourceInput } from "../resources/resources.input.js";
import type { Resources } from "../resources/resources.js";
import type { ImportTarget } from "./import-table.js";
import { canonicalJson, type Json } from "./json-text.js";
import { stableUuid } from "./stable-uuid.js";
import type { ImportRow } from "./table-format.js";

/** Takes classes in with their members. */
export function classesTarget(people: People, dryRun: boolean): ImportTarget<ClassFields> {
  return { take: (rows) => importClassRows(people, rows, { dryRun }) };
}

/**
 * Registers resources; they are matched by id, so that an import that was interrupted is resumed by repeating it. A row
 * without an id gets one from its line and content, the same whenever the file is read.
 */
export function resourcesTarget(
  resources: Resources,
  principal: Principal,
  dryRun: boolean,
): ImportTarget<ResourceFields> {
  return {
    async take(rows) {
      const inputs = rows.map(({ line, value }) =>
        Object.assign(new ResourceInput(), value, {
          id: value.id ?? stableUuid(`${line} ${canonicalJson(value as unknown as Json)}`),
        }),
      );
      const { created, updated, unchanged, refused } = await resources.register(principal, inputs, { dryRun });
      return { created, updated, unchanged, refused: atLines(rows, refused) };
    },
  };
}

/** Records attempts; those that are there already are unchanged. Students whom nobody knew come with their attempts. */
export function attemptsTarget(mastery: Mastery, principal: Principal, dryRun: boolean): ImportTarget<AttemptFields> {
  return {
    async take(rows) {
      const { accepted, duplicates, refused } = await mastery.record({
        principal,
        bringsStudents: true,
        rows: rows.map(({ value }) => Object.assign(new AttemptInput(), value)),
        now: Date.now(),
        dryRun,
      });
      return { created: accepted, unchanged: duplicates, refused: atLines(rows, refused) };
    },
  };
}

/** Refusals by position in the batch as refusals by line of the file. */
function atLines(rows: readonly ImportRow<unknown>[], refused: readonly RowRefusal[]): RowRefusal[] {
  return refused.map(({ index, error }) => ({ index: rows[index]!.line, error }));
}
