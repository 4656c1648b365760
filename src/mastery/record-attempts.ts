import { badInput, DomainError, notFound, type RowRefusal } from "../errors.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { Database, QueryRunner } from "../neo4j/database.js";
import type { People } from "../people/people.js";
import type { Principal } from "../people/principal.js";
import type { Standing } from "../people/standing.js";
import { listPointsPractised } from "../resources/resources.store.js";
import { checkShape } from "../validation.js";
import { appendAttempts } from "./append-attempts.js";
import { type Attempt, type AttemptContent, type AttemptFields, attemptContent, requireRepetition } from "./attempt.js";
import { awaitVoidings, findAttempts } from "./attempts.store.js";
import { voidingOf, voidingsOf } from "./void-attempts.js";

export interface RecordAttemptsOutcome {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: readonly RowRefusal[];
}

export interface RecordAttemptsRequest {
  readonly principal: Principal;
  /** Whether the reporter may bring students whom nobody knew: the operator's import of a history. */
  readonly bringsStudents?: boolean;
  readonly rows: readonly AttemptFields[];
  readonly now: number;
  /** Judge the rows and keep nothing. */
  readonly dryRun?: boolean;
}

/** A request whose rows were judged by themselves. */
export interface ReadRequest {
  readonly request: RecordAttemptsRequest;
  readonly said: readonly SaidAttempt[];
  readonly refused: readonly RowRefusal[];
}

interface SaidAttempt {
  readonly index: number;
  readonly content: AttemptContent;
}

/** A request whose rows were judged as far as that goes without its transaction. */
export interface JudgedRequest extends ReadRequest {
  /** Students that the reporter is the first to name. */
  readonly newcomers: ReadonlySet<string>;
  /** The points of an attempt; throws what refuses it. */
  readonly pointsOf: (content: AttemptContent) => readonly string[];
}

/** Judges each row by itself. */
export function readRequest(request: RecordAttemptsRequest): ReadRequest {
  const said: SaidAttempt[] = [];
  const refused = refusals(request.rows.entries(), ([index, row]) => {
    checkShape(row);
    said.push({ index, content: attemptContent(row, request.principal.sub, request.now) });
  });
  return { request, said, refused };
}

/**
 * Judges the rows of requests by permission, and which points they are about: two queries for each caller and one for the
 * resources, however many requests and rows.
 */
export async function judgeRequests(
  { database, people, graph }: { database: Database; people: People; graph: KnowledgeGraph },
  requests: readonly ReadRequest[],
): Promise<JudgedRequest[]> {
  const byResource = requests.flatMap(({ said }) =>
    said.flatMap(({ content: c }) => (c.pointsGiven || !c.resourceId ? [] : [c.resourceId])),
  );
  const [practised, judged] = await Promise.all([
    byResource.length === 0 ? new Map() : listPointsPractised(database, [...new Set(byResource)]),
    Promise.all(
      [...groupByCaller(requests)].map(async (ofCaller) => {
        const { principal } = ofCaller[0]!.request;
        const studentIds = ofCaller.flatMap(({ said }) => said.map(({ content }) => content.studentId));
        const [standings, subjects] = await Promise.all([
          people.mayActFor(principal, studentIds),
          people.subjectsActedFor(principal),
        ]);
        return ofCaller.map((one) => ({ one, standings, subjects }));
      }),
    ),
  ]);
  const found = new Map(judged.flat().map((entry) => [entry.one, entry]));
  return requests.map((one) => {
    const { standings, subjects } = found.get(one)!;
    return {
      ...permitted(one, standings),
      pointsOf: (content) => pointsOf(content, graph, practised, subjects),
    };
  });
}

