import { AttemptColumns, NONE } from "./attempt-columns.js";
import {
  type Calibration,
  EASE_RIDGE,
  EMPTY_CALIBRATION,
  type ItemCalibration,
  itemCalibration,
  logistic,
  logit,
  type PointCalibration,
  pointCalibration,
} from "./calibration.js";
import type { EvidenceAttempt } from "./evidence.js";
import { STAGES } from "./stage.js";

/** Ridge of each kind of effect: the information, Σ p(1−p), with which it is drawn to its fallback. */
const RIDGE = { point: EASE_RIDGE, stage: 10, pointStage: 6, transition: 8, item: 1.6 } as const;
const ABILITY_RIDGE = 5;
const ROUNDS = 4;
const LEAST_TRANSITION = 0.02;

type Kind = keyof typeof RIDGE;
type Effects = Readonly<Record<Kind, Float64Array>> & { readonly ease: number };

/**
 * Counts attempts into a calibration: a logistic model of ability, point, stage, transition and item,
 *
 *   logit P(right) = θ_student + mean over points (b_point + s_stage + s_point,stage + t_transition) + a_item,
 *
 * each effect a ridge estimate by one Newton step a round, Σ(y − p) / (Σ p(1−p) + ridge), four rounds. The student's
 * ability is the one shown in the student's other attempts, so that no answer speaks for itself. Deterministic.
 * O(attempts · rounds). Without any attempts it is `EMPTY_CALIBRATION` with the number.
 *
 * `students`: each one's attempts, sorted as `compareAttempts` does.
 */
export function calibrate(number: number, students: Iterable<readonly EvidenceAttempt[]>): Calibration {
  const columns = new AttemptColumns();
  for (const attempts of students) columns.addStudent(attempts);
  return calibrateColumns(number, columns);
}

/** As `calibrate`, of attempts that are in columns already. */
export function calibrateColumns(number: number, columns: AttemptColumns): Calibration {
  if (columns.win.length === 0) return { ...EMPTY_CALIBRATION, number };
  const effects = startingEffects(columns);
  for (let round = 0; round < ROUNDS; round++) {
    for (const kind of Object.keys(RIDGE) as Kind[]) improve(columns, effects, kind);
  }
  return {
    number,
    attempts: columns.win.length,
    unknownPoint: pointCalibration({
      attempts: 0,
      wins: 0,
      ease: rounded(effects.ease),
      stages: Array.from(effects.stage, rounded),
      transitions: new Map(),
    }),
    points: calibratedPoints(columns, effects),
    items: calibratedItems(columns, effects),
  };
}

function startingEffects(columns: AttemptColumns): Effects {
  let wins = 0;
  for (const win of columns.win) wins += win;
  const points = columns.points.names.length;
  const ease = logit((wins + 6.5) / (columns.win.length + 10));
  return {
    ease,
    point: new Float64Array(points).fill(ease),
    stage: new Float64Array(STAGES),
    pointStage: new Float64Array(points * STAGES),
    transition: new Float64Array(columns.transitions.names.length),
    item: new Float64Array(columns.items.names.length),
  };
}

/** One ridge Newton step of one kind of effect, the others held. */
function improve(columns: AttemptColumns, effects: Effects, kind: Kind): void {
  const values = effects[kind];
  const gradient = new Float64Array(values.length);
  const information = new Float64Array(values.length);
  const logits = new Float64Array(columns.win.length);
  for (let attempt = 0; attempt < logits.length; attempt++) logits[attempt] = logitOf(columns, effects, attempt);
  for (let student = 0; student + 1 < columns.starts.length; student++) {
    addAbility(columns, logits, columns.starts[student]!, columns.starts[student + 1]!);
  }
  for (let attempt = 0; attempt < logits.length; attempt++) {
    const p = logistic(logits[attempt]!);
    const error = columns.win[attempt]! - p;
    const weight = p * (1 - p);
    if (kind === "item") {
      const item = columns.item[attempt]!;
      if (item === NONE) continue;
      gradient[item]! += error;
      information[item]! += weight;
      continue;
    }
    const from = columns.entryStarts[attempt]!;
    const to = columns.entryStarts[attempt + 1]!;
    const share = 1 / (to - from);
    for (let entry = from; entry < to; entry++) {
      const index = effectOf(columns, kind, entry);
      if (index === NONE) continue;
      gradient[index]! += error * share;
      information[index]! += weight * share * share;
    }
  }
  const ridge = RIDGE[kind];
  const centre = kind === "point" ? effects.ease : 0;
  for (let index = 0; index < values.length; index++) {
    values[index]! += (gradient[index]! - ridge * (values[index]! - centre)) / (information[index]! + ridge);
  }
}

