import { pinyin } from "pinyin-pro";
import { compare, type KnowledgePoint } from "./graph-state.js";
import { dice, Haystack, pairsOf } from "./haystack.js";
import type { KnowledgeGraph } from "./knowledge-graph.js";

export interface PointHit {
  readonly knowledgePoint: KnowledgePoint;
  /** 0 to 1; 1 is the name itself. */
  readonly score: number;
}

interface SearchTerms {
  readonly names: readonly string[];
  readonly code: string;
  readonly description: string;
}

const termsOfPoint = new WeakMap<KnowledgePoint, SearchTerms>();
const soundsOfPoint = new WeakMap<KnowledgePoint, readonly string[]>();
const indexOfGraph = new WeakMap<KnowledgeGraph, SearchIndex>();

/** Of this many hits the best are sure to be among those weighed: whole names and beginnings are looked for first. */
const MOST_WEIGHED = 500;
/** So many names are put into pinyin while somebody waits; more are prepared beforehand. */
const MOST_SOUNDED_AT_ONCE = 300;
const SLICE_MS = 5;
/** A misspelt text may share this much of its pairs of characters with a name, and is then worth at most so much. */
const LIKE = 0.5;
const MISSPELT = 0.4;

/**
 * Active points that a text finds by name, alias, code, pinyin or description, best first; ties by length of the name,
 * then code. Every word of the text must be found; where none has them all, names that nearly are the text, as it may
 * be misspelt. With `first`, only so many, weighed among the first few hundred hits.
 * One pass over the concatenated terms for each word, then O(hits).
 */