/** Requests of one caller together, as what one may do is asked once. */
function groupByCaller(requests: readonly ReadRequest[]): Iterable<ReadRequest[]> {
  const groups = new Map<string, ReadRequest[]>();
  for (const one of requests) {
    const { roles, ...rest } = one.request.principal;
    const key = JSON.stringify([[...roles].sort(), rest]);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups.values();
}

function permitted(
  { request, said, refused }: ReadRequest,
  standings: ReadonlyMap<string, Standing>,
): Omit<JudgedRequest, "pointsOf"> {
  const allowed: SaidAttempt[] = [];
  const forbiddenRows = refusals(
    said.map((one) => [one.index, one] as const),
    ([, one]) => {
      const { studentId } = one.content;
      const standing = standings.get(studentId);
      if (standing === "FORBIDDEN") throw forbidden(studentId);
      if (standing === "UNKNOWN" && !request.bringsStudents)
        throw notFound({ zh: "学生", en: "student" }, studentId, "studentId");
      allowed.push(one);
    },
  );
  const newcomers = allowed.map(({ content }) => content.studentId).filter((id) => standings.get(id) === "NEW");
  return { request, said: allowed, refused: [...refused, ...forbiddenRows], newcomers: new Set(newcomers) };
}

/**
 * Keeps the attempts of judged requests, each once whatever is repeated, and what they say of their students, in one
 * transaction. Rows are taken in order, request by request; each request has an outcome of its own.
 */
export function keepAttempts(
  database: Database,
  people: People,
  judged: readonly JudgedRequest[],
): Promise<RecordAttemptsOutcome[]> {
  return inTransaction(database, (tx) => keepWithin(tx, people, judged));
}

/** As `keepAttempts`, in the transaction of what else is kept with them. */
export async function keepWithin(
  tx: QueryRunner,
  people: People,
  judged: readonly JudgedRequest[],
): Promise<RecordAttemptsOutcome[]> {
  const fresh = new Map<string, AttemptContent>();
  const outcomes = await siftAll(tx, people, judged, fresh);
  await append(tx, [...fresh.values()], judged);
  return outcomes;
}

/**
 * Keeps the attempts of one request and voids others in one transaction, or does nothing of it.
 * @param voids ids of attempts, of the request too; those voided before, and those of students for whom the caller may not
 * act, are passed over; an unknown one is voided when it comes, from the same reporter
 * @param mayLack whether the rest may go in without a row that was refused; else nothing goes in
 */
export async function keepWhole(
  database: Database,
  people: People,
  judged: JudgedRequest,
  voids: readonly string[],
  mayLack: (refusal: RowRefusal) => boolean,
): Promise<WholeOutcome> {
  try {
    return await inTransaction(database, async (tx) => {
      const fresh = new Map<string, AttemptContent>();
      const [outcome] = await siftAll(tx, people, [judged], fresh);
      const { refused } = outcome!;
      const refusal = refused.find((one) => !mayLack(one));
      if (refusal) throw new Refused(refusal);
      const { principal } = judged.request;
      const { entries, unknown } = await voidingsOf(tx, people, principal, voids, fresh);
      await append(tx, [...fresh.values(), ...entries], [judged]);
      await awaitVoidings(tx, unknown, principal.sub);
      return { kind: "KEPT", refused, voided: entries.length + unknown.length } as const;
    });
  } catch (error) {
    if (error instanceof Refused) return { kind: "REFUSED", refusal: error.refusal };
    throw error;
  }
}

export type WholeOutcome =
  | { readonly kind: "KEPT"; readonly refused: readonly RowRefusal[]; readonly voided: number }
  | { readonly kind: "REFUSED"; readonly refusal: RowRefusal };

/** Rolls a transaction back for a row, without being taken for a conflict in the store. */
class Refused extends Error {
  constructor(readonly refusal: RowRefusal) {
    super(refusal.error.message);
  }
}

const MOST_TRIES = 5;

async function inTransaction<T>(database: Database, work: (tx: QueryRunner) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await database.transaction(work);
    } catch (error) {
      // Another instance kept the same attempt between our look and our write: now it is found to be there.
      if (!(error instanceof DomainError && error.code === "CONFLICT") || tries === MOST_TRIES) throw error;
    }
  }
}

