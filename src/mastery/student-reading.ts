import { type Calibration, calibratedPoint } from "./calibration.js";
import { CREDIT_UNITS, CREDITS, isRight, POINT_KEYS, pointKey, type StudentEvidence } from "./evidence.js";

/** What all of a student's evidence says of the student, under one calibration. */
export interface StudentReading {
  readonly attempts: number;
  readonly wins: number;
  /** Points attempted. */
  readonly breadth: number;
  /** Σ (wins − p · attempts) and Σ p(1 − p) · attempts over points, p being the point's facility. */
  readonly residual: number;
  readonly information: number;
  /** The same over the last 64 attempts, p being the item's, weighted by powers of each of `RECENT_DECAYS`. */
  readonly recentResidual: readonly number[];
  readonly recentInformation: readonly number[];
  /** Right, or wrong, answers in a row at the end, whatever the point. */
  readonly winStreak: number;
  readonly lossStreak: number;
  /** `pointKey` of the last attempt or -1, whether it was right, and how many attempts in a row were on that point. */
  readonly lastPoint: number;
  readonly wasRight: boolean;
  readonly run: number;
  /** The last attempts, newest first, packed by `packRecent`. */
  readonly recent: readonly number[];
}

export const RECENT_DECAYS = [0.5, 0.7, 0.85, 0.95, 0.98] as const;

/** Terms are summed in whole 2⁻²⁰, so that the order of the points does not matter. */
const GRAIN = 2 ** 20;

/** Reads a student's evidence once for many estimates. O(points + 64). */
export function readStudent(calibration: Calibration, evidence: StudentEvidence): StudentReading {
  let residual = 0;
  let information = 0;
  for (const [pointId, point] of evidence.points) {
    const p = calibratedPoint(calibration, pointId).facility;
    residual += Math.round((point.credit / CREDIT_UNITS - point.attempts * p) * GRAIN);
    information += Math.round(point.attempts * p * (1 - p) * GRAIN);
  }
  const { totals } = evidence;
  return {
    attempts: totals.attempts,
    wins: totals.credit / CREDIT_UNITS,
    breadth: evidence.points.size,
    residual: residual / GRAIN,
    information: information / GRAIN,
    ...readRecent(calibration, totals.recent),
  };
}

type RecentReading = Omit<StudentReading, "attempts" | "wins" | "breadth" | "residual" | "information">;

function readRecent(calibration: Calibration, recent: readonly number[]): RecentReading {
  const recentResidual: number[] = RECENT_DECAYS.map(() => 0);
  const recentInformation: number[] = RECENT_DECAYS.map(() => 0);
  const powers: number[] = RECENT_DECAYS.map(() => 1);
  const facilities = facilitiesByKey(calibration);
  let winStreak = 0;
  let lossStreak = 0;
  let run = 0;
  let lastPoint = -1;
  for (let index = 0; index < recent.length; index++) {
    const packed = recent[index]!;
    const credit = packed % CREDITS;
    const place = (packed - credit) / CREDITS;
    const point = place % POINT_KEYS;
    const win = credit / CREDIT_UNITS;
    const known = calibration.items.get((place - point) / POINT_KEYS);
    const p = known ? known.facility : (facilities.get(point) ?? calibration.unknownPoint.facility);
    for (let k = 0; k < RECENT_DECAYS.length; k++) {
      recentResidual[k]! += powers[k]! * (win - p);
      recentInformation[k]! += powers[k]! * p * (1 - p);
      powers[k]! *= RECENT_DECAYS[k]!;
    }
    if (index === 0) lastPoint = point;
    if (run === index && point === lastPoint) run += 1;
    if (isRight(credit)) {
      if (winStreak === index) winStreak += 1;
    } else if (lossStreak === index) lossStreak += 1;
  }
  const wasRight = winStreak > 0;
  return { recentResidual, recentInformation, winStreak, lossStreak, lastPoint, wasRight, run, recent };
}

/** How often an item is among the recent attempts, and the credit (0–1) of the last time. O(64). */
export function findItem(recent: readonly number[], item: number): { attempts: number; lastWin: number } {
  const least = item * POINT_KEYS * CREDITS;
  let attempts = 0;
  let lastWin = 0;
  for (let index = 0; index < recent.length; index++) {
    const rest = recent[index]! - least;
    if (rest < 0 || rest >= POINT_KEYS * CREDITS) continue;
    if (attempts === 0) lastWin = (rest % CREDITS) / CREDIT_UNITS;
    attempts += 1;
  }
  return { attempts, lastWin };
}

const facilitiesOf = new WeakMap<Calibration, Map<number, number>>();

/** Facilities of points by `pointKey`, made once for a calibration. */
function facilitiesByKey(calibration: Calibration): ReadonlyMap<number, number> {
  let facilities = facilitiesOf.get(calibration);
  if (!facilities) {
    facilities = new Map([...calibration.points].map(([id, { facility }]) => [pointKey(id), facility]));
    facilitiesOf.set(calibration, facilities);
  }
  return facilities;
}
