import { describe, expect, it } from "@jest/globals";
import { longestChain, redundantEdges, topologicalOrder } from "./prerequisite-facts.js";
import { list, README, type Row, readCurriculumSeeds } from "./read-seeds.js";

const seeds = readCurriculumSeeds();
const allPoints = new Map(seeds.flatMap((seed) => seed.points.map((point): [string, Row] => [point.id!, point])));
const withParts = new Set([...allPoints.values()].flatMap((point) => list(point.parentIds)));
const isLeaf = (id: string) => allPoints.has(id) && !withParts.has(id);
const leavesOf = (points: readonly Row[]) => points.map((point) => point.id!).filter(isLeaf);
const edges = seeds.flatMap((seed) => seed.prerequisites);
const pairs = edges.map((edge): [string, string] => [edge.prerequisiteId!, edge.dependentId!]);
const LEGAL_ID = /^[A-Za-z0-9._:~-]{1,128}$/;

/** What the curricula promise their users, by subject. */
const PROMISED: Record<string, { leaves: number; prerequisites: number; chain: number }> = {
  "math-junior": { leaves: 300, prerequisites: 450, chain: 15 },
  "physics-junior": { leaves: 80, prerequisites: 80, chain: 5 },
};

describe("the seeds together", () => {
  it("has mathematics and physics", () => {
    const subjects = seeds.filter((seed) => seed.points.length > 0).map((seed) => seed.description.subject?.id);
    expect(subjects.sort()).toEqual(Object.keys(PROMISED).sort());
  });

  it("names no point, item or prerequisite twice, in ids that the service accepts", () => {
    const ids = seeds.flatMap((seed) => seed.points.map((point) => point.id!));
    const itemIds = seeds.flatMap((seed) => seed.frameworks.map((item) => item.id!));
    const frameworkIds = seeds.flatMap((seed) => seed.frameworks.map((item) => item.frameworkId!));
    expect([...ids, ...itemIds, ...frameworkIds].filter((id) => !LEGAL_ID.test(id))).toEqual([]);
    expect(repeated(ids)).toEqual([]);
    expect(repeated(itemIds)).toEqual([]);
    expect(repeated(pairs.map((pair) => pair.join(" → ")))).toEqual([]);
  });

  it("has no cycle of prerequisites, and each edge joins two leaves", () => {
    expect(pairs.filter((pair) => !pair.every(isLeaf))).toEqual([]);
    expect(topologicalOrder(pairs)).toBeDefined();
  });

  it("has no prerequisite that longer chains already imply", () => {
    expect(redundantEdges(pairs)).toEqual([]);
  });

  it("teaches no prerequisite in a later grade than what depends on it", () => {
    const gradeOf = (id: string) => Number(allPoints.get(id)?.gradeFrom);
    expect(pairs.filter(([first, then]) => gradeOf(first) > gradeOf(then))).toEqual([]);
  });
});

describe("seeds/README.md", () => {
  const rows = README.split("\n").filter((line) => line.startsWith("| `"));

  it.each(rows)("counts rightly: %s", (row) => {
    const [folder, , leaves, prerequisites, items, licence] = row
      .split("|")
      .slice(1)
      .map((cell) => cell.trim());
    const seed = seeds.find((each) => `\`${each.folder}\`` === folder)!;
    const counted = [leavesOf(seed.points).length, seed.prerequisites.length, seed.frameworks.length];
    expect([leaves, prerequisites, items].map(Number)).toEqual(counted);
    expect(licence).toBe(seed.description.licence);
  });

  it("names every curriculum", () => {
    expect(seeds.filter((seed) => !README.includes(`\`${seed.folder}\``)).map((seed) => seed.folder)).toEqual([]);
  });
});

