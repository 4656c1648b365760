import type { SparseVector } from "./linear-ranker.js";
import type { NearestExamples } from "./nearest-examples.js";
import type { TextFeatures } from "./text-features.js";

/** A feature of fewer examples than this cannot generalise. */
const RARE = 2;

/**
 * Texts as vectors of unit length: (1 + ln tf) · √idf of the short features. The frequencies are those of the moment a
 * feature is first asked for, and stay, so that a vector that was learnt can be taken back.
 */
export class TextVectors {
  readonly #weights = new Map<number, number>();

  constructor(
    private readonly examples: NearestExamples,
    private readonly count: number = 0,
  ) {}

  of({ ids, counts, short }: TextFeatures): SparseVector {
    const kept = new Int32Array(short);
    const values = new Float32Array(short);
    let n = 0;
    let squares = 0;
    for (let k = 0; k < short; k++) {
      const weight = this.#weightOf(ids[k]!);
      if (weight === 0) continue;
      const value = weight * (1 + Math.log(counts[k]!));
      kept[n] = ids[k]!;
      values[n++] = value;
      squares += value * value;
    }
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let k = 0; k < n; k++) values[k]! *= scale;
    return { ids: kept.subarray(0, n), values: values.subarray(0, n) };
  }

  #weightOf(id: number): number {
    const known = this.#weights.get(id);
    if (known !== undefined) return known;
    const frequency = this.examples.frequency(id);
    const weight = frequency < RARE ? 0 : Math.sqrt(1 + Math.log((1 + this.count) / (1 + frequency)));
    this.#weights.set(id, weight);
    return weight;
  }
}
