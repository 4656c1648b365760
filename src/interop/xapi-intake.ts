import { randomUUID } from "node:crypto";
import { badInput, DomainError } from "../errors.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import { ATTEMPT_SETTINGS, type AttemptFields, type AttemptSetting } from "../mastery/attempt.js";
import { AttemptInput } from "../mastery/mastery.input.js";
import type { Mastery } from "../mastery/mastery.js";
import type { Principal } from "../people/principal.js";
import { isObject, type Json } from "./json-text.js";
import { idInIri, readStatement, type StatementAttempt, type StatementMeaning } from "./xapi-evidence.js";
import { checkStatement } from "./xapi-statement.js";

/** What statements came to; `ids` in their order. */
export interface StatementsOutcome {
  readonly ids: readonly string[];
  readonly attempts: number;
  readonly voided: number;
  /** Acknowledged, but saying nothing of mastery. */
  readonly other: number;
}

/** At most so many statements in one request. */
const MOST_STATEMENTS = 1000;

/**
 * Takes xAPI statements in: answers as attempts under the statement's id, voidings as voidings of them. One bad statement
 * refuses all of them, and nothing is kept (xAPI 1.0.3, part 3, 2.1.1). A statement without a time happened when it first came.
 */
export class XapiIntake {
  constructor(
    private readonly knowledge: Knowledge,
    private readonly mastery: Mastery,
  ) {}

  /** Throws BAD_INPUT, FORBIDDEN, NOT_FOUND or CONFLICT, naming the statement by its place. */
  async take(principal: Principal, statements: readonly Json[], now: number): Promise<StatementsOutcome> {
    if (statements.length > MOST_STATEMENTS) {
      throw badInput("statements", {
        zh: `一次至多 ${MOST_STATEMENTS} 条陈述。`,
        en: `At most ${MOST_STATEMENTS} statements can be sent at once.`,
      });
    }
    const timeless = statements.flatMap((statement) =>
      isObject(statement) && typeof statement.id === "string" && statement.timestamp === undefined
        ? [statement.id]
        : [],
    );
    const received = await this.mastery.timesOf(timeless);
    const read = statements.map((statement, i) => this.#read(statement, i, (id) => received.get(id) ?? now));
    const ids = read.map(({ id }) => id);
    if (new Set(ids).size < ids.length)
      throw badInput("id", { zh: "两条陈述的 id 相同。", en: "Two statements have the same id." });
    const rows = read.flatMap(({ row }) => (row ? [row] : []));
    if (rows.length > 0) {
      const { refused } = await this.mastery.record({ principal, rows, now, dryRun: true });
      if (refused[0]) throw atStatement(refused[0].error, read.indexOf(read.filter((r) => r.row)[refused[0].index]!));
      await this.mastery.record({ principal, rows, now });
    }
    const voidings = read.flatMap(({ meaning }) => (meaning.kind === "VOID" ? [meaning.statementId] : []));
    let voided = 0;
    for (const id of voidings) voided += (await this.#void(principal, id)) ? 1 : 0;
    return { ids, attempts: rows.length, voided, other: read.length - rows.length - voided };
  }

  #read(
    statement: Json,
    index: number,
    timeOf: (id: string) => number,
  ): { id: string; meaning: StatementMeaning; row: AttemptFields | undefined } {
    try {
      checkStatement(statement);
      const id = typeof statement.id === "string" ? statement.id : randomUUID();
      const meaning = readStatement(statement);
      return { id, meaning, row: meaning.kind === "ATTEMPT" ? this.#row(id, meaning.attempt, timeOf(id)) : undefined };
    } catch (error) {
      throw error instanceof DomainError ? atStatement(error, index) : error;
    }
  }

  /** Points that extensions name count; else the first activity, or activity of the context, that is a point; else the activity is the resource. */
  #row(id: string, { activity, contextActivities, at, ...said }: StatementAttempt, received: number): AttemptFields {
    const graph = this.knowledge.graph();
    const named = [activity, ...contextActivities].map(idInIri).filter((name) => name !== undefined);
    const point = named.find((name) => graph.points.has(name));
    const resourceId = said.resourceId ?? named.find((name) => name !== point);
    const points = said.knowledgePointIds ?? (point !== undefined ? [point] : null);
    return Object.assign(new AttemptInput(), {
      id,
      studentId: said.studentId,
      knowledgePointIds: points,
      resourceId: resourceId ?? null,
      partId: said.partId ?? null,
      score: said.score,
      at: new Date(at ?? received),
      seconds: said.seconds ?? null,
      hints: said.hints ?? null,
      setting: (ATTEMPT_SETTINGS as readonly string[]).includes(said.setting ?? "")
        ? (said.setting as AttemptSetting)
        : null,
    });
  }

  /** False where the voided statement was never an attempt here, or is voided already. */
  async #void(principal: Principal, attemptId: string): Promise<boolean> {
    try {
      await this.mastery.amend(principal, { attemptId, score: undefined, reason: "voided by an xAPI statement" });
      return true;
    } catch (error) {
      if (error instanceof DomainError && ["NOT_FOUND", "FORBIDDEN", "BAD_INPUT"].includes(error.code)) return false;
      throw error;
    }
  }
}

function atStatement(error: DomainError, index: number): DomainError {
  const { zh, en } = error.text;
  const text = { zh: `第 ${index + 1} 条陈述：${zh}`, en: `Statement ${index + 1}: ${en}` };
  return new DomainError(error.code, text, { ...error.details, statement: index });
}
