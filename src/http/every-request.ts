import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";

/**
 * Gives each request its id. Pages of any origin may call: access hangs on the bearer token, never on cookies.
 */
export const everyRequest: RequestHandler = (request, response, next) => {
  response.set({
    "X-Request-Id": randomUUID(),
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "X-Request-Id, Retry-After",
  });
  if (request.method !== "OPTIONS") {
    next();
    return;
  }
  response
    .set({
      "Access-Control-Allow-Methods": "GET, POST, PUT, OPTIONS",
      "Access-Control-Allow-Headers": "Authorization, Content-Type, Accept-Language, X-Experience-API-Version",
      "Access-Control-Max-Age": "86400",
    })
    .status(204)
    .end();
};
