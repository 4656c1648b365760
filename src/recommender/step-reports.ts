import { badInput, notFound } from "../errors.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { Database } from "../neo4j/database.js";
import { STEP_EVENTS, type StepEvent } from "./recommender.enums.js";
import { addReport, addSkip, REPORTABLE_MS } from "./step-report.js";
import { lockReports, saveReports, sumReports } from "./step-reports.store.js";
import type { StepToken } from "./step-token.js";

/** Reports of steps to one point; undefined where so few students stand behind them that one might be known by them. */
export interface PointStepReport {
  readonly pointId: string;
  readonly students: number | undefined;
  readonly counts: Readonly<Record<StepEvent, number>> | undefined;
}

/** Student numbers below this are not shown. */
const FEWEST_STUDENTS = 5;
/** Clocks of apps may differ by so much. */
const CLOCKS_DIFFER_MS = 10 * 60_000;

/** What became of recommended steps: counted for each student and point, each event of a step once. */
export class StepReports {
  constructor(
    private readonly database: Database,
    private readonly knowledge: Knowledge,
  ) {}

  /**
   * Keeps a report; false where it was kept before. Two statements, which lock no one but the student.
   * Throws BAD_INPUT for a step of more than 30 days ago or a time that cannot be, NOT_FOUND for a student whom nothing is kept of.
   */
  async report({ studentId, pointId, basis }: StepToken, event: StepEvent, at: number, now: number): Promise<boolean> {
    if (basis.at < now - REPORTABLE_MS) {
      throw badInput("stepId", {
        zh: "这一步是 30 天以前推荐的，不再计入。",
        en: "The step was recommended more than 30 days ago and is not counted any more.",
      });
    }
    if (!(at >= basis.at - CLOCKS_DIFFER_MS && at <= now + CLOCKS_DIFFER_MS)) {
      throw badInput("at", {
        zh: "at 须在推荐这一步之后、现在之前。",
        en: "at must be after the step was recommended and before now.",
      });
    }
    const report = { event, at, pointId, stepAt: basis.at };
    return this.database.transaction(async (tx) => {
      const stored = await lockReports(tx, studentId, pointId);
      if (!stored) throw notFound({ zh: "学生", en: "student" }, studentId, "stepId");
      const reported = addReport(stored.reported, report, now);
      if (!reported) return false;
      await saveReports(tx, studentId, pointId, { reported, skipped: addSkip(stored.skipped, report, now) });
      return true;
    });
  }

  /** Of the points of a subject of which anything was reported, by id. Throws NOT_FOUND. */
  async ofSubject(subjectId: string): Promise<PointStepReport[]> {
    this.knowledge.graph().getSubject(subjectId);
    const sums = await sumReports(this.database, subjectId);
    return sums.map(({ pointId, students, counts }) => {
      if (students < FEWEST_STUDENTS) return { pointId, students: undefined, counts: undefined };
      const byEvent = Object.fromEntries(STEP_EVENTS.map((event, i) => [event, counts[i]!]));
      return { pointId, students, counts: byEvent as Record<StepEvent, number> };
    });
  }
}
