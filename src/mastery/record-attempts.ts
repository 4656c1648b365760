import { badInput, DomainError, notFound, type RowRefusal } from "../errors.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { Database, QueryRunner } from "../neo4j/database.js";
import type { People } from "../people/people.js";
import type { Principal } from "../people/principal.js";
import { listPointsPractised } from "../resources/resources.store.js";
import { checkShape } from "../validation.js";
import {
  type Attempt,
  type AttemptContent,
  type AttemptFields,
  attemptContent,
  chainHash,
  evidenceOf,
  requireRepetition,
} from "./attempt.js";
import {
  findAttempts,
  listAttempts,
  lockStudents,
  readPointEvidence,
  type SavedStudent,
  type StoredStudent,
  saveAttempts,
  saveStudents,
} from "./attempts.store.js";
import { applyAttempt, compareAttempts, type EvidenceAttempt, foldEvidence, type StudentEvidence } from "./evidence.js";

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

/**
 * Keeps attempts, each once whatever is repeated, and what they say of their students, in one transaction; only then
 * does it answer. A bad row is refused with its place, field and reason, the others go in. `rows` are judged in order.
 */
export async function recordAttempts(
  { database, people, graph }: { database: Database; people: People; graph: KnowledgeGraph },
  request: RecordAttemptsRequest,
): Promise<RecordAttemptsOutcome> {
  const refused: RowRefusal[] = [];
  const said: { index: number; content: AttemptContent }[] = [];
  const judge = <T>(index: number, judgement: () => T): T | undefined => {
    try {
      return judgement();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refused.push({ index, error });
      return undefined;
    }
  };
  const standings = await people.mayActFor(
    request.principal,
    request.rows.map((row) => row.studentId).filter((id) => typeof id === "string"),
  );
  request.rows.forEach((row, index) => {
    const content = judge(index, () => {
      checkShape(row);
      const standing = standings.get(row.studentId);
      if (standing === "UNKNOWN" && !request.bringsStudents)
        throw notFound({ zh: "学生", en: "student" }, row.studentId, "studentId");
      if (standing === "FORBIDDEN") throw forbidden(row.studentId);
      return attemptContent(row, request.principal.sub, request.now);
    });
    if (content) said.push({ index, content });
  });
  const subjects = await people.subjectsActedFor(request.principal);
  const practised = await listPointsPractised(database, [
    ...new Set(said.flatMap(({ content: c }) => (c.pointsGiven || !c.resourceId ? [] : [c.resourceId]))),
  ]);

  return database.transaction(async (tx) => {
    const refusedHere: RowRefusal[] = [];
    const newcomers = [...new Set(said.map(({ content }) => content.studentId))].filter(
      (id) => standings.get(id) === "NEW",
    );
    const named = new Set(request.dryRun ? newcomers : await nameStudents(tx, people, request.principal, newcomers));
    const stored = await findAttempts(
      tx,
      said.map(({ content }) => content.id),
    );
    const fresh = new Map<string, AttemptContent>();
    let duplicates = 0;
    for (const { index, content } of said) {
      try {
        const known = stored.get(content.id) ?? fresh.get(content.id);
        if (known) {
          requireRepetition(known, content);
          duplicates++;
          continue;
        }
        if (newcomers.includes(content.studentId) && !named.has(content.studentId)) throw forbidden(content.studentId);
        fresh.set(content.id, { ...content, knowledgePointIds: pointsOf(content, graph, practised, subjects) });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        refusedHere.push({ index, error });
      }
    }
    if (fresh.size > 0 && !request.dryRun) await append(tx, [...fresh.values()], request.now);
    return {
      accepted: fresh.size,
      duplicates,
      refused: [...refused, ...refusedHere].sort((a, b) => a.index - b.index),
    };
  });
}

async function nameStudents(tx: QueryRunner, people: People, principal: Principal, ids: readonly string[]) {
  return ids.length > 0 ? people.nameStudents(tx, principal, ids) : [];
}

/** The points that an attempt is about; those named count, else those of the resource. Throws BAD_INPUT, NOT_FOUND, FORBIDDEN. */
function pointsOf(
  content: AttemptContent,
  graph: KnowledgeGraph,
  practised: ReadonlyMap<string, readonly string[]>,
  subjects: readonly string[] | undefined,
): readonly string[] {
  const found = content.pointsGiven
    ? content.knowledgePointIds
    : (practised.get(content.resourceId!) ?? []).filter((id) => graph.isActive(id));
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

async function append(tx: QueryRunner, contents: readonly AttemptContent[], receivedAt: number): Promise<void> {
  const byStudent = new Map<string, AttemptContent[]>();
  for (const content of contents)
    byStudent.set(content.studentId, [...(byStudent.get(content.studentId) ?? []), content]);
  const locked = await lockStudents(tx, [...byStudent.keys()]);
  const evidence = await evidenceAfter(tx, locked, byStudent);
  const attempts: Attempt[] = [];
  const students: SavedStudent[] = [];
  for (const [id, own] of byStudent) {
    let { chainLength, chainHead } = locked.get(id)!;
    for (const content of own) {
      const link = { ...content, receivedAt, sequence: ++chainLength };
      chainHead = chainHash(chainHead, link);
      attempts.push({ ...link, hash: chainHead });
    }
    students.push({ id, chainLength, chainHead, evidence: evidence.get(id)! });
  }
  await saveAttempts(tx, attempts);
  await saveStudents(tx, students);
}

/**
 * What students' attempts say once the new ones are counted. In order of time an attempt updates what is stored;
 * where one is late, all attempts of its student are read again in the right order.
 */
async function evidenceAfter(
  tx: QueryRunner,
  locked: ReadonlyMap<string, StoredStudent>,
  byStudent: ReadonlyMap<string, readonly AttemptContent[]>,
): Promise<Map<string, StudentEvidence>> {
  const fresh = new Map([...byStudent].map(([id, own]) => [id, own.map(evidenceOf).sort(compareAttempts)]));
  const isLate = ([id, own]: [string, readonly EvidenceAttempt[]]) => {
    const { attempts, lastAtMs } = locked.get(id)!.totals;
    return attempts > 0 && own[0]!.atMs <= lastAtMs;
  };
  const late = [...fresh].filter(isLate).map(([id]) => id);
  const stored = late.length > 0 ? await listAttempts(tx, late) : new Map<string, Attempt[]>();
  const wanted = [...fresh]
    .filter(([id]) => !stored.has(id))
    .map(([studentId, own]) => ({ studentId, pointIds: [...new Set(own.flatMap((a) => a.pointIds))] }));
  const points = await readPointEvidence(tx, wanted);
  return new Map(
    [...fresh].map(([id, own]) => {
      const replayed = stored.get(id);
      return [
        id,
        replayed
          ? foldEvidence([...replayed.map(evidenceOf), ...own])
          : applyAttempts({ totals: locked.get(id)!.totals, points: points.get(id)! }, own),
      ];
    }),
  );
}

function applyAttempts(before: StudentEvidence, sorted: readonly EvidenceAttempt[]): StudentEvidence {
  const points = new Map(before.points);
  let { totals } = before;
  for (const attempt of sorted) {
    const after = applyAttempt({ totals, points }, attempt);
    totals = after.totals;
    for (const [id, evidence] of after.points) points.set(id, evidence);
  }
  return { totals, points };
}

function forbidden(studentId: string): DomainError {
  return new DomainError(
    "FORBIDDEN",
    { zh: `您无权记录学生 ${studentId} 的作答。`, en: `You may not record attempts of student ${studentId}.` },
    { field: "studentId", id: studentId },
  );
}
