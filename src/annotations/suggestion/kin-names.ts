import { sharedCount } from "../../shared-count.js";
import { featuresOf } from "./text-features.js";
import { tokenise } from "./text-tokens.js";

/**
 * How alike the names of points are, by which points of one chapter or kind are known where no hierarchy is given: the
 * square of the cosine of their sets of 1- and 2-grams of tokens, 0–1; 0 for a point without a name.
 */
export class KinNames {
  readonly #grams: (Int32Array | undefined)[] = [];

  add(label: number, name: string): void {
    const { ids, short } = featuresOf(tokenise(name));
    this.#grams[label] = ids.subarray(0, short);
  }

  /** For a label the shares of the votes that fell on it and its kin, each by how alike they are. O(votes × name). */
  votes(label: number, votes: ReadonlyMap<number, { readonly share: number }>): number {
    let sum = 0;
    for (const [other, { share }] of votes) sum += share * this.#likeness(label, other);
    return sum;
  }

  #likeness(a: number, b: number): number {
    const [x, y] = [this.#grams[a], this.#grams[b]];
    if (!x?.length || !y?.length) return 0;
    const shared = sharedCount(x, y);
    return (shared * shared) / (x.length * y.length);
  }
}
