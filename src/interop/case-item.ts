import { isArray, type JsonObject } from "./json-text.js";

/** What of an item the model has a place for. */
export interface CaseItemFields {
  readonly id: string;
  readonly code?: string;
  readonly statement: string;
  /** The abbreviated statement, or the full one, at most 500 characters. */
  readonly name: string;
  readonly gradeFrom?: number;
  readonly gradeTo?: number;
}

/**
 * Reads what the model has a place for; the item has passed `readCasePackage`. Half a surrogate pair, which JSON can
 * escape and the database cannot store, becomes U+FFFD.
 */
export function readItemFields(item: JsonObject): CaseItemFields {
  const statement = String(item.fullStatement).toWellFormed();
  const code = textOf(item.humanCodingScheme);
  const name = textOf(item.abbreviatedStatement) ?? statement.trim();
  const grades = gradesOf(item);
  return {
    id: String(item.identifier),
    ...(code !== undefined && { code }),
    statement,
    name: name.length > 500 ? `${name.slice(0, 499)}…` : name,
    ...(grades.length > 0 && { gradeFrom: Math.min(...grades), gradeTo: Math.max(...grades) }),
  };
}

/** Grades named by an item: 1 to 12, kindergarten as 0; other levels are left to the package. */
function gradesOf(item: JsonObject): number[] {
  const levels = isArray(item.educationLevel) ? item.educationLevel : [item.educationLevel];
  return levels.flatMap((level) => {
    if (level === "KG" || level === "K") return [0];
    return typeof level === "string" && /^0?[1-9]$|^1[0-2]$/.test(level.trim()) ? [Number(level)] : [];
  });
}

/** The text without white space around it, well-formed; undefined for an empty one, or what is no text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim().toWellFormed() : undefined;
}
