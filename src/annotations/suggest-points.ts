import { NearestExamples, type Neighbour } from "./suggestion/nearest-examples.js";
import { bucketOf, extendGram, featuresOf, type TextFeatures } from "./suggestion/text-features.js";
import { type TextTokens, tokenise } from "./suggestion/text-tokens.js";

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
  readonly slot: number;
  readonly pointIds: readonly string[];
  readonly features: TextFeatures;
}

const NEIGHBOURS = 20;
const MOST_SPANS = 3;
const ABSTAIN_BELOW = 0.2;

/**
 * Suggests knowledge points for a text, from annotated examples (each counts from the moment it is added) and, where
 * there are none, from the names, aliases, codes and descriptions of the points. Deterministic.
 */
export class PointSuggester {
  readonly #points = new Map<string, SuggestiblePoint>();
  readonly #examples = new Map<string, Example>();
  readonly #bySlot: (string | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  readonly #nearest = new NearestExamples();
  readonly #names = new NearestExamples();
  readonly #namePoint: string[] = [];

  constructor(points: Iterable<SuggestiblePoint>) {
    for (const point of points) {
      this.#points.set(point.id, point);
      for (const name of [point.name, point.nameEn, point.code, point.description, ...(point.aliases ?? [])]) {
        if (name === undefined) continue;
        this.#names.add(this.#namePoint.length, featuresOf(tokenise(name)));
        this.#namePoint.push(point.id);
      }
    }
  }

  /** Learns that teachers tagged this text with these points (none: that nothing fits). The same id again replaces. */
  addExample(id: string, text: string, pointIds: readonly string[]): void {
    this.removeExample(id);
    const slot = this.#freeSlots.pop() ?? this.#bySlot.length;
    const features = featuresOf(tokenise(text));
    this.#bySlot[slot] = id;
    this.#examples.set(id, { slot, pointIds: [...new Set(pointIds)], features });
    this.#nearest.add(slot, features);
  }

  /** Forgets an example; false when there was none. */
  removeExample(id: string): boolean {
    const example = this.#examples.get(id);
    if (example === undefined) return false;
    this.#examples.delete(id);
    this.#bySlot[example.slot] = undefined;
    this.#freeSlots.push(example.slot);
    this.#nearest.remove(example.slot);
    return true;
  }

  suggest(text: string, options: SuggestOptions = {}): SuggestionAnswer {
    const tokens = tokenise(text);
    const features = featuresOf(tokens);
    const votes = new Map<string, number>();
    const near = this.#nearest
      .nearest(features, NEIGHBOURS + 1)
      .filter(({ slot }) => options.without === undefined || this.#bySlot[slot] !== options.without)
      .slice(0, NEIGHBOURS);
    let total = 0.05;
    for (const neighbour of near) {
      const vote = neighbour.similarity ** 3;
      total += vote;
      for (const pointId of this.#exampleOf(neighbour).pointIds) votes.set(pointId, (votes.get(pointId) ?? 0) + vote);
    }
    for (const { slot, similarity } of this.#names.nearest(features, NEIGHBOURS)) {
      const pointId = this.#namePoint[slot]!;
      votes.set(pointId, (votes.get(pointId) ?? 0) + 0.5 * similarity ** 3);
    }
    const suggestions = [...votes]
      .filter(([id]) => this.#isCandidate(id, options.subjectId))
      .map(([pointId, vote]) => ({ pointId, confidence: Math.min(1, vote / total) }))
      .sort((a, b) => b.confidence - a.confidence || (a.pointId < b.pointId ? -1 : 1))
      .slice(0, options.first ?? 5)
      .map((suggestion) => ({ ...suggestion, spans: this.#spans(tokens, suggestion.pointId, near) }));
    return { abstained: (suggestions[0]?.confidence ?? 0) < ABSTAIN_BELOW, suggestions };
  }

  #exampleOf(neighbour: Neighbour): Example {
    return this.#examples.get(this.#bySlot[neighbour.slot]!)!;
  }

  #isCandidate(id: string, subjectId: string | undefined): boolean {
    const point = this.#points.get(id);
    return point !== undefined && (subjectId === undefined || point.subjectId === subjectId);
  }

  /** The longest runs of at least two tokens that also stand in the point's names or in its nearest examples. */
  #spans(tokens: TextTokens, pointId: string, near: readonly Neighbour[]): TextSpan[] {
    const known = new Set<number>();
    const point = this.#points.get(pointId)!;
    const own = near.map((n) => this.#exampleOf(n)).filter((example) => example.pointIds.includes(pointId));
    for (const name of [point.name, point.nameEn, ...(point.aliases ?? [])]) {
      if (name !== undefined) for (const id of featuresOf(tokenise(name)).ids) known.add(id);
    }
    for (const { features } of own.slice(0, 3)) for (const id of features.ids) known.add(id);
    const runs: { start: number; end: number }[] = [];
    for (let start = 0; start < tokens.length; ) {
      let end = start;
      while (end + 1 < tokens.length && known.has(bucketOf(gramOf(tokens, end, end + 1)))) end++;
      if (end > start) runs.push({ start, end });
      start = end + 1;
    }
    return runs
      .sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)
      .slice(0, MOST_SPANS)
      .sort((a, b) => a.start - b.start)
      .map(({ start, end }) => ({ from: tokens.from[start]!, to: tokens.to[end]! }));
  }
}

function gramOf(tokens: TextTokens, first: number, last: number): number {
  let gram = 0;
  for (let i = first; i <= last; i++) gram = extendGram(gram, tokens.codes[i]!);
  return gram;
}
