/** What a caller may be; a token may carry several, and the permissions add up. */
export const ROLES = ["STUDENT", "TEACHER", "APP", "RESEARCHER", "REVIEWER", "EDITOR", "ADMIN"] as const;
export type Role = (typeof ROLES)[number];

/**
 * Who calls, as the bearer token says and before anything stored is asked.
 * One object is made for each request, so what is looked up for it may be kept for the request.
 */
export interface Principal {
  /** The caller's id: of the student, the teacher, the app. Empty for nobody. */
  readonly sub: string;
  /** Roles known to the service; others in the token are ignored. */
  readonly roles: ReadonlySet<Role>;
  /** Subjects an editor may change; undefined: all. */
  readonly subjects: readonly string[] | undefined;
  /** Schools and districts the token names. */
  readonly places: readonly string[];
  /** Classes the token names, beside those stored with the teacher. */
  readonly classes: readonly string[];
  /** Students the token names as one's own: the children of a parent. */
  readonly students: readonly string[];
}

/** Nobody: a request without a token. Told apart by identity. */
export const ANONYMOUS: Principal = {
  sub: "",
  roles: new Set(),
  subjects: undefined,
  places: [],
  classes: [],
  students: [],
};

/** Whether the principal holds one of the roles. */
export function hasRole(principal: Principal, ...roles: readonly Role[]): boolean {
  return roles.some((role) => principal.roles.has(role));
}

/** The operator at the command line: may do everything, everywhere. */
export function operatorPrincipal(sub: string): Principal {
  return { ...ANONYMOUS, sub, roles: new Set(["ADMIN"]) };
}
