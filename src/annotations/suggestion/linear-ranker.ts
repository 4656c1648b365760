/** A text as the ranker sees it: weights of features. */
export interface SparseVector {
  readonly ids: Int32Array;
  readonly values: Float32Array;
}

/** All that one example has taught: its steps towards or away from labels, summed. */
export type Lesson = Map<number, number>;

/** The weights of one feature for the labels that it ever spoke for or against. */
interface Row {
  labels: Int32Array;
  weights: Float32Array;
  size: number;
  /** Hash table of positions + 1, for rows too long to search. */
  table: Int32Array | undefined;
}

export interface LearnOptions {
  readonly rate: number;
  readonly lesson: Lesson;
  readonly scratch: Float64Array;
}

const SEARCHED = 8;
/** Labels less likely than this are left as they are by an update, which keeps rows short. */
const NEGLIGIBLE = 2e-3;
/** Every text has one more feature, of this value, for how frequent a label is. */
const BIAS = 0.3;
/** How much of the target goes to labels that an example does not have, so that weights stay small. */
const SMOOTHING = 0.1;

/**
 * Multinomial logistic regression over sparse features, learnt by stochastic gradient (Bottou 2010), with label smoothing
 * (Szegedy et al. 2016). An example with several labels shares its target among them. Weights are kept only for the
 * pairs of feature and label that an update touched.
 *
 * A score costs the lengths of the rows of the text's features; an update that and features × likely labels. Memory: 8
 * bytes a weight, and as much again at most for growth and tables.
 */
export class LinearRanker {
  readonly #rows = new Map<number, Row>();
  readonly #bias: Float64Array;
  readonly #seen: Uint8Array;

  /** @param labels how many labels there are: 0 ≤ label < labels */
  constructor(readonly labels: number) {
    this.#bias = new Float64Array(labels);
    this.#seen = new Uint8Array(labels);
  }

  /** Writes the log probability of each label into `out`; labels never learnt are at −∞. */
  score(x: SparseVector, out: Float64Array): void {
    out.set(this.#bias);
    for (let k = 0; k < x.ids.length; k++) {
      const row = this.#rows.get(x.ids[k]!);
      if (row === undefined) continue;
      const value = x.values[k]!;
      const { labels, weights, size } = row;
      for (let i = 0; i < size; i++) out[labels[i]!]! += value * weights[i]!;
    }
    let highest = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < this.labels; c++) if (this.#seen[c] === 1 && out[c]! > highest) highest = out[c]!;
    let sum = 0;
    for (let c = 0; c < this.labels; c++) if (this.#seen[c] === 1) sum += Math.exp(out[c]! - highest);
    const shift = highest + Math.log(sum);
    for (let c = 0; c < this.labels; c++) out[c] = this.#seen[c] === 1 ? out[c]! - shift : Number.NEGATIVE_INFINITY;
  }

  /**
   * One step towards the labels of an example, added to its lesson. Labels outside the range are left out. `scratch` has
   * room for all labels.
   */
  learn(x: SparseVector, labels: readonly number[], { rate, lesson, scratch }: LearnOptions): void {
    const own = labels.filter((label) => label < this.labels);
    if (own.length === 0) return;
    for (const label of own) this.#seen[label] = 1;
    this.score(x, scratch);
    const steps: [label: number, step: number][] = [];
    for (let c = 0; c < this.labels; c++) {
      const probability = scratch[c] === Number.NEGATIVE_INFINITY ? 0 : Math.exp(scratch[c]!);
      const target = own.includes(c) ? (1 - SMOOTHING) / own.length : 0;
      if (target === 0 && probability < NEGLIGIBLE) continue;
      const step = rate * (target - probability);
      steps.push([c, step]);
      lesson.set(c, (lesson.get(c) ?? 0) + step);
    }
    this.#move(x, steps);
  }

  /** Takes back what an example has taught. */
  forget(x: SparseVector, lesson: Lesson): void {
    this.#move(
      x,
      [...lesson].map(([label, step]) => [label, -step]),
    );
  }

  #move(x: SparseVector, steps: readonly (readonly [label: number, step: number])[]): void {
    for (const [label, step] of steps) this.#bias[label]! += BIAS * BIAS * step;
    for (let k = 0; k < x.ids.length; k++) {
      const row = this.#rowOf(x.ids[k]!);
      const value = x.values[k]!;
      for (let i = 0; i < steps.length; i++) row.weights[positionOf(row, steps[i]![0])]! += value * steps[i]![1];
    }
  }

  /** What the text's feature says for or against a label. */
  weight(id: number, label: number): number {
    const row = this.#rows.get(id);
    if (row === undefined) return 0;
    const position = find(row, label);
    return position < 0 ? 0 : row.weights[position]!;
  }

  #rowOf(id: number): Row {
    const known = this.#rows.get(id);
    if (known !== undefined) return known;
    const row = { labels: new Int32Array(2), weights: new Float32Array(2), size: 0, table: undefined };
    this.#rows.set(id, row);
    return row;
  }
}

function find(row: Row, label: number): number {
  if (row.table === undefined) {
    for (let i = 0; i < row.size; i++) if (row.labels[i] === label) return i;
    return -1;
  }
  const mask = row.table.length - 1;
  for (let at = Math.imul(label, 0x9e3779b1) & mask; ; at = (at + 1) & mask) {
    const position = row.table[at]! - 1;
    if (position < 0 || row.labels[position] === label) return position;
  }
}

/** Where the label stands in the row, at its end if it was not there. */
function positionOf(row: Row, label: number): number {
  const found = find(row, label);
  if (found >= 0) return found;
  if (row.size === row.labels.length) grow(row);
  const position = row.size++;
  row.labels[position] = label;
  if (row.table !== undefined) place(row, row.table, position);
  return position;
}

function grow(row: Row): void {
  const capacity = row.size * 2;
  const labels = new Int32Array(capacity);
  const weights = new Float32Array(capacity);
  labels.set(row.labels);
  weights.set(row.weights);
  row.labels = labels;
  row.weights = weights;
  if (capacity <= SEARCHED) return;
  row.table = new Int32Array(capacity * 2);
  for (let position = 0; position < row.size; position++) place(row, row.table, position);
}

function place(row: Row, table: Int32Array, position: number): void {
  const mask = table.length - 1;
  let at = Math.imul(row.labels[position]!, 0x9e3779b1) & mask;
  while (table[at] !== 0) at = (at + 1) & mask;
  table[at] = position + 1;
}
