/**
 * What is known of items and points in general, counted from attempts and numbered: part of the model version.
 * Items and points that it does not know fall back: item → its points, point → all attempts.
 */
export interface Calibration {
  readonly number: number;
  /** Proportion of credit over all attempts, 0–1 exclusive. */
  readonly facility: number;
  readonly points: ReadonlyMap<string, Count>;
  /** By `itemKey`. */
  readonly items: ReadonlyMap<number, ItemCount>;
}

/** Attempts counted and the credit they got (0–attempts). */
export interface Count {
  readonly attempts: number;
  readonly wins: number;
}

/** Of an item also the credit that its points' facilities would have led one to expect. */
export interface ItemCount extends Count {
  readonly expected: number;
}

/** No attempts were counted: every point and item is of middling facility. */
export const EMPTY_CALIBRATION: Calibration = { number: 0, facility: 0.65, points: new Map(), items: new Map() };

/** Pseudo-attempts with which a point's facility is drawn to the general one, an item's to that of its points. */
const POINT_SHRINKAGE = 20;
const ITEM_SHRINKAGE = 8;

/** Facility of a point, shrunk to the general facility: (wins + k·g) / (attempts + k). Within 0–1 exclusive. */
export function pointFacility(calibration: Calibration, pointId: string): number {
  const count = calibration.points.get(pointId);
  const k = POINT_SHRINKAGE;
  const wins = (count?.wins ?? 0) + k * calibration.facility;
  return wins / ((count?.attempts ?? 0) + k);
}

/**
 * How much easier (+) or harder (−) than its points an item is, in logits, shrunk to 0: one Newton step of a ridge
 * logistic regression from the points' facility, Σ(y − p) / (Σ p(1−p) + k·p(1−p)).
 */
export function itemEase(calibration: Calibration, key: number): number {
  const count = calibration.items.get(key);
  if (count === undefined) return 0;
  const mean = count.expected / count.attempts;
  const spread = Math.max(mean * (1 - mean), 0.05);
  return (count.wins - count.expected) / (spread * (count.attempts + ITEM_SHRINKAGE));
}

/** One attempt as a calibration counts it. */
export interface CountedAttempt {
  readonly item: number;
  readonly pointIds: readonly string[];
  readonly score: number;
}

/** Counts attempts into a calibration; two passes, so that `expected` knows the points. O(attempts). */
export function calibrate(number: number, attempts: Iterable<CountedAttempt> & object): Calibration {
  const points = new Map<string, { attempts: number; wins: number }>();
  let total = 0;
  let wins = 0;
  for (const attempt of attempts) {
    total += 1;
    wins += attempt.score;
    for (const pointId of attempt.pointIds) {
      const count = points.get(pointId) ?? { attempts: 0, wins: 0 };
      count.attempts += 1;
      count.wins += attempt.score;
      points.set(pointId, count);
    }
  }
  const prior = EMPTY_CALIBRATION.facility;
  const counted = { number, facility: (wins + 10 * prior) / (total + 10), points, items: new Map() };
  const items = new Map<number, { attempts: number; wins: number; expected: number }>();
  for (const attempt of attempts) {
    if (attempt.item === 0 || attempt.pointIds.length === 0) continue;
    const count = items.get(attempt.item) ?? { attempts: 0, wins: 0, expected: 0 };
    count.attempts += 1;
    count.wins += attempt.score;
    count.expected += meanFacility(counted, attempt.pointIds);
    items.set(attempt.item, count);
  }
  return { ...counted, items };
}

/** Mean facility of the points, the general one when there are none. */
export function meanFacility(calibration: Calibration, pointIds: readonly string[]): number {
  if (pointIds.length === 0) return calibration.facility;
  let sum = 0;
  for (const pointId of pointIds) sum += pointFacility(calibration, pointId);
  return sum / pointIds.length;
}

/** As JSON text: `{number, facility, points: [[id, attempts, wins]], items: [[key, attempts, wins, expected]]}`. */
export function encodeCalibration(calibration: Calibration): string {
  return JSON.stringify({
    number: calibration.number,
    facility: calibration.facility,
    points: [...calibration.points].map(([id, { attempts, wins }]) => [id, attempts, wins]),
    items: [...calibration.items].map(([key, { attempts, wins, expected }]) => [key, attempts, wins, expected]),
  });
}

/** Inverse of `encodeCalibration`. Throws SyntaxError or RangeError when the text is not a calibration. */
export function decodeCalibration(text: string): Calibration {
  const json = JSON.parse(text) as {
    number: number;
    facility: number;
    points: [string, number, number][];
    items: [number, number, number, number][];
  };
  if (!Number.isInteger(json.number) || !(json.facility > 0 && json.facility < 1)) {
    throw new RangeError("a calibration has a whole number and a facility between 0 and 1");
  }
  return {
    number: json.number,
    facility: json.facility,
    points: new Map(json.points.map(([id, attempts, wins]) => [id, { attempts, wins }])),
    items: new Map(json.items.map(([key, attempts, wins, expected]) => [key, { attempts, wins, expected }])),
  };
}
