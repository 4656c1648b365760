import { randomUUID } from "node:crypto";
import { badInput, DomainError, notFound } from "../errors.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { Database, QueryRunner } from "../neo4j/database.js";
import type { People } from "../people/people.js";
import { hasRole, type Principal } from "../people/principal.js";
import { type AttemptFields, requireRepetition } from "./attempt.js";
import { findAttempts } from "./attempts.store.js";
import { forbidden, type JudgedRequest, judgeRequests, readRequest, subjectsOf } from "./judge-attempts.js";
import {
  closedPlacement,
  leavesOfScope,
  type Placement,
  PlacementReading,
  type PlacementScope,
  questionId,
  regionOfScope,
  requireScope,
  type StoredPlacement,
} from "./placement.js";
import { findPlacement, lockPlacement, savePlacement, updatePlacement } from "./placements.store.js";
import { keepWithin } from "./record-attempts.js";
import { StatePools } from "./state-pools.js";

/** The answer to the open question of a placement; exactly one of `correct` and `score`. */
export type PlacementAnswer = Pick<AttemptFields, "correct" | "score" | "resourceId" | "partId" | "seconds"> & {
  readonly questionId: string;
  readonly at?: Date | null;
};

export interface PlacementStart {
  readonly studentId: string;
  readonly scope: PlacementScope;
  readonly questions: number;
}

/** Places students by few questions. A placement is what was named, asked and answered; what it says is computed of that. */
export class Placements {
  readonly #pools = new StatePools();

  constructor(
    private readonly database: Database,
    private readonly knowledge: Knowledge,
    private readonly people: People,
  ) {}

  /**
   * Starts a placement; an app may be the first to name the student.
   * Throws NOT_FOUND, FORBIDDEN, and BAD_INPUT for a scope without points or with too many.
   */
  async start(principal: Principal, { studentId, scope, questions }: PlacementStart, now: number): Promise<Placement> {
    const standing = (await this.people.mayActFor(principal, [studentId])).get(studentId)!;
    if (standing === "FORBIDDEN") throw forbidden(studentId);
    if (standing === "UNKNOWN") throw notFound({ zh: "学生", en: "student" }, studentId, "studentId");
    const graph = this.knowledge.graph();
    const leaves = requireScope(graph, scope);
    await this.people.requireActingSubjects(principal, subjectsOf(graph, leaves));
    const empty = { ...scope, id: randomUUID(), studentId, questions, status: "OPEN", at: now } as const;
    const placement = await this.#proceed({ ...empty, graphVersion: graph.version, answeredIds: [], scores: [] }, now);
    await this.database.transaction(async (tx) => {
      if (standing === "NEW" && !(await this.people.nameStudents(tx, principal, [studentId])).includes(studentId))
        throw forbidden(studentId);
      await savePlacement(tx, placement, principal.sub);
    });
    return placement;
  }

