import type { ErrorRequestHandler, Request, Response } from "express";
import { DomainError, type Text } from "../errors.js";
import { describeError, type ErrorDescription } from "./describe-error.js";
import { preferredLanguage } from "./language.js";
import type { Logger } from "./log.js";
import { logUnexpected } from "./log-unexpected.js";
import type { Metrics } from "./metrics.js";

const STATUS: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
};

/** What the reading of a body may end with, by the `type` that body-parser gives it. */
const BODY_PROBLEMS: Readonly<Record<string, Text>> = {
  "entity.too.large": { zh: "请求体太大，请分批提交。", en: "The body is too large; send it in parts." },
  "entity.parse.failed": { zh: "请求体不是合法的 JSON。", en: "The body is not valid JSON." },
  "charset.unsupported": { zh: "请求体须为 UTF-8 编码的 JSON。", en: "The body must be JSON in UTF-8." },
  "encoding.unsupported": { zh: "不支持该内容编码。", en: "This content encoding is not supported." },
};

const BAD_REQUEST: Text = { zh: "请求有误。", en: "The request is malformed." };

/** Errors outside of GraphQL, in the form of GraphQL: JSON, a code, and never a stack. */
export function answerErrors(log: Logger, metrics: Metrics): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const id = String(response.getHeader("X-Request-Id"));
    const language = preferredLanguage(request.headers["accept-language"]);
    const problem = bodyProblem(error);
    if (problem !== undefined) {
      const { status, text } = problem;
      metrics.countError("BAD_REQUEST");
      log.info({ id, status, code: "BAD_REQUEST" }, "request");
      send(response, status, { message: text[language], extensions: { code: "BAD_REQUEST" } });
      return;
    }
    const description = describeError(error, language, id);
    if (description.unexpected) logUnexpected(log, id, error);
    const { code } = description.extensions;
    metrics.countError(code);
    log.info({ id, code }, "request");
    if (code === "UNAUTHENTICATED") response.set("WWW-Authenticate", 'Bearer error="invalid_token"');
    if (code === "RATE_LIMITED") response.set("Retry-After", "1");
    send(response, STATUS[code] ?? 500, description);
  };
}

/** What is served at no address. */
export function notServed(request: Request): never {
  throw new DomainError("NOT_FOUND", {
    zh: `没有 ${request.method} ${request.path}；GraphQL 在 POST /graphql。`,
    en: `There is no ${request.method} ${request.path}; GraphQL is at POST /graphql.`,
  });
}

function bodyProblem(error: unknown): { readonly status: number; readonly text: Text } | undefined {
  if (!(error instanceof Error) || error instanceof DomainError) return undefined;
  const { type, status } = error as Error & { type?: unknown; status?: unknown };
  if (typeof status !== "number" || status < 400 || status > 499) return undefined;
  return { status, text: BODY_PROBLEMS[String(type)] ?? BAD_REQUEST };
}

function send(response: Response, status: number, { message, extensions }: Omit<ErrorDescription, "unexpected">): void {
  response.status(status).json({ errors: [{ message, extensions }] });
}
