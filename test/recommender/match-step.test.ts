import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { KnowledgeGraph } from "../../src/knowledge/knowledge-graph.js";
import { calibrate } from "../../src/mastery/calibrate.js";
import { EMPTY_CALIBRATION } from "../../src/mastery/calibration.js";
import { type EvidenceAttempt, foldEvidence } from "../../src/mastery/evidence.js";
import { readOnGraph, type StudentMastery } from "../../src/mastery/mastery.js";
import { SHIPPED_WEIGHTS } from "../../src/mastery/shipped-weights.js";
import { type MatchCandidate, sumOf } from "../../src/recommender/match-resources.js";
import { chanceOfSuccess, matchStep, type StepNeed, systemsOf } from "../../src/recommender/match-step.js";
import { caller } from "../support/service.js";
import { point } from "./random-graphs.js";

const NOW = Date.UTC(2026, 8, 1);
const graph = new KnowledgeGraph(1, { ...KnowledgeGraph.empty(), points: new Map([["p", point("p")]]) });

function studentOf(scores: readonly number[], calibration = EMPTY_CALIBRATION): StudentMastery {
  const attempts = scores.map(
    (score, i): EvidenceAttempt => ({ id: `a${i}`, atMs: NOW - (scores.length - i) * 60_000, score, pointIds: ["p"] }),
  );
  const student = { studentId: "s", evidence: foldEvidence(attempts), chainLength: attempts.length, skipped: [] };
  return readOnGraph({ model: { weights: SHIPPED_WEIGHTS, calibration }, graph, now: NOW }, [student])[0]!;
}

function needOf(step: Partial<StepNeed["step"]> = {}, student = studentOf([1, 0, 1])): StepNeed {
  return { student, step: { leaf: 0, kind: "LEARN", minutes: 20, stuck: false, ...step } };
}

type Role = "TEACHES" | "PRACTISES" | "ASSESSES";

function candidate(id: string, role: Role, more: Partial<MatchCandidate> = {}): MatchCandidate {
  return { id, kind: "QUESTION", covers: [{ knowledgePointId: "p", role, weight: 1, confidence: 0.5 }], ...more };
}

const NOTHING = { answered: new Set<string>(), offered: new Set<string>() };
const ids = (matches: readonly { id: string }[]) => matches.map(({ id }) => id);

