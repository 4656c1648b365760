import type { RowRefusal } from "../errors.js";
import { FieldReader } from "./field-reader.js";
import type { TableRow } from "./table-row.js";

/**
 * A kind of table that can be imported: its fields are those of the contract's inputs. In decoded rows a field is
 * undefined when the table has no such column, and null when its cell is empty. Shapes are judged here; ranges,
 * references and rules by the feature that takes the rows.
 */
export interface TableFormat<T> {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Groups of which one must be there. */
  readonly oneOf?: readonly (readonly string[])[];
  decode(fields: FieldReader, defaults: RowDefaults): T;
}

export interface RowDefaults {
  /** The subject of rows that name none. */
  readonly subjectId?: string;
}

/** A row ready to be taken in, with its line. */
export interface ImportRow<T> {
  readonly line: number;
  readonly value: T;
}

/** The row as a value, or everything that is wrong with it. */
export function decodeRow<T>(
  format: TableFormat<T>,
  row: TableRow,
  defaults: RowDefaults,
): ImportRow<T> | readonly RowRefusal[] {
  const fields = new FieldReader(row);
  const value = format.decode(fields, defaults);
  return fields.refused.length > 0 ? fields.refused : { line: row.line, value };
}

/** Fields that a table may lack (undefined) or leave empty (null). */
export type Optional<T> = { readonly [K in keyof T]?: T[K] | null | undefined };
