import { bestByShare, bestOf } from "./best-labels.js";
import { wordsKey } from "./folds.js";
import { KinNames } from "./kin-names.js";
import type { Lesson } from "./linear-ranker.js";
import { NameMatcher } from "./name-matcher.js";
import { NearestExamples } from "./nearest-examples.js";
import { spansOf } from "./spans.js";
import { evidenceOf, type Slate } from "./stacking.js";
import { featuresOf, type TextFeatures } from "./text-features.js";
import { type TextTokens, tokenise } from "./text-tokens.js";

/** What a suggester knows of a point before any example. */
export interface SuggestiblePoint {
  readonly id: string;
  readonly name: string;
  readonly code?: string | undefined;
  readonly nameEn?: string | undefined;
  readonly aliases?: readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly parentIds?: readonly string[] | undefined;
}

export interface Example {
  readonly id: string;
  readonly slot: number;
  readonly labels: readonly number[];
  readonly features: TextFeatures;
  /** From `wordsKey`. */
  readonly wordsKey: number;
  readonly lesson: Lesson;
}

export interface Near {
  readonly example: Example;
  readonly similarity: number;
}

/** The candidates for a text with the evidence for each, and the examples near it. */
export interface Weighed {
  readonly labels: readonly number[];
  readonly slate: Slate;
  readonly near: readonly Near[];
}

export interface WeighOptions {
  /** Log probability of each label by the linear ranker; undefined where there is none yet. */
  readonly linear: Float64Array | undefined;
  /** Examples that are not to be asked. */
  readonly without: (example: Example) => boolean;
  readonly subjectId?: string | undefined;
}

const NEIGHBOURS = 40;
const LINEAR_CANDIDATES = 15;
const NAME_CANDIDATES = 10;

/** The points, numbered as labels, and the examples, with what both say of a text before it is weighed. */
export class PointEvidence {
  readonly nearest = new NearestExamples();
  #points = new Map<string, SuggestiblePoint>();
  readonly #labels = new Map<string, number>();
  readonly #labelIds: string[] = [];
  readonly #examples = new Map<string, Example>();
  readonly #bySlot: (Example | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  #names = new NameMatcher();
  #kin = new KinNames();

  /** The points are now these; a label once given stays that of its point. */
  know(points: Iterable<SuggestiblePoint>): void {
    this.#points = new Map();
    this.#names = new NameMatcher();
    this.#kin = new KinNames();
    for (const point of points) {
      this.#points.set(point.id, point);
      const label = this.#labelOf(point.id);
      const { name, nameEn, code, description, aliases = [] } = point;
      for (const text of [name, nameEn, description, ...aliases]) if (text) this.#names.add(label, text);
      if (code) this.#names.add(label, code, { whole: true });
      this.#kin.add(label, name);
    }
  }

  get size(): number {
    return this.#examples.size;
  }

  /** How many labels there are: 0 ≤ label < labels. */
  get labels(): number {
    return this.#labelIds.length;
  }

  pointIdOf(label: number): string {
    return this.#labelIds[label]!;
  }

  example(id: string): Example | undefined {
    return this.#examples.get(id);
  }

  examples(): IterableIterator<Example> {
    return this.#examples.values();
  }

