import type { CompiledGraph } from "../knowledge/compiled-graph.js";
import { isMastered } from "../recommender/student-state.js";

/** How far students can begin with a point or a chapter; students are positions in the list given. */
export interface Readiness {
  /** For each student the unmastered prerequisites in the way, in the order in which they are learnt; none: ready. */
  readonly lacks: readonly (readonly number[])[];
  /** What most students lack first, of equals what is learnt first. */
  readonly toRepeat: readonly { readonly leaf: number; readonly students: readonly number[] }[];
}

/**
 * Who is ready for the goal: all prerequisites of its leaves that are not part of it are mastered. What a student lacks is
 * found from the goal backwards through unmastered prerequisites; a mastered one vouches for what lies before it, as in
 * the outer fringe. O(students · (nodes + edges)).
 */
export function assessReadiness(
  graph: CompiledGraph,
  goalLeaves: Int32Array,
  masteries: readonly Float64Array[],
  target: number,
): Readiness {
  const place = new Int32Array(graph.order.length);
  graph.order.forEach((node, i) => {
    place[node] = i;
  });
  const isLearntBefore = (a: number, b: number) => place[a]! - place[b]!;
  const lacks = masteries.map((mastery) => lackingFor(graph, goalLeaves, mastery, target).sort(isLearntBefore));
  const studentsOf = new Map<number, number[]>();
  lacks.forEach((leaves, student) => {
    for (const leaf of leaves) {
      const students = studentsOf.get(leaf);
      if (students) students.push(student);
      else studentsOf.set(leaf, [student]);
    }
  });
  const toRepeat = [...studentsOf]
    .map(([leaf, students]) => ({ leaf, students }))
    .sort((a, b) => b.students.length - a.students.length || isLearntBefore(a.leaf, b.leaf));
  return { lacks, toRepeat };
}

function lackingFor(
  { prerequisites: { offsets, targets } }: CompiledGraph,
  goalLeaves: Int32Array,
  mastery: Float64Array,
  target: number,
): number[] {
  const seen = new Set(goalLeaves);
  const stack = [...goalLeaves];
  const lacking: number[] = [];
  for (let leaf = stack.pop(); leaf !== undefined; leaf = stack.pop()) {
    for (let e = offsets[leaf]!; e < offsets[leaf + 1]!; e++) {
      const before = targets[e]!;
      if (seen.has(before) || isMastered(mastery[before]!, target)) continue;
      seen.add(before);
      lacking.push(before);
      stack.push(before);
    }
  }
  return lacking;
}
