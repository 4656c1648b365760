import fc from "fast-check";
import { type CompiledGraph, compileGraph } from "../../src/knowledge/compiled-graph.js";
import { type KnowledgePoint, type Prerequisite, prerequisiteKey } from "../../src/knowledge/graph-state.js";
import type { PlanningInput } from "../../src/recommender/next-steps.js";
import type { StudentState } from "../../src/recommender/student-state.js";

export function point(id: string, more: Partial<KnowledgePoint> = {}): KnowledgePoint {
  return {
    id,
    code: id,
    name: id,
    aliases: [],
    subjectId: "s",
    abilities: [],
    status: "ACTIVE",
    replacedBy: [],
    parentIds: [],
    ...more,
  };
}

/** Compiles points and `[before, after, strength?]` edges. */
export function graphOf(
  points: readonly (string | KnowledgePoint)[],
  edges: readonly (readonly [string, string, number?])[],
): CompiledGraph {
  const prerequisites = edges.map(
    ([prerequisiteId, dependentId, strength = 1]): Prerequisite => ({ prerequisiteId, dependentId, strength }),
  );
  return compileGraph({
    points: new Map(points.map((p) => (typeof p === "string" ? point(p) : p)).map((p) => [p.id, p])),
    prerequisites: new Map(prerequisites.map((p) => [prerequisiteKey(p.prerequisiteId, p.dependentId), p])),
  });
}

/** The highest mastery in these tests. */
export const CEILING = 0.97;

export function stateOf(mastery: readonly number[], more: Partial<StudentState> = {}): StudentState {
  const size = mastery.length;
  return {
    mastery: Float64Array.from(mastery),
    attempts: Int32Array.from(mastery, (m) => (m === 0.3 ? 0 : 4)),
    failureStreak: new Int32Array(size),
    lastOrdinal: new Int32Array(size),
    dueAt: new Float64Array(size).fill(Number.POSITIVE_INFINITY),
    ...more,
  };
}

/** Random acyclic graphs of up to 14 points, some with parts or retired, with a state and a goal. */
export const planningInputs: fc.Arbitrary<PlanningInput> = fc
  .integer({ min: 1, max: 14 })
  .chain((size) =>
    fc.record({
      edges: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1), fc.constantFrom(0, 0.3, 1)), {
        maxLength: 3 * size,
      }),
      // ids are shuffled, so that a topological order is not the order of ids
      names: fc.shuffledSubarray(
        Array.from({ length: size }, (_, i) => `p${String(i).padStart(2, "0")}`),
        { minLength: size, maxLength: size },
      ),
      minutes: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: size, maxLength: size }),
      retired: fc.array(fc.nat(9), { minLength: size, maxLength: size }),
      mastery: fc.array(fc.constantFrom(0.3, 0.5, 0.7, 0.84, 0.85, 0.9, 0.95), { minLength: size, maxLength: size }),
      streak: fc.array(fc.constantFrom(0, 0, 0, 1, 3), { minLength: size, maxLength: size }),
      due: fc.array(fc.constantFrom(500, 1500, Number.POSITIVE_INFINITY), { minLength: size, maxLength: size }),
      goal: fc.array(fc.nat(size - 1), { maxLength: 3 }),
    }),
  )
  .map(({ edges, names, minutes, retired, mastery, streak, due, goal }) => {
    const graph = graphOf(
      names.map((id, i) =>
        point(id, { minutes: minutes[i]!, status: retired[i] === 0 && names.length > 1 ? "RETIRED" : "ACTIVE" }),
      ),
      edges.filter(([a, b]) => a < b).map(([a, b, strength]) => [names[a]!, names[b]!, strength] as const),
    );
    const size = graph.ids.length;
    const leaves = [...new Set(goal.map((i) => graph.indexOf(names[i]!)).filter((i) => i >= 0))].sort((a, b) => a - b);
    return {
      graph,
      student: stateOf(mastery.slice(0, size), {
        failureStreak: Int32Array.from(streak.slice(0, size)),
        lastOrdinal: Int32Array.from(streak.slice(0, size), (failed, v) => failed + v),
        dueAt: Float64Array.from(due.slice(0, size)),
      }),
      ceiling: CEILING,
      goal: { leaves: Int32Array.from(leaves), target: 0.85 },
      now: 1000,
    };
  });

/** Direct prerequisites of a node, from the rows. */
export function prerequisitesOf(graph: CompiledGraph, leaf: number): number[] {
  const { offsets, targets } = graph.prerequisites;
  return [...targets.slice(offsets[leaf], offsets[leaf + 1])];
}

/** Near and far prerequisites by plain recursion. */
export function allPrerequisitesOf(graph: CompiledGraph, leaf: number): Set<number> {
  const found = new Set<number>();
  const visit = (v: number): void => {
    for (const u of prerequisitesOf(graph, v)) {
      found.add(u);
      visit(u);
    }
  };
  visit(leaf);
  return found;
}

/** The state in which a leaf is mastered and nothing else has changed. */
export function supposeKnown(student: StudentState, target: number): (leaf: number) => StudentState {
  return (leaf) => ({
    ...student,
    mastery: student.mastery.map((mastery, v) => (v === leaf ? Math.max(target, mastery) : mastery)),
    failureStreak: student.failureStreak.map((streak, v) => (v === leaf ? 0 : streak)),
    dueAt: student.dueAt.map((due, v) => (v === leaf ? Number.POSITIVE_INFINITY : due)),
  });
}
