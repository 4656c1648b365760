/** An edge from what comes first to what depends on it. */
export type Pair = readonly [first: string, then: string];

/** The nodes in an order in which each edge points forward, or undefined if there is a cycle. */
export function topologicalOrder(pairs: readonly Pair[]): string[] | undefined {
  const next = adjacency(pairs);
  const waiting = new Map([...next.keys()].map((id) => [id, 0]));
  for (const [, then] of pairs) waiting.set(then, waiting.get(then)! + 1);
  const order = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  for (const id of order) {
    for (const then of next.get(id)!) {
      waiting.set(then, waiting.get(then)! - 1);
      if (waiting.get(then) === 0) order.push(then);
    }
  }
  return order.length === next.size ? order : undefined;
}

/** The edges a → b beside which another path leads from a to b. The graph must be acyclic. */
export function redundantEdges(pairs: readonly Pair[]): Pair[] {
  const next = adjacency(pairs);
  const reachable = new Map<string, Set<string>>();
  for (const id of topologicalOrder(pairs)!.reverse()) {
    reachable.set(id, new Set(next.get(id)!.flatMap((then) => [then, ...reachable.get(then)!])));
  }
  return pairs.filter(([first, then]) => next.get(first)!.some((other) => reachable.get(other)!.has(then)));
}

/** The number of points on the longest chain. The graph must be acyclic. */
export function longestChain(pairs: readonly Pair[]): number {
  const next = adjacency(pairs);
  const length = new Map<string, number>();
  for (const id of topologicalOrder(pairs)!.reverse()) {
    length.set(id, 1 + Math.max(0, ...next.get(id)!.map((then) => length.get(then)!)));
  }
  return Math.max(0, ...length.values());
}

function adjacency(pairs: readonly Pair[]): Map<string, string[]> {
  const next = new Map<string, string[]>();
  for (const [first, then] of pairs) {
    next.set(first, [...(next.get(first) ?? []), then]);
    if (!next.has(then)) next.set(then, []);
  }
  return next;
}
