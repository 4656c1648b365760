import { ACCESS, type Operation } from "./access-table.js";
import type { Principal, Role } from "./principal.js";

/**
 * What a caller may do for a student: YES; NEW when nobody knows the student and an app may be the first to name it;
 * UNKNOWN when nobody knows the student and the caller may see all; else FORBIDDEN, whether the student exists or not.
 */
export type Standing = "YES" | "NEW" | "UNKNOWN" | "FORBIDDEN";

/** What is stored about one student and one caller. */
export interface StudentFacts {
  readonly known: boolean;
  /** Member of a class that the caller teaches or its token names. */
  readonly taught: boolean;
  /** In a school granted to the app, or first named by it. */
  readonly actedFor: boolean;
}

/** Of an id that no student can have: the store gives broken characters back otherwise than it got them. */
export const NOBODY: StudentFacts = { known: false, taught: false, actedFor: false };

/** The roles by which the principal may call the operation. */
export function rolesFor(principal: Principal, operation: Operation): ReadonlySet<Role> {
  return new Set((ACCESS[operation] as readonly Role[]).filter((role) => principal.roles.has(role)));
}

/** Whether the student is oneself, or one's child. */
export function isOwn(principal: Principal, studentId: string): boolean {
  return studentId === principal.sub || principal.students.includes(studentId);
}

/** The best that any of the principal's roles gives. */
export function standingOf(
  principal: Principal,
  operation: Operation,
  studentId: string,
  { known, taught, actedFor }: StudentFacts,
): Standing {
  const roles = rolesFor(principal, operation);
  if (roles.has("STUDENT") && isOwn(principal, studentId)) return "YES";
  if (roles.has("TEACHER") && taught) return "YES";
  if (roles.has("APP") && actedFor) return "YES";
  if (roles.has("ADMIN") && known) return "YES";
  if (roles.has("APP") && !known && operation === "Mutation.recordAttempts") return "NEW";
  return roles.has("ADMIN") ? "UNKNOWN" : "FORBIDDEN";
}