/** The outcome of each request; `fresh` gets what is new. */
async function siftAll(
  tx: QueryRunner,
  people: People,
  judged: readonly JudgedRequest[],
  fresh: Map<string, AttemptContent>,
): Promise<RecordAttemptsOutcome[]> {
  const ids = judged.flatMap(({ said }) => said.map(({ content }) => content.id));
  const stored = await findAttempts(tx, ids);
  const outcomes: RecordAttemptsOutcome[] = [];
  for (const one of judged) outcomes.push(await sift(tx, people, one, stored, fresh));
  return outcomes;
}

async function append(
  tx: QueryRunner,
  contents: readonly AttemptContent[],
  judged: readonly JudgedRequest[],
): Promise<void> {
  if (contents.length === 0) return;
  const now = Math.max(...judged.map(({ request }) => request.now));
  const awaited = new Set(await appendAttempts(tx, contents, now));
  const voided = contents.filter(({ id }) => awaited.has(id));
  if (voided.length === 0) return;
  await appendAttempts(
    tx,
    voided.map((content) => voidingOf(content, content.source)),
    now,
  );
}

/** Adds to `fresh` what of one request is new. */
async function sift(
  tx: QueryRunner,
  people: People,
  { request, said, refused, newcomers, pointsOf }: JudgedRequest,
  stored: ReadonlyMap<string, Attempt>,
  fresh: Map<string, AttemptContent>,
): Promise<RecordAttemptsOutcome> {
  const named = new Set(
    newcomers.size > 0 && !request.dryRun
      ? await people.nameStudents(tx, request.principal, [...newcomers])
      : newcomers,
  );
  let accepted = 0;
  let duplicates = 0;
  const refusedHere = refusals(
    said.map(({ index, content }) => [index, content] as const),
    ([, content]) => {
      const known = stored.get(content.id) ?? fresh.get(content.id);
      if (known) {
        requireRepetition(known, content);
        duplicates++;
        return;
      }
      if (newcomers.has(content.studentId) && !named.has(content.studentId)) throw forbidden(content.studentId);
      const complete = { ...content, knowledgePointIds: pointsOf(content) };
      if (!request.dryRun) fresh.set(content.id, complete);
      accepted++;
    },
  );
  return { accepted, duplicates, refused: [...refused, ...refusedHere].sort((a, b) => a.index - b.index) };
}

/** Runs a judgement over rows and gathers what it refuses. */
function refusals<T>(
  rows: Iterable<readonly [index: number, row: T]>,
  judge: (row: readonly [number, T]) => void,
): RowRefusal[] {
  const refused: RowRefusal[] = [];
  for (const row of rows) {
    try {
      judge(row);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refused.push({ index: row[0], error });
    }
  }
  return refused;
}

/** The points that an attempt is about; those named count, else those of the resource. Throws BAD_INPUT, NOT_FOUND, FORBIDDEN. */
function pointsOf(
  content: AttemptContent,
  graph: KnowledgeGraph,
  practised: ReadonlyMap<string, readonly string[]>,
  subjects: readonly string[] | undefined,
): readonly string[] {
  const tagged = () => (practised.get(content.resourceId!) ?? []).filter((id) => graph.isActive(id));
  const found = content.pointsGiven ? content.knowledgePointIds : tagged();
  if (found.length === 0) {
    throw badInput("resourceId", {
      zh: `资源 ${content.resourceId} 不存在，或没有考查或练习某个知识点的标注；请给出 knowledgePointIds。`,
      en: `Resource ${content.resourceId} does not exist, or no tag says which point it assesses or practises; give knowledgePointIds.`,
    });
  }
  for (const id of found) {
    const { subjectId } = graph.getPoint(id, "knowledgePointIds");
    if (subjects && !subjects.includes(subjectId)) {
      throw new DomainError(
        "FORBIDDEN",
        { zh: `您的权限不包括学科 ${subjectId}。`, en: `Your grant does not include subject ${subjectId}.` },
        { field: "knowledgePointIds" },
      );
    }
  }
  return found;
}

/** The reporter may not act for this student. */
export function forbidden(studentId: string): DomainError {
  return new DomainError(
    "FORBIDDEN",
    { zh: `您无权记录学生 ${studentId} 的作答。`, en: `You may not record attempts of student ${studentId}.` },
    { field: "studentId", id: studentId },
  );
}
