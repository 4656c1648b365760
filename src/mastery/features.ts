import { type Calibration, itemEase, pointFacility } from "./calibration.js";
import { CREDIT_UNITS, type StudentEvidence, unpackRecent } from "./evidence.js";
import type { PointSignal } from "./signal.js";

/** What all of a student's evidence says of the student, under one calibration. */
export interface StudentReading {
  readonly attempts: number;
  /** Σ (wins − facility · attempts) over points, and the attempts it is over. */
  readonly residual: number;
  readonly residualAttempts: number;
  /** The last attempts' residuals against item and point, weighted by powers of 0.9, newest 1. */
  readonly recentResidual: number;
  readonly recentAttempts: number;
}

/** The model's inputs, in order. Each is 0 where nothing is known, so that a new student gets the facility alone. */
export const FEATURES = [
  "intercept",
  "facility",
  "itemEase",
  "ability",
  "recentAbility",
  "logWins",
  "logLosses",
  "pointResidual",
  "fastResidual",
  "slowResidual",
  "experience",
  "gap",
  "elapsed",
] as const;

const DAY_MS = 86_400_000;

/** Reads the student's totals and points once for many estimates. O(points + 64). */
export function readStudent(calibration: Calibration, evidence: StudentEvidence): StudentReading {
  let residual = 0;
  let residualAttempts = 0;
  for (const [pointId, point] of evidence.points) {
    residual += point.credit / CREDIT_UNITS - point.attempts * pointFacility(calibration, pointId);
    residualAttempts += point.attempts;
  }
  let recentResidual = 0;
  let recentAttempts = 0;
  let weight = 1;
  for (const packed of evidence.totals.recent) {
    const { item, credit } = unpackRecent(packed);
    recentResidual += weight * (credit / CREDIT_UNITS - itemFacility(calibration, item));
    recentAttempts += weight;
    weight *= 0.9;
  }
  return { attempts: evidence.totals.attempts, residual, residualAttempts, recentResidual, recentAttempts };
}

function itemFacility(calibration: Calibration, item: number): number {
  const count = calibration.items.get(item);
  if (count === undefined) return calibration.facility;
  return logistic(logit(count.expected / count.attempts) + itemEase(calibration, item));
}

/** Fills `into` with the features of one (student, point, item) at `nowMs`. `ease` 0: a typical item. O(1). */
export function writeFeatures(
  into: Float64Array,
  input: {
    readonly student: StudentReading;
    readonly signal: PointSignal;
    readonly facility: number;
    readonly ease: number;
    readonly nowMs: number;
  },
): void {
  const { student, signal, facility } = input;
  const losses = signal.attempts - signal.wins;
  const elapsedDays = signal.lastAtMs === undefined ? 0 : Math.max(0, input.nowMs - signal.lastAtMs) / DAY_MS;
  into[0] = 1;
  into[1] = logit(facility);
  into[2] = input.ease;
  into[3] = student.residual / (student.residualAttempts + 8);
  into[4] = student.recentResidual / (student.recentAttempts + 2);
  into[5] = Math.log1p(signal.wins);
  into[6] = Math.log1p(losses);
  into[7] = (signal.wins - facility * signal.attempts) / (signal.attempts + 4);
  into[8] = (signal.fastWins - facility * signal.fastAttempts) / (signal.fastAttempts + 0.5);
  into[9] = (signal.slowWins - facility * signal.slowAttempts) / (signal.slowAttempts + 1);
  into[10] = Math.log1p(student.attempts);
  into[11] = signal.attempts === 0 ? 0 : Math.log1p(student.attempts - signal.lastOrdinal);
  into[12] = Math.log1p(elapsedDays);
}

export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

export function logit(p: number): number {
  return Math.log(p / (1 - p));
}
