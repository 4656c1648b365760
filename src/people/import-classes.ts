import { DomainError, type RowRefusal } from "../errors.js";
import { checkShape } from "../validation.js";
import { type ClassDraft, type ClassFields, draftClass } from "./class-record.js";
import { ClassInput } from "./people.input.js";
import type { ClassChanges, People } from "./people.js";

/** One class of a table and the line where it begins. */
export interface ClassRow {
  readonly line: number;
  readonly value: ClassFields;
}

export interface ClassRowsOutcome extends ClassChanges {
  readonly refused: readonly RowRefusal[];
}

/** Classes saved in one transaction. */
const BATCH = 100;

/**
 * Registers the classes of a table, each row judged by itself: good ones go in. A class that stands twice ends as its
 * last row says.
 */
export async function importClassRows(
  people: People,
  rows: Iterable<ClassRow>,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<ClassRowsOutcome> {
  const total: ClassChanges = { created: 0, updated: 0, unchanged: 0 };
  const refused: RowRefusal[] = [];
  const batch = new Map<string, ClassDraft>();
  const save = async (): Promise<void> => {
    const changes = await people.saveClasses([...batch.values()], dryRun);
    for (const effect of ["created", "updated", "unchanged"] as const) total[effect] += changes[effect];
    batch.clear();
  };
  for (const { line, value } of rows) {
    try {
      checkShape(Object.assign(new ClassInput(), value));
      const draft = draftClass(value);
      if (batch.size >= BATCH || batch.has(draft.id)) await save();
      batch.set(draft.id, draft);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== "BAD_INPUT") throw error;
      refused.push({ index: line, error });
    }
  }
  if (batch.size > 0) await save();
  return { ...total, refused };
}
