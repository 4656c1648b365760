import { compare, type KnowledgePoint } from "./knowledge-graph.js";

/** Two points whose names nearly repeat each other; `likeness` 0 to 1, 1 for the same name. */
export interface NearNames {
  readonly pointIds: readonly [string, string];
  readonly likeness: number;
}

const NEAR = 0.8;
/** A pair of characters in more names than this tells none apart. */
const MOST_SHARING = 200;

/**
 * Pairs of points whose names or aliases are the same or share at least .8 of their pairs of characters (Dice, 1945);
 * likest first. O(names × names that share a pair of characters).
 */
export function findNearNames(points: readonly KnowledgePoint[]): NearNames[] {
  const names = points.flatMap((point) =>
    [...new Set([point.name, ...point.aliases].map(normalise))].map((name) => ({ id: point.id, grams: gramsOf(name) })),
  );
  const byGram = new Map<string, number[]>();
  names.forEach(({ grams }, i) => {
    for (const gram of grams) {
      const list = byGram.get(gram);
      if (list) list.push(i);
      else byGram.set(gram, [i]);
    }
  });
  const found = new Map<string, NearNames>();
  names.forEach(({ id, grams }, i) => {
    const shared = new Map<number, number>();
    for (const gram of grams) {
      const sharing = byGram.get(gram)!;
      if (sharing.length > MOST_SHARING) continue;
      for (const j of sharing) if (j > i && names[j]!.id !== id) shared.set(j, (shared.get(j) ?? 0) + 1);
    }
    for (const [j, count] of shared) {
      const likeness = (2 * count) / (grams.size + names[j]!.grams.size);
      const pointIds = [id, names[j]!.id].sort(compare) as [string, string];
      if (likeness >= NEAR && likeness > (found.get(pointIds.join(" "))?.likeness ?? 0))
        found.set(pointIds.join(" "), { pointIds, likeness });
    }
  });
  return [...found.values()].sort(
    (a, b) => b.likeness - a.likeness || compare(a.pointIds.join(" "), b.pointIds.join(" ")),
  );
}

const normalise = (name: string): string =>
  name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s\p{P}的与和及]/gu, "");

/** Pairs of neighbouring characters, the ends of the name among them. */
function gramsOf(name: string): Set<string> {
  const text = `^${name}$`;
  return new Set(Array.from({ length: text.length - 1 }, (_, i) => text.slice(i, i + 2)));
}
