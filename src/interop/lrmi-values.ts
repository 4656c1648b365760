import { isArray, isObject, type Json, type JsonObject } from "./json-text.js";

/** Names under which JSON-LD writers put a property of schema.org. */
const PREFIXES = ["", "schema:", "sdo:", "http://schema.org/", "https://schema.org/"];

/** A property of a JSON-LD node, by whichever name it stands there. */
export function property(node: JsonObject, name: string): { readonly name: string; readonly value: Json } | undefined {
  for (const prefix of PREFIXES) {
    const value = node[prefix + name];
    if (value !== undefined && value !== null) return { name: prefix + name, value };
  }
  return undefined;
}

export function memberOf(node: JsonObject, name: string): Json | undefined {
  return property(node, name)?.value;
}

/** A list as it stands, one value as a list of one. */
export function listOf(value: Json | undefined): readonly Json[] {
  return value === undefined ? [] : isArray(value) ? value : [value];
}

/** The id of a node, or the IRI that stands for it. */
export function idOf(value: Json | undefined): string | undefined {
  const id = isObject(value) ? (value.id ?? value["@id"]) : value;
  return typeof id === "string" && id.trim() !== "" ? id.trim() : undefined;
}

export function typesOf(node: JsonObject): string[] {
  return listOf(node.type ?? node["@type"]).filter((type) => typeof type === "string");
}

/** Text in the language preferred, else any: a plain text, a `@value`, a language map, or the first of a list. */
export function textOf(value: Json | undefined, language?: string): string | undefined {
  if (typeof value === "string") return value.trim() || undefined;
  if (typeof value === "number") return String(value);
  if (isArray(value)) {
    const preferred = value.find((part) => isObject(part) && part["@language"] === language);
    return (
      textOf(preferred, language) ?? value.map((part) => textOf(part, language)).find((text) => text !== undefined)
    );
  }
  if (!isObject(value)) return undefined;
  const named = value["@value"] ?? value.name ?? value.prefLabel ?? (language && value[language]);
  if (named !== undefined && named !== "") return textOf(named, language);
  if (value.id !== undefined || value["@id"] !== undefined) return undefined;
  return Object.values(value).find((text) => typeof text === "string" && text.trim() !== "") as string | undefined;
}

/** The language that the context gives to texts, such as `de`. */
export function contextLanguage(node: JsonObject): string | undefined {
  for (const context of listOf(node["@context"])) {
    if (isObject(context) && typeof context["@language"] === "string") return context["@language"];
  }
  return undefined;
}
