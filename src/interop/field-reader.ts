import { DomainError, type RowRefusal, type Text } from "../errors.js";
import { ID_PATTERN } from "../validation.js";
import { type Cell, cellText, isList, type TableRow } from "./table-row.js";

/**
 * Reads the fields of one row as typed values and gathers what is wrong with them. Texts are trimmed. Each method
 * gives undefined for a field that the table has not, null for an empty cell, and undefined, with a refusal added,
 * for a value that is not of the kind asked for.
 */
export class FieldReader {
  readonly refused: RowRefusal[] = [];

  constructor(private readonly row: TableRow) {}

  /** Adds a refusal of this row. */
  refuse(field: string | undefined, message: Text): undefined {
    this.refused.push({ index: this.row.line, error: new DomainError("BAD_INPUT", message, field ? { field } : {}) });
  }

  /** The cell as it came. */
  cell(field: string): Cell | undefined {
    return this.row.values[field];
  }

  text(field: string): string | null | undefined {
    const cell = this.row.values[field];
    if (cell === undefined) return undefined;
    return cellText(cell).trim() || null;
  }

  /** A text that must be there; the empty text, with a refusal, when it is not. */
  required(field: string): string {
    const value = this.text(field);
    if (!value) this.refuse(field, { zh: "不能为空。", en: "It must not be empty." });
    return value ?? "";
  }

  /** An id of this service's form. */
  id(field: string): string | null | undefined {
    const value = this.text(field);
    return value ? this.#checkId(field, value) : value;
  }

  /** An id that must be there. */
  requiredId(field: string): string {
    const value = this.required(field);
    return value === "" ? value : (this.#checkId(field, value) ?? "");
  }

  /** A list: in a table split at `;` (or the full-width `；`), empty parts dropped; in JSON an array. */
  list(field: string): string[] | undefined {
    const cell = this.row.values[field];
    if (cell === undefined) return undefined;
    const parts = isList(cell) ? cell.map(cellText) : cellText(cell).split(/[;；]/);
    return parts.map((part) => part.trim()).filter((part) => part !== "");
  }

  /** A list of ids of this service's form. */
  idList(field: string): string[] | undefined {
    return this.list(field)?.filter((id) => this.#checkId(field, id) !== undefined);
  }

  number(field: string): number | null | undefined {
    const text = this.text(field);
    if (!text) return text === undefined ? undefined : null;
    const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
    if (Number.isFinite(value)) return value;
    return this.refuse(field, { zh: `“${text}”不是数。`, en: `"${text}" is not a number.` });
  }

  integer(field: string): number | null | undefined {
    const value = this.number(field);
    if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
    return this.refuse(field, { zh: `${value} 不是整数。`, en: `${value} is not an integer.` });
  }

  /** true, yes, 1, 是, 对 or false, no, 0, 否, 错. */
  boolean(field: string): boolean | null | undefined {
    const text = this.text(field);
    if (!text) return text === undefined ? undefined : null;
    if (/^(true|yes|1|是|对)$/i.test(text)) return true;
    if (/^(false|no|0|否|错)$/i.test(text)) return false;
    return this.refuse(field, { zh: `“${text}”不是真假值。`, en: `"${text}" is neither true nor false.` });
  }

  /** One of the names of a code list, in any case, with spaces or hyphens for underscores. */
  oneOf<T extends string>(field: string, names: readonly T[]): T | null | undefined {
    const text = this.text(field);
    if (!text) return text === undefined ? undefined : null;
    const wanted = text.toUpperCase().replace(/[\s-]+/g, "_");
    const name = names.find((candidate) => candidate === wanted);
    if (name !== undefined) return name;
    const list = names.join(", ");
    return this.refuse(field, { zh: `“${text}”不在 ${list} 之中。`, en: `"${text}" is not one of ${list}.` });
  }

  /** A moment in ISO 8601 with its time zone, as milliseconds since 1970. */
  dateTime(field: string): number | null | undefined {
    const text = this.text(field);
    if (!text) return text === undefined ? undefined : null;
    const value = parseDateTime(text);
    if (value !== undefined) return value;
    return this.refuse(field, {
      zh: `“${text}”不是带时区的 ISO 8601 时间，例如 2026-09-01T08:00:00+08:00。`,
      en: `"${text}" is not an ISO 8601 date and time with its time zone, such as 2026-09-01T08:00:00+08:00.`,
    });
  }

  #checkId(field: string, id: string): string | undefined {
    if (ID_PATTERN.test(id)) return id;
    return this.refuse(field, {
      zh: `“${id.slice(0, 140)}”不是有效的 id：1 至 128 个字符，限 A-Z a-z 0-9 . _ : ~ -。`,
      en: `"${id.slice(0, 140)}" is no valid id: 1 to 128 characters of A-Z a-z 0-9 . _ : ~ -.`,
    });
  }
}

const DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)$/i;

/**
 * Milliseconds since 1970 of an ISO 8601 date and time with a time zone; undefined when it is none, or names a day
 * or an hour that does not exist.
 */
export function parseDateTime(text: string): number | undefined {
  const parts = DATE_TIME.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  const fraction = Number(`0.${parts[7] ?? 0}`);
  const date = new Date(Date.UTC(year!, month! - 1, day!, hour!, minute!, second!));
  date.setUTCFullYear(year!, month! - 1, day!);
  const isReal = date.getUTCMonth() === month! - 1 && date.getUTCDate() === day && hour! < 24 && minute! < 60;
  if (!isReal || second! > 59) return undefined;
  const zone = parts[8]!.toUpperCase();
  const sign = zone.startsWith("-") ? -1 : 1;
  const zoneHours = zone === "Z" ? 0 : Number(zone.slice(1, 3));
  const zoneMinutes = zone === "Z" ? 0 : Number(zone.replace(":", "").slice(3, 5));
  if (zoneHours > 23 || zoneMinutes > 59) return undefined;
  return date.getTime() + Math.floor(fraction * 1000) - sign * (zoneHours * 60 + zoneMinutes) * 60_000;
}
