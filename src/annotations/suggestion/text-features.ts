import { mix, type TextTokens } from "./text-tokens.js";

/** Features are hashed into this many buckets, so that memory does not grow with the language. */
export const FEATURE_BITS = 20;
export const FEATURE_BUCKETS = 1 << FEATURE_BITS;

/** The n-grams of a text as sparse counts, ids ascending. */
export interface TextFeatures {
  /** Bucket of each feature, 0 ≤ id < {@link FEATURE_BUCKETS}, ascending and distinct. */
  readonly ids: Int32Array;
  /** How often each occurs, at least 1; parallel to `ids`. */
  readonly counts: Float32Array;
}

const LONGEST = 3;

/** The 1- to 3-grams of tokens, hashed ("feature hashing", Weinberger et al. 2009). O(tokens log tokens). */
export function featuresOf(tokens: TextTokens): TextFeatures {
  const all = new Int32Array(tokens.length * LONGEST);
  let n = 0;
  for (let i = 0; i < tokens.length; i++) {
    let gram = 0;
    for (let size = 1; size <= LONGEST && i + size <= tokens.length; size++) {
      gram = extendGram(gram, tokens.codes[i + size - 1]!);
      all[n++] = bucketOf(gram);
    }
  }
  const sorted = all.subarray(0, n).sort();
  let distinct = 0;
  const ids = new Int32Array(n);
  const counts = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) ids[distinct++] = sorted[i]!;
    counts[distinct - 1]!++;
  }
  return { ids: ids.slice(0, distinct), counts: counts.slice(0, distinct) };
}

/** The hash of a gram with one more token at its end; 0 is the empty gram. */
export function extendGram(gram: number, code: number): number {
  return mix(Math.imul(gram, 31) + code);
}

/** The feature of a gram. */
export function bucketOf(gram: number): number {
  return gram >>> (32 - FEATURE_BITS);
}
