import type { CreditShares } from "./propagate-credit.js";

/**
 * What is known of items and points in general, counted from attempts and numbered: part of the model version.
 * What it does not know falls back: an item to its points, a point to the general facility, a stage to the general
 * stage. Eases are logits, higher is easier; they are those of a student of middling ability (see `calibrate`).
 */
export interface Calibration {
  readonly number: number;
  /** Attempts that were counted. */
  readonly attempts: number;
  /** A point of which nothing is known. */
  readonly unknownPoint: PointCalibration;
  readonly points: ReadonlyMap<string, PointCalibration>;
  /** By `itemKey`. */
  readonly items: ReadonlyMap<number, ItemCalibration>;
  /** How much attempts on neighbours tell, where it was learned (see `learnCredit`). */
  readonly credit?: CreditShares;
}

export interface PointCalibration {
  readonly attempts: number;
  /** Credit that the attempts got, in attempts. */
  readonly wins: number;
  readonly ease: number;
  /** The ease as a probability, 0–1 exclusive. */
  readonly facility: number;
  /** What each stage of evidence on the point adds to its ease. */
  readonly stages: readonly number[];
  /** What coming from another point adds, by `transitionKey`. */
  readonly transitions: ReadonlyMap<number, number>;
}

export interface ItemCalibration {
  readonly attempts: number;
  readonly wins: number;
  /** Over its points' ease. */
  readonly ease: number;
  /** Its points' mean ease, when it was counted. */
  readonly pointEase: number;
  /** Both eases as a probability, 0–1 exclusive. */
  readonly facility: number;
}

/** Information with which a point's ease is drawn to the general one; its inverse is the variance of eases. */
export const EASE_RIDGE = 4;

/** Before any calibration every point has the same, middling ease: a facility of .65. */
const MIDDLING_EASE = Math.log(0.65 / 0.35);

/** Means of the general stages of ASSISTments 2009 and 2015; in the order of `stageOf`. */
const MIDDLING_STAGES: readonly number[] = [
  -0.49, -0.42, 0.37, -0.58, 0.27, -0.01, 0.53, -0.71, 0.19, -0.03, 0.59, -0.3, 0.44, 0.21, 0.35, -0.82, 0.14, -0.09,
  0.57, -0.21, 0.46, 0.13, 0.45, -0.7, 0.2, -0.08, 0.57, -0.15, 0.39, 0.11, 0.37,
];

export const EMPTY_CALIBRATION: Calibration = {
  number: 0,
  attempts: 0,
  unknownPoint: pointCalibration({
    attempts: 0,
    wins: 0,
    ease: MIDDLING_EASE,
    stages: MIDDLING_STAGES,
    transitions: new Map(),
  }),
  points: new Map(),
  items: new Map(),
};

export function pointCalibration(counted: Omit<PointCalibration, "facility">): PointCalibration {
  return { ...counted, facility: logistic(counted.ease) };
}

export function itemCalibration(counted: Omit<ItemCalibration, "facility">): ItemCalibration {
  return { ...counted, facility: logistic(counted.ease + counted.pointEase) };
}

/** A point as calibrated; one that is not known is like all. */
export function calibratedPoint(calibration: Calibration, pointId: string): PointCalibration {
  return calibration.points.get(pointId) ?? calibration.unknownPoint;
}

/** How much easier than its points an item is, in logits; 0 when unknown. */
export function itemEase(calibration: Calibration, item: number): number {
  return calibration.items.get(item)?.ease ?? 0;
}

/** The point that was attempted just before, by its `pointKey`, and whether that attempt was right. */
export function transitionKey(point: number, wasRight: boolean): number {
  return 2 * point + (wasRight ? 1 : 0);
}

export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

export function logit(p: number): number {
  return Math.log(p / (1 - p));
}
