import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import { isTaughtIn } from "../knowledge/knowledge-view.js";
import type { Basis, Mastery, StudentMastery } from "../mastery/mastery.js";
import type { ClassRecord } from "../people/class-record.js";
import { goalClosure } from "../recommender/goal-closure.js";
import { STANDARD_TARGET } from "../recommender/goal-leaves.js";
import { STUCK_AFTER } from "../recommender/next-steps.js";
import { isOpen } from "../recommender/outer-fringe.js";
import { studentState } from "../recommender/student-planning.js";
import { isMastered, type StudentState } from "../recommender/student-state.js";
import { groupByNeed } from "./class-groups.js";
import { type FarDependents, farDependents, heldUp, unmastered } from "./held-up.js";

/** How a class stands on one leaf. */
export interface ClassPoint {
  readonly leaf: number;
  readonly meanMastery: number;
  /** First and ninth decile of the students' mastery. */
  readonly low: number;
  readonly high: number;
  /** Students who have not mastered it. */
  readonly studentsBelow: number;
  /** Over those students, the points of the subject that build on it, near or far, and that they have not mastered either. */
  readonly blocks: number;
}

/** Students who need the same thing; the leaf is open to each of them, absent where they have mastered everything. */
export interface ClassGroup {
  readonly leaf: number | undefined;
  readonly studentIds: readonly string[];
}

/** A student who fails at a point again and again. */
export interface StuckStudent {
  readonly studentId: string;
  readonly leaf: number;
  /** Wrong answers in a row, up to the thirteen that are remembered. */
  readonly failures: number;
  /** The prerequisite that the student knows least; absent where the point has none. */
  readonly goBackTo: number | undefined;
}

export interface ClassReport {
  readonly classId: string;
  readonly students: number;
  readonly graph: KnowledgeGraph;
  /** What holds the class up most comes first. */
  readonly points: readonly ClassPoint[];
  /** Every student of the class in exactly one. */
  readonly groups: readonly ClassGroup[];
  readonly stuck: readonly StuckStudent[];
  /** Students who have mastered all that at least half of the class has tried and fewer than half have mastered. */
  readonly ahead: readonly string[];
  /** Points that students have mastered and that are due for review within a day, those of most students first. */
  readonly reviewToday: readonly { readonly leaf: number; readonly studentIds: readonly string[] }[];
  readonly basis: Basis;
}

const DAY_MS = 86_400_000;

interface ClassReading {
  readonly graph: KnowledgeGraph;
  readonly students: readonly StudentMastery[];
  readonly states: readonly StudentState[];
  /** The leaves that the report is about. */
  readonly leaves: readonly number[];
}

/**
 * Reports a class on the leaves of a subject that the class has worked on or is taught in its grade; all of them where it has
 * neither, none without students. One query for all students, O(students · leaves + leaves² / 32) of work.
 */
export async function reportClass(
  mastery: Mastery,
  { id, studentIds, grade }: ClassRecord,
  subjectId: string,
  now: number,
): Promise<ClassReport> {
  const students = await mastery.readStudents(studentIds, now);
  const graph = students[0]?.graph ?? mastery.graph();
  const ofSubject = leavesOfSubject(graph, subjectId);
  const reading: ClassReading = {
    graph,
    students,
    states: students.map((student) => studentState(student, STANDARD_TARGET)),
    leaves: leavesOfReport(graph, students, ofSubject, grade ?? undefined),
  };
  const far = farDependents(graph.compiled, Int32Array.from(ofSubject));
  const lacking = students.map((student) => unmastered(far, student.reading.mastery, STANDARD_TARGET));
  const points = reading.leaves.map((leaf) => classPoint(reading, leaf, far, lacking));
  points.sort((a, b) => b.blocks - a.blocks || b.studentsBelow - a.studentsBelow || a.leaf - b.leaf);
  return {
    classId: id,
    students: studentIds.length,
    graph,
    points,
    groups: groupsOf(reading, far, lacking),
    stuck: stuckStudents(reading),
    ahead: studentsAhead(reading, points),
    reviewToday: reviewsDue(reading, ofSubject, now + DAY_MS),
    basis: mastery.basis(now),
  };
}

