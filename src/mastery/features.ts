import { type Calibration, calibratedPoint, transitionKey } from "./calibration.js";
import { pointKey, SITTING_GAP_MS } from "./evidence.js";
import { DECAYS, decayedSums, type PointSignal } from "./signal.js";
import { findItem, RECENT_DECAYS, type StudentReading } from "./student-reading.js";

/** One student's evidence on one leaf, as the model reads it. */
export interface PointQuestion {
  readonly student: StudentReading;
  readonly signal: PointSignal;
  readonly pointId: string;
  readonly nowMs: number;
}

/** The model's inputs, in order; docs/models.md says what each is. */
export const FEATURES = [
  "intercept",
  "pointEase",
  "stageEase",
  "transitionEase",
  "itemEase",
  "ability",
  "recentAbility50",
  "recentAbility70",
  "recentAbility85",
  "recentAbility95",
  "recentAbility98",
  "winStreak",
  "lossStreak",
  "experience",
  "breadth",
  "totalLosses",
  "isFirst",
  "pointAttempts",
  "pointWins",
  "pointLosses",
  "pointAbility",
  "pointAbility50",
  "pointAbility70",
  "pointAbility85",
  "pointAbility95",
  "pointWinStreak",
  "pointLossStreak",
  "gap",
  "run",
  "itemAttempts",
  "itemLastWin",
  "elapsed",
  "elapsedSpaced",
  "ability·ability",
  "itemEase·pointAttempts",
  "recentAbility95·experience",
] as const;

export type FeatureName = (typeof FEATURES)[number];

/**
 * What the weights depend on besides: nothing known of the student on this point; coming back to it after another
 * point (or asked out of the blue) having been wrong or right the last time; or still at it, after one or two attempts
 * or after more. These predict the answer to the item that is asked next; mastery itself is read by `knowledge-state.ts`.
 */
export const REGIMES = [
  "first",
  "backAfterWrong",
  "backAfterRight",
  "fewAfterWrong",
  "fewAfterRight",
  "manyAfterWrong",
  "manyAfterRight",
] as const;

export type RegimeName = (typeof REGIMES)[number];

const RECENT95 = RECENT_DECAYS.indexOf(0.95);
const DAY_MS = 86_400_000;

/** An item that is asked next: its ease over its points, and its `itemKey`, 0 when it has none. */
export interface AskedItem {
  readonly ease: number;
  readonly key: number;
}

/**
 * Fills `into`, of `FEATURES.length`, with the features of one question. O(features + 64). Returns the number of the
 * regime.
 */
export function writeFeatures(
  into: Float64Array,
  calibration: Calibration,
  question: PointQuestion,
  item: AskedItem,
): number {
  const { student, signal } = question;
  const point = calibratedPoint(calibration, question.pointId);
  const { ease, facility } = point;
  const spread = facility * (1 - facility);
  const isTried = signal.attempts > 0;
  const isLast =
    signal.lastAtMs !== undefined &&
    question.nowMs - signal.lastAtMs < SITTING_GAP_MS &&
    student.lastPoint === pointKey(question.pointId);
  let i = 0;
  into[i++] = 1;
  into[i++] = ease;
  const stage = point.stages[signal.stage]!;
  into[i++] = stage;
  into[i++] = !isLast ? (point.transitions.get(transitionKey(student.lastPoint, student.wasRight)) ?? 0) : 0;
  const ownEase = item.ease;
  into[i++] = ownEase;
  const ability = student.residual / (student.information + 1.5);
  into[i++] = ability;
  const recent = i;
  for (let k = 0; k < RECENT_DECAYS.length; k++) {
    into[i++] = student.recentResidual[k]! / (student.recentInformation[k]! + 0.5);
  }
  const experience = Math.log1p(student.attempts);
  into[i++] = Math.log1p(student.winStreak);
  into[i++] = Math.log1p(student.lossStreak);
  into[i++] = experience;
  into[i++] = Math.log1p(student.breadth);
  into[i++] = Math.log1p(student.attempts - student.wins);
  const attempts = Math.log1p(signal.attempts);
  into[i++] = isTried ? 0 : 1;
  into[i++] = attempts;
  into[i++] = Math.log1p(signal.wins);
  into[i++] = Math.log1p(signal.attempts - signal.wins);
  into[i++] = (signal.wins - facility * signal.attempts) / (spread * signal.attempts + 0.5);
  for (let k = 0; k < DECAYS.length; k++) {
    const { attempts: tries, wins } = decayedSums(signal.parts, DECAYS[k]!);
    into[i++] = (wins - facility * tries) / (spread * tries + 0.2);
  }
  into[i++] = Math.log1p(signal.winStreak);
  into[i++] = Math.log1p(signal.lossStreak);
  into[i++] = isTried ? Math.log1p(Math.max(0, student.attempts - signal.lastOrdinal)) : 0;
  into[i++] = isLast ? Math.log1p(student.run) : 0;
  const tried = item.key !== 0 ? findItem(student.recent, item.key) : undefined;
  into[i++] = tried ? Math.log1p(tried.attempts) : 0;
  into[i++] = tried && tried.attempts > 0 ? tried.lastWin - 0.5 : 0;
  const elapsed =
    signal.lastAtMs === undefined ? 0 : Math.log1p(Math.max(0, question.nowMs - signal.lastAtMs) / DAY_MS);
  into[i++] = elapsed;
  into[i++] = signal.sittings > 1 ? elapsed * (1 - 1 / signal.sittings) : 0;
  into[i++] = ability * ability;
  into[i++] = ownEase * attempts;
  into[i++] = into[recent + RECENT95]! * experience;
  return regimeOf(signal, isLast);
}

function regimeOf(signal: PointSignal, isLast: boolean): number {
  if (signal.ownAttempts === 0) return 0;
  const right = signal.winStreak > 0 ? 1 : 0;
  if (!isLast) return 1 + right;
  return (signal.ownAttempts < 3 ? 3 : 5) + right;
}