  /**
   * Keeps the answer to the open question, as an attempt too, and asks the next. The same answer again changes nothing.
   * Throws NOT_FOUND, FORBIDDEN, BAD_INPUT for another question than the open one, CONFLICT for another answer to a question
   * that was answered, and for a placement that is closed.
   */
  async answer(principal: Principal, id: string, answer: PlacementAnswer, now: number): Promise<Placement> {
    const before = await this.#require(principal, id);
    const asked = this.#numberOf(before, answer.questionId);
    const pointId = before.answeredIds[asked - 1] ?? before.askedId;
    if (pointId === undefined) throw closedPlacement(before);
    const repeated = (await findAttempts(this.database, [answer.questionId])).get(answer.questionId);
    const { questionId: attemptId, at, ...rest } = answer;
    const judged = await this.#judge(principal, now, {
      ...rest,
      id: attemptId,
      studentId: before.studentId,
      knowledgePointIds: repeated ? repeated.knowledgePointIds : [pointId],
      at: at ?? new Date(repeated?.at ?? now),
      setting: "PLACEMENT",
    });
    const { score } = judged.said[0]!.content;
    if (repeated && asked <= before.answeredIds.length) {
      requireRepetition(repeated, judged.said[0]!.content);
      return this.#read(before);
    }
    if (before.status !== "OPEN") throw closedPlacement(before);
    const answered = {
      ...before,
      answeredIds: [...before.answeredIds, pointId],
      scores: [...before.scores, score],
    };
    const after = await this.#proceed(answered, now);
    const kept = await this.database.transaction((tx) => this.#keep(tx, judged, before, after));
    return kept ? after : this.answer(principal, id, answer, now);
  }

  /** Ends a placement where it is; one that has ended stays as it is. Throws NOT_FOUND, FORBIDDEN. */
  async stop(principal: Principal, id: string, now: number): Promise<Placement> {
    await this.#require(principal, id);
    const graphVersion = this.knowledge.graph().version;
    const stored = await this.database.transaction(async (tx) => {
      const locked = await lockPlacement(tx, id);
      if (locked.status !== "OPEN") return locked;
      const { askedId: _, ...rest } = locked;
      const stopped = { ...rest, status: "STOPPED", at: now, graphVersion } as const;
      await updatePlacement(tx, stopped);
      return stopped;
    });
    return this.#read(stored);
  }

  /** Undefined where it does not exist or the caller may not see its student. */
  async find(principal: Principal, id: string): Promise<Placement | undefined> {
    const stored = await findPlacement(this.database, id);
    if (!stored) return undefined;
    try {
      const graph = this.knowledge.graph();
      const subjects = subjectsOf(graph, leavesOfScope(graph, stored));
      await this.people.requireStudent(principal, stored.studentId, "Query.placement", subjects);
    } catch (error) {
      if (error instanceof DomainError && error.code === "FORBIDDEN") return undefined;
      throw error;
    }
    return this.#read(stored);
  }

  /** The graph that placements are read on now. */
  graph(): KnowledgeGraph {
    return this.knowledge.graph();
  }

  /** False, and nothing kept, where another answer was faster. */
  async #keep(
    tx: QueryRunner,
    judged: JudgedRequest,
    before: StoredPlacement,
    after: StoredPlacement,
  ): Promise<boolean> {
    const locked = await lockPlacement(tx, before.id);
    if (locked.answeredIds.length > before.answeredIds.length) return false;
    if (locked.status !== "OPEN") throw closedPlacement(locked);
    const [outcome] = await keepWithin(tx, this.people, [judged]);
    for (const { error } of outcome!.refused) throw error;
    await updatePlacement(tx, after);
    return true;
  }

  async #judge(principal: Principal, now: number, attempt: AttemptFields): Promise<JudgedRequest> {
    const read = readRequest({ principal, rows: [attempt], now });
    const graph = this.knowledge.graph();
    const [judged] = await judgeRequests({ database: this.database, people: this.people, graph }, [read]);
    for (const { error } of judged!.refused) throw error;
    return judged!;
  }

  /** The number of the question, from 1. */
  #numberOf(placement: StoredPlacement, asked: string): number {
    const open = placement.answeredIds.length + (placement.status === "OPEN" ? 1 : 0);
    for (let number = open; number > 0; number--) if (questionId(placement, number) === asked) return number;
    if (placement.status !== "OPEN") throw closedPlacement(placement);
    throw badInput("questionId", {
      zh: `${asked} 不是当前的题目；当前的题目是 ${questionId(placement, open)}。`,
      en: `${asked} is not the open question; that is ${questionId(placement, open)}.`,
    });
  }

  async #require(principal: Principal, id: string): Promise<StoredPlacement> {
    const stored = await findPlacement(this.database, id);
    const standing = stored && (await this.people.mayActFor(principal, [stored.studentId])).get(stored.studentId);
    if (stored && standing === "YES") {
      const graph = this.knowledge.graph();
      await this.people.requireActingSubjects(principal, subjectsOf(graph, leavesOfScope(graph, stored)));
      return stored;
    }
    if (hasRole(principal, "ADMIN")) throw notFound({ zh: "测评", en: "placement" }, id);
    throw new DomainError(
      "FORBIDDEN",
      { zh: `您无权处理测评 ${id}。`, en: `You may not act on placement ${id}.` },
      { field: "id", id },
    );
  }

  async #reading(stored: StoredPlacement): Promise<PlacementReading> {
    const graph = this.knowledge.graph();
    return new PlacementReading(graph, await this.#pools.get(regionOfScope(graph, stored)), stored);
  }

  /** With the next question, or done. */
  async #proceed(stored: StoredPlacement, now: number): Promise<Placement> {
    const graph = this.knowledge.graph();
    const reading = await this.#reading(stored);
    const { askedId: _, ...rest } = stored;
    const askedId = reading.next();
    const status = askedId === undefined ? "DONE" : "OPEN";
    const progress = {
      status,
      at: now,
      graphVersion: graph.version,
      ...(askedId !== undefined && { askedId }),
    } as const;
    return { ...rest, ...progress, points: reading.points(graph), expectedRight: reading.expectedRight() };
  }

  /** As it is on the graph of now. */
  async #read(stored: StoredPlacement): Promise<Placement> {
    const reading = await this.#reading(stored);
    return { ...stored, points: reading.points(this.knowledge.graph()), expectedRight: reading.expectedRight() };
  }
}