export function searchPoints(graph: KnowledgeGraph, text: string, subjectId?: string, first?: number): PointHit[] {
  const words = normalise(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const index = indexOf(graph);
  const most = first === undefined ? Number.POSITIVE_INFINITY : Math.max(MOST_WEIGHED, first);
  const accepts = (i: number) => subjectId === undefined || index.points[i]!.subjectId === subjectId;
  const phrase = words.join(" ");
  const candidates = index.find(phrase, most, accepts);
  if (words.length > 1) {
    const [rarest, ...others] = words
      .map((word) => index.find(word, Number.POSITIVE_INFINITY, accepts))
      .sort((x, y) => x.size - y.size);
    for (const i of rarest!) if (others.every((found) => found.has(i))) candidates.add(i);
  }
  const hits: PointHit[] = [];
  for (const i of candidates) {
    const point = index.points[i]!;
    const terms = termsOf(point);
    const sounds = soundsOfPoint.get(point) ?? [];
    const score = Math.max(
      scoreOf(terms, sounds, phrase),
      words.length > 1 ? Math.min(...words.map((word) => scoreOf(terms, sounds, word))) * 0.9 : 0,
    );
    if (score > 0) hits.push({ knowledgePoint: point, score: Math.min(1, score) });
  }
  if (hits.length === 0) {
    for (const [i, likeness] of index.findLike(phrase, accepts)) {
      hits.push({ knowledgePoint: index.points[i]!, score: likeness * MISSPELT });
    }
  }
  hits.sort(
    (a, b) =>
      b.score - a.score ||
      a.knowledgePoint.name.length - b.knowledgePoint.name.length ||
      compare(a.knowledgePoint.code, b.knowledgePoint.code),
  );
  return first === undefined ? hits : hits.slice(0, first);
}

/** Prepares the search of a graph, a few milliseconds at a time, so that nobody waits for the pinyin of all names. */
export async function prepareSearch(graph: KnowledgeGraph, isWanted: () => boolean): Promise<void> {
  let until = performance.now() + SLICE_MS;
  for (const point of graph.points.values()) {
    if (point.status !== "ACTIVE") continue;
    termsOf(point);
    soundsOf(point);
    if (performance.now() < until) continue;
    await new Promise((resolve) => setImmediate(resolve));
    if (!isWanted()) return;
    until = performance.now() + SLICE_MS;
  }
  indexOf(graph);
}

/** Terms of many points in one string each kind, so that a search is the engine's own scan of a string. */
class SearchIndex {
  readonly points: readonly KnowledgePoint[];
  readonly #names: Haystack;
  readonly #codes: Haystack;
  readonly #descriptions: Haystack;
  #sounds: Haystack | undefined;

  constructor(graph: KnowledgeGraph) {
    this.points = [...graph.points.values()].filter((point) => point.status === "ACTIVE");
    const terms = this.points.map(termsOf);
    this.#names = new Haystack(terms.map((t) => t.names));
    this.#codes = new Haystack(terms.map((t) => [t.code]));
    this.#descriptions = new Haystack(terms.map((t) => [t.description]));
  }

  /** Numbers of points in which a word may be found, the likelier kinds first, at most about `most`. */
  find(word: string, most: number, accepts: (i: number) => boolean): Set<number> {
    const found = new Set<number>();
    const add = (entries: Iterable<number>) => {
      for (const i of entries) {
        if (found.size >= most) return;
        found.add(i);
      }
    };
    const names = this.#names.find(word, accepts);
    const codes = this.#codes.find(word, accepts);
    const sounds = /^[a-z]{2,}$/.test(word) ? this.#ofSounds().find(word, accepts) : undefined;
    add(names.whole);
    add(codes.whole);
    add(names.beginning);
    add(sounds?.whole ?? []);
    add(codes.beginning);
    add(sounds?.beginning ?? []);
    add(names.within);
    if (word.length > 2) add(sounds?.within ?? []);
    if (found.size < most) {
      const { whole, beginning, within } = this.#descriptions.find(word, accepts);
      for (const entries of [whole, beginning, within]) add(entries);
    }
    return found;
  }

  /** Numbers of points with a name that shares half of its pairs of characters with the text (Dice, 1945) → how much. */
  findLike(text: string, accepts: (i: number) => boolean): Map<number, number> {
    const grams = pairsOf(text);
    const shared = new Map<number, number>();
    for (const gram of grams) {
      for (const i of this.#names.entriesWith(gram)) shared.set(i, (shared.get(i) ?? 0) + 1);
    }
    const found = new Map<number, number>();
    for (const [i, count] of shared) {
      if (count < (LIKE / 2) * grams.size || !accepts(i)) continue;
      const likeness = Math.max(...termsOf(this.points[i]!).names.map((name) => dice(grams, pairsOf(name))));
      if (likeness >= LIKE) found.set(i, likeness);
    }
    return found;
  }

  #ofSounds(): Haystack {
    if (this.#sounds) return this.#sounds;
    const missing = this.points.filter((point) => !soundsOfPoint.has(point));
    for (const point of missing.slice(0, MOST_SOUNDED_AT_ONCE)) soundsOf(point);
    const sounds = new Haystack(this.points.map((point) => soundsOfPoint.get(point) ?? []));
    if (missing.length <= MOST_SOUNDED_AT_ONCE) this.#sounds = sounds;
    return sounds;
  }
}

function indexOf(graph: KnowledgeGraph): SearchIndex {
  let index = indexOfGraph.get(graph);
  if (!index) {
    index = new SearchIndex(graph);
    indexOfGraph.set(graph, index);
  }
  return index;
}

/** 1 the name or code, .9 its beginning, .8 within it, each less for an alias; .5 pinyin, .3 within the description. */
function scoreOf(terms: SearchTerms, sounds: readonly string[], word: string): number {
  let best = 0;
  terms.names.forEach((name, i) => {
    const place = name === word ? 1 : name.startsWith(word) ? 0.9 : name.includes(word) ? 0.8 : 0;
    best = Math.max(best, place - (i === 0 ? 0 : 0.05));
  });
  if (best >= 0.75) return best;
  if (terms.code === word) return 1;
  if (terms.code.startsWith(word)) best = Math.max(best, 0.6);
  if (/^[a-z]{2,}$/.test(word)) {
    for (const sound of sounds) {
      best = Math.max(
        best,
        sound === word ? 0.7 : sound.startsWith(word) ? 0.55 : word.length > 2 && sound.includes(word) ? 0.45 : 0,
      );
    }
  }
  if (best === 0 && terms.description.includes(word)) best = 0.3;
  return best;
}

function termsOf(point: KnowledgePoint): SearchTerms {
  let terms = termsOfPoint.get(point);
  if (!terms) {
    terms = {
      names: [point.name, point.nameEn ?? point.name, ...point.aliases].map(normalise),
      code: normalise(point.code),
      description: normalise(point.description ?? ""),
    };
    termsOfPoint.set(point, terms);
  }
  return terms;
}

/** Whole pinyin and initials of the name and the aliases of a point: `gougudingli`, `ggdl`. */
function soundsOf(point: KnowledgePoint): readonly string[] {
  let sounds = soundsOfPoint.get(point);
  if (!sounds) {
    sounds = [point.name, ...point.aliases]
      .filter((name) => /\p{Script=Han}/u.test(name))
      .flatMap((name) => {
        const syllables = pinyin(name, { toneType: "none", type: "array", nonZh: "removed", v: true });
        return [syllables.join(""), syllables.map((syllable) => syllable[0]).join("")];
      });
    soundsOfPoint.set(point, sounds);
  }
  return sounds;
}

const normalise = (text: string): string => text.normalize("NFKC").toLowerCase().trim();
