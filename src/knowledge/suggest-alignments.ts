import type { FrameworkItem } from "./graph-state.js";
import type { KnowledgeGraph } from "./knowledge-graph.js";

export interface AlignmentSuggestion {
  readonly knowledgePointId: string;
  /** 0 to 1: how often a pair as alike as this was aligned in the curricula that ship. */
  readonly confidence: number;
}

/**
 * Logistic of the likeness, fitted on the items of the two mathematics textbooks and the 2022 standard that ship, each
 * framework judged with the statements of the others.
 */
const INTERCEPT = -1.79;
const SLOPE = 2.49;

interface Description {
  readonly knowledgePointId: string;
  readonly grams: ReadonlySet<string>;
}

/**
 * Suggests points for the items of frameworks, from the names and aliases of points and from the statements of items of
 * other frameworks that are aligned already. Likeness is the weighted overlap of pairs of characters (Dice, 1945), rare
 * pairs counting more (inverse document frequency). Deterministic. Built in O(words); an item costs O(descriptions that
 * share a pair with it).
 */
export class AlignmentSuggester {
  readonly #descriptions: Description[] = [];
  readonly #byGram = new Map<string, number[]>();

  constructor(graph: KnowledgeGraph, frameworkId: string) {
    const subjectId = graph.frameworks.get(frameworkId)?.subjectId;
    const add = (knowledgePointId: string, text: string) => {
      const grams = gramsOf(text);
      for (const gram of grams) {
        const list = this.#byGram.get(gram);
        if (list) list.push(this.#descriptions.length);
        else this.#byGram.set(gram, [this.#descriptions.length]);
      }
      this.#descriptions.push({ knowledgePointId, grams });
    };
    for (const point of graph.points.values()) {
      if (point.status !== "ACTIVE" || (subjectId !== undefined && point.subjectId !== subjectId)) continue;
      for (const name of new Set([point.name, ...(point.nameEn ? [point.nameEn] : []), ...point.aliases]))
        add(point.id, name);
      for (const item of graph.itemsAlignedTo(point.id))
        if (item.frameworkId !== frameworkId) add(point.id, item.statement);
    }
  }

  /** The points most alike to an item's statement, best first; ties by id. */
  suggest(item: Pick<FrameworkItem, "statement">, first: number): AlignmentSuggestion[] {
    const grams = gramsOf(item.statement);
    const weightOf = (gram: string) =>
      Math.log(1 + this.#descriptions.length / (1 + (this.#byGram.get(gram)?.length ?? 0)));
    const total = (list: Iterable<string>) => [...list].reduce((sum, gram) => sum + weightOf(gram), 0);
    const own = total(grams);
    const shared = new Map<number, number>();
    for (const gram of grams)
      for (const i of this.#byGram.get(gram) ?? []) shared.set(i, (shared.get(i) ?? 0) + weightOf(gram));
    const best = new Map<string, number>();
    for (const [i, overlap] of shared) {
      const { knowledgePointId, grams: theirs } = this.#descriptions[i]!;
      const likeness = (2 * overlap) / (own + total(theirs));
      best.set(knowledgePointId, Math.max(best.get(knowledgePointId) ?? 0, likeness));
    }
    return [...best]
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, first)
      .map(([knowledgePointId, likeness]) => ({
        knowledgePointId,
        confidence: 1 / (1 + Math.exp(-(INTERCEPT + SLOPE * likeness))),
      }));
  }
}

/** Pairs of neighbouring characters, with single ones at the ends; words of Latin letters whole. */
function gramsOf(text: string): Set<string> {
  const grams = new Set<string>();
  for (const run of text
    .normalize("NFKC")
    .toLowerCase()
    .match(/\p{Script=Han}+|[\p{L}\p{N}]+/gu) ?? []) {
    if (!/\p{Script=Han}/u.test(run)) grams.add(run);
    else if (run.length === 1) grams.add(run);
    else for (let i = 0; i + 1 < run.length; i++) grams.add(run.slice(i, i + 2));
  }
  return grams;
}
