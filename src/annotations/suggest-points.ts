import { hash } from "../text-hash.js";
import { foldOf, orderIn } from "./suggestion/folds.js";
import { type Lesson, LinearRanker } from "./suggestion/linear-ranker.js";
import { type Example, PointEvidence, type SuggestiblePoint } from "./suggestion/point-evidence.js";
import {
  COLD_STACK,
  confidenceOf,
  fitStack,
  type Slate,
  type Stack,
  sharesOf,
  UNFITTED_STACK,
  WARM_STACK,
} from "./suggestion/stacking.js";
import { featuresOf, type TextFeatures } from "./suggestion/text-features.js";
import { tokenise } from "./suggestion/text-tokens.js";
import { TextVectors } from "./suggestion/text-vectors.js";

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
/** So many examples are learnt at most, so that a fit takes minutes however many there are; all are asked as neighbours. */
const MOST_LEARNT = 20_000;
/** So many examples are kept at most, drawn by the hash of their ids. */
const MOST_EXAMPLES = 50_000;
const HASHES = 2 ** 32;
/** Of one in so many held-out examples it is learnt besides how a text looks whose points are not known. */
const NONE_RIGHT = 10;
/** A fit yields after so many steps. */
const SLICE = 4;

/**
 * Suggests knowledge points for a text, from annotated examples (each counts from the moment it is added) and, where
 * there are none, from the names, aliases, codes and descriptions of the points. Deterministic.
 *
 * Four kinds of evidence, weighed by what proved right on held-out examples ("stacking", Wolpert 1992): a linear ranker
 * on short n-grams, the votes of the nearest examples, their votes for points of like names, and names that stand in the
 * text. See docs/models.md.
 */
export class PointSuggester {
  readonly #evidence = new PointEvidence();
  #ranker: LinearRanker | undefined;
  #vectors: TextVectors;
  #stack: Stack = COLD_STACK;
  #fitted = 0;
  #changes = 0;
  #scratch = new Float64Array(0);
  /** Examples whose ids have lesser hashes are kept. */
  #kept = HASHES;

  constructor(points: Iterable<SuggestiblePoint>) {
    this.#evidence.know(points);
    this.#vectors = new TextVectors(this.#evidence.nearest);
  }

  /** The points that may be suggested are now these; what was learnt of them stays. */
  know(points: Iterable<SuggestiblePoint>): void {
    this.#evidence.know(points);
  }

