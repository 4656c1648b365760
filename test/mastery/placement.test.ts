import { describe, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { chooseQuestion } from "../../src/mastery/choose-question.js";
import { PlacementBelief } from "../../src/mastery/placement-belief.js";
import { type PlacementRegion, placementRegion } from "../../src/mastery/placement-region.js";
import { drawStates, STATE_BYTES, STATES, STATES_OF_LAW, type StatePool } from "../../src/mastery/state-pool.js";
import { graphOf } from "../recommender/random-graphs.js";
import { chains, layers, scattered } from "../reference/placement-graphs.js";
import { STUDENT_LAWS } from "../reference/placement-students.js";
import {
  atRandom,
  halfSplit,
  type Questioner,
  runPlacements,
  type TrialResult,
  zhimai,
} from "../reference/placement-trial.js";

jest.setTimeout(120_000);

const DIAMOND: readonly (readonly [string, string])[] = [
  ["a", "b"],
  ["a", "c"],
  ["b", "d"],
  ["c", "d"],
];

const poolOf = (ids: readonly string[], edges: readonly (readonly [string, string, number?])[]): StatePool =>
  drawStates(placementRegion(graphOf(ids, edges), ids));

const isKnown = ({ bits }: StatePool, v: number, k: number) => (bits[v * STATE_BYTES + (k >> 3)]! >> (k & 7)) & 1;

/** Asks and answers; returns the questions and the belief after them. */
function place(pool: StatePool, right: (node: number, n: number) => boolean, questions: number) {
  const belief = new PlacementBelief(pool);
  const times = new Map<number, number>();
  const asked: number[] = [];
  for (let n = 0; n < questions; n++) {
    const node = chooseQuestion(belief, belief.known(), times);
    if (node === undefined) break;
    asked.push(node);
    times.set(node, (times.get(node) ?? 0) + 1);
    belief.add({ node, score: right(node, n) ? 1 : 0 });
  }
  return { asked, known: belief.known() };
}

const randomRegions: fc.Arbitrary<PlacementRegion> = fc.integer({ min: 1, max: 12 }).chain((size) =>
  fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 24 }).map((pairs) => {
    const ids = Array.from({ length: size }, (_, v) => `p${v}`);
    const edges = pairs
      .filter(([u, v]) => u !== v)
      .map(([u, v]) => [`p${Math.min(u, v)}`, `p${Math.max(u, v)}`] as const);
    return placementRegion(graphOf(ids, edges), ids);
  }),
);

describe("the region of a placement", () => {
  it("has the points named and those between them, prerequisites first, in connected parts", () => {
    const ids = ["a", "b", "c", "d", "e", "x"];
    const graph = graphOf(ids, [
      ["a", "b"],
      ["b", "c"],
      ["c", "e"],
      ["d", "b", 0.2],
    ]);
    const region = placementRegion(graph, ["a", "c", "d", "x"]);
    expect([...region.ids].sort()).toEqual(["a", "b", "c", "d", "x"]);
    expect(Array.from(region.scope, (v) => region.ids[v])).not.toContain("b");
    expect(region.ids.indexOf("a")).toBeLessThan(region.ids.indexOf("b"));
    expect(region.parts).toBe(3);
    expect(
      placementRegion(
        graphOf(
          [...ids, "y"],
          [
            ["a", "b"],
            ["b", "c"],
          ],
        ),
        ["a", "c", "d", "x"],
      ).key,
    ).toBe(region.key);
    expect(placementRegion(graph, ["a", "c"]).key).not.toBe(region.key);
  });
});

describe("the states of a pool", () => {
  it("are closed under prerequisites", () => {
    fc.assert(
      fc.property(randomRegions, (region) => {
        const pool = drawStates(region);
        const { offsets, targets } = region.prerequisites;
        for (let v = 0; v < region.ids.length; v++) {
          for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
            for (let b = 0; b < STATE_BYTES; b++) {
              const without = pool.bits[v * STATE_BYTES + b]! & ~pool.bits[targets[e]! * STATE_BYTES + b]!;
              if (without !== 0) throw new Error(`point ${v} is known without its prerequisite ${targets[e]}`);
            }
          }
        }
      }),
      { numRuns: 5 },
    );
  });

  it("reach from nothing to everything, about as often with little known as with much", () => {
    const pool = drawStates(layers(5, 8).region);
    const shares = Array.from({ length: STATES }, (_, k) => {
      let known = 0;
      for (let v = 0; v < 40; v++) known += isKnown(pool, v, k);
      return known / 40;
    });
    expect(Math.min(...shares)).toBeLessThan(0.05);
    expect(Math.max(...shares)).toBeGreaterThan(0.95);
    expect(shares.reduce((a, b) => a + b, 0) / STATES).toBeCloseTo(0.5, 1);
  });
});

