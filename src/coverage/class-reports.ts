import { badInput } from "../errors.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { Basis, Mastery } from "../mastery/mastery.js";
import type { Database } from "../neo4j/database.js";
import type { ClassRecord } from "../people/class-record.js";
import { type GoalFields, goalLeaves, STANDARD_TARGET } from "../recommender/goal-leaves.js";
import { assessReadiness } from "./class-readiness.js";
import { type ClassReport, leavesOfSubject, reportClass } from "./class-report.js";
import { type ComparedCell, compareCells, NO_SUMS, withStudent } from "./compare-classes.js";
import { analyseClass, type ItemAnalysis, type ItemFilterFields } from "./item-analysis.js";

/** Who of a class can begin with a point or a chapter. */
export interface ClassReadiness {
  readonly graph: KnowledgeGraph;
  readonly students: number;
  readonly ready: number;
  readonly toRepeat: readonly { readonly leaf: number; readonly studentIds: readonly string[] }[];
  readonly notReady: readonly {
    readonly studentId: string;
    readonly lacks: readonly number[];
    /** Whether any attempt of the student's is on what is lacking. */
    readonly tested: boolean;
  }[];
  readonly basis: Basis;
}

export interface ComparisonRequest {
  readonly subjectId: string;
  /** With the items, what the comparison is about; without both, what five students of a class have answered on. */
  readonly knowledgePointIds?: readonly string[] | null;
  readonly frameworkItemIds?: readonly string[] | null;
}

export interface ClassComparison {
  readonly graph: KnowledgeGraph;
  /** In the order asked; a cell is undefined below five students. */
  readonly points: readonly { readonly leaf: number; readonly cells: readonly (ComparedCell | undefined)[] }[];
  readonly basis: Basis;
}

/** What teachers see of their classes; permission has been asked before. */
export class ClassReports {
  constructor(
    private readonly database: Database,
    private readonly mastery: Mastery,
  ) {}

  /** See `reportClass`. Throws NOT_FOUND for an unknown subject. */
  report(ofClass: ClassRecord, subjectId: string, now: number): Promise<ClassReport> {
    this.mastery.graph().getSubject(subjectId);
    return reportClass(this.mastery, ofClass, subjectId, now);
  }

  /** See `assessReadiness`. One query. Throws as `goalLeaves`. */
  async readiness({ studentIds }: ClassRecord, goal: GoalFields, now: number): Promise<ClassReadiness> {
    const students = await this.mastery.readStudents(studentIds, now);
    const graph = students[0]?.graph ?? this.mastery.graph();
    const { lacks, toRepeat } = assessReadiness(
      graph.compiled,
      Int32Array.from(goalLeaves(graph, goal), (id) => graph.compiled.indexOf(id)),
      students.map(({ reading }) => reading.mastery),
      goal.targetMastery ?? STANDARD_TARGET,
    );
    const notReady = students.flatMap(({ studentId, reading }, student) => {
      const lacking = lacks[student]!;
      const tested = lacking.some((leaf) => reading.signals[leaf]!.attempts > 0);
      return lacking.length === 0 ? [] : [{ studentId, lacks: lacking, tested }];
    });
    return {
      graph,
      students: students.length,
      ready: students.length - notReady.length,
      toRepeat: toRepeat.map(({ leaf, students }) => ({
        leaf,
        studentIds: students.map((student) => studentIds[student]!),
      })),
      notReady,
      basis: this.mastery.basis(now),
    };
  }

  /** See `analyseClass`; of attempts on these subjects alone where they are given. */
  async items(
    { studentIds }: ClassRecord,
    filter: ItemFilterFields,
    subjects: readonly string[] | undefined,
  ): Promise<ItemAnalysis & { readonly graph: KnowledgeGraph }> {
    const graph = this.mastery.graph();
    const isShown = (pointIds: readonly string[]) =>
      !subjects || pointIds.every((id) => subjects.includes(graph.getPoint(id).subjectId));
    return { graph, ...(await analyseClass(this.database, studentIds, filter, isShown)) };
  }

  /**
   * Classes side by side on leaves of a subject; see `compareCells`. One query, however many classes.
   * Throws NOT_FOUND for an unknown subject, point or item, BAD_INPUT for points of another subject.
   */
  async compare(
    classes: readonly ClassRecord[],
    { subjectId, knowledgePointIds, frameworkItemIds }: ComparisonRequest,
    now: number,
  ): Promise<ClassComparison> {
    const graph = this.mastery.graph();
    graph.getSubject(subjectId);
    const named = graph.leavesOf(knowledgePointIds ?? [], frameworkItemIds ?? []);
    const isNamed = Boolean(knowledgePointIds?.length || frameworkItemIds?.length);
    const stranger = named.find((id) => graph.getPoint(id).subjectId !== subjectId);
    if (stranger !== undefined) {
      throw badInput(knowledgePointIds?.length ? "knowledgePointIds" : "frameworkItemIds", {
        zh: `知识点 ${stranger} 不属于学科 ${subjectId}。`,
        en: `Point ${stranger} is not of subject ${subjectId}.`,
      });
    }
    const leaves = isNamed ? named.map((id) => graph.compiled.indexOf(id)) : leavesOfSubject(graph, subjectId);
    const rows = leaves.map(() => classes.map(() => NO_SUMS));
    const students = [...new Set(classes.flatMap(({ studentIds }) => studentIds))];
    const members = classes.map(({ studentIds }) => new Set(studentIds));
    for (const { studentId, reading } of await this.mastery.readInTurn(students, now)) {
      members.forEach((ids, i) => {
        if (ids.has(studentId))
          for (const [row, leaf] of leaves.entries()) rows[row]![i] = withStudent(rows[row]![i]!, reading, leaf);
      });
    }
    const cells = compareCells(rows);
    const points = leaves.map((leaf, row) => ({ leaf, cells: cells[row]! }));
    return {
      graph,
      points: isNamed ? points : points.filter(({ cells }) => cells.some((cell) => cell)),
      basis: this.mastery.basis(now),
    };
  }
}