describe("resources for a step", () => {
  const candidates = fc.uniqueArray(
    fc.record({
      id: fc.constantFrom(..."abcdefghij"),
      role: fc.constantFrom<Role>("TEACHES", "PRACTISES", "ASSESSES"),
      kind: fc.constantFrom("VIDEO" as const, "QUESTION" as const, "DOCUMENT" as const),
      minutes: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
      difficulty: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    }),
    { selector: ({ id }) => id },
  );

  it("are new to the student, within the minutes, and their reasons sum to their score, in any order of candidates", () => {
    const used = fc.subarray([..."abcdefghij"]);
    fc.assert(
      fc.property(
        candidates,
        used,
        used,
        fc.constantFrom("LEARN" as const, "STRENGTHEN" as const, "REVIEW" as const),
        fc.boolean(),
        (list, answered, offered, kind, stuck) => {
          const pool = list.map(({ id, role, ...rest }) => candidate(id, role, rest));
          const need = needOf({ kind, stuck, minutes: 14.5 });
          const gone = { answered: new Set(answered), offered: new Set(offered) };
          const found = matchStep(need, pool, gone, 20);
          const open = list.filter(
            ({ id, minutes = 0 }) => minutes <= 15 && !gone.answered.has(id) && !gone.offered.has(id),
          );
          expect(ids(found).sort()).toEqual(open.map(({ id }) => id).sort());
          for (const { score, reasons } of found) expect(sumOf(reasons)).toBe(score);
          expect(matchStep(need, [...pool].reverse(), gone, 20)).toEqual(found);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("take turns: explanation, practice, a question to be asked, in the order that the step needs", () => {
    const pool = [
      candidate("t1", "TEACHES", { kind: "VIDEO" }),
      candidate("t2", "TEACHES", { kind: "VIDEO" }),
      candidate("p1", "PRACTISES"),
      candidate("p2", "PRACTISES"),
      candidate("a1", "ASSESSES"),
    ];
    const order = (step: Partial<StepNeed["step"]>) => ids(matchStep(needOf(step), pool, NOTHING, 4));
    expect(order({ kind: "LEARN" })).toEqual(["t1", "p1", "a1", "t2"]);
    expect(order({ kind: "STRENGTHEN" })).toEqual(["p1", "t1", "a1", "p2"]);
    expect(order({ kind: "REVIEW" })).toEqual(["a1", "p1", "t1", "p2"]);
    expect(order({ kind: "STRENGTHEN", stuck: true })).toEqual(["t1", "p1", "a1", "t2"]);
  });

  it("are of another kind than those that the student failed at, once stuck", () => {
    const pool = [
      candidate("a", "PRACTISES"),
      candidate("b", "PRACTISES", { kind: "INTERACTIVE" }),
      candidate("done", "PRACTISES", { kind: "INTERACTIVE" }),
    ];
    const first = (stuck: boolean, answered: string[]) =>
      matchStep(needOf({ stuck }), pool, { ...NOTHING, answered: new Set(answered) }, 1)[0]!.id;
    expect(first(false, [])).toBe("a");
    // Attempts that name no resource are taken for questions; else the kinds are known.
    expect(first(true, [])).toBe("b");
    expect(first(true, ["done"])).toBe("a");
  });

  it("are practice that is neither hopeless nor idle: of three difficulties the one answered four times in five", () => {
    const student = studentOf([1, 1, 0, 1]);
    const pool = [0, 0.25, 0.5, 0.75, 1].map((difficulty) => candidate(`d${difficulty}`, "PRACTISES", { difficulty }));
    const distance = (c: MatchCandidate) => Math.abs(chanceOfSuccess(needOf({}, student), c)! - 0.8);
    const nearest = [...pool].sort((a, b) => distance(a) - distance(b))[0]!;
    expect(matchStep(needOf({}, student), pool, NOTHING, 1)[0]!.id).toBe(nearest.id);
    const reason = matchStep(needOf({}, student), pool, NOTHING, 1)[0]!.reasons.find(({ code }) => code === "SUCCESS");
    expect(reason!.success).toBe(chanceOfSuccess(needOf({}, student), nearest));
  });
});

describe("the chance of success", () => {
  it("is mastery for a typical item, falls with difficulty, and is not known without one", () => {
    const need = needOf();
    const chance = (difficulty?: number) => chanceOfSuccess(need, { id: "q", difficulty });
    expect(chance(0.5)).toBeCloseTo(need.student.reading.mastery[0]!, 12);
    expect(chance(0.2)!).toBeGreaterThan(chance(0.5)!);
    expect(chance(0.8)!).toBeLessThan(chance(0.5)!);
    expect(chance()).toBeUndefined();
  });

  it("is the model's for an item that others have answered, whatever difficulty it is said to have", () => {
    const others = Array.from({ length: 40 }, (_, s) =>
      ["easy", "hard"].map(
        (itemId, i): EvidenceAttempt => ({
          id: `${s}-${i}`,
          atMs: NOW - 1e9 + i * 60_000,
          score: itemId === "easy" || s % 8 === 0 ? 1 : 0,
          pointIds: ["p"],
          itemId,
        }),
      ),
    );
    const need = needOf({}, studentOf([1, 0, 1], calibrate(1, others)));
    const chance = (id: string, difficulty?: number) => chanceOfSuccess(need, { id, difficulty })!;
    expect(chance("easy", 0.9)).toBeGreaterThan(chance("hard", 0.1) + 0.2);
    expect(chance("easy")).toBe(chance("easy", 0.9));
  });
});

describe("what can open a resource", () => {
  it("is for an app the app itself and what it names; for others what they name, or anything", () => {
    expect(systemsOf(caller("APP", "app"), null)).toEqual(["app"]);
    expect(systemsOf(caller("APP", "app"), ["b", "app"])).toEqual(["app", "b"]);
    expect(systemsOf(caller("STUDENT", "s"), null)).toBeNull();
    expect(systemsOf(caller("TEACHER", "t"), ["b"])).toEqual(["b"]);
  });
});
