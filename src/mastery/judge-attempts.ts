import { badInput, DomainError, notFound, type RowRefusal } from "../errors.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { Database } from "../neo4j/database.js";
import type { People } from "../people/people.js";
import type { Principal } from "../people/principal.js";
import type { Standing } from "../people/standing.js";
import { listPointsPractised } from "../resources/resources.store.js";
import { checkShape } from "../validation.js";
import { type AttemptContent, type AttemptFields, attemptContent } from "./attempt.js";

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

/** A row that is well-formed. */
export interface SaidAttempt {
  readonly index: number;
  readonly content: AttemptContent;
}

/** A request whose rows were judged as far as that goes without its transaction. */
export interface JudgedRequest extends ReadRequest {
  /** Students that the reporter is the first to name. */
  readonly newcomers: ReadonlySet<string>;
  /** The points of an attempt; throws what refuses it. */
  readonly pointsOf: (content: AttemptContent) => readonly string[];
  /** Whether all of these points are of subjects that the reporter acts for. */
  readonly mayActOn: (pointIds: readonly string[]) => boolean;
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
      mayActOn: (pointIds) => !subjects || subjectsOf(graph, pointIds).every((id) => subjects.includes(id)),
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
): Omit<JudgedRequest, "pointsOf" | "mayActOn"> {
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

/** Runs a judgement over rows and gathers what it refuses. */
export function refusals<T>(
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

/** The subjects of points, retired ones too. */
export function subjectsOf(graph: KnowledgeGraph, pointIds: readonly string[]): string[] {
  return [...new Set(pointIds.map((id) => graph.getPoint(id).subjectId))];
}

/** The reporter may not act for this student. */
export function forbidden(studentId: string): DomainError {
  return new DomainError(
    "FORBIDDEN",
    { zh: `您无权记录学生 ${studentId} 的作答。`, en: `You may not record attempts of student ${studentId}.` },
    { field: "studentId", id: studentId },
  );
}
