import { createHash } from "node:crypto";
import { calibrate } from "./calibrate.js";
import { FEATURES, type FeatureName, REGIMES, type RegimeName, writeFeatures } from "./features.js";
import { fitRegimes, type RegimeRows } from "./regime-regression.js";
import { replay, type StudentAttempts } from "./replay.js";
import { countVariance, fitVariance } from "./train-uncertainty.js";
import { encodeWeights, type MasteryWeights } from "./weights.js";

/** Folds in which calibrations are counted without the students whose attempts they then describe. */
const FOLDS = 5;
/** Attempts that are described; beyond, every n-th student is taken. More do not change the weights. */
const MOST_ROWS = 1_000_000;
/** Ridge in units of a feature's variance: of the common weights to the prior, of a regime's to the common ones. */
const COMMON_RIDGE = 3;
const REGIME_RIDGE = 4;
const TIME_RIDGE = 300;

/** Features of every attempt, each described with a calibration that its student had no part in. */
export function describeAttempts(students: readonly StudentAttempts[]): RegimeRows {
  const total = students.reduce((sum, attempts) => sum + attempts.length, 0);
  const stride = Math.ceil(total / MOST_ROWS);
  const folds = Array.from({ length: FOLDS }, (_, fold) => students.filter((_s, index) => index % FOLDS === fold));
  const taken = folds.map((fold) => fold.filter((_, index) => index % stride === 0));
  const sizes = taken.flat().map((attempts) => ({
    rows: attempts.length,
    entries: attempts.reduce((sum, { pointIds }) => sum + pointIds.length, 0),
  }));
  const rows = sizes.reduce((sum, size) => sum + size.rows, 0);
  const entries = sizes.reduce((sum, size) => sum + size.entries, 0);
  const columns = FEATURES.length;
  const starts = new Int32Array(rows + 1);
  const regime = new Uint8Array(entries);
  const features = new Float32Array(entries * columns);
  const targets = new Float64Array(rows);
  const into = new Float64Array(columns);
  let row = 0;
  let entry = 0;
  taken.forEach((fold, index) => {
    const calibration = calibrate(1, folds.filter((_, other) => other !== index).flat());
    for (const attempts of fold) {
      for (const { attempt, questions, item } of replay(calibration, attempts)) {
        for (const question of questions) {
          regime[entry] = writeFeatures(into, calibration, question, item);
          features.set(into, entry * columns);
          entry += 1;
        }
        targets[row] = attempt.score;
        row += 1;
        starts[row] = entry;
      }
    }
  });
  return {
    columns,
    regimes: REGIMES.length,
    starts,
    regime,
    features,
    targets,
    weights: new Float64Array(rows).fill(1),
  };
}

/** Two sets of rows as one; each set counts as much as the smaller. */
export function joinRows(sets: readonly RegimeRows[]): RegimeRows {
  const least = Math.min(...sets.map((set) => set.targets.length));
  const rows = sets.reduce((sum, set) => sum + set.targets.length, 0);
  const entries = sets.reduce((sum, set) => sum + set.regime.length, 0);
  const { columns, regimes } = sets[0]!;
  const joined = {
    columns,
    regimes,
    starts: new Int32Array(rows + 1),
    regime: new Uint8Array(entries),
    features: new Float32Array(entries * columns),
    targets: new Float64Array(rows),
    weights: new Float64Array(rows),
  };
  let row = 0;
  let entry = 0;
  for (const set of sets) {
    joined.regime.set(set.regime, entry);
    joined.features.set(set.features, entry * columns);
    joined.targets.set(set.targets, row);
    joined.weights.fill(least / set.targets.length, row, row + set.targets.length);
    for (let index = 1; index < set.starts.length; index++) joined.starts[row + index] = entry + set.starts[index]!;
    row += set.targets.length;
    entry += set.regime.length;
  }
  return joined;
}

