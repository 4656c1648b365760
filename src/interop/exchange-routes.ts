import { json, type RequestHandler, Router } from "express";
import { badInput, notFound } from "../errors.js";
import { requireOperation } from "../people/guard-operations.js";
import type { RequestContext } from "../people/request-context.js";
import { RESOURCE } from "../resources/resource-step.js";
import type { Resources } from "../resources/resources.js";
import type { Exports } from "./exports.js";
import type { Json } from "./json-text.js";
import type { XapiIntake } from "./xapi-intake.js";

/** What the routes of open formats need of the server that they are in. */
export interface ExchangeEdge {
  /** Who calls, and whether not too often; leaves a `RequestContext` in `response.locals.context`. */
  readonly identify: RequestHandler;
  readonly bodyBytes: number;
  /** Counts statements by what they came to. */
  readonly countStatements: (outcome: "attempt" | "voided" | "other", count: number) => void;
}

const XAPI_VERSION = "1.0.3";

/** Open formats over plain HTTP: xAPI statements in; CASE packages, and resources as LRMI JSON-LD, out. */
export function exchangeRoutes(
  { exports, xapi, resources }: { readonly exports: Exports; readonly xapi: XapiIntake; readonly resources: Resources },
  { identify, bodyBytes, countStatements }: ExchangeEdge,
): Router {
  const router = Router();
  const body = json({ limit: bodyBytes, strict: false });

  router.get("/ims/case/v1p1/CFPackages/:id", identify, async (request, response) => {
    const { principal } = response.locals.context as RequestContext;
    requireOperation(principal, "Query.framework");
    response.json(await exports.casePackage(String(request.params.id)));
  });

  router.get("/resources/:id", identify, async (request, response) => {
    const context = response.locals.context as RequestContext;
    requireOperation(context.principal, "Query.resource");
    const id = String(request.params.id);
    const resource = await resources.loader(context).load(id);
    if (resource === undefined) throw notFound(RESOURCE, id);
    const document = await exports.learningResource(resource, await resources.coversLoader(context).load(id));
    response.type("application/ld+json").send(JSON.stringify(document));
  });

  router.all("/xapi/*path", (_request, response, next) => {
    response.set("X-Experience-API-Version", XAPI_VERSION);
    next();
  });
  router.get("/xapi/about", (_request, response) => {
    response.json({ version: [XAPI_VERSION] });
  });
  // What another version means would be guessed (1.0.3, part 3, 3.3); clients that do not say theirs are taken at their word.
  router.all("/xapi/statements", (request, _response, next) => {
    const version = request.get("X-Experience-API-Version") ?? XAPI_VERSION;
    if (/^1\.0(\.\d+)?$/.test(version)) return next();
    throw badInput("X-Experience-API-Version", {
      zh: `支持的 xAPI 版本是 ${XAPI_VERSION}（1.0.x）。`,
      en: `The xAPI version must be 1.0.x; this is ${XAPI_VERSION}.`,
    });
  });
  const take = async (context: RequestContext, statements: readonly Json[]): Promise<readonly string[]> => {
    requireOperation(context.principal, "Mutation.recordAttempts");
    const { ids, attempts, voided, other } = await xapi.take(context.principal, statements, Date.now());
    countStatements("attempt", attempts);
    countStatements("voided", voided);
    countStatements("other", other);
    return ids;
  };
  router.post("/xapi/statements", identify, body, async (request, response) => {
    const statements: unknown = request.body;
    if (typeof statements !== "object" || statements === null) {
      throw badInput("body", {
        zh: "请求体须为一条陈述或陈述数组。",
        en: "The body must be a statement or an array of statements.",
      });
    }
    const list = (Array.isArray(statements) ? statements : [statements]) as Json[];
    response.json(await take(response.locals.context as RequestContext, list));
  });
  router.put("/xapi/statements", identify, body, async (request, response) => {
    const { statementId } = request.query;
    const statement = request.body as { id?: unknown } | undefined;
    if (
      typeof statementId !== "string" ||
      typeof statement !== "object" ||
      statement === null ||
      Array.isArray(statement)
    ) {
      throw badInput("statementId", {
        zh: "请给出参数 statementId 和一条陈述。",
        en: "Give the parameter statementId and one statement.",
      });
    }
    if (statement.id !== undefined && statement.id !== statementId) {
      throw badInput("id", {
        zh: "陈述的 id 与 statementId 不同。",
        en: "The statement's id differs from statementId.",
      });
    }
    await take(response.locals.context as RequestContext, [{ ...statement, id: statementId } as Json]);
    response.status(204).end();
  });
  return router;
}
