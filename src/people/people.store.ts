import type { QueryRunner, Row } from "../neo4j/database.js";
import type { ClassDraft, StoredClass } from "./class-record.js";
import type { PlaceOfPrincipal } from "./places.js";
import type { StudentFacts } from "./standing.js";

/** Through which nodes of the store a principal reaches people; null and empty where it has not the role. */
export interface Reach {
  readonly teacherId: string | null;
  readonly classIds: readonly string[];
  readonly studentIds: readonly string[];
  readonly appId: string | null;
}

/** Reaches nobody. */
export const NO_REACH: Reach = { teacherId: null, classIds: [], studentIds: [], appId: null };

/** What an app acts for. */
export interface Grant {
  readonly appId: string;
  readonly schoolIds: readonly string[];
  /** Empty: all subjects. */
  readonly subjectIds: readonly string[];
}

export async function findStudentFacts(
  db: QueryRunner,
  { teacherId, classIds, appId }: Reach,
  studentIds: readonly string[],
): Promise<ReadonlyMap<string, StudentFacts>> {
  const rows = await db.run("people/find-student-standing", { studentIds, teacherId, classIds, appId });
  return new Map(
    rows.map((row) => [
      row.studentId as string,
      { known: row.known as boolean, taught: row.taught as boolean, actedFor: row.actedFor as boolean },
    ]),
  );
}

export interface ClassFacts {
  readonly taught: boolean;
  readonly granted: boolean;
}

export async function findClassFacts(
  db: QueryRunner,
  { teacherId, appId }: Reach,
  classIds: readonly string[],
): Promise<ReadonlyMap<string, ClassFacts>> {
  const rows = await db.run("people/find-class-standing", { classIds, teacherId, appId });
  return new Map(
    rows.map((row) => [row.classId as string, { taught: row.taught as boolean, granted: row.granted as boolean }]),
  );
}

export async function findPlaces(
  db: QueryRunner,
  reach: Reach,
  places: readonly string[],
): Promise<PlaceOfPrincipal[]> {
  const rows = await db.run("people/find-places", { ...reach, places });
  return rows.map((row) => ({
    placeId: row.placeId as string,
    districtId: row.districtId as string | null,
    schoolIds: row.schoolIds as string[],
  }));
}

export async function findClasses(db: QueryRunner, ids: readonly string[]): Promise<ReadonlyMap<string, StoredClass>> {
  const rows = await db.run("people/find-classes", { ids });
  return new Map(rows.map((row) => [row.id as string, decodeClass(row)]));
}

/** Replaces all that is stored of these classes; the ids must differ. */
export async function saveClasses(tx: QueryRunner, drafts: readonly ClassDraft[]): Promise<void> {
  await tx.run("people/save-classes", {
    rows: drafts.map(({ teacherIds: _teachers, studentIds: _students, ...properties }) => properties),
  });
  await tx.run("people/replace-members", {
    rows: drafts.map(({ id, teacherIds, studentIds }) => ({ id, teacherIds, studentIds })),
  });
}

export async function findUnknown(
  db: QueryRunner,
  { schoolIds, subjectIds }: Grant,
): Promise<{ readonly schoolIds: readonly string[]; readonly subjectIds: readonly string[] }> {
  const [row] = await db.run("people/find-unknown", { schoolIds, subjectIds });
  return { schoolIds: row!.schoolIds as string[], subjectIds: row!.subjectIds as string[] };
}

export async function saveGrant(tx: QueryRunner, { appId, schoolIds, subjectIds }: Grant): Promise<void> {
  await tx.run("people/save-grant", { appId, schoolIds, subjectIds });
}

export async function findGrantedSubjects(db: QueryRunner, appId: string): Promise<string[]> {
  return (await db.run("people/find-granted-subjects", { appId })).map((row) => row.subjectId as string);
}

/** Returns those of the students that this app was the first to name. */
export async function nameStudents(tx: QueryRunner, appId: string, studentIds: readonly string[]): Promise<string[]> {
  return (await tx.run("people/name-students", { appId, studentIds })).map((row) => row.studentId as string);
}

function decodeClass(row: Row): StoredClass {
  return {
    id: row.id as string,
    name: row.name as string,
    schoolYear: row.schoolYear as string | null,
    grade: row.grade as number | null,
    schoolId: row.schoolId as string,
    schoolName: row.schoolName as string,
    districtId: row.districtId as string | null,
    districtName: row.districtName as string | null,
    teacherIds: row.teacherIds as string[],
    studentIds: row.studentIds as string[],
  };
}
