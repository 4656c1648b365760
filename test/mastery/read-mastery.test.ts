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
  const shares = { creditToPrerequisites: 0.8, creditToDependents: 0.9 };
  const chain = graphOf(3, [
    [0, 1, 0.5],
    [1, 2, 1],
  ]);

  it("u(p) = strength · share · what is known of the dependent, once more at each further edge", () => {
    const knowledge = {
      prior: Float64Array.of(0.1, 0.1, 0.1),
      direct: Float64Array.of(0, 0, 0.9),
      held: Float64Array.of(1, 1, 1),
    };
    const { prior: credited } = propagateCredit(chain, knowledge, shares);
    expect(credited[1]).toBeCloseTo(0.8 * 0.9, 12);
    expect(credited[0]).toBeCloseTo(0.5 * 0.8 * 0.8 * 0.9, 12);
    expect(credited[2]).toBeCloseTo(0.1, 12);
  });

  it("c(p) = 1 − strength · share · (1 − c · held of the prerequisite)", () => {
    const knowledge = {
      prior: Float64Array.of(0.6, 0.6, 0.6),
      direct: Float64Array.of(0.1, 0, 0),
      held: Float64Array.of(0.2, 1, 1),
    };
    const { prior: credited } = propagateCredit(chain, knowledge, shares);
    const first = 1 - 0.5 * 0.9 * (1 - 0.2);
    expect(credited[1]).toBeCloseTo(0.6 * first, 12);
    expect(credited[2]).toBeCloseTo(0.6 * (1 - 0.9 * (1 - first)), 12);
  });

  it("success says nothing of dependents, failure nothing of prerequisites, and a diamond counts once", () => {
    const diamond = graphOf(4, [
      [0, 1, 1],
      [0, 2, 1],
      [1, 3, 1],
      [2, 3, 1],
    ]);
    const prior = new Float64Array(4).fill(0.4);
    const none = { prior, direct: new Float64Array(4), held: new Float64Array(4).fill(1) };
    const success = (at: number) =>
      propagateCredit(diamond, { ...none, direct: none.direct.with(at, 0.9) }, shares).prior;
    const failure = propagateCredit(diamond, { ...none, held: none.held.with(3, 0.1) }, shares).prior;
    expect([...success(0)]).toEqual([...prior]);
    expect([...failure]).toEqual([...prior]);
    expect(success(3)[0]).toBeCloseTo(0.8 * 0.8 * 0.9, 12);
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

  it("never falls on any leaf by a right answer on any, nor rises by a wrong one, however long the student was away", () => {
    const graph = graphOf(4, [
      [0, 1, 1],
      [0, 2, 0.6],
      [1, 3, 1],
      [2, 3, 0.9],
    ]);
    const day = 86_400_000;
    const answer = fc.record({
      point: fc.constantFrom("p0", "p1", "p2", "p3", "whole"),
      score: fc.constantFrom(0, 1),
      daysAfter: fc.constantFrom(0, 0, 0, 1, 30, 400),
    });
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 20 }), answer, (list, { point, daysAfter }) => {
        let nowMs = 0;
        const attempts = list.map(({ point, score, daysAfter }, index) => {
          nowMs += 1000 + daysAfter * day;
          return { id: `${index}`.padStart(3, "0"), atMs: nowMs, score, pointIds: [point] };
        });
        nowMs += 1000 + daysAfter * day;
        const leavesOf = (id: string) => (id === "whole" ? ["p0", "p1"] : [id]);
        const masteryOf = (...more: readonly number[]) => {
          const last = more.map((score) => ({ id: "999", atMs: nowMs, score, pointIds: [point] }));
          return readMastery({ model, graph, evidence: foldEvidence([...attempts, ...last]), leavesOf, nowMs }).mastery;
        };
        const [now, right, wrong] = [masteryOf(), masteryOf(1), masteryOf(0)];
        for (let leaf = 0; leaf < 4; leaf++) {
          expect(right[leaf]!).toBeGreaterThanOrEqual(now[leaf]! - 1e-6);
          expect(wrong[leaf]!).toBeLessThanOrEqual(now[leaf]! + 1e-6);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("is forgotten with time, and due when forgetting alone reaches the target", () => {
    const day = 86_400_000;
    const at = (nowMs: number) =>
      readMastery({ model, graph: chain, evidence: answers("p1", [1, 1, 1]), leavesOf: (id) => [id], nowMs });
    const due = at(100).dueAtMs(1, 0.85)!;
    expect(due).toBeGreaterThan(day);
    expect(at(due).mastery[1]).toBeCloseTo(0.85, 4);
    expect(at(due + 30 * day).mastery[1]).toBeLessThan(0.85);
    expect(at(100).dueAtMs(0, 0.85)).toBeUndefined();
    expect(read(chain, answers("p1", [0, 0, 0])).dueAtMs(1, 0.85)).toBeUndefined();
  });

  it("counts practice of what builds on a point as its review, as far as that is known", () => {
    const day = 86_400_000;
    const attempt = (pointId: string, atMs: number, score = 1) => ({
      id: `${pointId}${atMs}`,
      atMs,
      score,
      pointIds: [pointId],
    });
    const basic = [attempt("p0", 0), attempt("p0", 1), attempt("p0", 2)];
    const later = 200 * day;
    const at = (more: ReturnType<typeof attempt>[], nowMs = later) =>
      readMastery({ model, graph: chain, evidence: foldEvidence([...basic, ...more]), leavesOf: (id) => [id], nowMs });
    const advanced = (score: number) => [1, 2, 3].map((i) => attempt("p2", later - i * 1000, score));
    const [alone, practised, failed] = [at([]), at(advanced(1)), at(advanced(0))];
    expect(alone.mastery[0]).toBeLessThan(0.85);
    expect(alone.dueAtMs(0, 0.85)).toBeLessThan(later);
    expect(practised.mastery[0]).toBeGreaterThan(0.85);
    expect(practised.dueAtMs(0, 0.85) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(later);
    expect(failed.mastery[0]).toBeLessThanOrEqual(alone.mastery[0]!);
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
      expect(mastery[leaf]! > 0 && mastery[leaf]! < 1 && uncertainty(leaf) > 0).toBe(true);
    }
    expect(read(graphOf(0, []), answers("p1", [1])).mastery).toHaveLength(0);
  });
});
