import { mix } from "../../text-hash.js";
import type { TextTokens } from "./text-tokens.js";

/** Features are hashed into this many buckets, so that memory does not grow with the language. */
export const FEATURE_BITS = 20;
export const FEATURE_BUCKETS = 1 << FEATURE_BITS;

/** The n-grams of a text as sparse counts: the short ones, then the long ones, each ascending by id. */
export interface TextFeatures {
  /** Bucket of each feature, 0 ≤ id < {@link FEATURE_BUCKETS}. */
  readonly ids: Int32Array;
  /** How often each occurs, 1–{@link MOST_COUNTED}; parallel to `ids`. */
  readonly counts: Uint8Array;
  /** So many, at the front, are numbers or of one or two tokens. */
  readonly short: number;
}

export const MOST_COUNTED = 15;
const LONGEST = 3;

/**
 * The numbers and the 1- to 3-grams of tokens, hashed ("feature hashing", Weinberger et al. 2009). O(tokens log tokens).
 */
export function featuresOf(tokens: TextTokens): TextFeatures {
  const short = new Int32Array(tokens.length * 2 + tokens.numbers.length);
  const long = new Int32Array(tokens.length);
  let shorts = 0;
  let longs = 0;
  for (let i = 0; i < tokens.length; i++) {
    let gram = 0;
    for (let size = 1; size <= LONGEST && i + size <= tokens.length; size++) {
      gram = extendGram(gram, tokens.codes[i + size - 1]!);
      if (size < LONGEST) short[shorts++] = bucketOf(gram);
      else long[longs++] = bucketOf(gram);
    }
  }
  for (const number of tokens.numbers) short[shorts++] = bucketOf(number);
  const ids = new Int32Array(shorts + longs);
  const counts = new Uint8Array(shorts + longs);
  const boundary = countInto(short.subarray(0, shorts).sort(), { ids, counts, at: 0 });
  const end = countInto(long.subarray(0, longs).sort(), { ids, counts, at: boundary });
  return { ids: ids.slice(0, end), counts: counts.slice(0, end), short: boundary };
}

/** Appends each distinct one of sorted numbers with how often it occurs; gives back the new end. */
function countInto(
  sorted: Int32Array,
  { ids, counts, at }: { ids: Int32Array; counts: Uint8Array; at: number },
): number {
  let end = at;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) ids[end++] = sorted[i]!;
    if (counts[end - 1]! < MOST_COUNTED) counts[end - 1]!++;
  }
  return end;
}

/** The hash of a gram with one more token at its end; 0 is the empty gram. */
export function extendGram(gram: number, code: number): number {
  return mix(Math.imul(gram, 31) + code);
}

/** The feature of a gram. */
export function bucketOf(gram: number): number {
  return gram >>> (32 - FEATURE_BITS);
}
