import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { definePrerequisite } from "../../src/knowledge/define-prerequisite.js";
import { createPoint } from "../../src/knowledge/edit-point.js";
import { GraphEditor } from "../../src/knowledge/graph-editor.js";
import { KnowledgeGraph } from "../../src/knowledge/knowledge-graph.js";
import { createSubject } from "../../src/knowledge/save-framework.js";
import { calibrate } from "../../src/mastery/calibrate.js";
import { type EvidenceAttempt, foldEvidence, type StudentEvidence } from "../../src/mastery/evidence.js";
import { readOnGraph } from "../../src/mastery/mastery.js";
import { SHIPPED_WEIGHTS } from "../../src/mastery/shipped-weights.js";

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const POINTS = ["a", "b", "c", "d"];

/** a before b before c; d apart. */
function chain(): KnowledgeGraph {
  const editor = new GraphEditor(KnowledgeGraph.empty());
  createSubject(editor, { id: "s", name: "数学", stage: "JUNIOR_HIGH" });
  for (const id of POINTS) createPoint(editor, { id, code: id, name: id, subjectId: "s" });
  for (const [before, after] of ["ab", "bc"])
    definePrerequisite(editor, { prerequisiteId: before!, dependentId: after! });
  return editor.result(1);
}
const graph = chain();

function expectHonest(evidence: StudentEvidence, now: number, students: readonly (readonly EvidenceAttempt[])[] = []) {
  const model = { weights: SHIPPED_WEIGHTS, calibration: calibrate(1, students) };
  const [student] = readOnGraph({ model, graph, now }, [{ studentId: "s", evidence, chainLength: 0, skipped: [] }]);
  const { mastery, uncertainty } = student!.reading;
  expect(mastery).toHaveLength(POINTS.length);
  for (const value of mastery) expect(value > 0 && value < 1).toBe(true);
  for (const leaf of mastery.keys()) expect(uncertainty(leaf) > 0 && uncertainty(leaf) <= 0.5).toBe(true);
  return mastery;
}

/** One student's answers, a minute apart, each on the next of the points. */
const answers = (count: number, score: (i: number) => number, points = POINTS): EvidenceAttempt[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `t${i}`,
    atMs: START + i * 60_000,
    score: score(i),
    pointIds: [points[i % points.length]!],
    itemId: `q${i % 50}`,
  }));

describe("mastery at the extremes", () => {
  it("of 100,000 attempts, all right or all wrong, is never 0, 1 or no number, and tells the two apart", () => {
    const right = answers(100_000, () => 1);
    const wrong = answers(100_000, () => 0);
    for (const now of [right.at(-1)!.atMs, right.at(-1)!.atMs + 3650 * DAY]) {
      for (const counted of [[], [right.slice(0, 2000)], [wrong.slice(0, 2000)]]) {
        const best = expectHonest(foldEvidence(right), now, counted);
        const worst = expectHonest(foldEvidence(wrong), now, counted);
        for (const [leaf, value] of best.entries()) expect(value).toBeGreaterThan(worst[leaf]!);
      }
    }
  });

  it("of 100,000 attempts on one point speaks for its neighbours and stays a probability", () => {
    for (const point of POINTS) {
      expectHonest(foldEvidence(answers(100_000, (i) => i % 2, [point])), START);
      expectHonest(foldEvidence(answers(100_000, (i) => (i < 50_000 ? 1 : 0), [point])), START + 400 * DAY);
    }
  });

  it("is a probability whatever the answers and the clock say", () => {
    const attempt = fc.record({
      id: fc.uuid(),
      atMs: fc.oneof(fc.constant(START), fc.integer({ min: 0, max: 4_000_000_000_000 })),
      score: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
      pointIds: fc.uniqueArray(fc.constantFrom(...POINTS, "gone"), { minLength: 1 }),
      itemId: fc.option(fc.string(), { nil: undefined }),
      hints: fc.option(fc.nat(1000), { nil: undefined }),
    });
    const now = fc.integer({ min: 0, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 60 }), now, (list, at) => {
        expectHonest(foldEvidence(list), at);
        expectHonest(foldEvidence(list), at, [list]);
      }),
    );
  });
});
