import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { Basis, Mastery, StudentMastery } from "../mastery/mastery.js";
import type { ClassRecord } from "../people/class-record.js";
import { isMastered } from "../recommender/student-state.js";

/** How a class stands on one leaf. */
export interface ClassPoint {
  readonly leaf: number;
  readonly meanMastery: number;
  /** First and ninth decile of the students' mastery. */
  readonly low: number;
  readonly high: number;
  /** Students who have not mastered it. */
  readonly studentsBelow: number;
  /** Over those students, the points that build directly on it, which they can't begin for want of it. */
  readonly blocks: number;
}

export interface ClassReport {
  readonly classId: string;
  readonly students: number;
  readonly graph: KnowledgeGraph;
  /** What holds the class up most comes first. */
  readonly points: readonly ClassPoint[];
  readonly basis: Basis;
}

const TARGET = 0.85;

/**
 * Reports a class on the leaves of a subject that the class has worked on or is taught in its grade; all of them where it has
 * neither. One query for all students, O(students · leaves) of work.
 */
export async function reportClass(
  mastery: Mastery,
  { id, studentIds, grade }: ClassRecord,
  subjectId: string,
  now: number,
): Promise<ClassReport> {
  const students = await mastery.readStudents(studentIds, now);
  const graph = students[0]?.graph ?? mastery.graph();
  const points = leavesOfReport(graph, students, subjectId, grade ?? undefined).map((leaf) =>
    classPoint(graph, students, leaf),
  );
  const order = (point: ClassPoint) => graph.compiled.ids[point.leaf]!;
  points.sort((a, b) => b.blocks - a.blocks || b.studentsBelow - a.studentsBelow || (order(a) < order(b) ? -1 : 1));
  return { classId: id, students: studentIds.length, graph, points, basis: mastery.basis(now) };
}

function classPoint(graph: KnowledgeGraph, students: readonly StudentMastery[], leaf: number): ClassPoint {
  const values = students.map(({ reading }) => reading.mastery[leaf]!).sort((a, b) => a - b);
  const below = students.filter(({ reading }) => !isMastered(reading.mastery[leaf]!, TARGET));
  const { offsets, targets } = graph.compiled.dependents;
  const dependents = targets.subarray(offsets[leaf], offsets[leaf + 1]);
  let blocks = 0;
  for (const { reading } of below)
    for (const next of dependents) if (!isMastered(reading.mastery[next]!, TARGET)) blocks++;
  return {
    leaf,
    meanMastery: values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length,
    low: quantile(values, 0.1),
    high: quantile(values, 0.9),
    studentsBelow: below.length,
    blocks,
  };
}

/** By linear interpolation between the order statistics (Hyndman and Fan 1996, type 7); 0 without values. */
function quantile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return 0;
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const below = sorted[low]!;
  return below + (place - low) * ((sorted[low + 1] ?? below) - below);
}

function leavesOfReport(
  graph: KnowledgeGraph,
  students: readonly StudentMastery[],
  subjectId: string,
  grade: number | undefined,
): number[] {
  const all = [...graph.compiled.ids.keys()].filter(
    (leaf) => graph.getPoint(graph.compiled.ids[leaf]!).subjectId === subjectId,
  );
  const concerned = all.filter((leaf) => {
    const { gradeFrom, gradeTo } = graph.getPoint(graph.compiled.ids[leaf]!);
    const taught =
      grade !== undefined && gradeFrom !== undefined && gradeFrom <= grade && grade <= (gradeTo ?? gradeFrom);
    return taught || students.some(({ reading }) => reading.signals[leaf]!.attempts > 0);
  });
  return concerned.length > 0 ? concerned : all;
}
