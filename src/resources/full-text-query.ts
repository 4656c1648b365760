import { badInput } from "../errors.js";
import type { AdminLevel, ResourceKind, ResourceStatus } from "./resources.enums.js";

/** What the full-text index can filter by; the statements filter again, exactly. */
export interface FullTextFilter {
  readonly status: ResourceStatus;
  readonly kinds: readonly ResourceKind[] | null;
  readonly adminLevels: readonly AdminLevel[] | null;
  readonly language: string | null;
  /** Places whose own resources are asked for, besides those of all; null or absent: no matter. */
  readonly scopes?: readonly string[] | null;
}

const WORDS = ["title", "description", "text"] as const;
/** Levels whose resources are for all. */
const COMMON = "NATION PROVINCE CITY";
/** More words than these say no more of what is wanted; UTF-16 units. */
const MOST_UNITS = 200;
const MOST_PHRASES = 20;
/** Beyond so many places the statement alone filters. */
const MOST_SCOPES = 200;

/** A Lucene query for resources that have every word of a text as a phrase. Throws BAD_INPUT without a word. */
export function everyWordQuery(text: string, filter: FullTextFilter): string {
  const phrases = wordsOf(text)
    .slice(0, MOST_PHRASES)
    .map((word) => `+(${inWords(`"${word}"`)})`);
  return [...phrases, ...filterTerms(filter)].join(" ");
}

/** A Lucene query for resources with words of a text, the more and the rarer the better. Throws BAD_INPUT without a word. */
export function anyWordQuery(text: string, filter: FullTextFilter): string {
  const words = wordsOf(text.slice(0, MOST_UNITS)).join(" ").toLowerCase();
  return [`+(${inWords(`(${words})`)})`, ...filterTerms(filter)].join(" ");
}

const inWords = (query: string): string => WORDS.map((field) => `${field}:${query}`).join(" ");

function wordsOf(text: string): readonly string[] {
  const words = text.match(/[\p{L}\p{N}]+/gu);
  if (words) return words;
  throw badInput("text", {
    zh: "检索词须含文字或数字。",
    en: "The text to search for must contain letters or digits.",
  });
}

/** Each must hold and none adds to the score. */
function filterTerms({ status, kinds, adminLevels, language, scopes }: FullTextFilter): string[] {
  const terms = [`+status:${status}^0`];
  if (kinds?.length) terms.push(`+kind:(${kinds.join(" ")})^0`);
  if (adminLevels?.length) terms.push(`+adminLevel:(${adminLevels.join(" ")})^0`);
  if (language && isIndexed(language)) terms.push(`+language:"${language}"^0`);
  if (scopes && scopes.length <= MOST_SCOPES && scopes.every((place) => place === "*" || isIndexed(place))) {
    const places = scopes.filter((place) => place !== "*").map((place) => `visibleTo:"${place}"`);
    terms.push(`+(adminLevel:(${COMMON}) ${places.join(" ")})^0`);
  }
  return terms;
}

/** Words that the analyzer of the index (Lucene's CJKAnalyzer) leaves out. */
const LEFT_OUT = new Set(
  "a and are as at be but by for if in into is it no not of on or s such t that the their then there these they this to was will with www".split(
    " ",
  ),
);

/** Whether an id or a tag of a language leaves a word in the index, and none that means something in a query. */
function isIndexed(id: string): boolean {
  return (
    /^[\w.:~-]+$/.test(id) && id.split(/[^a-z0-9]+/i).some((part) => part !== "" && !LEFT_OUT.has(part.toLowerCase()))
  );
}
