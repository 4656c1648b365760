/** Uniform numbers in [0, 1) from a seed: a 32-bit linear congruence (Numerical Recipes) is enough for tests. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
