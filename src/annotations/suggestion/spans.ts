import { bucketOf, extendGram } from "./text-features.js";
import type { TextTokens } from "./text-tokens.js";

const MOST_SPANS = 3;

/**
 * The longest runs of at least two tokens of which every neighbouring pair speaks, in reading order, as UTF-16 offsets
 * (`to` exclusive). O(tokens log tokens).
 */
export function spansOf(tokens: TextTokens, speaks: (feature: number) => boolean): { from: number; to: number }[] {
  const runs: { start: number; end: number }[] = [];
  for (let start = 0; start < tokens.length; ) {
    let end = start;
    while (end + 1 < tokens.length && speaks(pairAt(tokens, end))) end++;
    if (end > start) runs.push({ start, end });
    start = end + 1;
  }
  return runs
    .sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)
    .slice(0, MOST_SPANS)
    .sort((a, b) => a.start - b.start)
    .map(({ start, end }) => ({ from: tokens.from[start]!, to: tokens.to[end]! }));
}

function pairAt(tokens: TextTokens, first: number): number {
  return bucketOf(extendGram(extendGram(0, tokens.codes[first]!), tokens.codes[first + 1]!));
}
