import type { DomainErrorCode } from "../errors.js";

const EXTENSION_CODES = {
  BAD_INPUT: "BAD_USER_INPUT",
  UNAUTHENTICATED: "UNAUTHENTICATED",
  FORBIDDEN: "FORBIDDEN",
  NOT_FOUND: "NOT_FOUND",
  CONFLICT: "CONFLICT",
  TOO_LARGE: "BAD_USER_INPUT",
  RATE_LIMITED: "RATE_LIMITED",
  UNAVAILABLE: "UNAVAILABLE",
} as const satisfies Record<DomainErrorCode, string>;

/** The one map from what went wrong to `extensions.code` of the API. */
export const extensionCode = (code: DomainErrorCode): string => EXTENSION_CODES[code];
