import type { CompiledGraph } from "./compiled-graph.js";

const WORDS = 32;
const COLUMNS = WORDS * 32;

/**
 * The leaves of both graphs whose near and far prerequisites are not the same set of points, sorted by id.
 *
 * Bit sets of ancestors, a block of 1024 possible ancestors at a time, each filled in topological order:
 * O((nodes + edges) × nodes / 32) word operations, O(nodes) words at a time.
 */
export function changedClosures(before: CompiledGraph, after: CompiledGraph): string[] {
  const ids = [...new Set([...before.ids, ...after.ids])].sort();
  const common = before.ids.filter((id) => after.indexOf(id) >= 0);
  const columns = new Map(ids.map((id, i) => [id, i]));
  const [columnsBefore, columnsAfter] = [before, after].map((g) => Int32Array.from(g.ids, (id) => columns.get(id)!));
  const changed = new Set<string>();
  for (let first = 0; first < ids.length; first += COLUMNS) {
    const old = ancestorBits(before, columnsBefore!, first);
    const now = ancestorBits(after, columnsAfter!, first);
    for (const id of common) {
      const [u, v] = [before.indexOf(id) * WORDS, after.indexOf(id) * WORDS];
      for (let w = 0; w < WORDS; w++) {
        if (old[u + w] === now[v + w]) continue;
        changed.add(id);
        break;
      }
    }
  }
  return [...changed].sort();
}

/** For each node the bits of its ancestors whose column is in [first, first + COLUMNS). */
function ancestorBits({ order, prerequisites }: CompiledGraph, columns: Int32Array, first: number): Int32Array {
  const bits = new Int32Array(order.length * WORDS);
  for (const v of order) {
    for (let e = prerequisites.offsets[v]!; e < prerequisites.offsets[v + 1]!; e++) {
      const u = prerequisites.targets[e]!;
      for (let w = 0; w < WORDS; w++) bits[v * WORDS + w]! |= bits[u * WORDS + w]!;
      const column = columns[u]! - first;
      if (column >= 0 && column < COLUMNS) bits[v * WORDS + (column >> 5)]! |= 1 << (column & 31);
    }
  }
  return bits;
}
