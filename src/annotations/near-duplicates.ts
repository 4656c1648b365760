import { hash, mix } from "./suggestion/text-tokens.js";

/** A text that is all but the same as another. */
export interface NearDuplicate {
  readonly id: string;
  /** Share of the shingles that both have among those that either has (Jaccard 1912), 0–1; 1 also for exact repeats. */
  readonly similarity: number;
}

/** Bands × rows of the signature: two texts of similarity s share a band with chance 1 − (1 − s^rows)^bands. */
const BANDS = 12;
const ROWS = 5;
/** Characters in a shingle; a text of fewer is one shingle. */
const SHINGLE = 4;
/** Texts below this similarity are not near-duplicates. */
export const NEAR = 0.9;

/**
 * What of a text decides whether it is a repeat: letters and digits, in one width and one case. Numbers stay, as another
 * number makes another question; so do operators, as 3+4 is not 3×4.
 */
export function normalisedForRepeats(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{Sm}\\/%*-]+/gu, "");
}

/**
 * Finds near-duplicates among texts that come and go one by one: shingles (Broder 1997), MinHash, and banding (Indyk &
 * Motwani 1998) find candidates; the true Jaccard similarity of their shingles decides. Exact repeats after
 * {@link normalisedForRepeats} have equal signatures, so that every one is found.
 *
 * Adding or asking costs O(length × bands × rows) and the candidates. Memory for a text: its shingles (4 bytes each) and
 * an entry in each of the bands.
 */
export class NearDuplicates {
  readonly #shingles = new Map<string, Int32Array>();
  readonly #bands: Map<number, string | string[]>[] = Array.from({ length: BANDS }, () => new Map());

  get size(): number {
    return this.#shingles.size;
  }

  /** Keeps a text; the same id again replaces it. A text without letters or digits is like no other. */
  add(id: string, text: string): void {
    this.remove(id);
    const shingles = shinglesOf(text);
    if (shingles.length === 0) return;
    this.#shingles.set(id, shingles);
    for (const [band, key] of bandKeys(shingles).entries()) {
      const table = this.#bands[band]!;
      const there = table.get(key);
      if (there === undefined) table.set(key, id);
      else if (typeof there === "string") table.set(key, [there, id]);
      else there.push(id);
    }
  }

  /** Forgets a text; false when there was none. */
  remove(id: string): boolean {
    const shingles = this.#shingles.get(id);
    if (shingles === undefined) return false;
    this.#shingles.delete(id);
    for (const [band, key] of bandKeys(shingles).entries()) {
      const table = this.#bands[band]!;
      const there = table.get(key)!;
      if (typeof there === "string" || there.length === 1) table.delete(key);
      else there.splice(there.indexOf(id), 1);
    }
    return true;
  }

  /** The texts of at least {@link NEAR} similarity, the most similar first, ties by id. */
  find(text: string): NearDuplicate[] {
    const shingles = shinglesOf(text);
    if (shingles.length === 0) return [];
    const candidates = new Set<string>();
    for (const [band, key] of bandKeys(shingles).entries()) {
      const there = this.#bands[band]!.get(key);
      if (typeof there === "string") candidates.add(there);
      else if (there !== undefined) for (const id of there) candidates.add(id);
    }
    const found: NearDuplicate[] = [];
    for (const id of candidates) {
      const similarity = jaccard(shingles, this.#shingles.get(id)!);
      if (similarity >= NEAR) found.push({ id, similarity });
    }
    return found.sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? -1 : 1));
  }
}

/** Hashes of the distinct shingles, ascending. */
function shinglesOf(text: string): Int32Array {
  const read = normalisedForRepeats(text);
  const count = read.length === 0 ? 0 : Math.max(1, read.length - SHINGLE + 1);
  const all = new Int32Array(count);
  for (let i = 0; i < count; i++) all[i] = hash(read.slice(i, i + SHINGLE));
  all.sort();
  let distinct = 0;
  for (let i = 0; i < count; i++) if (i === 0 || all[i] !== all[i - 1]) all[distinct++] = all[i]!;
  return all.slice(0, distinct);
}

/** One hash for each band of the MinHash signature. */
function bandKeys(shingles: Int32Array): Int32Array {
  const keys = new Int32Array(BANDS);
  for (let band = 0; band < BANDS; band++) {
    let key = 0;
    for (let row = 0; row < ROWS; row++) {
      const seed = SEEDS[band * ROWS + row]!;
      let least = 0x7fffffff;
      for (let i = 0; i < shingles.length; i++) {
        const value = mix(shingles[i]! ^ seed);
        if (value < least) least = value;
      }
      key = mix(Math.imul(key, 31) + least);
    }
    keys[band] = key;
  }
  return keys;
}

const SEEDS = Int32Array.from({ length: BANDS * ROWS }, (_, i) => mix(i + 1));

/** Of two ascending lists. */
function jaccard(a: Int32Array, b: Int32Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const difference = a[i]! - b[j]!;
    if (difference === 0) shared++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return shared / (a.length + b.length - shared);
}
