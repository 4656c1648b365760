import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { prerequisiteKey } from "../../src/knowledge/graph-state.js";
import { KnowledgeGraph } from "../../src/knowledge/knowledge-graph.js";
import {
  type Match,
  type MatchCandidate,
  type MatchNeed,
  scoreMatch,
  sumOf,
} from "../../src/recommender/match-resources.js";
import { needNeighbourhood } from "../../src/recommender/need-neighbourhood.js";
import { bundleMatches, lengthOf, matchResources } from "../../src/recommender/rank-matches.js";
import { point } from "./random-graphs.js";

const edge = { prerequisiteId: "before", dependentId: "leaf", strength: 1 };
const after = { prerequisiteId: "leaf", dependentId: "after", strength: 1 };
const graph = new KnowledgeGraph(1, {
  ...KnowledgeGraph.empty(),
  subjects: new Map(),
  points: new Map(
    [
      point("chapter"),
      point("leaf", { parentIds: ["chapter"] }),
      point("other", { parentIds: ["chapter"] }),
      point("before"),
      point("after"),
      point("unrelated"),
    ].map((p) => [p.id, p]),
  ),
  prerequisites: new Map([edge, after].map((p) => [prerequisiteKey(p.prerequisiteId, p.dependentId), p])),
  relations: new Map(),
  frameworks: new Map(),
  items: new Map(),
});

function needOf(leaves: readonly string[], more: Partial<MatchNeed> = {}): MatchNeed {
  return {
    size: leaves.length,
    near: needNeighbourhood(graph, leaves),
    roles: ["TEACHES", "PRACTISES", "ASSESSES"],
    ...more,
  };
}

function candidate(id: string, pointId: string, more: Partial<MatchCandidate> = {}): MatchCandidate {
  return {
    id,
    kind: "VIDEO",
    covers: [{ knowledgePointId: pointId, role: "TEACHES", weight: 1, confidence: 0.5 }],
    ...more,
  };
}

const ids = (matches: readonly { id: string }[]) => matches.map((m) => m.id);

describe("the neighbourhood of a need", () => {
  it("ranks tags: the leaf, what it is part of, prerequisites, dependents; others are of no use", () => {
    const order = ["leaf", "chapter", "before", "after", "unrelated"].map((p) => candidate(p, p));
    expect(ids(matchResources(needOf(["leaf"]), order.reverse(), 10))).toEqual(["leaf", "chapter", "before", "after"]);
  });
});