function classPoint(
  { students }: ClassReading,
  leaf: number,
  far: FarDependents,
  lacking: readonly Uint32Array[],
): ClassPoint {
  const values = students.map(({ reading }) => reading.mastery[leaf]!);
  let studentsBelow = 0;
  let blocks = 0;
  values.forEach((value, student) => {
    if (isMastered(value, STANDARD_TARGET)) return;
    studentsBelow++;
    blocks += heldUp(far, leaf, lacking[student]!);
  });
  values.sort((a, b) => a - b);
  return {
    leaf,
    meanMastery: values.reduce((sum, value) => sum + value, 0) / values.length,
    low: quantile(values, 0.1),
    high: quantile(values, 0.9),
    studentsBelow,
    blocks,
  };
}

/** By linear interpolation between the order statistics (Hyndman and Fan 1996, type 7), of which there is at least one. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const below = sorted[low]!;
  return below + (place - low) * ((sorted[low + 1] ?? below) - below);
}

function groupsOf(
  { graph, students, leaves }: ClassReading,
  far: FarDependents,
  lacking: readonly Uint32Array[],
): ClassGroup[] {
  const goal = Int32Array.from(leaves);
  const needs = students.map(({ reading }, student) => {
    const closure = goalClosure(graph.compiled, goal, reading.mastery, STANDARD_TARGET);
    const open = closure.filter((leaf) => isOpen(graph.compiled, leaf, reading.mastery, STANDARD_TARGET));
    return { open: new Map([...open].map((leaf) => [leaf, heldUp(far, leaf, lacking[student]!)])) };
  });
  return groupByNeed(needs).map(({ leaf, members }) => ({
    leaf,
    studentIds: members.map((student) => students[student]!.studentId),
  }));
}

function stuckStudents({ graph, students, states, leaves }: ClassReading): StuckStudent[] {
  const { offsets, targets } = graph.compiled.prerequisites;
  return students.flatMap(({ studentId }, student) => {
    const { mastery, failureStreak } = states[student]!;
    return leaves
      .filter((leaf) => failureStreak[leaf]! >= STUCK_AFTER && !isMastered(mastery[leaf]!, STANDARD_TARGET))
      .map((leaf) => {
        const before = [...targets.subarray(offsets[leaf], offsets[leaf + 1])];
        const [goBackTo] = before.sort((a, b) => mastery[a]! - mastery[b]! || a - b);
        return { studentId, leaf, failures: failureStreak[leaf]!, goBackTo };
      });
  });
}

function studentsAhead({ students }: ClassReading, points: readonly ClassPoint[]): string[] {
  const half = students.length / 2;
  const now = points.filter(
    ({ leaf, studentsBelow }) =>
      studentsBelow > half && students.filter(({ reading }) => reading.signals[leaf]!.attempts > 0).length >= half,
  );
  if (now.length === 0) return [];
  return students
    .filter(({ reading }) => now.every(({ leaf }) => isMastered(reading.mastery[leaf]!, STANDARD_TARGET)))
    .map(({ studentId }) => studentId);
}

function reviewsDue({ students, states }: ClassReading, ofSubject: readonly number[], by: number) {
  return ofSubject
    .map((leaf) => ({
      leaf,
      studentIds: students
        .filter((_, student) => {
          const { mastery, dueAt } = states[student]!;
          return dueAt[leaf]! <= by && isMastered(mastery[leaf]!, STANDARD_TARGET);
        })
        .map(({ studentId }) => studentId),
    }))
    .filter(({ studentIds }) => studentIds.length > 0)
    .sort((a, b) => b.studentIds.length - a.studentIds.length || a.leaf - b.leaf);
}

export function leavesOfSubject(graph: KnowledgeGraph, subjectId: string): number[] {
  const { ids } = graph.compiled;
  return [...ids.keys()].filter((leaf) => graph.getPoint(ids[leaf]!).subjectId === subjectId);
}

function leavesOfReport(
  graph: KnowledgeGraph,
  students: readonly StudentMastery[],
  ofSubject: readonly number[],
  grade: number | undefined,
): readonly number[] {
  if (students.length === 0) return [];
  const concerned = ofSubject.filter(
    (leaf) =>
      (grade !== undefined && isTaughtIn(graph.getPoint(graph.compiled.ids[leaf]!), grade)) ||
      students.some(({ reading }) => reading.signals[leaf]!.attempts > 0),
  );
  return concerned.length > 0 ? concerned : ofSubject;
}