describe("a placement belief", () => {
  it("is Bayes' rule over the states of its pool, in whatever order the answers come", () => {
    const pool = poolOf(["a", "b", "c", "d"], DIAMOND);
    const answers = [
      { node: 3, score: 1 },
      { node: 0, score: 0 },
      { node: 1, score: 0.5 },
    ];
    const weights = Array.from({ length: STATES }, (_, k) =>
      answers.reduce((w, { node, score }) => {
        const p = isKnown(pool, node, k) ? 0.9 : 0.2;
        return w * p ** score * (1 - p) ** (1 - score);
      }, 1),
    );
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    const laws = Array.from({ length: STATES / STATES_OF_LAW }, (_, law) => {
      const mine = weights.slice(law * STATES_OF_LAW, (law + 1) * STATES_OF_LAW);
      // As if half a state more had been drawn that says what the law does.
      const left = sum(mine) ** 2 / sum(mine.map((w) => w * w));
      const known = (v: number, by: readonly number[]) =>
        sum(by.map((w, k) => w * isKnown(pool, v, law * STATES_OF_LAW + k))) / sum(by);
      const chance = (v: number) =>
        (left * known(v, mine) +
          0.5 *
            known(
              v,
              mine.map(() => 1),
            )) /
        (left + 0.5);
      return { weight: sum(mine) / sum(weights), chance };
    });
    for (const order of [answers, [...answers].reverse()]) {
      const belief = new PlacementBelief(pool);
      for (const answer of order) belief.add(answer);
      belief.known().forEach((known, v) => {
        expect(known).toBeCloseTo(sum(laws.map(({ weight, chance }) => weight * chance(v))), 4);
      });
    }
  });

  it("stays within 0 and 1, never takes a point for likelier known than its prerequisite, and moves with the answer", () => {
    fc.assert(
      fc.property(
        randomRegions,
        fc.array(fc.tuple(fc.nat(11), fc.constantFrom(0, 0.5, 1)), { maxLength: 30 }),
        (region, answers) => {
          const pool = drawStates(region);
          const belief = new PlacementBelief(pool);
          for (const [n, score] of answers) {
            const node = n % region.ids.length;
            const before = belief.known()[node]!;
            belief.add({ node, score });
            const after = belief.known()[node]!;
            if (score === 1) expect(after).toBeGreaterThanOrEqual(before - 1e-6);
            if (score === 0) expect(after).toBeLessThanOrEqual(before + 1e-6);
          }
          const known = belief.known();
          const { offsets, targets } = region.prerequisites;
          known.forEach((chance, v) => {
            expect(chance).toBeGreaterThanOrEqual(0);
            expect(chance).toBeLessThanOrEqual(1);
            for (let e = offsets[v]!; e < offsets[v + 1]!; e++)
              expect(chance).toBeLessThanOrEqual(known[targets[e]!]! + 1e-5);
          });
        },
      ),
      { numRuns: 6 },
    );
  });

  it("lets answers about one connected part tell about another only by how able the student is", () => {
    const pool = poolOf(
      ["a", "b", "c", "d"],
      [
        ["a", "b"],
        ["c", "d"],
      ],
    );
    const belief = new PlacementBelief(pool);
    const before = belief.known();
    belief.add({ node: pool.region.ids.indexOf("b"), score: 1 });
    const after = belief.known();
    const moved = (id: string) => after[pool.region.ids.indexOf(id)]! - before[pool.region.ids.indexOf(id)]!;
    expect(moved("d")).toBeGreaterThan(0.02);
    expect(moved("b")).toBeGreaterThan(2 * moved("d"));
  });
});

describe("the choice of a question", () => {
  it("ends soon where all answers are right, and where all are wrong", () => {
    const { region } = layers(10, 10);
    const pool = drawStates(region);
    for (const right of [true, false]) {
      const { known } = place(pool, () => right, 25);
      const sure = known.reduce((sum, p) => sum + (right ? p : 1 - p), 0) / known.length;
      expect(sure).toBeGreaterThan(0.93);
    }
  });

  it("asks each point once before it asks one again, and not at all where nothing is to be asked", () => {
    const single = poolOf(["a"], []);
    const alone = place(single, () => true, 10);
    expect(alone.asked.length).toBeGreaterThan(1);
    expect(alone.asked.length).toBeLessThan(10);
    expect(alone.known[0]).toBeGreaterThan(0.97);
    const diamond = place(poolOf(["a", "b", "c", "d"], DIAMOND), (_, n) => n % 2 === 0, 4);
    expect(new Set(diamond.asked).size).toBe(diamond.asked.length);
    expect(place(poolOf([], []), () => true, 3)).toEqual({ asked: [], known: new Float64Array(0) });
  });

  it("is the same whenever it is made again from the same answers", () => {
    const { region } = scattered(60, 10);
    const run = () => place(drawStates(region), (node, n) => (node + n) % 3 !== 0, 12);
    expect(run()).toEqual(run());
  });

  it("halves a chain", () => {
    const { region } = chains(1, 101);
    const { asked, known } = place(drawStates(region), (node) => node < 30, 12);
    expect(Math.abs(asked[0]! - 50)).toBeLessThan(12);
    const right = known.filter((p, v) => p > 0.5 === v < 30).length;
    expect(right).toBeGreaterThan(93);
  });
});

describe("placement of simulated students by 25 questions on 500 points", () => {
  const laws = STUDENT_LAWS.slice(0, 3);
  const students = 3;

  it.each([layers(20, 25), scattered(500, 40), chains(10, 50)])(
    "classifies at least .90 of $name rightly, more than half-splitting and random questions do, and expects about as much",
    ({ region }) => {
      const pool = drawStates(region);
      const mean = (ask: Questioner) => {
        const results = laws.map((law) => runPlacements(pool, ask, { law, students }));
        const over = (of: (result: TrialResult) => number) => results.reduce((sum, r) => sum + of(r), 0) / laws.length;
        return { right: over(({ right }) => right), expected: over(({ expected }) => expected) };
      };
      const ours = mean(zhimai);
      expect(ours.right).toBeGreaterThan(0.9);
      expect(ours.right).toBeGreaterThan(mean(halfSplit).right);
      expect(ours.right).toBeGreaterThan(mean(atRandom).right);
      expect(Math.abs(ours.right - ours.expected)).toBeLessThan(0.04);
    },
  );
});
