import { compare, type KnowledgePoint } from "./graph-state.js";

/** Two points whose names nearly repeat each other; `likeness` 0 to 1, 1 for the same name. */
export interface NearNames {
  readonly pointIds: readonly [string, string];
  readonly likeness: number;
}

const NEAR = 0.8;
/** The list ends here. */
const MOST = 1000;

/**
 * Pairs of points whose names or aliases are the same or share at least .8 of their pairs of characters (Dice, 1945),
 * likest first, at most 1,000. Names with different numbers in them are numbered on purpose and not alike.
 *
 * Two such sets share one of the rarest third of either (prefix filter: Chaudhuri, Ganti & Kaushik, 2006), so only
 * names that do are compared. O(names × names that share a rare pair of characters).
 */
export function findNearNames(points: readonly KnowledgePoint[]): NearNames[] {
  const names = points.flatMap((point) =>
    [...new Set([point.name, ...point.aliases].map(plainName))].map(nameOf(point)),
  );
  sortByRarity(names);
  const byRareGram = new Map<string, Name[]>();
  const found = new Map<string, NearNames>();
  for (const name of names) {
    const candidates = new Set<Name>();
    // What two such sets share is at least .8 / (2 − .8) = 2/3 of the larger, and so of this one.
    const rare = name.grams.length - Math.ceil((name.grams.length * 2) / 3) + 1;
    for (const gram of name.grams.slice(0, rare)) {
      const sharing = byRareGram.get(gram);
      for (const other of sharing ?? []) candidates.add(other);
      if (sharing) sharing.push(name);
      else byRareGram.set(gram, [name]);
    }
    for (const other of candidates) {
      if (other.id === name.id || isNumberedApart(name, other)) continue;
      const likeness = likenessOf(name, other);
      const pointIds = [name.id, other.id].sort(compare) as [string, string];
      const key = pointIds.join(" ");
      if (likeness >= NEAR && likeness > (found.get(key)?.likeness ?? 0)) found.set(key, { pointIds, likeness });
    }
  }
  return [...found.values()]
    .sort((a, b) => b.likeness - a.likeness || compare(a.pointIds.join(" "), b.pointIds.join(" ")))
    .slice(0, MOST);
}

interface Name {
  readonly id: string;
  readonly numbers: string;
  /** Pairs of neighbouring characters, the ends of the name among them; the rarest first. */
  readonly grams: string[];
}

const plainName = (name: string): string => name.normalize("NFKC").toLowerCase();

const nameOf =
  ({ id }: KnowledgePoint) =>
  (plain: string): Name => {
    const text = `^${plain.replace(/[\s\p{P}的与和及]/gu, "")}$`;
    const grams = new Set(Array.from({ length: text.length - 1 }, (_, i) => text.slice(i, i + 2)));
    return { id, numbers: plain.match(/\d+/g)?.join(" ") ?? "", grams: [...grams] };
  };

function sortByRarity(names: readonly Name[]): void {
  const count = new Map<string, number>();
  for (const { grams } of names) for (const gram of grams) count.set(gram, (count.get(gram) ?? 0) + 1);
  for (const { grams } of names) grams.sort((a, b) => count.get(a)! - count.get(b)! || compare(a, b));
}

function isNumberedApart(a: Name, b: Name): boolean {
  return a.numbers !== "" && b.numbers !== "" && a.numbers !== b.numbers;
}

function likenessOf(a: Name, b: Name): number {
  const ofB = new Set(b.grams);
  const shared = a.grams.filter((gram) => ofB.has(gram)).length;
  return (2 * shared) / (a.grams.length + b.grams.length);
}
