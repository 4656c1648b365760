import { randomUUID } from "node:crypto";
import { badInput, DomainError, type RowRefusal } from "../errors.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import { ATTEMPT_SETTINGS, type AttemptFields, type AttemptSetting } from "../mastery/attempt.js";
import type { RecordAttemptsRequest } from "../mastery/judge-attempts.js";
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
  /** Those whose answer has not come yet among them. */
  readonly voided: number;
  /** Acknowledged, but saying nothing of mastery: by their verb, or of activities that nobody here knows. */
  readonly other: number;
}

/** At most so many statements in one request. */
const MOST_STATEMENTS = 1000;

/**
 * Takes xAPI statements in: answers as attempts under the statement's id, voidings as voidings of them. One bad statement
 * refuses all of them, and nothing is kept (xAPI 1.0.3, part 3, 2.1.1). A voiding that comes before its answer waits for it. A statement without a time happened when it first came.
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
    const rows = read.flatMap(({ row }) => (row?.knowledgePointIds || row?.resourceId ? [row] : []));
    const voids = read.flatMap(({ meaning }) => (meaning.kind === "VOID" ? [meaning.statementId] : []));
    const { refused, voided } = await this.#keep({ principal, rows, now }, voids, (refusal) => {
      const statement = ids.indexOf(rows[refusal.index]!.id);
      return atStatement(refusal.error, statement);
    });
    const attempts = rows.length - refused.length;
    return { ids, attempts, voided, other: read.length - attempts - voided };
  }

  /** An answer alone is gathered with those of other clients; several statements are a transaction of their own. */
  async #keep(
    request: RecordAttemptsRequest,
    voids: readonly string[],
    errorOf: (refusal: RowRefusal) => DomainError,
  ): Promise<{ readonly refused: readonly RowRefusal[]; readonly voided: number }> {
    const { rows } = request;
    /** On an activity that nobody here knows: acknowledged. */
    const isUnknown = ({ index, error }: RowRefusal) =>
      error.code === "BAD_INPUT" && error.details.field === "resourceId" && !rows[index]!.knowledgePointIds;
    if (rows.length + voids.length === 0) return { refused: [], voided: 0 };
    if (rows.length === 1 && voids.length === 0) {
      const { refused } = await this.mastery.record(request);
      const refusal = refused.find((one) => !isUnknown(one));
      if (refusal) throw errorOf(refusal);
      return { refused, voided: 0 };
    }
    const kept = await this.mastery.recordWhole(request, voids, isUnknown);
    if (kept.kind === "REFUSED") throw errorOf(kept.refusal);
    return kept;
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
}

function atStatement(error: DomainError, index: number): DomainError {
  const { zh, en } = error.text;
  const text = { zh: `第 ${index + 1} 条陈述：${zh}`, en: `Statement ${index + 1}: ${en}` };
  return new DomainError(error.code, text, { ...error.details, statement: index });
}