  /** Whether there is such an example of the same points and words, whatever their punctuation. */
  has(id: string, text: string, pointIds: readonly string[]): boolean {
    const known = this.#examples.get(id);
    return known?.wordsKey === wordsKey(text) && same(known.labels, this.#labelsOf(pointIds));
  }

  add(id: string, text: string, pointIds: readonly string[]): Example {
    const slot = this.#freeSlots.pop() ?? this.#bySlot.length;
    const features = featuresOf(tokenise(text));
    const labels = this.#labelsOf(pointIds);
    const example = { id, slot, labels, features, wordsKey: wordsKey(text), lesson: new Map() };
    this.#bySlot[slot] = example;
    this.#examples.set(id, example);
    this.nearest.add(slot, example.features);
    return example;
  }

  remove(id: string): Example | undefined {
    const example = this.#examples.get(id);
    if (example === undefined) return undefined;
    this.#drop(example);
    this.nearest.remove(example.slot);
    return example;
  }

  /** Removes all examples that are not to be kept, many at once; returns how many. */
  retain(keeps: (id: string) => boolean): number {
    const gone = [...this.#examples.values()].filter(({ id }) => !keeps(id));
    for (const example of gone) this.#drop(example);
    this.nearest.retain((slot) => this.#bySlot[slot] !== undefined);
    return gone.length;
  }

  #drop({ id, slot }: Example): void {
    this.#examples.delete(id);
    this.#bySlot[slot] = undefined;
    this.#freeSlots.push(slot);
  }

  weigh(features: TextFeatures, { linear, without, subjectId }: WeighOptions): Weighed {
    const near = this.nearest
      .nearest(features, NEIGHBOURS * 2)
      .map(({ slot, similarity }) => ({ example: this.#bySlot[slot]!, similarity }))
      .filter(({ example }) => !without(example))
      .slice(0, NEIGHBOURS);
    const votes = votesOf(near);
    const isCandidate = (label: number) => this.#isCandidate(this.#labelIds[label]!, subjectId);
    const names = this.#names.match(features);
    const found = new Set([...votes.keys()].filter(isCandidate));
    for (const label of bestByShare(names, NAME_CANDIDATES, isCandidate)) found.add(label);
    if (linear) for (const label of bestOf(linear, LINEAR_CANDIDATES, isCandidate)) found.add(label);
    const labels = [...found].sort((a, b) => a - b);
    const candidates = labels.map((label) =>
      evidenceOf({
        logProbability: linear?.[label] ?? Number.NEGATIVE_INFINITY,
        voteShare: votes.get(label)?.share ?? 0,
        nearest: votes.get(label)?.nearest ?? 0,
        name: names.get(label) ?? 0,
        kinShare: this.#kin.votes(label, votes),
      }),
    );
    return { labels, slate: { candidates, nearest: near[0]?.similarity ?? 0 }, near };
  }

  /** Words of a point's names, of its nearest examples, and those that otherwise speak for it. */
  spans(tokens: TextTokens, label: number, near: readonly Near[], speaks: (feature: number) => boolean) {
    const { name, nameEn, aliases = [] } = this.#points.get(this.#labelIds[label]!)!;
    const known = new Set<number>();
    for (const text of [name, nameEn, ...aliases]) {
      if (text) for (const id of featuresOf(tokenise(text)).ids) known.add(id);
    }
    const own = near.filter(({ example }) => example.labels.includes(label)).slice(0, 3);
    for (const { example } of own) for (const id of example.features.ids) known.add(id);
    return spansOf(tokens, (id) => known.has(id) || speaks(id));
  }

  #labelsOf(pointIds: readonly string[]): number[] {
    return [...new Set(pointIds)].map((pointId) => this.#labelOf(pointId)).sort((a, b) => a - b);
  }

  #labelOf(pointId: string): number {
    const known = this.#labels.get(pointId);
    if (known !== undefined) return known;
    this.#labels.set(pointId, this.#labelIds.length);
    return this.#labelIds.push(pointId) - 1;
  }

  #isCandidate(id: string, subjectId: string | undefined): boolean {
    const point = this.#points.get(id);
    return point !== undefined && (subjectId === undefined || point.subjectId === subjectId);
  }
}

const same = (a: readonly number[], b: readonly number[]) => a.length === b.length && a.every((x, i) => x === b[i]);

/** Votes that fall on no label, so that a few examples far away say little: those of one with a similarity of .56. */
const ELSEWHERE = 0.1;

/** For each label of a near example its share of the votes, the nearer the weightier, and how near its nearest is. */
function votesOf(near: readonly Near[]): Map<number, { share: number; nearest: number }> {
  const votes = new Map<number, { share: number; nearest: number }>();
  const total = near.reduce((sum, { similarity }) => sum + similarity ** 4, ELSEWHERE);
  for (const { example, similarity } of near) {
    for (const label of example.labels) {
      const { share, nearest } = votes.get(label) ?? { share: 0, nearest: similarity };
      votes.set(label, { share: share + similarity ** 4 / total, nearest });
    }
  }
  return votes;
}
