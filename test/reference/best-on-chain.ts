import { ABILITIES, chanceAtStart, type GrowthLaw } from "./simulated-learner.js";

/**
 * At most so much of the last point of a chain is known, on average, after so many answers, whatever policy chooses the
 * questions by the answers alone, even one that knows the law and how many answers there are. How many points are known is
 * all there is to know of a student who learns at once, only with prerequisites, and forgets nothing. So the best that is to
 * be had is a convex function of the chances of each number, and what is linear between its values on a grid lies above it
 * (Lovejoy 1991): a bound that a finer grid lowers.
 * Abilities are taken by sixteenths. O(answers · length² · grid points), of which there are C(grid + length, length).
 */
export function bestOnChain(length: number, law: GrowthLaw, answers: number, grid: number): number {
  if (law.gradual || law.withoutPrerequisite > 0 || law.forgetADay > 0) throw new RangeError("another kind of student");
  const points = gridPoints(length, grid);
  let values = Float64Array.from(points, (point) => point[length - 1]! / grid);
  const indexOf = new Int32Array((grid + 1) ** length);
  const code = (point: ArrayLike<number>) => Array.from(point).reduce((sum, x) => sum * (grid + 1) + x, 0);
  points.forEach((point, i) => {
    indexOf[code(point)] = i;
  });

  /** Between the corners of the simplex of Freudenthal's triangulation in which the belief lies. */
  const valueAt = (belief: Float64Array): number => {
    const corner = new Int32Array(length);
    const rest = new Float64Array(length);
    let atLeast = 0;
    for (let i = length - 1; i >= 0; i--) {
      atLeast += belief[i + 1]!;
      const place = Math.min(grid, atLeast * grid);
      corner[i] = Math.floor(place + 1e-12);
      rest[i] = Math.max(0, place - corner[i]!);
    }
    const byRest = [...rest.keys()].sort((a, b) => rest[b]! - rest[a]! || a - b);
    let value = (1 - rest[byRest[0]!]!) * values[indexOf[code(corner)]!]!;
    for (const [place, i] of byRest.entries()) {
      if (rest[i] === 0) break;
      corner[i]! += 1;
      value += (rest[i]! - (rest[byRest[place + 1]!] ?? 0)) * values[indexOf[code(corner)]!]!;
    }
    return value;
  };

  /** After a question on the point next after the first `v`. */
  const valueAfter = (belief: Float64Array, v: number): number =>
    [law.guess, 1 - law.guess].reduce((sum, unknown, wrong) => {
      const known = wrong === 0 ? 1 - law.slip : law.slip;
      const after = belief.map((chance, k) => chance * (k > v ? known : unknown));
      const chance = after.reduce((a, b) => a + b);
      const learnt = after[v]! * law.learn;
      after[v]! -= learnt;
      after[v + 1]! += learnt;
      return chance === 0 ? sum : sum + chance * valueAt(after.map((x) => x / chance));
    }, 0);

  const beliefs = points.map((point) =>
    Float64Array.from({ length: length + 1 }, (_, k) => ((k === 0 ? grid : point[k - 1]!) - (point[k] ?? 0)) / grid),
  );
  for (let left = 1; left <= answers; left++) {
    values = Float64Array.from(beliefs, (belief) =>
      Math.max(...Array.from({ length }, (_, v) => valueAfter(belief, v))),
    );
  }
  const atStart = Float64Array.from({ length: length + 1 }, (_, k) => {
    const chances = ABILITIES.map((ability) => {
      const chance = chanceAtStart(law, ability);
      return chance ** k * (k < length ? 1 - chance : 1);
    });
    return chances.reduce((a, b) => a + b) / chances.length;
  });
  return valueAt(atStart);
}

/** Beliefs in steps of 1 / grid: what the chances to know at least 1, 2, … points come to, in steps. */
function gridPoints(length: number, grid: number): number[][] {
  if (length === 0) return [[]];
  return gridPoints(length - 1, grid).flatMap((point) =>
    Array.from({ length: (point.at(-1) ?? grid) + 1 }, (_, x) => [...point, x]),
  );
}
