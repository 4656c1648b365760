/** A sentence for people, in Chinese and in English; the reader's `Accept-Language` chooses. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

export type Language = keyof Text;

/** What may go wrong by the caller's doing or in our surroundings; each maps to `extensions.code` in one place. */
export type DomainErrorCode =
  | "BAD_INPUT"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "CONFLICT"
  | "TOO_LARGE"
  | "RATE_LIMITED"
  | "UNAVAILABLE";

/**
 * An expected refusal: names the field and the fix in both languages, carries data for machines
 * (for instance the path of a cycle), and never a statement or a stack.
 */
export class DomainError extends Error {
  constructor(
    readonly code: DomainErrorCode,
    readonly text: Text,
    readonly details: { readonly field?: string; readonly [key: string]: unknown } = {},
  ) {
    super(text.en);
    this.name = "DomainError";
  }
}

/** Nothing has this id, or the caller may not know whether something has. */
export function notFound(what: Text, id: string, field = "id"): DomainError {
  return new DomainError(
    "NOT_FOUND",
    { zh: `没有 id 为 ${id} 的${what.zh}。`, en: `There is no ${what.en} with id ${id}.` },
    { field, id },
  );
}

/** A value is out of its range or contradicts another; `field` is the path in the input. */
export function badInput(field: string, text: Text): DomainError {
  return new DomainError("BAD_INPUT", text, { field });
}

/** Why one row of a batch or a file did not go in, while others did. */
export interface RowRefusal {
  /** The row in the call, from 0; in a file the line where the record begins. */
  readonly index: number;
  readonly error: DomainError;
}
