import { DomainError, notFound } from "../errors.js";
import type { Database, QueryRunner } from "../neo4j/database.js";
import type { Operation } from "./access-table.js";
import { type ClassDraft, type ClassFields, type ClassRecord, distinct, draftClass, effectOf } from "./class-record.js";
import * as store from "./people.store.js";
import { isCityWide, type PlaceOfPrincipal, placesWithin, scopesOf } from "./places.js";
import { hasRole, type Principal } from "./principal.js";
import { isOwn, NOBODY, rolesFor, type Standing, type StudentFacts, standingOf } from "./standing.js";

/** How many of each kind of change a batch of classes made. */
export interface ClassChanges {
  created: number;
  updated: number;
  unchanged: number;
}

/** Whether a caller may use an operation for students, by facts that are read with `reach`. */
export interface StudentPermit {
  readonly reach: store.Reach;
  /** @throws DomainError as `People.requireStudent` */
  require(studentId: string, facts: StudentFacts): void;
}

/** Students, teachers, classes, schools, districts, apps, and who may act for whom. */
export class People {
  /** A principal lives for one request; so do these. */
  private readonly places = new WeakMap<Principal, Promise<PlaceOfPrincipal[]>>();

  constructor(private readonly database: Database) {}

  /**
   * May the caller use this operation for this student? One query; none for a student's own.
   * @param subjectIds the subjects it is about: an app is bound to those granted to it
   * @throws DomainError FORBIDDEN, whether the student exists or not; NOT_FOUND for who may see all
   */
  async requireStudent(
    principal: Principal,
    studentId: string,
    operation: Operation,
    subjectIds: readonly string[] = [],
  ): Promise<void> {
    if (isForSelf(principal, studentId, operation)) return;
    const permit = this.permit(principal, operation);
    const [facts] = await Promise.all([
      store.findStudentFacts(this.database, permit.reach, [studentId]),
      this.requireActingSubjects(principal, subjectIds),
    ]);
    permit.require(studentId, facts.get(studentId) ?? NOBODY);
  }

  /**
   * As `requireStudent`, of a student who is read: whether the caller may is told by facts that come along with what is
   * asked for, so that there is no query for them. Nothing comes out before the subjects are permitted too.
   */
  async readPermitted<T>(
    principal: Principal,
    studentId: string,
    operation: Operation,
    subjectIds: readonly string[],
    read: (permit: StudentPermit) => Promise<T>,
  ): Promise<T> {
    const answer = read(this.permit(principal, operation));
    answer.catch(() => undefined);
    if (!isForSelf(principal, studentId, operation)) await this.requireActingSubjects(principal, subjectIds);
    return answer;
  }

  private permit(principal: Principal, operation: Operation): StudentPermit {
    return {
      reach: this.reachOf(principal),
      require(studentId, facts) {
        const standing = standingOf(principal, operation, studentId, facts);
        if (standing === "UNKNOWN") throw notFound({ zh: "学生", en: "student" }, studentId, "studentId");
        if (standing === "FORBIDDEN") throw forbiddenStudent(studentId);
      },
    };
  }

  /** For each student, whether the caller may record attempts. One query. */
  mayActFor(principal: Principal, studentIds: readonly string[]): Promise<ReadonlyMap<string, Standing>> {
    return this.standings(principal, studentIds, "Mutation.recordAttempts");
  }

  /**
   * Creates students whose standing is NEW, in the transaction that keeps their first attempts.
   * @returns those that are the app's now; another caller may have been faster with the rest
   */
  nameStudents(tx: QueryRunner, principal: Principal, studentIds: readonly string[]): Promise<string[]> {
    return store.nameStudents(tx, principal.sub, studentIds);
  }

  /** The subjects within which an app acts for students; undefined: all, as for every caller that is no app. */
  async subjectsActedFor(principal: Principal): Promise<readonly string[] | undefined> {
    if (!hasRole(principal, "APP") || hasRole(principal, "ADMIN")) return undefined;
    const granted = await store.findGrantedSubjects(this.database, principal.sub);
    return granted.length === 0 ? undefined : granted;
  }

  /**
   * The class, if the caller may see the report of it.
   * @param subjectIds the subjects it is about: an app is bound to those granted to it
   * @throws DomainError FORBIDDEN, whether the class exists or not; NOT_FOUND for who may see it
   */
  async requireClass(principal: Principal, classId: string, subjectIds: readonly string[] = []): Promise<ClassRecord> {
    const [found] = await this.requireClasses(principal, [classId], subjectIds);
    return found!;
  }

  /** As `requireClass`, for several in the order asked; as many queries as for one. `field` is named in a refusal. */
  async requireClasses(
    principal: Principal,
    classIds: readonly string[],
    subjectIds: readonly string[],
    field = "classId",
  ): Promise<ClassRecord[]> {
    const roles = rolesFor(principal, "Query.classReport");
    const [facts, classes] = await Promise.all([
      store.findClassFacts(this.database, this.reachOf(principal), classIds),
      store.findClasses(this.database, classIds),
      this.requireActingSubjects(principal, subjectIds),
    ]);
    const mayRead = (id: string) =>
      roles.has("ADMIN") ||
      (roles.has("TEACHER") && (facts.get(id)?.taught || principal.classes.includes(id))) ||
      (roles.has("APP") && facts.get(id)?.granted);
    const hidden = classIds.find((id) => !mayRead(id));
    if (hidden !== undefined) {
      throw new DomainError(
        "FORBIDDEN",
        { zh: `您无权查看班级 ${hidden}。`, en: `You may not see class ${hidden}.` },
        { field, id: hidden },
      );
    }
    return classIds.map((id) => {
      const found = classes.get(id);
      if (found === undefined) throw notFound({ zh: "班级", en: "class" }, id, field);
      return found;
    });
  }

