import type { AttemptContent } from "../mastery/attempt.js";
import type { QueryRunner, Row } from "../neo4j/database.js";
import type { Resource, Viewer } from "../resources/resource.js";
import type { AdminLevel, AnnotationRole, ResourceKind } from "../resources/resources.enums.js";
import { compact } from "../validation.js";

/** What only filters; every key present, as the statements take it. */
export interface CandidateFilter {
  readonly roles: readonly AnnotationRole[];
  readonly kinds: readonly ResourceKind[] | null;
  readonly adminLevels: readonly AdminLevel[] | null;
  readonly language: string | null;
  /** Maximum. */
  readonly minutes: number | null;
  /** Platforms that can open what is known to some platforms only; null: whoever it is can. */
  readonly systems: readonly string[] | null;
}

/** A resource with what it and its segments cover. */
export interface Candidate {
  readonly resource: Resource;
  readonly covers: readonly {
    readonly knowledgePointId: string;
    readonly role: AnnotationRole;
    readonly weight: number;
    readonly confidence: number;
  }[];
  /** How much it is used, weighed. */
  readonly uses: number;
  /** Of the full-text index, where the words were asked for. */
  readonly score?: number;
}

const decode = (row: Row): Candidate => ({
  resource: compact(row.resource as object) as unknown as Resource,
  covers: row.covers as Candidate["covers"],
  uses: row.uses as number,
  ...(typeof row.score === "number" && { score: row.score }),
});

/** The best of each point; `perPoint` bounds what is read, however many resources a popular point has. */
export async function listCandidates(
  runner: QueryRunner,
  request: {
    readonly pointIds: readonly string[];
    readonly perPoint: number;
    readonly filter: CandidateFilter;
    readonly viewer: Viewer;
  },
): Promise<Candidate[]> {
  return request.pointIds.length === 0
    ? []
    : (await runner.run("recommender/list-candidates", { ...request })).map(decode);
}

/** Those whose words fit a full-text query best, best first. */
export async function searchCandidates(
  runner: QueryRunner,
  request: { readonly text: string; readonly limit: number; readonly filter: CandidateFilter; readonly viewer: Viewer },
): Promise<Candidate[]> {
  const { roles: _, ...filter } = request.filter;
  return (await runner.run("recommender/search-candidates", { ...request, filter })).map(decode);
}

/** Which resources, of those named or of all, each student has answered anything of; students who have not are absent. */
export async function listAnswered(
  runner: QueryRunner,
  studentIds: readonly string[],
  resourceIds: readonly string[] | null,
): Promise<Map<string, ReadonlySet<string>>> {
  if (resourceIds?.length === 0) return new Map();
  const rows = await runner.run("recommender/list-answered", { studentIds, resourceIds });
  return new Map(rows.map((row) => [row.studentId as string, new Set(row.answered as string[])]));
}

/** The grades of students' classes; those without one are absent. */
export async function findGrades(runner: QueryRunner, studentIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await runner.run("recommender/find-grades", { studentIds });
  return new Map(rows.map((row) => [row.studentId as string, row.grade as number]));
}

export type PointAttempt = Pick<
  AttemptContent,
  "id" | "at" | "score" | "hints" | "resourceId" | "partId" | "knowledgePointIds" | "amends" | "voids"
>;

/** The student's latest attempts, of so many entries of the chain, that name one of the points; newest first. */
export async function listPointAttempts(
  runner: QueryRunner,
  studentId: string,
  { pointIds, upTo }: { readonly pointIds: readonly string[]; readonly upTo: number },
  limit: number,
): Promise<PointAttempt[]> {
  const rows = await runner.run("recommender/list-point-attempts", { studentId, pointIds, upTo, limit });
  return rows.map((row) => compact(row) as unknown as PointAttempt);
}