/** Adds to each of a student's logits the ability that the student's other attempts show, by one Newton step from 0. */
function addAbility(columns: AttemptColumns, logits: Float64Array, from: number, to: number): void {
  let residual = 0;
  let information = 0;
  for (let attempt = from; attempt < to; attempt++) {
    const p = logistic(logits[attempt]!);
    residual += columns.win[attempt]! - p;
    information += p * (1 - p);
  }
  for (let attempt = from; attempt < to; attempt++) {
    const p = logistic(logits[attempt]!);
    const others = information - p * (1 - p);
    logits[attempt]! += (residual - (columns.win[attempt]! - p)) / (Math.max(0, others) + ABILITY_RIDGE);
  }
}

function effectOf(columns: AttemptColumns, kind: Exclude<Kind, "item">, entry: number): number {
  switch (kind) {
    case "point":
      return columns.point[entry]!;
    case "stage":
      return columns.stage[entry]!;
    case "pointStage":
      return columns.point[entry]! * STAGES + columns.stage[entry]!;
    case "transition":
      return columns.transition[entry]!;
  }
}

/** Logit of an attempt for a student of middling ability. */
function logitOf(columns: AttemptColumns, effects: Effects, attempt: number): number {
  const from = columns.entryStarts[attempt]!;
  const to = columns.entryStarts[attempt + 1]!;
  let sum = from === to ? effects.ease : 0;
  for (let entry = from; entry < to; entry++) {
    const point = columns.point[entry]!;
    const stage = columns.stage[entry]!;
    const transition = columns.transition[entry]!;
    sum += effects.point[point]! + effects.stage[stage]! + effects.pointStage[point * STAGES + stage]!;
    if (transition !== NONE) sum += effects.transition[transition]!;
  }
  const item = columns.item[attempt]!;
  return sum / Math.max(1, to - from) + (item === NONE ? 0 : effects.item[item]!);
}

function calibratedPoints(columns: AttemptColumns, effects: Effects): Map<string, PointCalibration> {
  const points = columns.points.names.map((_, point) => ({
    attempts: 0,
    wins: 0,
    ease: rounded(effects.point[point]!),
    stages: Array.from(effects.stage, (ease, stage) => rounded(ease + effects.pointStage[point * STAGES + stage]!)),
    transitions: new Map<number, number>(),
  }));
  for (let attempt = 0; attempt < columns.win.length; attempt++) {
    for (let entry = columns.entryStarts[attempt]!; entry < columns.entryStarts[attempt + 1]!; entry++) {
      const point = points[columns.point[entry]!]!;
      point.attempts += 1;
      point.wins += columns.win[attempt]!;
    }
  }
  for (let transition = 0; transition < effects.transition.length; transition++) {
    const ease = rounded(effects.transition[transition]!);
    if (Math.abs(ease) < LEAST_TRANSITION) continue;
    const { point, key } = columns.splitTransition(transition);
    points[point]!.transitions.set(key, ease);
  }
  return new Map(points.map((point, index) => [columns.points.names[index]!, pointCalibration(point)]));
}

function calibratedItems(columns: AttemptColumns, effects: Effects): Map<number, ItemCalibration> {
  const items = columns.items.names.map((_, item) => ({ attempts: 0, wins: 0, pointEase: 0, item }));
  for (let attempt = 0; attempt < columns.win.length; attempt++) {
    const item = items[columns.item[attempt]!];
    if (item === undefined) continue;
    const from = columns.entryStarts[attempt]!;
    const to = columns.entryStarts[attempt + 1]!;
    let ease = from === to ? effects.ease : 0;
    for (let entry = from; entry < to; entry++) ease += effects.point[columns.point[entry]!]! / (to - from);
    item.attempts += 1;
    item.wins += columns.win[attempt]!;
    item.pointEase += ease;
  }
  return new Map(
    items.map(({ attempts, wins, pointEase, item }): [number, ItemCalibration] => [
      columns.items.names[item]!,
      itemCalibration({
        attempts,
        wins,
        ease: rounded(effects.item[item]!),
        pointEase: rounded(pointEase / attempts),
      }),
    ]),
  );
}

/** Ten-thousandths are enough, and make a short file. */
function rounded(x: number): number {
  return Math.round(x * 1e4) / 1e4;
}
