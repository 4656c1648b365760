import { sharedCount } from "../shared-count.js";
import { hash, mix } from "../text-hash.js";

/** What of a text tells whether it is a repeat of another. */
export interface TextShape {
  /** Hashes of the distinct shingles, ascending. */
  readonly shingles: Int32Array;
  /** {@link BANDS} hashes of the MinHash signature and the numbers; texts that share none are not looked at. */
  readonly bands: Int32Array;
  /** Hash of the numbers in their order. */
  readonly numbers: number;
}

/** A text that is all but the same as another. */
export interface NearDuplicate {
  readonly id: string;
  /** Share of the shingles that both have among those that either has (Jaccard 1912), 0–1; 1 also for exact repeats. */
  readonly similarity: number;
}

/** Bands × rows of the signature: two texts of similarity s share a band with chance 1 − (1 − s^rows)^bands. */
export const BANDS = 5;
const ROWS = 4;
/** Characters in a shingle. */
const SHINGLE = 4;
/** Texts below this similarity are not near-duplicates. */
export const NEAR = 0.9;
/** Shorter texts say too little to tell a repeat from a coincidence. */
const SHORTEST = 8;
/** Of longer texts the beginning decides, UTF-16 units. */
export const LOOKED_AT = 8_192;

/**
 * What of a text decides whether it is a repeat: letters, digits and operators (3+4 is not 3×4), in one width and case.
 */
export function normalisedForRepeats(text: string): string {
  return text
    .slice(0, LOOKED_AT)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{Sm}\\/%*-]+/gu, "");
}

/**
 * The shape of a text: shingles (Broder 1997), MinHash, and banding (Indyk & Motwani 1998). Undefined for a text that is
 * too short to tell. O(length × bands × rows).
 */
export function shapeOf(text: string): TextShape | undefined {
  const read = normalisedForRepeats(text);
  if (read.length < SHORTEST) return undefined;
  const shingles = shinglesOf(read);
  const numbers = hash((read.match(/\p{N}+/gu) ?? []).join(" "));
  return { shingles, bands: bandsOf(shingles, numbers), numbers };
}

/** Whether two texts are near-duplicates, and how similar; another number makes another question. O(shingles). */
export function similarityOf(a: TextShape, b: TextShape): number | undefined {
  if (a.numbers !== b.numbers) return undefined;
  const similarity = jaccard(a.shingles, b.shingles);
  return similarity >= NEAR ? similarity : undefined;
}

/** Finds near-duplicates among shapes; exact repeats share every band, so that each is found. */
export class NearDuplicates {
  readonly #shapes = new Map<string, TextShape>();
  readonly #bands = new Map<string, string[]>();

  add(id: string, shape: TextShape): void {
    this.#shapes.set(id, shape);
    for (const [band, key] of shape.bands.entries()) {
      const there = this.#bands.get(`${band} ${key}`);
      if (there === undefined) this.#bands.set(`${band} ${key}`, [id]);
      else there.push(id);
    }
  }

  /** The most similar first, ties by id. O(candidates × shingles). */
  find(shape: TextShape): NearDuplicate[] {
    const candidates = new Set<string>();
    for (const [band, key] of shape.bands.entries())
      for (const id of this.#bands.get(`${band} ${key}`) ?? []) candidates.add(id);
    const found: NearDuplicate[] = [];
    for (const id of candidates) {
      const similarity = similarityOf(shape, this.#shapes.get(id)!);
      if (similarity !== undefined) found.push({ id, similarity });
    }
    return found.sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? -1 : 1));
  }
}

function shinglesOf(read: string): Int32Array {
  const all = new Int32Array(read.length - SHINGLE + 1);
  for (let i = 0; i < all.length; i++) all[i] = hash(read.slice(i, i + SHINGLE));
  all.sort();
  let distinct = 0;
  for (let i = 0; i < all.length; i++) if (i === 0 || all[i] !== all[i - 1]) all[distinct++] = all[i]!;
  return all.slice(0, distinct);
}

function bandsOf(shingles: Int32Array, numbers: number): Int32Array {
  const bands = new Int32Array(BANDS);
  for (let band = 0; band < BANDS; band++) {
    let key = numbers;
    for (let row = 0; row < ROWS; row++) {
      const seed = SEEDS[band * ROWS + row]!;
      let least = 0x7fffffff;
      for (let i = 0; i < shingles.length; i++) {
        const value = mix(shingles[i]! ^ seed);
        if (value < least) least = value;
      }
      key = mix(Math.imul(key, 31) + least);
    }
    bands[band] = key;
  }
  return bands;
}

const SEEDS = Int32Array.from({ length: BANDS * ROWS }, (_, i) => mix(i + 1));

/** Of two ascending lists. */
function jaccard(a: Int32Array, b: Int32Array): number {
  const shared = sharedCount(a, b);
  return shared / (a.length + b.length - shared);
}
