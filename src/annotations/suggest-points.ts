import { bestByShare, bestOf } from "./suggestion/best-labels.js";
import { foldOf, orderIn } from "./suggestion/folds.js";
import { type Lesson, LinearRanker } from "./suggestion/linear-ranker.js";
import { NameMatcher } from "./suggestion/name-matcher.js";
import { NearestExamples } from "./suggestion/nearest-examples.js";
import { spansOf } from "./suggestion/spans.js";
import {
  COLD_STACK,
  confidenceOf,
  evidenceOf,
  fitStack,
  type Slate,
  type Stack,
  sharesOf,
  WARM_STACK,
} from "./suggestion/stacking.js";
import { featuresOf, type TextFeatures } from "./suggestion/text-features.js";
import { type TextTokens, tokenise } from "./suggestion/text-tokens.js";
import { TextVectors } from "./suggestion/text-vectors.js";

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

/** UTF-16 offsets into the text, `to` exclusive. */
export interface TextSpan {
  readonly from: number;
  readonly to: number;
}

export interface PointSuggestion {
  readonly pointId: string;
  /** Probability that a teacher would tag the text with this point, 0–1. */
  readonly confidence: number;
  /** The words that speak for the point, in reading order, apart from one another. */
  readonly spans: readonly TextSpan[];
}

export interface SuggestionAnswer {
  /** True when no point is likely enough to be worth showing first; the ranking is still given. */
  readonly abstained: boolean;
  /** Most likely first, ties by id. */
  readonly suggestions: readonly PointSuggestion[];
}

export interface SuggestOptions {
  /** Only points of this subject. */
  readonly subjectId?: string | undefined;
  /** At most so many, 5 by default. */
  readonly first?: number | undefined;
  /** An example that is not to be asked. */
  readonly without?: string | undefined;
}

interface Example {
  readonly id: string;
  readonly slot: number;
  readonly pointIds: readonly string[];
  readonly labels: readonly number[];
  readonly features: TextFeatures;
  readonly lesson: Lesson;
}

const NEIGHBOURS = 40;
const LINEAR_CANDIDATES = 15;
const NAME_CANDIDATES = 10;
const ABSTAIN_BELOW = 0.2;
/** With fewer examples only neighbours and names speak. */
const ENOUGH_EXAMPLES = 100;
/** A fit is due when so many examples have come or gone since the last, as a share of those that it knew. */
const FIT_AGAIN = 0.2;
const EPOCHS = 6;
const RATE = 3;
const FOLDS = 4;
/** So many examples are held out at most to learn how to weigh evidence. */
const MOST_HELD_OUT = 6_000;
/** A fit yields after so many steps. */
const SLICE = 16;

/**
 * Suggests knowledge points for a text, from annotated examples (each counts from the moment it is added) and, where
 * there are none, from the names, aliases, codes and descriptions of the points. Deterministic.
 *
 * Three kinds of evidence, weighed by what proved right on held-out examples ("stacking", Wolpert 1992): a linear ranker
 * on short n-grams, the votes of the nearest examples, and names that stand in the text. See docs/models-suggestion.md.
 */
export class PointSuggester {
  readonly #points = new Map<string, SuggestiblePoint>();
  readonly #labels = new Map<string, number>();
  readonly #labelIds: string[] = [];
  readonly #examples = new Map<string, Example>();
  readonly #bySlot: (Example | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  readonly #nearest = new NearestExamples();
  readonly #names = new NameMatcher();
  #ranker: LinearRanker | undefined;
  #vectors = new TextVectors(this.#nearest);
  #stack: Stack = COLD_STACK;
  #fitted = 0;
  #changes = 0;
  #scratch = new Float64Array(0);

  constructor(points: Iterable<SuggestiblePoint>) {
    for (const point of points) {
      this.#points.set(point.id, point);
      const label = this.#labelOf(point.id);
      const { name, nameEn, code, description, aliases = [] } = point;
      for (const text of [name, nameEn, code, description, ...aliases]) if (text) this.#names.add(label, text);
    }
  }

