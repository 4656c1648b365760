import { badInput, DomainError } from "../errors.js";
import type { TableSource } from "./table-source.js";
import { decodeText, detectEncoding } from "./text-encoding.js";

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Deeper nesting than this no format has; what walks a document may then recurse. */
const MAX_DEPTH = 500;

/**
 * A JSON document in any encoding that tables may have.
 * @throws DomainError BAD_INPUT (field `file`) with line and column where it is malformed, or when it is nested more
 * than 500 deep.
 */
export async function readJson(source: TableSource): Promise<Json> {
  const pieces: string[] = [];
  for await (const piece of decodeText(source, await detectEncoding(source))) pieces.push(piece);
  const text = pieces.join("");
  try {
    const json = JSON.parse(text) as Json;
    if (isDeeperThan(MAX_DEPTH, json)) throw tooDeep(source.name);
    return json;
  } catch (error) {
    if (error instanceof DomainError) throw error;
    const reason = error instanceof Error ? error.message : "";
    const { line, column } = placeOf(text, reason);
    throw badInput("file", {
      zh: `${source.name} 第 ${line} 行第 ${column} 列起不是有效的 JSON：${reason}`,
      en: `${source.name} is not valid JSON at line ${line}, column ${column}: ${reason}`,
    });
  }
}

function isDeeperThan(levels: number, json: Json): boolean {
  if (typeof json !== "object" || json === null) return false;
  return levels === 0 || Object.values(json).some((part) => isDeeperThan(levels - 1, part));
}

function tooDeep(name: string): DomainError {
  return badInput("file", {
    zh: `${name} 的嵌套超过 ${MAX_DEPTH} 层。`,
    en: `${name} is nested more than ${MAX_DEPTH} deep.`,
  });
}

/** Node says the offset of most errors in their message; an error without one is at the end. */
function placeOf(text: string, reason: string): { line: number; column: number } {
  const offset = Number(/at position (\d+)/.exec(reason)?.[1] ?? text.length);
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

/**
 * The same JSON with the members of every object sorted: two documents that say the same have the same canonical
 * text, however their members are ordered. The order of arrays counts.
 */
export function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_, part: Json) => {
    if (!isObject(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
