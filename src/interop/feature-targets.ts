import { DomainError, type RowRefusal } from "../errors.js";
import type { AttemptFields } from "../mastery/attempt.js";
import { AttemptInput } from "../mastery/mastery.input.js";
import type { Mastery } from "../mastery/mastery.js";
import type { ClassFields } from "../people/class-record.js";
import { importClassRows } from "../people/import-classes.js";
import type { People } from "../people/people.js";
import type { Principal } from "../people/principal.js";
import type { ResourceFields } from "../resources/resource.js";
import { ExternalIdInput, ResourceInput, TagInput } from "../resources/resources.input.js";
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
 * Registers resources with their tags; they are matched by id, so that an import that was interrupted is resumed by
 * repeating it. A row without an id gets one from its line and content, tags apart, the same whenever the file is read.
 */
export function resourcesTarget(
  resources: Resources,
  pointNamed: PointNamed,
  principal: Principal,
  dryRun: boolean,
): ImportTarget<ResourceFields> {
  return {
    async take(rows) {
      const { inputs, lines, refused } = inputsOf(rows, ({ line, value: { tags, externalIds, ...value } }) =>
        Object.assign(new ResourceInput(), value, {
          id: value.id ?? stableUuid(`${line} ${canonicalJson({ ...value, externalIds } as unknown as Json)}`),
          externalIds: externalIds?.map((externalId) => Object.assign(new ExternalIdInput(), externalId)) ?? null,
          tags:
            tags?.map((tag, i) =>
              Object.assign(new TagInput(), tag, {
                knowledgePointId: pointNamed(tag.knowledgePointId, `tags.${i}.knowledgePointId`),
              }),
            ) ?? null,
        }),
      );
      const outcome = await resources.register(principal, inputs, { dryRun });
      const { created, updated, unchanged } = outcome;
      return { created, updated, unchanged, refused: [...refused, ...atLines(lines, outcome.refused)] };
    },
  };
}

/** Records attempts; those that are there already are unchanged. Students whom nobody knew come with their attempts. */
export function attemptsTarget(
  mastery: Mastery,
  pointNamed: PointNamed,
  principal: Principal,
  dryRun: boolean,
): ImportTarget<AttemptFields> {
  return {
    async take(rows) {
      const { inputs, lines, refused } = inputsOf(rows, ({ value: { knowledgePointIds, ...value } }) =>
        Object.assign(new AttemptInput(), value, {
          knowledgePointIds: knowledgePointIds?.map((name) => pointNamed(name, "knowledgePointIds")) ?? null,
        }),
      );
      const outcome = await mastery.record({
        principal,
        bringsStudents: true,
        rows: inputs,
        now: Date.now(),
        dryRun,
      });
      const { accepted: created, duplicates: unchanged } = outcome;
      return { created, unchanged, refused: [...refused, ...atLines(lines, outcome.refused)] };
    },
  };
}

/** The id of the point named by id or code. Throws DomainError. */
export type PointNamed = (name: string, field: string) => string;

/** Rows as inputs, with the line of each; rows of which that throws are refused. */
function inputsOf<T, U>(rows: readonly ImportRow<T>[], toInput: (row: ImportRow<T>) => U) {
  const inputs: U[] = [];
  const lines: number[] = [];
  const refused: RowRefusal[] = [];
  for (const row of rows) {
    try {
      inputs.push(toInput(row));
      lines.push(row.line);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refused.push({ index: row.line, error });
    }
  }
  return { inputs, lines, refused };
}

/** Refusals by position in the batch as refusals by line of the file. */
function atLines(lines: readonly number[], refused: readonly RowRefusal[]): RowRefusal[] {
  return refused.map(({ index, error }) => ({ index: lines[index]!, error }));
}
