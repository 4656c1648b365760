import { pinyin } from "pinyin-pro";
import { compare, type KnowledgeGraph, type KnowledgePoint } from "./knowledge-graph.js";

export interface PointHit {
  readonly knowledgePoint: KnowledgePoint;
  /** 0 to 1; 1 is the name itself. */
  readonly score: number;
}

interface SearchTerms {
  readonly names: readonly string[];
  readonly code: string;
  readonly description: string;
  /** Whole pinyin and initials of the name and aliases: `gougudingli`, `ggdl`. */
  readonly sounds: readonly string[];
}

const termsOfPoint = new WeakMap<KnowledgePoint, SearchTerms>();

/**
 * Active points that a text finds by name, alias, code, pinyin or description, best first; ties by code.
 * Every word of the text must be found. One pass over the points: O(points × words).
 */
export function searchPoints(graph: KnowledgeGraph, text: string, subjectId?: string): PointHit[] {
  const words = normalise(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const hits: PointHit[] = [];
  for (const point of graph.points.values()) {
    if (point.status !== "ACTIVE" || (subjectId !== undefined && point.subjectId !== subjectId)) continue;
    const terms = termsOf(point);
    const score = Math.max(
      scoreOf(terms, words.join(" ")),
      words.length > 1 ? Math.min(...words.map((word) => scoreOf(terms, word))) * 0.9 : 0,
    );
    if (score > 0) hits.push({ knowledgePoint: point, score: Math.min(1, score) });
  }
  return hits.sort(
    (a, b) =>
      b.score - a.score ||
      a.knowledgePoint.name.length - b.knowledgePoint.name.length ||
      compare(a.knowledgePoint.code, b.knowledgePoint.code),
  );
}

/** 1 the name or code, .9 its beginning, .8 within it, each less for an alias; .5 pinyin, .3 within the description. */
function scoreOf(terms: SearchTerms, word: string): number {
  let best = 0;
  terms.names.forEach((name, i) => {
    const place = name === word ? 1 : name.startsWith(word) ? 0.9 : name.includes(word) ? 0.8 : 0;
    best = Math.max(best, place - (i === 0 ? 0 : 0.05));
  });
  if (best >= 0.75) return best;
  if (terms.code === word) return 1;
  if (terms.code.startsWith(word)) best = Math.max(best, 0.6);
  if (/^[a-z]{2,}$/.test(word)) {
    for (const sound of terms.sounds) {
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
    const chinese = [point.name, ...point.aliases];
    terms = {
      names: [point.name, point.nameEn ?? point.name, ...point.aliases].map(normalise),
      code: normalise(point.code),
      description: normalise(point.description ?? ""),
      sounds: chinese.filter((name) => /\p{Script=Han}/u.test(name)).flatMap(soundsOf),
    };
    termsOfPoint.set(point, terms);
  }
  return terms;
}

function soundsOf(name: string): string[] {
  const syllables = pinyin(name, { toneType: "none", type: "array", nonZh: "removed", v: true });
  return [syllables.join(""), syllables.map((syllable) => syllable[0]).join("")];
}

const normalise = (text: string): string => text.normalize("NFKC").toLowerCase().trim();
