import {
  type Calibration,
  type ItemCalibration,
  itemCalibration,
  type PointCalibration,
  pointCalibration,
} from "./calibration.js";
import { STAGES } from "./stage.js";

type PointJson = [attempts: number, wins: number, ease: number, stages: number[], transitions: [number, number][]];
type ItemJson = [key: number, attempts: number, wins: number, ease: number, pointEase: number];

interface CalibrationJson {
  readonly number: number;
  readonly attempts: number;
  readonly unknownPoint: PointJson;
  readonly points: [id: string, ...PointJson][];
  readonly items: ItemJson[];
  readonly credit?: [toPrerequisites: number, toDependents: number];
}

/** As JSON text; the inverse of `decodeCalibration`. */
export function encodeCalibration(calibration: Calibration): string {
  const { number, attempts, unknownPoint, points, items, credit } = calibration;
  const json: CalibrationJson = {
    number,
    attempts,
    unknownPoint: pointJson(unknownPoint),
    points: [...points].map(([id, point]) => [id, ...pointJson(point)]),
    items: [...items].map(([key, item]) => [key, item.attempts, item.wins, item.ease, item.pointEase]),
    ...(credit && { credit: [credit.creditToPrerequisites, credit.creditToDependents] as [number, number] }),
  };
  return JSON.stringify(json);
}

function pointJson({ attempts, wins, ease, stages, transitions }: PointCalibration): PointJson {
  return [attempts, wins, ease, [...stages], [...transitions]];
}

/** Throws SyntaxError or RangeError when the text is not a calibration. */
export function decodeCalibration(text: string): Calibration {
  const { number, attempts, unknownPoint, points, items, credit } = JSON.parse(text) as CalibrationJson;
  requireNumbers("number, attempts and credit", [number, attempts, ...(credit ?? [])]);
  return {
    number,
    attempts,
    unknownPoint: decodePoint("unknownPoint", unknownPoint),
    points: new Map(points.map(([id, ...point]): [string, PointCalibration] => [id, decodePoint(id, point)])),
    items: new Map(items.map(decodeItem)),
    ...(credit && { credit: { creditToPrerequisites: credit[0], creditToDependents: credit[1] } }),
  };
}

function decodePoint(id: string, [attempts, wins, ease, stages, transitions]: PointJson): PointCalibration {
  requireNumbers(id, [attempts, wins, ease, ...stages, ...transitions.flat()]);
  if (stages.length !== STAGES) throw new RangeError(`calibration: ${id} has ${stages.length} stages, not ${STAGES}`);
  return pointCalibration({ attempts, wins, ease, stages, transitions: new Map(transitions) });
}

function decodeItem([key, attempts, wins, ease, pointEase]: ItemJson): [number, ItemCalibration] {
  requireNumbers(`item ${key}`, [key, attempts, wins, ease, pointEase]);
  return [key, itemCalibration({ attempts, wins, ease, pointEase })];
}

function requireNumbers(what: string, values: readonly unknown[]): void {
  if (!values.every(Number.isFinite)) throw new RangeError(`calibration: ${what}: not all are numbers`);
}