/** The features of mastery itself and their signs; 0: free. */
const TYPICAL_SIGNS: Partial<Record<FeatureName, -1 | 0 | 1>> = {
  intercept: 0,
  pointEase: 1,
  itemEase: 1,
  ability: 1,
  recentAbility85: 1,
  recentAbility95: 1,
  pointWins: 1,
  pointLosses: -1,
  pointAbility50: 1,
  pointAbility70: 1,
  pointAbility85: 1,
  pointAbility95: 1,
  pointWinStreak: 1,
  pointLossStreak: -1,
  elapsed: -1,
  elapsedSpaced: 1,
};
/** Ridge of a weight that is held at 0. */
const HELD = 1e12;
const TYPICAL = REGIMES.indexOf("typical");

/**
 * Weights of all regimes. First the common ones, drawn to 0 (those of elapsed time to `base`'s, so that attempts
 * without times leave them), then each regime's, drawn to the common ones, and last those of mastery itself.
 */
export function fitWeights(rows: RegimeRows, base: MasteryWeights): MasteryWeights["regimes"] {
  const { columns } = rows;
  const variances = featureVariances(rows);
  const isTime = FEATURES.map((name) => name.startsWith("elapsed"));
  const prior = Float64Array.from(FEATURES, (_, j) => (isTime[j] ? base.regimes.typical[j]! : 0));
  const ridgeOf = (strength: number) =>
    Float64Array.from(FEATURES, (_, j) => Math.max(1, strength * variances[j]!, isTime[j] ? TIME_RIDGE : 0));
  const oneRegime = { ...rows, regimes: 1, regime: new Uint8Array(rows.regime.length) };
  const common = fitRegimes(oneRegime, { prior, ridge: ridgeOf(COMMON_RIDGE) });
  const repeat = (values: Float64Array) =>
    Float64Array.from({ length: columns * TYPICAL }, (_, index) => values[index % columns]!);
  const beta = fitRegimes(rows, { prior: repeat(common), ridge: repeat(ridgeOf(REGIME_RIDGE)) });
  const typical = fitTypical(oneRegime, { prior, ridge: ridgeOf(COMMON_RIDGE) });
  const regimes = REGIMES.map((name, index): [RegimeName, number[]] => [
    name,
    Array.from(index === TYPICAL ? typical : beta.subarray(index * columns, (index + 1) * columns), rounded),
  ]);
  return Object.fromEntries(regimes) as Record<RegimeName, number[]>;
}

/**
 * Weights of mastery itself: the same regression over the features of `TYPICAL_SIGNS`, none with the wrong sign. Weights
 * that come out wrong are held at 0 and the rest fitted again, until none does.
 */
function fitTypical(rows: RegimeRows, options: { prior: Float64Array; ridge: Float64Array }): Float64Array {
  const ridge = options.ridge.map((value, j) => (FEATURES[j]! in TYPICAL_SIGNS ? value : HELD));
  const prior = Float64Array.from(options.prior);
  for (;;) {
    const beta = fitRegimes(rows, { prior, ridge });
    const wrong = FEATURES.flatMap((name, j) => (beta[j]! * (TYPICAL_SIGNS[name] ?? 0) < -1e-6 ? [j] : []));
    if (wrong.length === 0) return beta;
    for (const j of wrong) {
      ridge[j] = HELD;
      prior[j] = 0;
    }
  }
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4 || 0;
}

function featureVariances({ columns, features }: RegimeRows): Float64Array {
  const count = features.length / columns;
  const sums = new Float64Array(columns);
  const squares = new Float64Array(columns);
  for (let index = 0; index < features.length; index++) {
    sums[index % columns]! += features[index]!;
    squares[index % columns]! += features[index]! ** 2;
  }
  return sums.map((sum, j) => squares[j]! / count - (sum / count) ** 2);
}

/** Weights, and the variance about them, from one or more sets of students; each set counts as much as the smallest. */
export function trainWeights(
  sets: readonly (readonly StudentAttempts[])[],
  base: MasteryWeights,
  source: string,
): MasteryWeights {
  const regimes = fitWeights(joinRows(sets.map(describeAttempts)), base);
  const fitted = { ...base, source, regimes };
  const variance = fitVariance(sets.flatMap((students) => countVariance(fitted, students)));
  const learned = { ...fitted, ...variance };
  return { ...learned, version: createHash("sha256").update(encodeWeights(learned)).digest("hex").slice(0, 8) };
}
