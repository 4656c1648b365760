import type { Adjacency, CompiledGraph } from "../knowledge/compiled-graph.js";

const SIMILARITY_WEIGHT = 0.3;
/** Nobody reads further; the rest keeps its order. */
const DIVERSIFIED = 20;

interface RankedStep {
  readonly leaf: number;
  readonly score: number;
}

/**
 * Chooses `first` steps by maximal marginal relevance (Carbonell and Goldstein 1998, eq. 1): each choice is the step
 * with the best score after a deduction for being like one chosen before. The first stays first, and after
 * twenty choices the rest follows as it was. `steps` are sorted, best first. O(steps).
 */
export function diversify<T extends RankedStep>(graph: CompiledGraph, steps: readonly T[], first: number): T[] {
  const chosen: T[] = [];
  const likeness = new Float64Array(steps.length);
  const taken = new Uint8Array(steps.length);
  const count = Math.min(first, steps.length, DIVERSIFIED);
  while (chosen.length < count) {
    let best = -1;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < steps.length; i++) {
      if (taken[i]) continue;
      const score = steps[i]!.score * (1 - SIMILARITY_WEIGHT * likeness[i]!);
      if (score > bestScore) {
        best = i;
        bestScore = score;
      }
      // The list is sorted: nothing further down can win, whatever its likeness.
      if (i + 1 < steps.length && steps[i + 1]!.score <= bestScore) break;
    }
    const winner = steps[best]!;
    taken[best] = 1;
    chosen.push(winner);
    for (let i = 0; i < steps.length; i++) {
      if (!taken[i]) likeness[i] = Math.max(likeness[i]!, similarity(graph, winner.leaf, steps[i]!.leaf));
    }
  }
  for (let i = 0; i < steps.length && chosen.length < first; i++) if (!taken[i]) chosen.push(steps[i]!);
  return chosen;
}

/** Share of neighbours in common, prerequisites or dependents, the larger of the two Jaccard indexes. */
function similarity(graph: CompiledGraph, a: number, b: number): number {
  return Math.max(jaccard(graph.prerequisites, a, b), jaccard(graph.dependents, a, b));
}

/** |A ∩ B| / |A ∪ B| of two sorted rows; 0 where both are empty. */
function jaccard({ offsets, targets }: Adjacency, a: number, b: number): number {
  let i = offsets[a]!;
  let j = offsets[b]!;
  const endA = offsets[a + 1]!;
  const endB = offsets[b + 1]!;
  const sizes = endA - i + endB - j;
  let common = 0;
  while (i < endA && j < endB) {
    const difference = targets[i]! - targets[j]!;
    if (difference === 0) common++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return sizes === 0 ? 0 : common / (sizes - common);
}
