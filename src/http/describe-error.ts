import { GraphQLError } from "graphql";
import { ArgumentValidationError } from "type-graphql";
import { DomainError, type Language, type Text } from "../errors.js";
import { extensionCode } from "../graphql/extension-code.js";
import { StoreError } from "../neo4j/store-error.js";
import { type FieldRefusal, fieldRefusals } from "../validation.js";

/** What a caller is told of an error, and whether it surprised us: then it is logged with the id told. */
export interface ErrorDescription {
  readonly message: string;
  readonly extensions: Readonly<Record<string, unknown>> & { readonly code: string };
  readonly unexpected: boolean;
}

/** Longest text of a caller that is given back. */
const MOST_ECHOED = 300;

/**
 * The one place where errors become answers: expected ones with their code, data and a sentence in the reader's
 * language; unexpected ones as an id and nothing else.
 *
 * @param id of the request, told and logged where the error was not expected
 */
export function describeError(thrown: unknown, language: Language, id: string): ErrorDescription {
  const cause = rootOf(thrown);
  if (cause instanceof DomainError) return expected(extensionCode(cause.code), cause.text[language], cause.details);
  if (cause instanceof ArgumentValidationError) return badFields(cause, language);
  if (cause instanceof StoreError && cause.retriable) {
    return { ...expected("UNAVAILABLE", AGAIN[language], { id }), unexpected: true };
  }
  if (thrown instanceof GraphQLError && cause instanceof GraphQLError) {
    const { code } = thrown.extensions;
    if (typeof code === "string" && code !== "INTERNAL_SERVER_ERROR") return expected(code, thrown.message);
    // Arguments that do not fit carry their place in the query, or are of no field; results that do not fit their type
    // belong to a field and carry no place.
    if (cause.nodes !== undefined || cause === thrown) return expected("BAD_USER_INPUT", thrown.message);
  }
  return { ...expected("INTERNAL_SERVER_ERROR", INTERNAL[language], { id }), unexpected: true };
}

const INTERNAL: Text = {
  zh: "服务内部出错；请把 extensions.id 告诉管理员。",
  en: "Something went wrong inside the service; tell the operator the extensions.id.",
};

const AGAIN: Text = {
  zh: "数据库繁忙，请稍后重试。",
  en: "The database is busy; try again later.",
};

/** What was thrown first, beneath what GraphQL and Apollo wrapped around it. */
export function rootOf(thrown: unknown): unknown {
  return thrown instanceof GraphQLError && thrown.originalError ? rootOf(thrown.originalError) : thrown;
}

function expected(code: string, message: string, details: object = {}): ErrorDescription {
  return { message: cut(message), extensions: { ...(shorten(details) as object), code }, unexpected: false };
}

function badFields({ extensions }: ArgumentValidationError, language: Language): ErrorDescription {
  const refusals = fieldRefusals(extensions.validationErrors);
  const message = refusals.map((refusal) => sentence(refusal, language)).join(" ");
  return expected("BAD_USER_INPUT", message, {
    field: refusals[0]?.field,
    fields: refusals.slice(0, 100).map((refusal) => ({
      field: refusal.field,
      message: sentence(refusal, language),
    })),
  });
}

function sentence({ field, text }: FieldRefusal, language: Language): string {
  return language === "zh" ? `${field}：${text.zh}` : `${field} ${text.en}`;
}

function cut(text: string): string {
  return text.length <= MOST_ECHOED ? text : `${text.slice(0, MOST_ECHOED)}…`;
}

/** The same data with every long text cut. */
function shorten(data: unknown): unknown {
  if (typeof data === "string") return cut(data);
  if (Array.isArray(data)) return data.map(shorten);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, shorten(value)]));
}
