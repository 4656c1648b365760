import type { ApolloServer } from "@apollo/server";
import { expressMiddleware } from "@as-integrations/express5";
import { json, type RequestHandler, type Response, Router } from "express";
import type { Config } from "../config.js";
import { DomainError } from "../errors.js";
import { ANONYMOUS } from "../people/principal.js";
import { RequestContext } from "../people/request-context.js";
import type { Authenticator } from "./authenticator.js";
import { preferredLanguage } from "./language.js";
import { scanQuery } from "./query-scan.js";
import { RateLimiter } from "./rate-limiter.js";

interface GraphQLRoutesOptions {
  readonly config: Pick<Config, "limits">;
  readonly authenticator: Authenticator;
}

/**
 * `/graphql`. In this order: who calls, how often, how much, what; each step is dearer than the one before. Without a
 * token the schema can be read and nothing else: every operation is guarded.
 */
export function graphqlRoutes(
  { config: { limits } }: Pick<GraphQLRoutesOptions, "config">,
  identified: RequestHandler,
  apollo: ApolloServer<RequestContext>,
): Router {
  const router = Router();
  router.all(
    "/graphql",
    identified,
    json({ limit: limits.bodyBytes, type: ["application/json", "application/*+json"] }),
    requireQuery,
    expressMiddleware(apollo, { context: async ({ res }) => contextOf(res) }),
  );
  return router;
}

/** Who calls, and whether not too often; leaves a `RequestContext` in `response.locals.context`. */
export function identify({ authenticator, config }: GraphQLRoutesOptions): RequestHandler {
  const limiter = new RateLimiter(config.limits.requestsPerSecond);
  return async (request, response, next) => {
    const principal = await authenticator.authenticate(request.headers.authorization);
    const caller = principal === ANONYMOUS ? `address ${request.socket.remoteAddress}` : `sub ${principal.sub}`;
    if (!limiter.take(caller, performance.now())) {
      throw new DomainError("RATE_LIMITED", {
        zh: `每秒至多 ${config.limits.requestsPerSecond} 个请求，请稍后重试。`,
        en: `At most ${config.limits.requestsPerSecond} requests a second; try again shortly.`,
      });
    }
    const language = preferredLanguage(request.headers["accept-language"]);
    const origin = `${request.protocol}://${request.get("host") ?? "localhost"}`;
    const requestId = String(response.getHeader("X-Request-Id"));
    response.locals.context = new RequestContext(principal, language, requestId, origin);
    next();
  };
}

/** Apollo wants a body; one that is no JSON object, or a query that is too much, does not get there. */
const requireQuery: RequestHandler = (request, _response, next) => {
  const body: unknown = request.body;
  if (request.method === "POST" && (typeof body !== "object" || body === null || Array.isArray(body))) {
    throw new DomainError(
      "BAD_INPUT",
      {
        zh: "请求体应为 JSON 对象 {query, variables}，Content-Type 为 application/json。",
        en: "The body must be a JSON object {query, variables} with Content-Type application/json.",
      },
      { field: "body" },
    );
  }
  const query = request.method === "POST" ? (body as { query?: unknown }).query : request.query.query;
  if (typeof query === "string") scanQuery(query);
  request.body ??= undefined;
  next();
};

function contextOf(response: Response): RequestContext {
  return response.locals.context as RequestContext;
}
