import { describe, expect, it } from "@jest/globals";
import { calibrate } from "../../src/mastery/calibrate.js";
import { decodeCalibration, encodeCalibration } from "../../src/mastery/calibration-codec.js";
import type { EvidenceAttempt } from "../../src/mastery/evidence.js";
import { learnCredit } from "../../src/mastery/learn-credit.js";
import { SHIPPED_WEIGHTS } from "../../src/mastery/shipped-weights.js";
import { seededRandom } from "../../src/seeded-random.js";
import { scattered } from "../reference/policy-graphs.js";

const { graph } = scattered(40, 5);

/** Students who know a point with this chance where all its prerequisites are known, and with the other where one is not. */
function classroom(withPrerequisites: number, without: number): EvidenceAttempt[][] {
  const random = seededRandom(11);
  return Array.from({ length: 300 }, () => {
    const known = new Map<number, boolean>();
    for (const v of graph.order) {
      const { offsets, targets } = graph.prerequisites;
      const isReady = [...targets.subarray(offsets[v]!, offsets[v + 1]!)].every((u) => known.get(u));
      known.set(v, random.chance(isReady ? withPrerequisites : without));
    }
    return random
      .shuffle([...known])
      .slice(0, 25)
      .flatMap(([v, knows], place) =>
        [0, 1].map((again) => ({
          id: String(2 * place + again).padStart(3, "0"),
          atMs: (2 * place + again) * 60_000,
          score: random.chance(knows ? 0.9 : 0.2) ? 1 : 0,
          pointIds: [graph.ids[v]!],
        })),
      );
  });
}

const learned = (students: EvidenceAttempt[][]) =>
  learnCredit({ weights: SHIPPED_WEIGHTS, calibration: calibrate(1, students) }, graph, students)!;

describe("learnCredit", () => {
  it("finds much credit where points need their prerequisites, and little where they do not", () => {
    const bound = learned(classroom(0.8, 0.02));
    const free = learned(classroom(0.55, 0.55));
    expect(bound.creditToDependents).toBeGreaterThan(0.6);
    expect(free.creditToDependents).toBeLessThan(0.4);
    expect(bound.creditToPrerequisites).toBeGreaterThan(free.creditToPrerequisites);
  });

  it("is part of the calibration, and nothing where no neighbours were answered", () => {
    const students = classroom(0.8, 0.02);
    const calibration = { ...calibrate(1, students), credit: learned(students) };
    expect(decodeCalibration(encodeCalibration(calibration)).credit).toEqual(calibration.credit);
    expect(learnCredit({ weights: SHIPPED_WEIGHTS, calibration }, graph, [])).toBeUndefined();
  });
});
