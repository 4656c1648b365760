import { Router } from "express";

/** `/.well-known/jwks.json`: the public keys by which others verify what the service signed (RFC 7517). */
export function keyRoutes(keys: readonly object[]): Router {
  const router = Router();
  router.get("/.well-known/jwks.json", (_request, response) => {
    response.set("Cache-Control", "public, max-age=3600").json({ keys });
  });
  return router;
}