describe("a match", () => {
  const candidates: fc.Arbitrary<MatchCandidate[]> = fc.uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 4 }),
      kind: fc.constantFrom("VIDEO" as const, "QUESTION" as const, "DOCUMENT" as const),
      minutes: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
      difficulty: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
      textScore: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
      uses: fc.option(fc.nat(1000), { nil: undefined }),
      covers: fc.array(
        fc.record({
          knowledgePointId: fc.constantFrom("leaf", "other", "chapter", "before", "after", "unrelated"),
          role: fc.constantFrom("TEACHES" as const, "PRACTISES" as const, "ASSESSES" as const, "ASSUMES" as const),
          weight: fc.double({ min: 0, max: 1, noNaN: true }),
          confidence: fc.double({ min: 0, max: 1, noNaN: true }),
          gradeFrom: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
        }),
        { maxLength: 4 },
      ),
    }),
    { selector: (c) => c.id, maxLength: 12 },
  );
  const needs: fc.Arbitrary<MatchNeed> = fc
    .record({
      leaves: fc.constantFrom(["leaf"], ["leaf", "other"], []),
      minutes: fc.option(fc.integer({ min: 5, max: 60 }), { nil: undefined }),
      difficulty: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
      grade: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
      rolesInOrder: fc.boolean(),
    })
    .map(({ leaves, ...more }) => needOf(leaves, more));

  it("has reasons whose contributions sum to its score, from 0 to 1, falling along the list", () => {
    fc.assert(
      fc.property(needs, candidates, (need, list) => {
        const matches = matchResources(need, list, 100);
        matches.forEach((match, i) => {
          expect(sumOf(match.reasons)).toBe(match.score);
          expect(match.score).toBeGreaterThanOrEqual(0);
          expect(match.score).toBeLessThanOrEqual(1 + 1e-12);
          if (i > 0) expect(match.score).toBeLessThanOrEqual(matches[i - 1]!.score + 1e-12);
        });
        expect(new Set(ids(matches))).toEqual(new Set(list.flatMap((c) => (scoreMatch(need, c) ? [c.id] : []))));
        expect(matchResources(need, [...list].reverse(), 100)).toEqual(matches);
      }),
      { numRuns: 300 },
    );
  });

  it("is none for what is excluded, too long, only assumed, or in a role that was not asked for", () => {
    const need = needOf(["leaf"], { minutes: 10, roles: ["TEACHES"], exclude: new Set(["seen"]) });
    const assumed = [{ knowledgePointId: "leaf", role: "ASSUMES" as const, weight: 1, confidence: 1 }];
    const assessed = [{ knowledgePointId: "leaf", role: "ASSESSES" as const, weight: 1, confidence: 1 }];
    const list = [
      candidate("seen", "leaf"),
      candidate("long", "leaf", { minutes: 11 }),
      candidate("assumed", "leaf", { covers: assumed }),
      candidate("assessed", "leaf", { covers: assessed }),
      candidate("fine", "leaf", { minutes: 10 }),
    ];
    expect(ids(matchResources(need, list, 10))).toEqual(["fine"]);
  });

  it("prefers, all else equal, the surer tag, the fitting difficulty, the grade, another kind", () => {
    const sure = [
      { knowledgePointId: "leaf", role: "TEACHES" as const, weight: 1, confidence: 0.9, gradeFrom: 7, gradeTo: 8 },
    ];
    const unsure = [{ ...sure[0]!, confidence: 0.4 }];
    const best = (need: MatchNeed, a: Partial<MatchCandidate>, b: Partial<MatchCandidate>) =>
      matchResources(need, [candidate("a", "leaf", a), candidate("b", "leaf", b)], 1)[0]!.id;
    expect(best(needOf(["leaf"]), { covers: unsure }, { covers: sure })).toBe("b");
    expect(best(needOf(["leaf"], { difficulty: 0.7 }), { difficulty: 0.2 }, { difficulty: 0.6 })).toBe("b");
    const older = [{ ...sure[0]!, gradeFrom: 9, gradeTo: 9 }];
    expect(best(needOf(["leaf"], { grade: 7 }), { covers: older }, { covers: sure })).toBe("b");
    expect(best(needOf(["leaf"], { kindsToVary: new Set(["VIDEO"]) }), {}, { kind: "DOCUMENT" })).toBe("b");
  });

  it("follows an order of roles where one is wanted", () => {
    const need = needOf(["leaf"], { roles: ["PRACTISES", "TEACHES"], rolesInOrder: true });
    const practises = [{ knowledgePointId: "leaf", role: "PRACTISES" as const, weight: 1, confidence: 0.5 }];
    expect(
      ids(matchResources(need, [candidate("a", "leaf"), candidate("b", "leaf", { covers: practises })], 1)),
    ).toEqual(["b"]);
  });

  it("spreads over kinds: a near equal of another kind comes before a twin", () => {
    const list = [candidate("a", "leaf"), candidate("b", "leaf"), candidate("c", "leaf", { kind: "DOCUMENT" })];
    expect(ids(matchResources(needOf(["leaf"]), list, 3))).toEqual(["a", "c", "b"]);
  });

  it("by a point that the text speaks of stands above one by words, and below one by tags", () => {
    const need = needOf(["leaf"], { spokenOf: new Map([["unrelated", 0.8]]) });
    const list = [
      candidate("words", "after", { textScore: 1, covers: [] }),
      candidate("spoken", "unrelated"),
      candidate("tag", "leaf"),
    ];
    const matches = matchResources(need, list, 3);
    expect(ids(matches)).toEqual(["tag", "spoken", "words"]);
    expect(matches[1]!.reasons[0]).toMatchObject({ code: "TEXT_POINT", knowledgePointId: "unrelated" });
  });

  it("prefers, of two that cover a point alike, the one whose words fit the need's text", () => {
    const need = needOf(["leaf"], { spokenOf: new Map() });
    const list = [candidate("a", "leaf"), candidate("b", "leaf", { textScore: 0.7 })];
    const [first] = matchResources(need, list, 2);
    expect(first!.id).toBe("b");
    expect(first!.reasons.find(({ code }) => code === "TEXT")!.contribution).toBeGreaterThan(0);
  });

  it("by words alone stands below one by tags", () => {
    const list = [candidate("text", "unrelated", { textScore: 1 }), candidate("tag", "leaf")];
    const matches = matchResources(needOf(["leaf"]), list, 2);
    expect(ids(matches)).toEqual(["tag", "text"]);
    expect(matches[1]!.reasons[0]!.code).toBe("TEXT");
  });
});

