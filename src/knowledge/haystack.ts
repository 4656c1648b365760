/** Stands before and after each term; no normalised text has it. */
const START = "\u0001";

export interface Found {
  readonly whole: ReadonlySet<number>;
  readonly beginning: ReadonlySet<number>;
  readonly within: ReadonlySet<number>;
}

/** Lists of terms as one string. */
export class Haystack {
  readonly #text: string;
  /** Where the terms of each entry end. */
  readonly #ends: Int32Array;

  constructor(entries: readonly (readonly string[])[]) {
    this.#ends = new Int32Array(entries.length);
    let end = 0;
    this.#text = entries
      .map((terms, i) => {
        const text = START + terms.join(START) + START;
        end += text.length;
        this.#ends[i] = end;
        return text;
      })
      .join("");
  }

  /** The entries one of whose terms is the text, begins with it, or contains it. */
  find(text: string, accepts: (i: number) => boolean): Found {
    const found = { whole: new Set<number>(), beginning: new Set<number>(), within: new Set<number>() };
    let entry = 0;
    for (let at = this.#text.indexOf(text); at >= 0; at = this.#text.indexOf(text, at + 1)) {
      entry = this.#entryAt(at, entry);
      if (!accepts(entry)) continue;
      const begins = this.#text[at - 1] === START;
      const ends = this.#text[at + text.length] === START;
      (begins ? (ends ? found.whole : found.beginning) : found.within).add(entry);
    }
    return found;
  }

  /** The entries that contain the text, each once. */
  *entriesWith(text: string): Generator<number> {
    let entry = 0;
    for (let at = this.#text.indexOf(text); at >= 0; at = this.#text.indexOf(text, this.#ends[entry])) {
      entry = this.#entryAt(at, entry);
      yield entry;
    }
  }

  #entryAt(position: number, from: number): number {
    if (this.#ends[from]! > position) return from;
    let [low, high] = [from, this.#ends.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ends[middle]! > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Pairs of neighbouring characters, the ends of the text among them as ends of a term. */
export function pairsOf(text: string): Set<string> {
  const term = START + text + START;
  return new Set(Array.from({ length: term.length - 1 }, (_, i) => term.slice(i, i + 2)));
}

/** Likeness of two sets of pairs, 0 to 1 (Dice, 1945). */
export function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const pair of a) if (b.has(pair)) shared++;
  return (2 * shared) / (a.size + b.size);
}
