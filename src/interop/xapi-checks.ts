import { badInput, type DomainError } from "../errors.js";
import { isArray, isObject, type Json, type JsonObject } from "./json-text.js";
import { isXapiTimestamp } from "./xapi-time.js";

/** Throws BAD_INPUT naming the place (a JSON pointer) when the value is not of its kind. */
export type Check = (value: Json, at: string) => void;

/** The object with these members and no others, none of them null. */
export function members(value: Json, at: string, known: readonly string[], required: readonly string[]): JsonObject {
  if (!isObject(value)) throw bad(at, "不是对象", "it is not an object");
  for (const [name, member] of Object.entries(value)) {
    if (!known.includes(name)) throw bad(`${at}/${name}`, "规范中没有这一项", "the specification has no such member");
    if (member === null) throw bad(`${at}/${name}`, "不能为 null", "it is null");
  }
  for (const name of required) {
    if (value[name] === undefined) throw bad(`${at}/${name}`, "缺少这一项", "it is missing");
  }
  return value;
}

export function optional(parent: JsonObject, name: string, at: string, check: Check): void {
  const value = parent[name];
  if (value !== undefined) check(value, `${at}/${name}`);
}

export function each(value: Json, at: string, check: Check): void {
  if (!isArray(value)) throw bad(at, "不是数组", "it is not an array");
  for (const [index, element] of value.entries()) check(element, `${at}/${index}`);
}

/** Extensions may hold anything, nulls too; their names are IRIs. */
export function extensions(value: Json, at: string): void {
  if (!isObject(value)) throw bad(at, "不是对象", "it is not an object");
  for (const name of Object.keys(value)) iri(name, `${at}/${name}`);
}

export function languageMap(value: Json, at: string): void {
  if (!isObject(value)) throw bad(at, "不是对象", "it is not an object");
  for (const [tag, entry] of Object.entries(value)) {
    if (!LANGUAGE_TAG.test(tag)) throw bad(`${at}/${tag}`, "不是语言标签", "it is not a language tag");
    text(entry, `${at}/${tag}`);
  }
}

export const LANGUAGE_TAG = /^([a-z]{2,8}|[ix])(-[a-z0-9]{1,8})*$/i;

export function matching(pattern: RegExp, form: string): Check {
  return (value, at) => {
    if (typeof value !== "string" || !pattern.test(value))
      throw bad(at, `形式须为 ${form}`, `it has not the form ${form}`);
  };
}

export const uuid = matching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, "UUID");
export const iri = matching(/^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i, "IRI");

export function text(value: Json, at: string): void {
  if (typeof value !== "string") throw bad(at, "不是文字", "it is not a text");
}

export function truth(value: Json, at: string): void {
  if (typeof value !== "boolean") throw bad(at, "不是真假值", "it is neither true nor false");
}

export function oneOf(value: Json, at: string, values: readonly string[]): void {
  if (typeof value !== "string" || !values.includes(value)) {
    throw bad(at, `须为 ${values.join(", ")}`, `it is not ${values.join(", ")}`);
  }
}

export function timestamp(value: Json, at: string): void {
  if (!isXapiTimestamp(value)) throw bad(at, "不是 ISO 8601 时间", "it is not an ISO 8601 timestamp");
}

export function bad(at: string, zh: string, en: string): DomainError {
  const field = at || "/";
  return badInput(field, { zh: `xAPI 语句 ${field}：${zh}。`, en: `xAPI statement ${field}: ${en}.` });
}
