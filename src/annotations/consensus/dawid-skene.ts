/** Responses of annotators to tasks, by task: those of task t stand at offsets[t] ≤ i < offsets[t + 1]. */
export interface Responses {
  readonly annotators: number;
  readonly classes: number;
  readonly offsets: Int32Array;
  /** Who responded, 0 ≤ annotator < annotators; the same one may respond several times to a task. */
  readonly annotator: Int32Array;
  /** With which class, 0 ≤ label < classes. */
  readonly label: Int32Array;
}

export interface DawidSkeneOptions {
  /**
   * "CONFUSION": each annotator has a table of error rates (Dawid & Skene 1979). "ONE_COIN": one accuracy each, errors
   * spread evenly over the other classes; for sparse overlap, where a table could not be learnt.
   */
  readonly form: "CONFUSION" | "ONE_COIN";
  /**
   * Responses imagined before the first: annotators × classes × classes, as in {@link DawidSkeneFit.errorRates} but
   * counts. None by default, which is maximum likelihood.
   */
  readonly imagined?: Float64Array;
  /** Tasks imagined in each class before the first, 0 by default. */
  readonly imaginedTasks?: number;
  /** Ends when no probability moves by more, 1e-6 by default. */
  readonly tolerance?: number;
  /** 500 by default. */
  readonly iterations?: number;
}

export interface DawidSkeneFit {
  /** Probability of each class for each task: tasks × classes. */
  readonly posterior: Float64Array;
  /** Share of each class among the tasks. */
  readonly prevalence: Float64Array;
  /** Probability of each response of each annotator given the true class: annotators × true class × response. */
  readonly errorRates: Float64Array;
  readonly iterations: number;
}

/**
 * The model of Dawid & Skene (1979): tasks have a hidden class, annotators err independently given it. Fitted by EM from
 * the shares of the responses (eq. 3.1), alternating error rates and prevalence (eqs. 2.3, 2.4) with posteriors (eq. 2.5),
 * in logarithms, so that many responses do not underflow. Deterministic. A task without responses gets the prevalence.
 *
 * O(iterations × (responses × classes + annotators × classes²)); allocates posteriors and two tables of error rates.
 */
export function dawidSkene(responses: Responses, options: DawidSkeneOptions): DawidSkeneFit {
  const { classes, offsets } = responses;
  const posterior = initialShares(responses);
  const prevalence = new Float64Array(classes);
  const errorRates = new Float64Array(responses.annotators * classes * classes);
  const logRates = new Float64Array(errorRates.length);
  const scores = new Float64Array(classes);
  const limit = options.iterations ?? 500;
  let iteration = 0;
  for (let moved = Number.POSITIVE_INFINITY; moved > (options.tolerance ?? 1e-6) && iteration < limit; iteration++) {
    estimate(responses, options, posterior, prevalence, errorRates);
    for (let i = 0; i < errorRates.length; i++) logRates[i] = Math.log(Math.max(errorRates[i]!, 1e-300));
    moved = 0;
    for (let task = 0; task + 1 < offsets.length; task++) {
      for (let c = 0; c < classes; c++) scores[c] = Math.log(Math.max(prevalence[c]!, 1e-300));
      for (let i = offsets[task]!; i < offsets[task + 1]!; i++) {
        const base = responses.annotator[i]! * classes * classes + responses.label[i]!;
        for (let c = 0; c < classes; c++) scores[c]! += logRates[base + c * classes]!;
      }
      moved = Math.max(moved, normaliseInto(posterior, task * classes, scores));
    }
  }
  return { posterior, prevalence, errorRates, iterations: iteration };
}

/** Eq. 3.1: the share of each class among the responses to a task. */
function initialShares({ classes, offsets, label }: Responses): Float64Array {
  const tasks = offsets.length - 1;
  const shares = new Float64Array(tasks * classes);
  for (let task = 0; task < tasks; task++) {
    const count = offsets[task + 1]! - offsets[task]!;
    for (let i = offsets[task]!; i < offsets[task + 1]!; i++) shares[task * classes + label[i]!]! += 1 / count;
    if (count === 0) shares.fill(1 / classes, task * classes, (task + 1) * classes);
  }
  return shares;
}

/** Eqs. 2.3 and 2.4, with the imagined counts. */
function estimate(
  { classes, offsets, annotator, label, annotators }: Responses,
  { form, imagined, imaginedTasks = 0 }: DawidSkeneOptions,
  posterior: Float64Array,
  prevalence: Float64Array,
  errorRates: Float64Array,
): void {
  if (imagined === undefined) errorRates.fill(0);
  else errorRates.set(imagined);
  prevalence.fill(imaginedTasks);
  for (let task = 0; task + 1 < offsets.length; task++) {
    const at = task * classes;
    for (let c = 0; c < classes; c++) prevalence[c]! += posterior[at + c]!;
    for (let i = offsets[task]!; i < offsets[task + 1]!; i++) {
      const base = annotator[i]! * classes * classes + label[i]!;
      for (let c = 0; c < classes; c++) errorRates[base + c * classes]! += posterior[at + c]!;
    }
  }
  scaleToSum1(prevalence, 0, classes);
  for (let a = 0; a < annotators; a++) {
    const base = a * classes * classes;
    if (form === "ONE_COIN") shareOneAccuracy(errorRates, base, classes);
    else for (let c = 0; c < classes; c++) scaleToSum1(errorRates, base + c * classes, classes);
  }
}

function shareOneAccuracy(errorRates: Float64Array, base: number, classes: number): void {
  let right = 0;
  let total = 0;
  for (let c = 0; c < classes; c++) {
    right += errorRates[base + c * classes + c]!;
    for (let l = 0; l < classes; l++) total += errorRates[base + c * classes + l]!;
  }
  const accuracy = total > 0 ? right / total : 1 / classes;
  const other = classes > 1 ? (1 - accuracy) / (classes - 1) : 0;
  for (let c = 0; c < classes; c++) {
    for (let l = 0; l < classes; l++) errorRates[base + c * classes + l] = c === l ? accuracy : other;
  }
}

function scaleToSum1(values: Float64Array, from: number, length: number): void {
  let sum = 0;
  for (let i = from; i < from + length; i++) sum += values[i]!;
  for (let i = from; i < from + length; i++) values[i] = sum > 0 ? values[i]! / sum : 1 / length;
}

/** Writes exp(scores), scaled to sum 1; gives back the largest change. */
function normaliseInto(posterior: Float64Array, at: number, scores: Float64Array): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (const score of scores) highest = Math.max(highest, score);
  let sum = 0;
  for (let c = 0; c < scores.length; c++) sum += Math.exp(scores[c]! - highest);
  let moved = 0;
  for (let c = 0; c < scores.length; c++) {
    const value = Math.exp(scores[c]! - highest) / sum;
    moved = Math.max(moved, Math.abs(value - posterior[at + c]!));
    posterior[at + c] = value;
  }
  return moved;
}
