import type { AuthSettings, ClaimName } from "../config.js";
import { DomainError } from "../errors.js";
import { type Principal, ROLES, type Role } from "../people/principal.js";
import { ID_PATTERN } from "../validation.js";

type Claims = AuthSettings["claims"];
type Payload = Readonly<Record<string, unknown>>;

/**
 * Reads the claims of a verified token. Lists may also be texts split at spaces or commas. What is there must be well
 * formed: a place that was passed over would open the whole city.
 *
 * @throws DomainError UNAUTHENTICATED naming the claim
 */
export function principalOf(payload: Payload, claims: Claims): Principal {
  const [sub, ...others] = idsAt(payload, claims, "sub", false);
  if (sub === undefined || others.length > 0) throw badClaim(claims.sub);
  const subjects = idsAt(payload, claims, "subjects");
  return {
    sub,
    roles: new Set(listAt(payload, claims, "roles").filter((role): role is Role => ROLES.includes(role as Role))),
    subjects: subjects.length === 0 ? undefined : subjects,
    places: idsAt(payload, claims, "places"),
    classes: idsAt(payload, claims, "classes"),
    students: idsAt(payload, claims, "students"),
  };
}

/** The claims of a development token: the mirror of `principalOf`. Empty lists are left out. */
export function claimsOf(values: Readonly<Partial<Record<ClaimName, string | readonly string[]>>>, claims: Claims) {
  const payload: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values) as [ClaimName, string | readonly string[]][]) {
    if (value.length > 0) place(payload, claims[name].split("."), value);
  }
  return payload;
}

function idsAt(payload: Payload, claims: Claims, name: ClaimName, split = true): string[] {
  const ids = listAt(payload, claims, name, split);
  if (!ids.every((id) => ID_PATTERN.test(id))) throw badClaim(claims[name]);
  return ids;
}

function listAt(payload: Payload, claims: Claims, name: ClaimName, split = true): string[] {
  const value = valueAt(payload, claims[name]);
  if (value === undefined || value === null) return [];
  if (typeof value === "string") return split ? value.split(/[\s,]+/).filter((part) => part !== "") : [value];
  if (!split || !Array.isArray(value) || !value.every((part) => typeof part === "string")) throw badClaim(claims[name]);
  return [...new Set<string>(value)];
}

/** A claim by its name, else by its path: names of claims may be URLs, which have dots too. */
function valueAt(payload: Payload, path: string): unknown {
  if (Object.hasOwn(payload, path)) return payload[path];
  return path.split(".").reduce<unknown>((value, key) => {
    return typeof value === "object" && value !== null && Object.hasOwn(value, key)
      ? (value as Payload)[key]
      : undefined;
  }, payload);
}

function place(payload: Record<string, unknown>, [key = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    payload[key] = value;
    return;
  }
  const inner = (payload[key] ?? {}) as Record<string, unknown>;
  payload[key] = inner;
  place(inner, rest, value);
}

function badClaim(claim: string): DomainError {
  return new DomainError(
    "UNAUTHENTICATED",
    {
      zh: `令牌中的 ${claim} 缺失或格式不对：应为 id（1 至 128 个字符，只能用 A-Z a-z 0-9 . _ : ~ -）或其列表。`,
      en: `The claim ${claim} of the token is missing or malformed: ids of 1 to 128 of A-Z a-z 0-9 . _ : ~ - are expected.`,
    },
    { claim },
  );
}
