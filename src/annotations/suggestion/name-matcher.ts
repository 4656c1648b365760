import { featuresOf, type TextFeatures } from "./text-features.js";
import { tokenise } from "./text-tokens.js";

interface NameEntry {
  readonly owner: number;
  /** Sum over its features of idf², the most that a text can hold of it. */
  whole: number;
  /** Only the whole of it counts. */
  readonly undivided: boolean;
  readonly tokens: number;
}

/** From this share on all of a name stands in the text, but for the rounding of sums. */
const WHOLE = 1 - 1e-9;

/**
 * Finds the points whose names, aliases or codes stand in a text, wholly or in part, weighing each n-gram of a name by
 * how few names have it. A search costs the postings of the text's features.
 */
export class NameMatcher {
  readonly #entries: NameEntry[] = [];
  readonly #postings = new Map<number, number[]>();
  #complete = false;

  /** @param options.whole that a part of the name, as of a code, says nothing */
  add(owner: number, name: string, { whole = false }: { readonly whole?: boolean } = {}): void {
    const tokens = tokenise(name);
    const entry = this.#entries.push({ owner, whole: 0, undivided: whole, tokens: tokens.length }) - 1;
    for (const id of featuresOf(tokens).ids) {
      const list = this.#postings.get(id);
      if (list === undefined) this.#postings.set(id, [entry]);
      else list.push(entry);
    }
    this.#complete = false;
  }

  /**
   * For each owner with a feature in the text, the share of its best name that the text holds, 0–1; for the whole of a
   * name of n tokens 1 + (1 − 1/n)/2, as the longer a name the less it stands there by chance.
   */
  match(features: TextFeatures): Map<number, number> {
    if (!this.#complete) this.#complete = this.#weigh();
    const held = new Map<number, number>();
    for (const id of features.ids) {
      const list = this.#postings.get(id);
      if (list === undefined) continue;
      const weight = this.#weight(list);
      for (const entry of list) held.set(entry, (held.get(entry) ?? 0) + weight);
    }
    const best = new Map<number, number>();
    for (const [number, weight] of held) {
      const { owner, whole, undivided, tokens } = this.#entries[number]!;
      const isWhole = weight / whole >= WHOLE;
      if (undivided && !isWhole) continue;
      const share = isWhole ? 1 + (1 - 1 / tokens) / 2 : weight / whole;
      if (share > (best.get(owner) ?? 0)) best.set(owner, share);
    }
    return best;
  }

  #weigh(): true {
    for (const entry of this.#entries) entry.whole = 0;
    for (const list of this.#postings.values()) {
      for (const entry of list) this.#entries[entry]!.whole += this.#weight(list);
    }
    return true;
  }

  #weight(list: readonly number[]): number {
    return (1 + Math.log((1 + this.#entries.length) / (1 + list.length))) ** 2;
  }
}