  /**
   * Learns that teachers tagged this text with these points (none: that nothing fits). The same id again replaces; what
   * is known already changes nothing. Of more than 50,000 examples, between half as many and so many are kept.
   */
  addExample(id: string, text: string, pointIds: readonly string[]): void {
    if (!this.#keeps(id) || this.#evidence.has(id, text, pointIds)) return;
    this.removeExample(id);
    const example = this.#evidence.add(id, text, pointIds);
    this.#changes++;
    if (this.#ranker !== undefined) this.#teach(this.#ranker, example);
    else if (this.#evidence.size >= ENOUGH_EXAMPLES) this.#stack = UNFITTED_STACK;
    if (this.#evidence.size > MOST_EXAMPLES) this.#halve();
  }

  /** Forgets an example; false when there was none. */
  removeExample(id: string): boolean {
    const example = this.#evidence.remove(id);
    if (example === undefined) return false;
    this.#ranker?.forget(this.#vectors.of(example.features), example.lesson);
    this.#changes++;
    return true;
  }

  /** Whether enough has changed for {@link fit} to be worth its time. */
  get fitDue(): boolean {
    return this.#evidence.size >= ENOUGH_EXAMPLES && this.#changes > this.#fitted * FIT_AGAIN;
  }

  /**
   * Learns ranker and weights anew from all examples, or from 20,000 drawn by their ids. Yields every few steps, so that a server can answer in between; an
   * example added or removed meanwhile is learnt at the end. The same examples give the same fit, in any order of ids.
   */
  *fit(): Generator<void, void, void> {
    const known = new Set(this.#evidence.examples());
    const examples = drawn([...known]).sort((a, b) => (a.id < b.id ? -1 : 1));
    const vectors = new TextVectors(this.#evidence.nearest, examples.length);
    const folds = new Map(examples.map((example) => [example, foldOf(example.wordsKey, FOLDS)]));
    const slates: Slate[] = [];
    const strange: Slate[] = [];
    for (let fold = 0; fold < FOLDS && slates.length < MOST_HELD_OUT; fold++) {
      const taught = examples.filter((example) => folds.get(example) !== fold);
      const { ranker } = yield* trained(taught, vectors, this.#evidence.labels);
      const same = (example: Example) => folds.get(example) === fold;
      for (const example of examples.filter(same).slice(0, MOST_HELD_OUT - slates.length)) {
        const linear = this.#linearScores(example.features, { ranker, vectors });
        const isRight = (label: number) => example.labels.includes(label);
        const { labels, slate } = this.#evidence.weigh(example.features, { linear, without: same });
        slates.push({ ...slate, right: labels.map(isRight) });
        if (slates.length % NONE_RIGHT === 0) {
          const without = (other: Example) => same(other) || other.labels.some(isRight);
          const { labels, slate } = this.#evidence.weigh(example.features, { linear, without });
          const candidates = slate.candidates.filter((_, i) => !isRight(labels[i]!));
          strange.push({ ...slate, candidates, right: candidates.map(() => false) });
        }
        if (slates.length % SLICE === 0) yield;
      }
    }
    const { ranker, lessons } = yield* trained(examples, vectors, this.#evidence.labels);
    this.#stack = yield* fitStack(slates, strange, WARM_STACK);
    this.#ranker = ranker;
    this.#vectors = vectors;
    this.#fitted = known.size;
    this.#changes = 0;
    this.#catchUp(lessons, known);
  }

  suggest(text: string, options: SuggestOptions = {}): SuggestionAnswer {
    const tokens = tokenise(text);
    const features = featuresOf(tokens);
    const unlearnt = options.without === undefined ? undefined : this.#evidence.example(options.without);
    const linear =
      this.#ranker && this.#linearScores(features, { ranker: this.#ranker, vectors: this.#vectors, unlearnt });
    const { labels, slate, near } = this.#evidence.weigh(features, {
      linear,
      without: (example) => example === unlearnt,
      subjectId: options.subjectId,
    });
    const shares = sharesOf(this.#stack.weights, slate);
    const ranked = labels
      .map((label, i) => ({ pointId: this.#evidence.pointIdOf(label), label, share: shares[i]! }))
      .sort((a, b) => b.share - a.share || (a.pointId < b.pointId ? -1 : 1))
      .slice(0, options.first ?? 5);
    let ceiling = 1;
    const suggestions = ranked.map(({ pointId, label, share }, rank): PointSuggestion => {
      ceiling = Math.min(ceiling, confidenceOf(this.#stack, share, rank));
      const speaks = (feature: number) => (this.#ranker?.weight(feature, label) ?? 0) > SPEAKS;
      return { pointId, confidence: ceiling, spans: this.#evidence.spans(tokens, label, near, speaks) };
    });
    return { abstained: (suggestions[0]?.confidence ?? 0) < ABSTAIN_BELOW, suggestions };
  }

  #keeps(id: string): boolean {
    return hash(id) >>> 0 < this.#kept;
  }

  /** Half of the examples go; what the ranker learnt of them stays true until it is fitted anew. */
  #halve(): void {
    this.#kept /= 2;
    this.#changes += this.#evidence.retain((id) => this.#keeps(id));
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
  #catchUp(lessons: ReadonlyMap<Example, Lesson>, known: ReadonlySet<Example>): void {
    for (const [example, lesson] of lessons) {
      if (this.#evidence.example(example.id) !== example) {
        this.#ranker!.forget(this.#vectors.of(example.features), lesson);
        continue;
      }
      example.lesson.clear();
      for (const [label, step] of lesson) example.lesson.set(label, step);
    }
    for (const example of this.#evidence.examples()) {
      if (lessons.has(example)) continue;
      example.lesson.clear();
      if (known.has(example)) continue;
      this.#teach(this.#ranker!, example);
    }
  }
}

/** At most {@link MOST_LEARNT} of the examples, those whose ids have the least hashes. */
function drawn(examples: readonly Example[]): Example[] {
  if (examples.length <= MOST_LEARNT) return [...examples];
  const order = examples.map((example) => ({ example, key: hash(example.id) >>> 0 }));
  return order
    .sort((a, b) => a.key - b.key || (a.example.id < b.example.id ? -1 : 1))
    .slice(0, MOST_LEARNT)
    .map(({ example }) => example);
}

/** A ranker taught these examples, with what each has taught it; yields every few steps. */
function* trained(taught: readonly Example[], vectors: TextVectors, labels: number): Generator<void, Trained, void> {
  const ranker = new LinearRanker(labels);
  const lessons = new Map<Example, Lesson>(taught.map((example) => [example, new Map()]));
  const scratch = new Float64Array(labels);
  for (let step = 0; step < EPOCHS * taught.length; step++) {
    const example = taught[orderIn(step, taught.length)]!;
    const rate = RATE * (1 - Math.floor(step / taught.length) / EPOCHS);
    ranker.learn(vectors.of(example.features), example.labels, { rate, lesson: lessons.get(example)!, scratch });
    if (step % SLICE === 0) yield;
  }
  return { ranker, lessons };
}

/** A weight of the ranker above this speaks for a point. */
const SPEAKS = 0.5;

interface LinearSources {
  readonly ranker: LinearRanker;
  readonly vectors: TextVectors;
  readonly unlearnt?: Example | undefined;
}

interface Trained {
  readonly ranker: LinearRanker;
  readonly lessons: ReadonlyMap<Example, Lesson>;
}
