import { hash } from "../../text-hash.js";

/** A number that texts of the same words share, whatever their punctuation, width, case and pictures. */
export function wordsKey(text: string): number {
  const words = text.normalize("NFKC").replace(/[\p{sc=Latin}\d]+_[\w-]+/gu, "");
  return hash(words.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ""));
}

/** Texts with the same key fall into the same fold, so that repeats are never on both sides. */
export function foldOf(key: number, folds: number): number {
  return (key >>> 0) % folds;
}

/** An order of `length` things that is another in each round: multiples of a number without common divisor. */
export function orderIn(step: number, length: number): number {
  const round = Math.floor(step / length);
  let stride = Math.floor(length * (0.381966 + 0.0618 * round)) + 1;
  while (divisor(stride, length) > 1) stride++;
  return ((step % length) * stride) % length;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
