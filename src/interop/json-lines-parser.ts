import type { Text } from "../errors.js";
import type { Cell } from "./table-row.js";

/** One line of a JSON Lines text: an object, or why it is none. */
export type JsonLine =
  | { readonly line: number; readonly values: Readonly<Record<string, Cell>>; readonly error?: undefined }
  | { readonly line: number; readonly error: Text };

/** A line longer than this (in UTF-16 units) is refused. */
const MAX_LINE_LENGTH = 1 << 24;

/**
 * Incremental parser of JSON Lines: one object a line; blank lines are skipped; a malformed line is refused alone.
 * Members that are null are left out.
 */
export class JsonLinesParser {
  #rest = "";
  #line = 0;
  #isSkipping = false;

  /** The lines that `text` completes. */
  push(text: string): JsonLine[] {
    const lines = text.split("\n");
    lines[0] = this.#rest + lines[0];
    this.#rest = lines.pop() ?? "";
    const parsed = lines.flatMap((line) => this.#parse(line));
    if (this.#rest.length <= MAX_LINE_LENGTH) return parsed;
    this.#rest = "";
    if (this.#isSkipping) return parsed;
    this.#isSkipping = true;
    return [...parsed, { line: this.#line + 1, error: TOO_LONG }];
  }

  /** The line left when the text has ended. */
  end(): JsonLine[] {
    return this.#parse(this.#rest);
  }

  #parse(text: string): JsonLine[] {
    this.#line += 1;
    const line = this.#line;
    const wasSkipped = this.#isSkipping;
    this.#isSkipping = false;
    if (wasSkipped || text.trim() === "") return [];
    try {
      const parsed: unknown = JSON.parse(text);
      if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return [{ line, error: NO_OBJECT }];
      const members = Object.entries(parsed).filter(([, value]) => value !== null);
      return [{ line, values: Object.fromEntries(members) as Record<string, Cell> }];
    } catch (error) {
      const reason = error instanceof Error ? error.message : "";
      return [{ line, error: { zh: `不是有效的 JSON：${reason}`, en: `Not valid JSON: ${reason}` } }];
    }
  }
}

const NO_OBJECT: Text = { zh: "这一行不是 JSON 对象。", en: "The line is not a JSON object." };
const TOO_LONG: Text = {
  zh: `一行超过 ${MAX_LINE_LENGTH} 个字符。`,
  en: `The line is longer than ${MAX_LINE_LENGTH} characters.`,
};
