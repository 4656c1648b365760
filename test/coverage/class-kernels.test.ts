import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { analyseItems, type ItemAnswer } from "../../src/coverage/analyse-items.js";
import { groupByNeed } from "../../src/coverage/class-groups.js";
import { assessReadiness } from "../../src/coverage/class-readiness.js";
import { itemNote } from "../../src/coverage/class-text.js";
import { farDependents, heldUp, unmastered } from "../../src/coverage/held-up.js";
import { allPrerequisitesOf, graphOf, planningInputs, prerequisitesOf } from "../recommender/random-graphs.js";

const TARGET = 0.85;

describe("what a point holds up", () => {
  it("is, of the points among the leaves and what they build on, the unmastered ones behind it, by plain recursion", () => {
    fc.assert(
      fc.property(planningInputs, ({ graph, student: { mastery }, goal }) => {
        const far = farDependents(graph, goal.leaves);
        const region = [...new Set([...goal.leaves].flatMap((leaf) => [leaf, ...allPrerequisitesOf(graph, leaf)]))];
        expect([...far.nodes].sort((a, b) => a - b)).toEqual(region.sort((a, b) => a - b));
        const lacking = unmastered(far, mastery, TARGET);
        for (const leaf of region) {
          const behind = region.filter((v) => allPrerequisitesOf(graph, v).has(leaf) && mastery[v]! < TARGET);
          expect(heldUp(far, leaf, lacking)).toBe(behind.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("counts beyond one word of bits", () => {
    const ids = Array.from({ length: 100 }, (_, i) => `p${String(i).padStart(3, "0")}`);
    const graph = graphOf(
      ids,
      ids.slice(1).map((id, i) => [ids[i]!, id] as const),
    );
    const far = farDependents(graph, Int32Array.of(99));
    const lacking = unmastered(far, new Float64Array(100).fill(0.3), TARGET);
    expect([0, 31, 32, 99].map((leaf) => heldUp(far, leaf, lacking))).toEqual([99, 68, 67, 0]);
  });
});

describe("groups of students", () => {
  const needs = fc.array(
    fc
      .dictionary(fc.constantFrom("1", "2", "3", "4", "5"), fc.nat(6))
      .map((open) => ({ open: new Map(Object.entries(open).map(([leaf, held]) => [Number(leaf), held])) })),
    { maxLength: 12 },
  );

  it("hold every student once, each with a point that is open to all of its members, and say so in any order", () => {
    fc.assert(
      fc.property(needs, (students) => {
        const groups = groupByNeed(students);
        expect(groups.flatMap(({ members }) => members).sort((a, b) => a - b)).toEqual([...students.keys()]);
        for (const { leaf, members } of groups) {
          expect(members.length).toBeGreaterThan(0);
          for (const member of members) {
            if (leaf === undefined) expect(students[member]!.open.size).toBe(0);
            else expect(students[member]!.open.has(leaf)).toBe(true);
          }
        }
        const turned = groupByNeed([...students].reverse());
        expect(turned.map(({ leaf, members }) => [leaf, members.length])).toEqual(
          groups.map(({ leaf, members }) => [leaf, members.length]),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("form around what frees most, not around what most happen to lack", () => {
    const open = (...held: [number, number][]) => ({ open: new Map(held) });
    const students = [open([1, 9], [2, 0]), open([1, 9], [2, 0]), open([2, 0]), open()];
    expect(groupByNeed(students)).toEqual([
      { leaf: 1, members: [0, 1] },
      { leaf: 2, members: [2] },
      { leaf: undefined, members: [3] },
    ]);
  });
});

describe("readiness", () => {
  it("is that every direct prerequisite outside the goal is mastered; what is lacking is reached through what is lacking", () => {
    fc.assert(
      fc.property(planningInputs, ({ graph, student: { mastery }, goal }) => {
        const goals = new Set(goal.leaves);
        const isLacking = (v: number) => !goals.has(v) && mastery[v]! < TARGET;
        const direct = [...goals].flatMap((leaf) => prerequisitesOf(graph, leaf));
        const lacking = new Set<number>();
        const visit = (v: number): void => {
          if (!isLacking(v)) return;
          lacking.add(v);
          prerequisitesOf(graph, v).forEach(visit);
        };
        direct.forEach(visit);
        const opposite = Float64Array.from(mastery, () => 0.99);
        const { lacks, toRepeat } = assessReadiness(graph, goal.leaves, [mastery, opposite], TARGET);
        expect(new Set(lacks[0])).toEqual(lacking);
        expect(lacks[0]!.length).toBe(lacking.size);
        expect(lacks[0]!.length === 0).toBe(direct.every((v) => goals.has(v) || mastery[v]! >= TARGET));
        expect(lacks[1]).toEqual([]);
        lacks[0]!.forEach((leaf, i) => {
          for (const later of lacks[0]!.slice(i + 1)) expect(allPrerequisitesOf(graph, leaf).has(later)).toBe(false);
        });
        expect(new Set(toRepeat.map(({ leaf }) => leaf))).toEqual(lacking);
      }),
      { numRuns: 300 },
    );
  });

  it("ranks what to repeat by how many lack it, of equals what is learnt first", () => {
    const graph = graphOf(
      ["a", "b", "c", "goal"],
      [
        ["b", "a"],
        ["a", "goal"],
        ["c", "goal"],
      ],
    );
    const student = (a: number, b: number, c: number) => Float64Array.of(a, b, c, 0.1);
    const masteries = [student(0.2, 0.2, 0.9), student(0.2, 0.2, 0.2), student(0.2, 0.2, 0.2), student(0.9, 0.2, 0.2)];
    const { toRepeat, lacks } = assessReadiness(graph, Int32Array.of(3), masteries, TARGET);
    expect(toRepeat).toEqual([
      { leaf: 1, students: [0, 1, 2] },
      { leaf: 2, students: [1, 2, 3] },
      { leaf: 0, students: [0, 1, 2] },
    ]);
    // The fourth has mastered a, which vouches for b.
    expect(lacks[3]).toEqual([2]);
  });
});

describe("item statistics", () => {
  const matrix = (rows: readonly string[]): ItemAnswer[] =>
    rows.flatMap((row, student) =>
      [...row].flatMap((mark, item) => (mark === "-" ? [] : [{ student, item, score: Number(mark) }])),
    );

  it("are those of a table worked by hand", () => {
    const { items, alpha } = analyseItems(5, 3, matrix(["111", "110", "100", "010", "000"]));
    expect(items.map(({ facility }) => facility)).toEqual([0.6, 0.6, 0.2]);
    // Item 1: scores 1 1 1 0 0 with rest means 1, .5, 0, .5, 0: cov = .6·(.5 − .4), r = .06 / √(.24 · .14).
    expect(items[0]!.discrimination).toBeCloseTo(0.06 / Math.sqrt(0.24 * 0.14), 12);
    // KR-20: 3/2 · (1 − (.24 + .24 + .16) / 1.04), totals 3 2 1 1 0.
    expect(alpha).toBeCloseTo(1.5 * (1 - 0.64 / 1.04), 12);
  });

  it("say nothing below five students, or where nothing varies", () => {
    expect(analyseItems(4, 2, matrix(["11", "10", "01", "00"]))).toMatchObject({
      alpha: undefined,
      items: [{ discrimination: undefined, facility: 0.5 }, { discrimination: undefined }],
    });
    expect(analyseItems(5, 2, matrix(["11", "11", "11", "11", "11"]))).toMatchObject({
      alpha: undefined,
      items: [{ discrimination: undefined, facility: 1 }, { discrimination: undefined }],
    });
    expect(analyseItems(5, 1, matrix(["1", "0", "1", "0", "1"])).items[0]!.discrimination).toBeUndefined();
    expect(analyseItems(0, 1, [])).toEqual({
      alpha: undefined,
      items: [{ answers: 0, facility: undefined, discrimination: undefined }],
    });
  });

  it("take who left items out by the mean of the rest, and leave them out of alpha", () => {
    const whole = ["111", "110", "100", "010", "000"];
    const { items, alpha } = analyseItems(6, 3, matrix([...whole, "1--"]));
    expect(items[0]).toMatchObject({ answers: 6, facility: 4 / 6 });
    expect(items[0]!.discrimination).toBeCloseTo(0.06 / Math.sqrt(0.24 * 0.14), 12);
    expect(alpha).toBeCloseTo(1.5 * (1 - 0.64 / 1.04), 12);
  });

  it("stay within their ranges whatever the scores, and turn with a turned item", () => {
    const scores = fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }), {
      minLength: 5,
      maxLength: 15,
    });
    fc.assert(
      fc.property(scores, (table) => {
        const answersOf = (of: (score: number, item: number) => number) =>
          table.flatMap((row, student) => row.map((score, item) => ({ student, item, score: of(score, item) })));
        const plain = analyseItems(
          table.length,
          4,
          answersOf((score) => score),
        );
        const turned = analyseItems(
          table.length,
          4,
          answersOf((score, item) => (item === 0 ? 1 - score : score)),
        );
        for (const { facility, discrimination } of plain.items) {
          expect(facility).toBeGreaterThanOrEqual(0);
          expect(facility).toBeLessThanOrEqual(1);
          if (discrimination !== undefined) expect(Math.abs(discrimination)).toBeLessThanOrEqual(1);
        }
        if (plain.alpha !== undefined) expect(plain.alpha).toBeLessThanOrEqual(1 + 1e-9);
        expect(turned.items[0]!.discrimination ?? 0).toBeCloseTo(-(plain.items[0]!.discrimination ?? 0), 6);
      }),
      { numRuns: 200 },
    );
  });
});

describe("the note on an item", () => {
  it("suspects the item only where chance does not explain it", () => {
    const note = (answers: number, discrimination: number) => itemNote({ answers, facility: 0.5, discrimination })?.en;
    expect(note(12, -0.01)).toMatch(/^It hardly tells/);
    expect(note(12, -0.6)).toMatch(/^Students who do well elsewhere fail here/);
    expect(note(400, -0.1)).toMatch(/^Students who do well elsewhere fail here/);
  });
});
