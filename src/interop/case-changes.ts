import { createHash } from "node:crypto";
import type { CaseSource } from "./case-writer.js";
import { canonicalJson, type Json, type JsonObject } from "./json-text.js";

/** What a package said when it last came in, each object by its hash, so that two need not be held at once. */
export class CaseChanges {
  readonly #items: ReadonlyMap<string, string>;
  readonly #rest: string | undefined;

  constructor(before: CaseSource | undefined) {
    this.#items = new Map(before?.package.CFItems?.map((item) => [String(item.identifier), hashOf(item)]));
    this.#rest = before && restHash(before.package);
  }

  /** Whether the item came in before with other content. */
  isChanged(item: JsonObject): boolean {
    const before = this.#items.get(String(item.identifier));
    return before !== undefined && before !== hashOf(item);
  }

  /** Whether the document, its associations, definitions or rubrics are other than before. */
  isRestChanged(now: JsonObject): boolean {
    return this.#rest !== undefined && this.#rest !== restHash(now);
  }
}

function restHash({ CFItems: _items, ...rest }: JsonObject): string {
  return hashOf(rest);
}

function hashOf(value: Json): string {
  return createHash("sha1").update(canonicalJson(value)).digest("base64url");
}
