import { mix } from "../../text-hash.js";
import type { TextFeatures } from "./text-features.js";

/** Texts of the same words fall into the same fold, so that repeats are never on both sides. */
export function foldOf({ ids, short }: TextFeatures, folds: number): number {
  let sum = 0;
  for (let k = 0; k < short; k++) sum = mix(sum + ids[k]!);
  return (sum >>> 0) % folds;
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
