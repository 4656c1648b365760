import { createHash } from "node:crypto";
import { calibrate } from "./calibrate.js";
import { FEATURES, type FeatureName, REGIMES, type RegimeName, writeFeatures } from "./features.js";
import { type AnsweredQuestion, fitState } from "./fit-state.js";
import { fitRegimes, type RegimeRows } from "./regime-regression.js";
import { replay, type StudentAttempts } from "./replay.js";
import { encodeWeights, type MasteryWeights } from "./weights.js";

/** Folds in which calibrations are counted without the students whose attempts they then describe. */
const FOLDS = 5;
/** Attempts that are described; beyond, every n-th student is taken. More do not change the weights. */
const MOST_ROWS = 1_000_000;
/** Ridge in units of a feature's variance: of the common weights to the prior, of a regime's to the common ones. */
const COMMON_RIDGE = 3;
const REGIME_RIDGE = 4;
const TIME_RIDGE = 300;
/** What is taken of elapsed time where attempts have none. */
const TIME_PRIOR: Partial<Record<FeatureName, number>> = { elapsed: -0.25, elapsedSpaced: 0.12 };

/** Features of every attempt, each described with a calibration that its student had no part in. */
function describeAttempts(students: readonly StudentAttempts[]): RegimeRows {
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
function joinRows(sets: readonly RegimeRows[]): RegimeRows {
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

/**
 * Weights of all regimes. First the common ones, drawn to 0 (those of elapsed time to `TIME_PRIOR`, so that
 * attempts without times leave them), then each regime's, drawn to the common ones.
 */
function fitWeights(rows: RegimeRows): MasteryWeights["regimes"] {
  const { columns } = rows;
  const variances = featureVariances(rows);
  const prior = Float64Array.from(FEATURES, (name) => TIME_PRIOR[name] ?? 0);
  const ridgeOf = (strength: number) =>
    Float64Array.from(FEATURES, (name, j) =>
      Math.max(1, strength * variances[j]!, name in TIME_PRIOR ? TIME_RIDGE : 0),
    );
  const oneRegime = { ...rows, regimes: 1, regime: new Uint8Array(rows.regime.length) };
  const common = fitRegimes(oneRegime, { prior, ridge: ridgeOf(COMMON_RIDGE) });
  const repeat = (values: Float64Array) =>
    Float64Array.from({ length: columns * REGIMES.length }, (_, index) => values[index % columns]!);
  const beta = fitRegimes(rows, { prior: repeat(common), ridge: repeat(ridgeOf(REGIME_RIDGE)) });
  const regimes = REGIMES.map((name, index): [RegimeName, number[]] => [
    name,
    Array.from(beta.subarray(index * columns, (index + 1) * columns), rounded),
  ]);
  return Object.fromEntries(regimes) as Record<RegimeName, number[]>;
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

/** Answers on which the state is fitted; more do not change it. */
const MOST_ANSWERS = 60_000;

/** Answers with what was known before each, by a calibration that its student had no part in; every n-th student's. */
function answeredQuestions(students: readonly StudentAttempts[], weight: number): AnsweredQuestion[] {
  const total = students.reduce((sum, attempts) => sum + attempts.length, 0);
  const stride = Math.ceil(total / MOST_ANSWERS);
  return [0, 1].flatMap((half) => {
    const calibration = calibrate(
      1,
      students.filter((_, index) => index % 2 !== half),
    );
    const chosen = students.filter((_, index) => index % 2 === half).filter((_, index) => index % stride === 0);
    return chosen.flatMap((attempts) =>
      [...replay(calibration, attempts)].flatMap(({ attempt, questions, item }) =>
        questions.map((question) => ({
          calibration,
          question,
          itemEase: item.ease,
          score: attempt.score,
          weight: weight / questions.length,
        })),
      ),
    );
  });
}

/** Weights from one or more sets of students; each set counts as much as the smallest. */
export function trainWeights(
  sets: readonly (readonly StudentAttempts[])[],
  base: MasteryWeights,
  source: string,
): MasteryWeights {
  const regimes = fitWeights(joinRows(sets.map(describeAttempts)));
  const sizes = sets.map((students) =>
    Math.min(
      MOST_ANSWERS,
      students.reduce((sum, own) => sum + own.length, 0),
    ),
  );
  const answers = sets.flatMap((students, set) => answeredQuestions(students, Math.min(...sizes) / sizes[set]!));
  const learned = { ...base, source, regimes, state: fitState(answers, base.state) };
  return { ...learned, version: createHash("sha256").update(encodeWeights(learned)).digest("hex").slice(0, 8) };
}