  /** Learns that teachers tagged this text with these points (none: that nothing fits). The same id again replaces. */
  addExample(id: string, text: string, pointIds: readonly string[]): void {
    this.removeExample(id);
    const slot = this.#freeSlots.pop() ?? this.#bySlot.length;
    const distinct = [...new Set(pointIds)];
    const features = featuresOf(tokenise(text));
    const labels = distinct.map((pointId) => this.#labelOf(pointId));
    const example = { id, slot, pointIds: distinct, labels, features, lesson: new Map() };
    this.#bySlot[slot] = example;
    this.#examples.set(id, example);
    this.#nearest.add(slot, features);
    this.#changes++;
    if (this.#ranker !== undefined) this.#teach(this.#ranker, example);
  }

  /** Forgets an example; false when there was none. */
  removeExample(id: string): boolean {
    const example = this.#examples.get(id);
    if (example === undefined) return false;
    this.#examples.delete(id);
    this.#bySlot[example.slot] = undefined;
    this.#freeSlots.push(example.slot);
    this.#nearest.remove(example.slot);
    this.#ranker?.forget(this.#vectors.of(example.features), example.lesson);
    this.#changes++;
    return true;
  }

  /** Whether enough has changed for {@link fit} to be worth its time. */
  get fitDue(): boolean {
    return this.#examples.size >= ENOUGH_EXAMPLES && this.#changes > this.#fitted * FIT_AGAIN;
  }

  /**
   * Learns ranker and weights anew from all examples. Yields every few steps, so that a server can answer in between; an
   * example added or removed meanwhile is learnt at the end. The same examples give the same fit, in any order of ids.
   */
  *fit(): Generator<void, void, void> {
    const examples = [...this.#examples.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    const vectors = new TextVectors(this.#nearest, examples.length);
    const trained = function* (this: PointSuggester, taught: readonly Example[]): Generator<void, Trained, void> {
      const ranker = new LinearRanker(this.#labelIds.length);
      const lessons = new Map<Example, Lesson>(taught.map((example) => [example, new Map()]));
      const scratch = new Float64Array(this.#labelIds.length);
      for (let step = 0; step < EPOCHS * taught.length; step++) {
        const example = taught[orderIn(step, taught.length)]!;
        const rate = RATE * (1 - Math.floor(step / taught.length) / EPOCHS);
        ranker.learn(vectors.of(example.features), example.labels, { rate, lesson: lessons.get(example)!, scratch });
        if (step % SLICE === 0) yield;
      }
      return { ranker, lessons };
    }.bind(this);

    const folds = new Map(examples.map((example) => [example, foldOf(example.features, FOLDS)]));
    const slates: Slate[] = [];
    for (let fold = 0; fold < FOLDS && slates.length < MOST_HELD_OUT; fold++) {
      const { ranker } = yield* trained(examples.filter((example) => folds.get(example) !== fold));
      const same = (example: Example) => folds.get(example) === fold;
      for (const example of examples.filter(same).slice(0, MOST_HELD_OUT - slates.length)) {
        const { labels, slate } = this.#weigh(example.features, { ranker, vectors, without: same });
        slates.push({ ...slate, right: labels.map((label) => example.labels.includes(label)) });
        if (slates.length % SLICE === 0) yield;
      }
    }
    const { ranker, lessons } = yield* trained(examples);
    this.#stack = fitStack(slates, WARM_STACK);
    this.#ranker = ranker;
    this.#vectors = vectors;
    this.#fitted = examples.length;
    this.#changes = 0;
    this.#catchUp(examples, lessons);
  }

  suggest(text: string, options: SuggestOptions = {}): SuggestionAnswer {
    const tokens = tokenise(text);
    const features = featuresOf(tokens);
    const excluded = options.without === undefined ? undefined : this.#examples.get(options.without);
    const { labels, slate, near } = this.#weigh(features, {
      ranker: this.#ranker,
      vectors: this.#vectors,
      without: (example) => example === excluded,
      unlearnt: excluded,
      subjectId: options.subjectId,
    });
    const shares = sharesOf(this.#stack.weights, slate);
    const ranked = labels
      .map((label, i) => ({ pointId: this.#labelIds[label]!, label, share: shares[i]! }))
      .sort((a, b) => b.share - a.share || (a.pointId < b.pointId ? -1 : 1))
      .slice(0, options.first ?? 5);
    let ceiling = 1;
    const suggestions = ranked.map(({ pointId, label, share }, rank): PointSuggestion => {
      ceiling = Math.min(ceiling, confidenceOf(this.#stack, share, rank));
      return { pointId, confidence: ceiling, spans: this.#spans(tokens, label, near) };
    });
    return { abstained: (suggestions[0]?.confidence ?? 0) < ABSTAIN_BELOW, suggestions };
  }

  #weigh(features: TextFeatures, { ranker, vectors, without, unlearnt, subjectId }: Sources): Weighed {
    const votes = new Map<number, { share: number; nearest: number }>();
    const near = this.#nearest
      .nearest(features, NEIGHBOURS * 2)
      .map(({ slot, similarity }) => ({ example: this.#bySlot[slot]!, similarity }))
      .filter(({ example }) => !without(example))
      .slice(0, NEIGHBOURS);
    const total = near.reduce((sum, { similarity }) => sum + similarity ** 4, 1e-12);
    for (const { example, similarity } of near) {
      for (const label of example.labels) {
        const { share, nearest } = votes.get(label) ?? { share: 0, nearest: similarity };
        votes.set(label, { share: share + similarity ** 4 / total, nearest });
      }
    }
    const isCandidate = (label: number) => this.#isCandidate(this.#labelIds[label]!, subjectId);
    const names = this.#names.match(features);
    const labels = new Set([...votes.keys()].filter(isCandidate));
    for (const label of bestByShare(names, NAME_CANDIDATES, isCandidate)) labels.add(label);
    const linear = ranker && this.#linearScores(features, { ranker, vectors, unlearnt });
    if (linear) for (const label of bestOf(linear, LINEAR_CANDIDATES, isCandidate)) labels.add(label);
    const all = [...labels].sort((a, b) => a - b);
    const candidates = all.map((label) => {
      const { share, nearest } = votes.get(label) ?? { share: 0, nearest: 0 };
      return evidenceOf(linear?.[label] ?? Number.NEGATIVE_INFINITY, share, nearest, names.get(label) ?? 0);
    });
    return { labels: all, slate: { candidates, nearest: near[0]?.similarity ?? 0 }, near };
  }

  #linearScores(features: TextFeatures, { ranker, vectors, unlearnt }: LinearSources): Float64Array {
    if (this.#scratch.length < ranker.labels) this.#scratch = new Float64Array(ranker.labels);
    const scores = this.#scratch.subarray(0, ranker.labels);
    const vector = vectors.of(features);
    if (unlearnt === undefined) {
      ranker.score(vector, scores);
      return scores;
    }
    const taught = vectors.of(unlearnt.features);
    ranker.forget(taught, unlearnt.lesson);
    ranker.score(vector, scores);
    ranker.forget(taught, new Map([...unlearnt.lesson].map(([label, step]) => [label, -step])));
    return scores;
  }

  #teach(ranker: LinearRanker, example: Example): void {
    if (this.#scratch.length < ranker.labels) this.#scratch = new Float64Array(ranker.labels);
    const scratch = this.#scratch.subarray(0, ranker.labels);
    const vector = this.#vectors.of(example.features);
    for (const rate of [RATE, RATE / 2]) {
      ranker.learn(vector, example.labels, { rate, lesson: example.lesson, scratch });
    }
  }

  /** After a fit: its lessons become the examples' own; those that came meanwhile are taught, those that went forgotten. */
  #catchUp(fitted: readonly Example[], lessons: ReadonlyMap<Example, Lesson>): void {
    for (const example of fitted) {
      const lesson = lessons.get(example)!;
      if (this.#examples.get(example.id) !== example) {
        this.#ranker!.forget(this.#vectors.of(example.features), lesson);
        continue;
      }
      example.lesson.clear();
      for (const [label, step] of lesson) example.lesson.set(label, step);
    }
    for (const example of this.#examples.values()) {
      if (lessons.has(example)) continue;
      example.lesson.clear();
      this.#teach(this.#ranker!, example);
    }
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

  /** Words of its names, of its nearest examples, and those that the ranker holds to speak for it. */
  #spans(tokens: TextTokens, label: number, near: readonly Near[]): TextSpan[] {
    const point = this.#points.get(this.#labelIds[label]!)!;
    const known = new Set<number>();
    for (const name of [point.name, point.nameEn, ...(point.aliases ?? [])]) {
      if (name) for (const id of featuresOf(tokenise(name)).ids) known.add(id);
    }
    const own = near.filter(({ example }) => example.labels.includes(label)).slice(0, 3);
    for (const { example } of own) for (const id of example.features.ids) known.add(id);
    return spansOf(tokens, (id) => known.has(id) || (this.#ranker?.weight(id, label) ?? 0) > SPEAKS);
  }
}

/** A weight of the ranker above this speaks for a point. */
const SPEAKS = 0.5;

interface Near {
  readonly example: Example;
  readonly similarity: number;
}

interface LinearSources {
  readonly ranker: LinearRanker;
  readonly vectors: TextVectors;
  readonly unlearnt?: Example | undefined;
}

interface Sources extends Omit<LinearSources, "ranker"> {
  readonly ranker: LinearRanker | undefined;
  readonly without: (example: Example) => boolean;
  readonly subjectId?: string | undefined;
}

interface Weighed {
  readonly labels: readonly number[];
  readonly slate: Slate;
  readonly near: readonly Near[];
}

interface Trained {
  readonly ranker: LinearRanker;
  readonly lessons: ReadonlyMap<Example, Lesson>;
}