  /** May the caller change this subject? @throws DomainError FORBIDDEN */
  requireSubject(principal: Principal, subjectId: string): void {
    if (hasRole(principal, "ADMIN")) return;
    const { subjects } = principal;
    if (hasRole(principal, "EDITOR") && (subjects === undefined || subjects.includes(subjectId))) return;
    throw forbiddenSubject(subjectId);
  }

  /** Values of `visibleTo` that the caller sees; undefined: every one. At most one query a request. */
  async visibleScopes(principal: Principal): Promise<readonly string[] | undefined> {
    return isCityWide(principal) ? undefined : scopesOf(await this.placesOf(principal));
  }

  /** Schools and districts the caller may act for, a district's schools among them; undefined: the whole city. */
  async ownPlaces(principal: Principal): Promise<readonly string[] | undefined> {
    return isCityWide(principal) ? undefined : placesWithin(await this.placesOf(principal));
  }

  async findClass(classId: string): Promise<ClassRecord | undefined> {
    return (await store.findClasses(this.database, [classId])).get(classId);
  }

  /** Creates or replaces a class with its members; its school and district come with it. */
  async registerClass(fields: ClassFields): Promise<ClassRecord> {
    const draft = draftClass(fields);
    await this.saveClasses([draft]);
    return draft;
  }

  /**
   * Saves classes with different ids as one unit.
   * @param dryRun counts what would change and saves nothing
   */
  saveClasses(drafts: readonly ClassDraft[], dryRun = false): Promise<ClassChanges> {
    return this.database.transaction(async (tx) => {
      const changes: ClassChanges = { created: 0, updated: 0, unchanged: 0 };
      const stored = await store.findClasses(
        tx,
        drafts.map((draft) => draft.id),
      );
      for (const draft of drafts) changes[effectOf(draft, stored.get(draft.id))]++;
      if (!dryRun) await store.saveClasses(tx, drafts);
      return changes;
    });
  }

  /**
   * Replaces what an app acts for.
   * @throws DomainError NOT_FOUND for the first school or subject that does not exist
   */
  async grantApp(wanted: store.Grant): Promise<store.Grant> {
    const grant = {
      appId: wanted.appId,
      schoolIds: distinct(wanted.schoolIds),
      subjectIds: distinct(wanted.subjectIds),
    };
    await this.database.transaction(async (tx) => {
      const unknown = await store.findUnknown(tx, grant);
      for (const id of unknown.schoolIds) throw notFound({ zh: "学校", en: "school" }, id, "schoolIds");
      for (const id of unknown.subjectIds) throw notFound({ zh: "学科", en: "subject" }, id, "subjectIds");
      await store.saveGrant(tx, grant);
    });
    return grant;
  }

  private async standings(
    principal: Principal,
    studentIds: readonly string[],
    operation: Operation,
  ): Promise<ReadonlyMap<string, Standing>> {
    const ids = distinct(studentIds);
    const facts = await store.findStudentFacts(this.database, this.reachOf(principal), ids);
    return new Map(ids.map((id) => [id, standingOf(principal, operation, id, facts.get(id) ?? NOBODY)]));
  }

  /** An app is bound to the subjects granted to it, if any are. @throws DomainError FORBIDDEN */
  async requireActingSubjects(principal: Principal, subjectIds: readonly string[]): Promise<void> {
    if (subjectIds.length === 0) return;
    const granted = await this.subjectsActedFor(principal);
    const outside = granted && subjectIds.find((id) => !granted.includes(id));
    if (outside !== undefined) throw forbiddenSubject(outside);
  }

  private placesOf(principal: Principal): Promise<PlaceOfPrincipal[]> {
    let places = this.places.get(principal);
    if (places === undefined) {
      places = store.findPlaces(this.database, this.reachOf(principal), principal.places);
      this.places.set(principal, places);
    }
    return places;
  }

  private reachOf(principal: Principal): store.Reach {
    const teacher = hasRole(principal, "TEACHER");
    return {
      teacherId: teacher ? principal.sub : null,
      classIds: teacher ? principal.classes : [],
      studentIds: hasRole(principal, "STUDENT") ? [principal.sub, ...principal.students] : [],
      appId: hasRole(principal, "APP") ? principal.sub : null,
    };
  }
}

const isForSelf = (principal: Principal, studentId: string, operation: Operation): boolean =>
  rolesFor(principal, operation).has("STUDENT") && isOwn(principal, studentId);

function forbiddenStudent(id: string): DomainError {
  return new DomainError(
    "FORBIDDEN",
    { zh: `您无权处理学生 ${id} 的数据。`, en: `You may not act for student ${id}.` },
    { field: "studentId", id },
  );
}

function forbiddenSubject(id: string): DomainError {
  return new DomainError(
    "FORBIDDEN",
    { zh: `您的权限不包括学科 ${id}。`, en: `Your permissions do not cover subject ${id}.` },
    { field: "subjectId", id },
  );
}
