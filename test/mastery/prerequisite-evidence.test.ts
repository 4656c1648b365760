import { describe, expect, it } from "@jest/globals";
import { type LeafAnswer, missingPairs, PrerequisiteEvidence } from "../../src/mastery/prerequisite-evidence.js";
import { graphOf } from "../recommender/random-graphs.js";
import { auc, randomFrom, simulate } from "./simulated-students.js";

const LEAVES = 120;
const name = (v: number) => `p${String(v).padStart(3, "0")}`;

function compiled(edges: readonly (readonly [number, number])[]) {
  return graphOf(
    Array.from({ length: LEAVES }, (_, v) => name(v)),
    edges.map(([u, v]) => [name(u), name(v)] as const),
  );
}

/** Near and far prerequisites of each leaf. */
function closures(edges: readonly (readonly [number, number])[]): Set<number>[] {
  const all = Array.from({ length: LEAVES }, () => new Set<number>());
  for (let v = 0; v < LEAVES; v++)
    for (const [u, w] of edges) if (w === v) for (const far of [u, ...all[u]!]) all[v]!.add(far);
  return all;
}

describe("PrerequisiteEvidence", () => {
  it.each([1, 2, 3])(
    "tells 5 %% planted wrong edges from right ones with AUC ≥ .9 on simulated students, seed %i",
    (seed) => {
      const { edges, students } = simulate(seed, { leaves: LEAVES, count: 2000 });
      const known = closures(edges);
      const random = randomFrom(seed + 1000);
      const wrong: [number, number][] = [];
      while (wrong.length < Math.round(0.05 * edges.length)) {
        const [u, v] = [Math.floor(random() * LEAVES), Math.floor(random() * LEAVES)];
        if (u < v && !known[v]!.has(u) && !wrong.some(([x, y]) => x === u && y === v)) wrong.push([u, v]);
      }
      const evidence = new PrerequisiteEvidence(LEAVES, students);
      const support = ([u, v]: readonly [number, number]) => evidence.judge(u, v).support;
      const result = auc(edges.map(support), wrong.map(support));
      expect(result).toBeGreaterThanOrEqual(0.9);
      // A right edge the wrong way round is told too.
      expect(
        auc(
          edges.map(support),
          edges.map(([u, v]) => support([v, u])),
        ),
      ).toBeGreaterThanOrEqual(0.9);
    },
  );

  it("finds edges that were left out among the pairs that look missing", () => {
    const { edges, students } = simulate(4, { leaves: LEAVES, count: 2000 });
    const random = randomFrom(5);
    const left = edges.filter(() => random() < 0.9);
    const [truth, held] = [closures(edges), closures(left)];
    const evidence = new PrerequisiteEvidence(LEAVES, students);
    const leaves = Array.from({ length: LEAVES }, (_, v) => v);
    const found = missingPairs(evidence, compiled(left), leaves, { least: 0.3, fewestStudents: 50, most: 10 });
    const right = found.filter(({ from, to }) => truth[to]!.has(from));
    const unjoined = leaves.flatMap((u) =>
      leaves.filter((v) => u < v && !held[v]!.has(u)).map((v) => truth[v]!.has(u)),
    );
    expect(unjoined.filter(Boolean).length / unjoined.length).toBeLessThan(0.2);
    expect(right.length).toBeGreaterThanOrEqual(5);
  });

  it("counts as a plain reading does: order, conditional success, students, support", () => {
    const answer = (leaf: number, at: number, score: number): LeafAnswer => ({ leaf, at, score });
    const both = (from: number, to: number) => [answer(0, 1, from), answer(1, 2, to)];
    const students = [
      both(1, 1),
      both(1, 1),
      both(1, 0),
      both(0, 0),
      both(0, 1),
      [answer(0, 1, 1)],
      [answer(1, 3, 1), answer(0, 4, 1)],
    ];
    const judged = new PrerequisiteEvidence(2, students).judge(0, 1);
    expect(judged).toMatchObject({
      from: 0,
      to: 1,
      students: 6,
      firstShare: 2 / 3,
      successWith: 3 / 4,
      successWithout: 1 / 2,
    });
    const nothing = new PrerequisiteEvidence(2, []).judge(0, 1);
    expect(nothing).toEqual({
      from: 0,
      to: 1,
      students: 0,
      firstShare: undefined,
      successWith: undefined,
      successWithout: undefined,
      support: 0,
    });
  });

  it("takes better students' knowing more of everything for no evidence", () => {
    const random = randomFrom(9);
    const students = Array.from({ length: 2000 }, () => {
      const ability = random();
      return Array.from({ length: 20 }, (_, leaf): LeafAnswer[] => {
        const known = random() < ability;
        return [0, 1, 2].map((q) => ({ leaf, at: leaf * 10 + q, score: random() < (known ? 0.9 : 0.2) ? 1 : 0 }));
      }).flat();
    });
    const evidence = new PrerequisiteEvidence(20, students);
    for (let u = 0; u < 5; u++)
      for (let v = 10; v < 15; v++) expect(Math.abs(evidence.judge(u, v).support)).toBeLessThan(0.25);
  });
});
