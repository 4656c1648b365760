import type { Adjacency } from "../knowledge/compiled-graph.js";
import type { Match } from "./match-resources.js";

/**
 * Brings an order in which no node comes before its prerequisites, near or far, into that of an edition: each node at its
 * own place or, where that is earlier, at the place of the first that builds on it, so that the edition is kept but where
 * prerequisites forbid it, and what an edition takes for granted comes just before it is needed. Equal places keep the
 * order given; the result again has no node before its prerequisites.
 *
 * @param prerequisites rows of a graph whose nodes are numbered prerequisites first
 * @param placeOf a node's place in the edition, infinite for what the edition does not come to
 *
 * O(nodes + edges + order · log order); allocates one number a node.
 */
export function orderByEdition(
  { offsets, targets }: Adjacency,
  order: readonly number[],
  placeOf: (node: number) => number,
): number[] {
  const places = new Float64Array(offsets.length - 1).fill(Number.POSITIVE_INFINITY);
  for (const node of order) places[node] = placeOf(node);
  for (let v = places.length - 1; v >= 0; v--) {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const u = targets[e]!;
      places[u] = Math.min(places[u]!, places[v]!);
    }
  }
  return [...order].sort((a, b) => (places[a] === places[b] ? 0 : places[a]! - places[b]!));
}

/**
 * Matches in the order of an edition: each at the place of the leaf that it covers best, the earliest of equals, or else
 * of the point by which its text was matched; what the edition does not come to last. Equal places keep the order given.
 *
 * @param leaves of the need, in its order
 * @param places in the edition, by point (see `readingOrder`)
 */
export function matchesByEdition<M extends Match>(
  matches: readonly M[],
  leaves: readonly string[],
  places: ReadonlyMap<string, number>,
): M[] {
  const placeOf = ({ cover, reasons }: Match): number => {
    const most = Math.max(...cover.values());
    const best = [...cover].flatMap(([leaf, value]) => (value === most ? [leaves[leaf]!] : []));
    const points = best.length > 0 ? best : reasons.map((reason) => reason.knowledgePointId ?? "");
    return Math.min(...points.map((id) => places.get(id) ?? Number.POSITIVE_INFINITY));
  };
  const placed = matches.map((match) => ({ match, place: placeOf(match) }));
  return placed.sort((a, b) => (a.place === b.place ? 0 : a.place - b.place)).map(({ match }) => match);
}