describe.each(seeds)("seeds/$folder", ({ folder, description, points, prerequisites, frameworks }) => {
  const subjectPoints = seeds
    .filter((seed) => seed.description.subject?.id === description.subject?.id)
    .flatMap((seed) => seed.points);

  it("says what it is, whence it comes and how it may be used", () => {
    expect(description.name).toBe(folder);
    for (const text of [description.title.zh, description.title.en, description.source, description.licence]) {
      expect(text).toMatch(/\S/);
    }
  });

  it("aligns every leaf of its subject in each of its frameworks, and only points that exist", () => {
    for (const items of groupBy(frameworks, (item) => item.frameworkId!).values()) {
      const aligned = new Set(items.flatMap((item) => list(item.knowledgePointIds)));
      expect([...aligned].filter((id) => !allPoints.has(id))).toEqual([]);
      expect(leavesOf(subjectPoints).filter((id) => !aligned.has(id))).toEqual([]);
    }
  });

  it("lists each framework item after its parent, in the same framework and with a statement", () => {
    const seen = new Map<string, string>();
    for (const item of frameworks) {
      if (item.parentId) expect([item.id, seen.get(item.parentId)]).toEqual([item.id, item.frameworkId]);
      expect([item.id, item.statement]).toEqual([item.id, expect.stringMatching(/\S/)]);
      seen.set(item.id!, item.frameworkId!);
    }
  });

  if (points.length === 0) return;
  const promised = PROMISED[description.subject!.id]!;
  const leaves = points.filter((point) => isLeaf(point.id!));

  it("has the points, prerequisites and depth that are promised", () => {
    expect(leaves.length).toBeGreaterThanOrEqual(promised.leaves);
    expect(prerequisites.length).toBeGreaterThanOrEqual(promised.prerequisites);
    const own = new Set(points.map((point) => point.id));
    expect(longestChain(pairs.filter((pair) => pair.every((id) => own.has(id))))).toBeGreaterThanOrEqual(
      promised.chain,
    );
  });

  it("tells of every leaf what a student can do, in both languages, with grade, level, abilities, time", () => {
    for (const leaf of leaves) {
      expect(leaf).toEqual({
        ...leaf,
        code: leaf.id,
        name: expect.stringMatching(/\p{Script=Han}/u),
        nameEn: expect.stringMatching(/^[^\p{Script=Han}]+$/u),
        description: expect.stringMatching(/\p{Script=Han}.{5,}/u),
        gradeFrom: expect.stringMatching(/^[789]$/),
        gradeTo: expect.stringMatching(/^[789]$/),
        cognitiveLevel: expect.stringMatching(/^(REMEMBER|UNDERSTAND|APPLY|ANALYSE|EVALUATE|CREATE)$/),
        abilities: expect.stringMatching(/\S/),
        difficulty: expect.stringMatching(/^(0|1|0?\.\d+)$/),
      });
      expect(Number(leaf.gradeFrom)).toBeLessThanOrEqual(Number(leaf.gradeTo));
      expect(Number(leaf.minutes)).toBeGreaterThanOrEqual(5);
      expect(Number(leaf.minutes)).toBeLessThanOrEqual(60);
    }
  });

  it("puts every point but the root of its subject below a point of the seed", () => {
    const own = new Set(points.map((point) => point.id));
    expect(points.filter((point) => list(point.parentIds).some((id) => !own.has(id)))).toEqual([]);
    expect(leaves.filter((leaf) => list(leaf.parentIds).length === 0)).toEqual([]);
    expect(
      topologicalOrder(points.flatMap((point) => list(point.parentIds).map((id): [string, string] => [id, point.id!]))),
    ).toBeDefined();
  });

  it("gives each prerequisite a strength and a rationale of its own", () => {
    for (const edge of prerequisites) {
      expect(Number(edge.strength)).toBeGreaterThan(0);
      expect(Number(edge.strength)).toBeLessThanOrEqual(1);
      expect([...edge.rationale!].length).toBeGreaterThanOrEqual(8);
    }
    expect(repeated(prerequisites.map((edge) => edge.rationale!))).toEqual([]);
  });

  it("gives no two points the same name, and leaves hardly any outside all chains", () => {
    expect(repeated(points.map((point) => point.name!))).toEqual([]);
    const joined = new Set(pairs.flat());
    expect(leaves.filter((leaf) => !joined.has(leaf.id!)).length).toBeLessThanOrEqual(leaves.length * 0.02);
  });
});

function repeated(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
}
