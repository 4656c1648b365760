import { type Request, Router } from "express";
import { DomainError } from "../errors.js";
import { unauthenticated } from "../people/guard-operations.js";
import { ANONYMOUS, hasRole } from "../people/principal.js";
import type { Authenticator } from "./authenticator.js";
import type { Metrics } from "./metrics.js";

/** What an operator's tools ask: `/healthz` (the process runs), `/readyz` (it can answer), `/metrics`. */
export function operationRoutes(
  { isReady, authenticator }: { readonly isReady: () => Promise<boolean>; readonly authenticator: Authenticator },
  metrics: Metrics,
): Router {
  const router = Router();
  router.get("/healthz", (_request, response) => {
    response.json({ status: "ok" });
  });
  router.get("/readyz", async (_request, response) => {
    const ready = await isReady();
    response.status(ready ? 200 : 503).json({ status: ready ? "ready" : "waiting for the database" });
  });
  router.get("/metrics", async (request, response) => {
    if (!isLocal(request)) await requireOperator(authenticator, request);
    response.set("Content-Type", metrics.contentType).send(await metrics.text());
  });
  return router;
}

/** From this machine itself, and not passed on by a proxy that runs on it. */
function isLocal({ socket, headers }: Request): boolean {
  const forwarded = headers["x-forwarded-for"] ?? headers.forwarded ?? headers["x-real-ip"];
  const address = socket.remoteAddress ?? "";
  return forwarded === undefined && /^(127\.|::1$|::ffff:127\.)/.test(address);
}

async function requireOperator(authenticator: Authenticator, { headers }: Request): Promise<void> {
  const principal = await authenticator.authenticate(headers.authorization);
  if (principal === ANONYMOUS) throw unauthenticated();
  if (!hasRole(principal, "ADMIN")) {
    throw new DomainError("FORBIDDEN", { zh: "只有 ADMIN 可以查看指标。", en: "Metrics are for ADMIN only." });
  }
}
