import { describe, expect, it } from "@jest/globals";
import { calibrate } from "../../src/mastery/calibrate.js";
import { calibratedPoint, EMPTY_CALIBRATION, itemEase } from "../../src/mastery/calibration.js";
import { decodeCalibration, encodeCalibration } from "../../src/mastery/calibration-codec.js";
import type { EvidenceAttempt } from "../../src/mastery/evidence.js";
import { itemKey } from "../../src/mastery/item-key.js";

const answer = (pointId: string, itemId: string, score: number, id = itemId): EvidenceAttempt => ({
  id,
  atMs: 0,
  score,
  pointIds: [pointId],
  itemId,
});

/** Each of 40 students answers two items of an easy point, the second harder, and one of a hard point. */
const students = Array.from({ length: 40 }, (_, index) => [
  answer("easy", "x", index % 10 < 9 ? 1 : 0),
  answer("easy", "y", index % 10 < 5 ? 1 : 0),
  answer("hard", "z", index % 10 < 2 ? 1 : 0),
]);

describe("calibrate", () => {
  it("tells easy from hard, points and items, and counts them", () => {
    const calibration = calibrate(3, students);
    expect(calibration.number).toBe(3);
    expect(calibration.points.get("easy")).toMatchObject({ attempts: 80, wins: 56 });
    expect(calibratedPoint(calibration, "easy").facility).toBeGreaterThan(0.55);
    expect(calibratedPoint(calibration, "hard").facility).toBeLessThan(0.5);
    expect(itemEase(calibration, itemKey("x"))).toBeGreaterThan(0.2);
    expect(itemEase(calibration, itemKey("y"))).toBeLessThan(-0.2);
  });

  it("what it does not know falls back: an item to its points, a point to the general ease", () => {
    const calibration = calibrate(1, students);
    expect(itemEase(calibration, itemKey("unknown"))).toBe(0);
    expect(calibratedPoint(calibration, "unknown")).toBe(calibration.unknownPoint);
    expect(calibration.unknownPoint.ease).toBeCloseTo(Math.log((64 + 6.5) / (130 - 70.5)), 3);
  });

  it("of a single attempt moves little: (y − p) / (p(1 − p) + ridge)", () => {
    const calibration = calibrate(1, [[answer("a", "i", 1)]]);
    expect(Math.abs(itemEase(calibration, itemKey("i")))).toBeLessThan(0.5);
    expect(calibratedPoint(calibration, "a").facility).toBeLessThan(0.8);
  });

  it("without attempts is the empty one, and survives its file", () => {
    expect(calibrate(7, [])).toEqual({ ...EMPTY_CALIBRATION, number: 7 });
    const calibration = calibrate(2, students);
    expect(decodeCalibration(encodeCalibration(calibration))).toEqual(calibration);
    expect(() => decodeCalibration("{")).toThrow(SyntaxError);
    expect(() => decodeCalibration(encodeCalibration({ ...calibration, number: Number.NaN }))).toThrow(RangeError);
  });
});
