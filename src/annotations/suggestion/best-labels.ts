/** The labels that fit with the highest shares, highest first, ties by label. */
export function bestByShare(
  shares: ReadonlyMap<number, number>,
  first: number,
  fits: (label: number) => boolean,
): number[] {
  return [...shares]
    .filter(([label]) => fits(label))
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, first)
    .map(([label]) => label);
}

/** The same for scores of all labels; −∞ is none. O(labels). */
export function bestOf(scores: Float64Array, first: number, fits: (label: number) => boolean): number[] {
  const top: number[] = [];
  for (let label = 0; label < scores.length; label++) {
    const score = scores[label]!;
    if (top.length === first && score <= scores[top[first - 1]!]!) continue;
    if (score === Number.NEGATIVE_INFINITY || !fits(label)) continue;
    if (top.length === first) top.pop();
    let at = top.length;
    while (at > 0 && scores[top[at - 1]!]! < score) at--;
    top.splice(at, 0, label);
  }
  return top;
}
