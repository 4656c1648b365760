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
  /** What is held true before any response; the fit then starts from it. Without it: maximum likelihood. */
  readonly prior?: DawidSkenePrior;
  /**
   * Set where a task is only known because somebody responded otherwise than with this class: those on which all would
   * have agreed on it were never seen. They are then estimated too (EM for truncated data, Dempster, Laird & Rubin 1977,
   * section 4.2), else everybody would seem to respond with the other classes too often.
   */
  readonly unseen?: number;
  /** Ends when no probability moves by more, 1e-6 by default. */
  readonly tolerance?: number;
  /** 500 by default. */
  readonly iterations?: number;
}

/** Imagined responses: each number counts as so many real ones (a Dirichlet prior less one). All above 0. */
export interface DawidSkenePrior {
  /** annotators × true class × response, as in {@link DawidSkeneFit.errorRates} but counts. */
  readonly responses: Float64Array;
  /** Tasks of each class. */
  readonly tasks: Float64Array;
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
 * the shares of the responses (eq. 3.1), or from the prior, alternating error rates and prevalence (eqs. 2.3, 2.4) with
 * posteriors (eq. 2.5), in logarithms, so that many responses do not underflow. Deterministic. A task without responses
 * gets the prevalence.
 *
 * O(iterations × (responses × classes + annotators × classes²)); allocates posteriors and two tables of error rates.
 */
export function dawidSkene(responses: Responses, options: DawidSkeneOptions): DawidSkeneFit {
  const { classes, offsets } = responses;
  const posterior = initialShares(responses);
  const ghosts = new Float64Array(options.unseen === undefined ? 0 : posterior.length);
  const prevalence = new Float64Array(classes);
  const errorRates = new Float64Array(responses.annotators * classes * classes);
  const logRates = new Float64Array(errorRates.length);
  const scores = new Float64Array(classes);
  const limit = options.iterations ?? 500;
  let iteration = 0;
  for (let moved = Number.POSITIVE_INFINITY; moved > (options.tolerance ?? 1e-6) && iteration < limit; iteration++) {
    const known = iteration === 0 && options.prior !== undefined ? NO_TASKS : responses.offsets;
    estimate({ ...responses, offsets: known }, options, { posterior, ghosts, prevalence, errorRates });
    const logPrevalence = prevalence.map(logOf);
    for (let i = 0; i < errorRates.length; i++) logRates[i] = logOf(errorRates[i]!);
    moved = 0;
    for (let task = 0; task + 1 < offsets.length; task++) {
      scores.set(logPrevalence);
      for (let i = offsets[task]!; i < offsets[task + 1]!; i++) {
        const base = responses.annotator[i]! * classes * classes + responses.label[i]!;
        for (let c = 0; c < classes; c++) scores[c]! += logRates[base + c * classes]!;
      }
      const change = normaliseInto(posterior, task * classes, scores);
      if (change > moved) moved = change;
    }
    if (options.unseen !== undefined) expectUnseen(responses, options.unseen, { ghosts, prevalence, logRates });
  }
  return { posterior, prevalence, errorRates, iterations: iteration };
}

const NO_TASKS = Int32Array.of(0);

/** The logarithm; of 0, one so low that it decides, yet finite. */
function logOf(probability: number): number {
  return Math.log(Math.max(probability, 1e-300));
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

interface Estimates {
  readonly posterior: Float64Array;
  /** Expected number of unseen tasks of each class beside each seen one: tasks × classes, or empty. */
  readonly ghosts: Float64Array;
  readonly prevalence: Float64Array;
  readonly errorRates: Float64Array;
}

/** Eqs. 2.3 and 2.4, with the imagined counts and the unseen tasks. */
function estimate(
  { classes, offsets, annotator, label, annotators }: Responses,
  { form, prior, unseen = 0 }: DawidSkeneOptions,
  { posterior, ghosts, prevalence, errorRates }: Estimates,
): void {
  if (prior === undefined) {
    errorRates.fill(0);
    prevalence.fill(0);
  } else {
    errorRates.set(prior.responses);
    prevalence.set(prior.tasks);
  }
  for (let task = 0; task + 1 < offsets.length; task++) {
    const at = task * classes;
    for (let c = 0; c < classes; c++) {
      const ghost = ghosts[at + c] ?? 0;
      prevalence[c]! += posterior[at + c]! + ghost;
      for (let i = offsets[task]!; i < offsets[task + 1]!; i++) {
        const base = (annotator[i]! * classes + c) * classes;
        errorRates[base + label[i]!]! += posterior[at + c]!;
        errorRates[base + unseen]! += ghost;
      }
    }
  }
  scaleToSum1(prevalence, 0, classes);
  for (let a = 0; a < annotators; a++) {
    const base = a * classes * classes;
    if (form === "ONE_COIN") shareOneAccuracy(errorRates, base, classes);
    else for (let c = 0; c < classes; c++) scaleToSum1(errorRates, base + c * classes, classes);
  }
}

/** For each task, how many like it (the same annotators) of each class must have gone unseen. */
function expectUnseen(
  { classes, offsets, annotator }: Responses,
  unseen: number,
  { ghosts, prevalence, logRates }: Pick<Estimates, "ghosts" | "prevalence"> & { readonly logRates: Float64Array },
): void {
  for (let task = 0; task + 1 < offsets.length; task++) {
    const at = task * classes;
    let share = 0;
    for (let c = 0; c < classes; c++) {
      let log = 0;
      for (let i = offsets[task]!; i < offsets[task + 1]!; i++) {
        log += logRates[(annotator[i]! * classes + c) * classes + unseen]!;
      }
      ghosts[at + c] = prevalence[c]! * Math.exp(log);
      share += ghosts[at + c]!;
    }
    for (let c = 0; c < classes; c++) ghosts[at + c]! /= 1 - share > 1e-9 ? 1 - share : 1e-9;
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
  let highest = scores[0]!;
  for (let c = 1; c < scores.length; c++) if (scores[c]! > highest) highest = scores[c]!;
  let sum = 0;
  for (let c = 0; c < scores.length; c++) {
    scores[c] = Math.exp(scores[c]! - highest);
    sum += scores[c]!;
  }
  let moved = 0;
  for (let c = 0; c < scores.length; c++) {
    const value = scores[c]! / sum;
    const change = value > posterior[at + c]! ? value - posterior[at + c]! : posterior[at + c]! - value;
    if (change > moved) moved = change;
    posterior[at + c] = value;
  }
  return moved;
}
