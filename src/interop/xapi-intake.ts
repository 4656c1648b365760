import { randomUUID } from "node:crypto";
import { badInput, DomainError } from "../errors.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import { ATTEMPT_SETTINGS, type AttemptFields, type AttemptSetting } from "../mastery/attempt.js";
import { AttemptInput } from "../mastery/mastery.input.js";
import type { Mastery } from "../mastery/mastery.js";
import type { Principal } from "../people/principal.js";
import { isObject, type Json } from "./json-text.js";
import { idsInIri, readStatement, type StatementAttempt, type StatementMeaning } from "./xapi-evidence.js";
import { checkStatement } from "./xapi-statement.js";

/** What statements came to; `ids` in their order. */
export interface StatementsOutcome {
  readonly ids: readonly string[];
  readonly attempts: number;
  readonly voided: number;
  /** Acknowledged, but saying nothing of mastery: by their verb, or of activities that nobody here knows. */
  readonly other: number;
}

/** The answer of one statement, by its place. */
interface SaidAnswer {
  readonly row: AttemptFields;
  readonly statement: number;
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
    const said = read.flatMap(({ row }, statement) => (row ? [{ row, statement }] : []));
    const known = said.filter(({ row }) => row.knowledgePointIds || row.resourceId);
    // Several are judged before any is kept, so that none is kept when one is refused; one alone is judged as it is kept.
    const taken = known.length > 1 ? await this.#record(principal, known, now, true) : known;
    const kept = await this.#record(principal, taken, now, false);
    let voided = 0;
    for (const { meaning } of read) {
      if (meaning.kind === "VOID" && (await this.#void(principal, meaning.statementId))) voided += 1;
    }
    return { ids, attempts: kept.length, voided, other: read.length - kept.length - voided };
  }

  /** Returns the answers that were, or would be, kept: all but those on activities that nobody here knows. */
  async #record(
    principal: Principal,
    said: readonly SaidAnswer[],
    now: number,
    dryRun: boolean,
  ): Promise<SaidAnswer[]> {
    if (said.length === 0) return [];
    const { refused } = await this.mastery.record({ principal, rows: said.map(({ row }) => row), now, dryRun });
    const unknown = new Set<number>();
    for (const { index, error } of refused) {
      const { row, statement } = said[index]!;
      const isUnknown = error.code === "BAD_INPUT" && error.details.field === "resourceId" && !row.knowledgePointIds;
      if (!isUnknown) throw atStatement(error, statement);
      unknown.add(index);
    }
    return said.filter((_, index) => !unknown.has(index));
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

  /**
   * Points that extensions name count; else the activity, if it is a point; else the activities of its context that are
   * points; else those that the resource practises or assesses. The activity is the resource where it is no point.
   */
  #row(id: string, { activity, contextActivities, at, ...said }: StatementAttempt, received: number): AttemptFields {
    const graph = this.knowledge.graph();
    const named = (iris: readonly string[]) =>
      iris.flatMap((iri) => idsInIri(iri).find((name) => graph.points.has(name)) ?? []);
    const own = named([activity]);
    const points = said.knowledgePointIds ?? (own.length > 0 ? own : [...new Set(named(contextActivities))]);
    const resourceId = said.resourceId ?? (own.length > 0 ? undefined : idsInIri(activity).at(-1));
    return Object.assign(new AttemptInput(), {
      id,
      studentId: said.studentId,
      knowledgePointIds: points.length > 0 ? points : null,
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