describe("a bundle", () => {
  it("covers the need within the minutes, without what adds nothing", () => {
    const list = [
      candidate("leaf-long", "leaf", { minutes: 30 }),
      candidate("leaf-short", "leaf", { minutes: 10 }),
      candidate("other", "other", { minutes: 20 }),
    ];
    const matches = matchResources(needOf(["leaf", "other"]), list, 10);
    const bundle = bundleMatches(matches, 30, 2);
    expect(new Set(ids(bundle.matches))).toEqual(new Set(["leaf-short", "other"]));
    expect(bundle.covered).toBe(1);
    expect(bundleMatches(matches, 5, 2)).toEqual({ matches: [], covered: 0 });
  });

  it("takes one long resource where the greedy choice of short ones would cover less", () => {
    const both = ["leaf", "other"].map((id) => ({
      knowledgePointId: id,
      role: "TEACHES" as const,
      weight: 1,
      confidence: 0.5,
    }));
    const list = [
      candidate("scrap", "leaf", { minutes: 1, covers: [{ ...both[0]!, weight: 0.2 }] }),
      candidate("whole", "leaf", { minutes: 30, covers: both }),
    ];
    expect(ids(bundleMatches(matchResources(needOf(["leaf", "other"]), list, 10), 30, 2).matches)).toEqual(["whole"]);
  });
});

describe("a bundle against all that would fit", () => {
  const matches: fc.Arbitrary<Match[]> = fc
    .array(
      fc.record({
        minutes: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
        cover: fc.dictionary(fc.constantFrom("0", "1", "2"), fc.double({ min: 0.06, max: 1, noNaN: true })),
      }),
      { maxLength: 7 },
    )
    .map((list) =>
      list.map(({ minutes, cover }, i) => ({
        id: `r${i}`,
        score: 0,
        reasons: [],
        kind: "VIDEO",
        role: "TEACHES" as const,
        minutes,
        cover: new Map(Object.entries(cover).map(([leaf, value]) => [Number(leaf), value])),
      })),
    );
  const coveredBy = (list: readonly Match[]) =>
    [0, 1, 2].reduce((sum, leaf) => sum + 1 - list.reduce((open, m) => open * (1 - (m.cover.get(leaf) ?? 0)), 1), 0) /
    3;

  it("keeps to the minutes and covers at least half of 1 − 1/e of the best, in any order of equal answers", () => {
    fc.assert(
      fc.property(matches, fc.integer({ min: 1, max: 60 }), (list, minutes) => {
        const { matches: bundle, covered } = bundleMatches(list, minutes, 3);
        expect(bundle.reduce((sum, m) => sum + lengthOf(m), 0)).toBeLessThanOrEqual(minutes);
        expect(covered).toBeCloseTo(coveredBy(bundle), 9);
        let best = 0;
        for (let subset = 0; subset < 1 << list.length; subset++) {
          const chosen = list.filter((_, i) => subset & (1 << i));
          if (chosen.reduce((sum, m) => sum + lengthOf(m), 0) <= minutes) best = Math.max(best, coveredBy(chosen));
        }
        expect(covered).toBeGreaterThanOrEqual((best * (1 - 1 / Math.E)) / 2 - 0.05);
        expect(bundleMatches(list, minutes, 3)).toEqual({ matches: bundle, covered });
      }),
    );
  });
});
