import { FEATURE_BUCKETS, type TextFeatures } from "./text-features.js";

/** An example near a text. */
export interface Neighbour {
  /** The number its owner gave it. */
  readonly slot: number;
  /** Cosine of the TF-IDF vectors, 0–1. */
  readonly similarity: number;
}

interface Postings {
  /** Example slot × 16 + how often the feature occurs in it (at most 15). */
  entries: Int32Array;
  size: number;
}

/**
 * Nearest examples by the cosine of TF-IDF vectors (Salton & Buckley 1988: (1 + ln tf) · (1 + ln((1 + N) / (1 + df)))),
 * over an inverted index that takes and gives up examples one by one. Adding and removing cost the postings of the
 * example's features; a search costs the postings of the text's features, plus one pass over the examples touched.
 */
export class NearestExamples {
  readonly #postings: (Postings | undefined)[] = new Array(FEATURE_BUCKETS);
  readonly #features: (TextFeatures | undefined)[] = [];
  #norms = new Float64Array(64);
  #scores = new Float64Array(64);
  #count = 0;
  #countAtNorms = 0;

  get count(): number {
    return this.#count;
  }

  /** @param slot a free number, small ones first */
  add(slot: number, features: TextFeatures): void {
    this.#features[slot] = features;
    this.#norms = grown(this.#norms, slot + 1);
    this.#scores = grown(this.#scores, slot + 1);
    this.#count++;
    for (let k = 0; k < features.ids.length; k++) {
      const id = features.ids[k]!;
      const list = this.#postings[id] ?? { entries: new Int32Array(2), size: 0 };
      this.#postings[id] = list;
      if (list.size === list.entries.length) {
        const larger = new Int32Array(list.size * 2);
        larger.set(list.entries);
        list.entries = larger;
      }
      list.entries[list.size++] = slot * 16 + features.counts[k]!;
    }
    this.#norms[slot] = this.#normOf(features);
  }

  remove(slot: number): void {
    const features = this.#features[slot];
    if (features === undefined) return;
    this.#features[slot] = undefined;
    this.#count--;
    for (const id of features.ids) {
      const list = this.#postings[id]!;
      let at = 0;
      while (list.entries[at]! >> 4 !== slot) at++;
      list.entries[at] = list.entries[--list.size]!;
      if (list.size === 0) this.#postings[id] = undefined;
    }
  }

  /** Removes many in one pass over the index: all that are not to be kept. */
  retain(keeps: (slot: number) => boolean): void {
    for (const [slot, features] of this.#features.entries()) {
      if (features === undefined || keeps(slot)) continue;
      this.#features[slot] = undefined;
      this.#count--;
    }
    for (const [id, list] of this.#postings.entries()) {
      if (list === undefined) continue;
      const entries = list.entries.subarray(0, list.size).filter((entry) => this.#features[entry >> 4] !== undefined);
      this.#postings[id] = entries.length === 0 ? undefined : { entries, size: entries.length };
    }
  }

  /** In how many examples a feature occurs. */
  frequency(id: number): number {
    return this.#postings[id]?.size ?? 0;
  }

  /**
   * The `first` nearest examples, nearest first, ties by slot; those that share no feature are left out. The rarest
   * features are looked up first, up to {@link MOST_ENTRIES} entries, so that the cost has a bound.
   */
  nearest(features: TextFeatures, first: number): Neighbour[] {
    if (this.#count > 2 * this.#countAtNorms || this.#count * 2 < this.#countAtNorms) this.#renewNorms();
    const scores = this.#scores;
    const touched: number[] = [];
    let left = MOST_ENTRIES;
    for (const { k, list } of this.#rarestFirst(features)) {
      left -= list.size;
      if (left < 0) break;
      const idf = this.#idf(list.size);
      const weight = idf * idf * LOG_TF[features.counts[k]!]!;
      const { entries, size } = list;
      for (let at = 0; at < size; at++) {
        const entry: number = entries[at]!;
        const slot = entry >> 4;
        if (scores[slot] === 0) touched.push(slot);
        scores[slot]! += weight * LOG_TF[entry & 15]!;
      }
    }
    const norm = this.#normOf(features);
    const best: Neighbour[] = [];
    for (const slot of touched) {
      const similarity = Math.min(1, scores[slot]! / (norm * this.#norms[slot]!));
      scores[slot] = 0;
      insertBest(best, { slot, similarity }, first);
    }
    return best;
  }

  #rarestFirst(features: TextFeatures): { k: number; list: Postings }[] {
    const found: { k: number; list: Postings }[] = [];
    for (let k = 0; k < features.ids.length; k++) {
      const list = this.#postings[features.ids[k]!];
      if (list !== undefined) found.push({ k, list });
    }
    return found.sort((a, b) => a.list.size - b.list.size || a.k - b.k);
  }

  #idf(examples: number): number {
    return 1 + Math.log((1 + this.#count) / (1 + examples));
  }

  #normOf(features: TextFeatures): number {
    let squares = 0;
    for (let k = 0; k < features.ids.length; k++) {
      const list = this.#postings[features.ids[k]!];
      if (list === undefined) continue;
      squares += (this.#idf(list.size) * LOG_TF[features.counts[k]!]!) ** 2;
    }
    return Math.sqrt(squares) || 1;
  }

  /** Norms follow the document frequencies; they are renewed whenever the number of examples has doubled or halved. */
  #renewNorms(): void {
    this.#countAtNorms = this.#count;
    for (const [slot, features] of this.#features.entries()) {
      if (features !== undefined) this.#norms[slot] = this.#normOf(features);
    }
  }
}

/** How many entries of the index a search reads at most. */
export const MOST_ENTRIES = 400_000;

/** Keeps the list's best `first`, nearest first, ties by slot. */
function insertBest(best: Neighbour[], candidate: Neighbour, first: number): void {
  const before = (a: Neighbour, b: Neighbour) =>
    a.similarity > b.similarity || (a.similarity === b.similarity && a.slot < b.slot);
  if (best.length === first && !before(candidate, best[first - 1]!)) return;
  if (best.length === first) best.pop();
  let at = best.length;
  while (at > 0 && before(candidate, best[at - 1]!)) at--;
  best.splice(at, 0, candidate);
}

/** 1 + ln tf, for tf 0–15. */
const LOG_TF = Float64Array.from({ length: 16 }, (_, tf) => (tf === 0 ? 0 : 1 + Math.log(tf)));

function grown(values: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  if (length <= values.length) return values;
  const larger = new Float64Array(Math.max(length, values.length * 2));
  larger.set(values);
  return larger;
}
