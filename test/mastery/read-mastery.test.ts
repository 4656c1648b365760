import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { EMPTY_CALIBRATION } from "../../src/mastery/calibration.js";
import { foldEvidence } from "../../src/mastery/evidence.js";
import { type PrerequisiteGraph, propagateCredit } from "../../src/mastery/propagate-credit.js";
import { readMastery } from "../../src/mastery/read-mastery.js";
import { SHIPPED_WEIGHTS } from "../../src/mastery/shipped-weights.js";

const model = { weights: SHIPPED_WEIGHTS, calibration: EMPTY_CALIBRATION };

/** Points 0 to n−1 in this topological order. */
function graphOf(size: number, edges: readonly (readonly [number, number, number])[]): PrerequisiteGraph {
  const ids = Array.from({ length: size }, (_, index) => `p${index}`);
  const adjacency = (from: 0 | 1, to: 0 | 1) => {
    const rows = ids.map((_, index) => edges.filter((edge) => edge[from] === index));
    const offsets = new Int32Array(size + 1);
    rows.forEach((row, index) => {
      offsets[index + 1] = offsets[index]! + row.length;
    });
    return {
      offsets,
      targets: Int32Array.from(rows.flat(), (edge) => edge[to]),
      strengths: Float64Array.from(rows.flat(), (edge) => edge[2]),
    };
  };
  return {
    ids,
    indexOf: (id) => ids.indexOf(id),
    prerequisites: adjacency(1, 0),
    dependents: adjacency(0, 1),
    order: Int32Array.from(ids.keys()),
  };
}

const answers = (pointId: string, scores: readonly number[]) =>
  foldEvidence(scores.map((score, index) => ({ id: `${index}`, atMs: index, score, pointIds: [pointId] })));

const read = (graph: PrerequisiteGraph, evidence: ReturnType<typeof answers>) =>
  readMastery({ model, graph, evidence, leavesOf: (id) => (id === "whole" ? ["p0", "p1"] : [id]), nowMs: 100 });

describe("propagateCredit", () => {
  const { creditToPrerequisites: up, creditToDependents: down, creditHalfAttempts: half } = SHIPPED_WEIGHTS;

  it("credit = strength · share · shift · n/(h + n), once more the share at each further edge", () => {
    const chain = graphOf(3, [
      [0, 1, 0.5],
      [1, 2, 1],
    ]);
    const success = { shift: Float64Array.of(0, 0, 2), attempts: Float64Array.of(0, 0, 6) };
    const confident = (2 * 6) / (6 + half);
    const credit = propagateCredit(chain, success, SHIPPED_WEIGHTS);
    expect(credit[1]).toBeCloseTo(up * confident, 12);
    expect(credit[0]).toBeCloseTo(0.5 * up * up * confident, 12);
    expect(credit[2]).toBe(0);
    const failure = { shift: Float64Array.of(-2, 0, 0), attempts: Float64Array.of(6, 0, 0) };
    expect(propagateCredit(chain, failure, SHIPPED_WEIGHTS)[1]).toBeCloseTo(-0.5 * down * confident, 12);
  });

  it("success says nothing of dependents, failure nothing of prerequisites, and a diamond counts once", () => {
    const diamond = graphOf(4, [
      [0, 1, 1],
      [0, 2, 1],
      [1, 3, 1],
      [2, 3, 1],
    ]);
    const chain = graphOf(3, [
      [0, 1, 1],
      [1, 2, 1],
    ]);
    const shift = (size: number, at: number, value: number) => {
      const direct = { shift: new Float64Array(size), attempts: new Float64Array(size) };
      direct.shift[at] = value;
      direct.attempts[at] = 4;
      return direct;
    };
    expect([...propagateCredit(diamond, shift(4, 0, 2), SHIPPED_WEIGHTS)]).toEqual([0, 0, 0, 0]);
    expect([...propagateCredit(diamond, shift(4, 3, -2), SHIPPED_WEIGHTS)]).toEqual([0, 0, 0, 0]);
    expect(propagateCredit(diamond, shift(4, 3, 2), SHIPPED_WEIGHTS)[0]).toBeCloseTo(
      propagateCredit(chain, shift(3, 2, 2), SHIPPED_WEIGHTS)[0]!,
      12,
    );
  });
});

describe("readMastery", () => {
  const chain = graphOf(3, [
    [0, 1, 1],
    [1, 2, 1],
  ]);

  it("success on an advanced point speaks for its prerequisites, failure on a basic one against its successors", () => {
    const alone = graphOf(3, []);
    const right = answers("p2", [1, 1, 1, 1]);
    expect(read(chain, right).mastery[0]).toBeGreaterThan(read(alone, right).mastery[0]!);
    const wrong = answers("p0", [0, 0, 0, 0]);
    expect(read(chain, wrong).mastery[2]).toBeLessThan(read(alone, wrong).mastery[2]!);
  });

  it("shares an attempt on a point with parts among its leaves", () => {
    const shared = read(chain, answers("whole", [1, 1]));
    expect(shared.signals.map(({ attempts }) => attempts)).toEqual([1, 1, 0]);
  });

  it("does not depend on the order in which evidence is stored", () => {
    const answer = fc.record({
      point: fc.constantFrom("p0", "p1", "p2", "whole"),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 40 }), (list) => {
        const evidence = foldEvidence(
          list.map(({ point, score }, index) => ({ id: `${index}`, atMs: index, score, pointIds: [point] })),
        );
        const reversed = { totals: evidence.totals, points: new Map([...evidence.points].reverse()) };
        expect([...read(chain, reversed).mastery]).toEqual([...read(chain, evidence).mastery]);
      }),
    );
  });

  it("is within 0 and 1 on every leaf, with evidence or without", () => {
    const { mastery, uncertainty } = read(chain, answers("p1", new Array<number>(200).fill(1)));
    for (let leaf = 0; leaf < 3; leaf++) {
      expect(mastery[leaf]! > 0 && mastery[leaf]! < 1 && uncertainty[leaf]! > 0).toBe(true);
    }
    expect(read(graphOf(0, []), answers("p1", [1])).mastery).toHaveLength(0);
  });
});
