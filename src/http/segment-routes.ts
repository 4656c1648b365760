import { Router } from "express";

/** Finds where a segment of a published resource opens, by the code that is printed for it; undefined: none such. */
export type OpenSegment = (code: string) => Promise<string | undefined>;

/** `/r/{code}`: the deep link to a segment, behind a printed code; opens without signing in. */
export function segmentRoutes(openSegment: OpenSegment): Router {
  const router = Router();
  router.get("/r/:code", async (request, response) => {
    const address = await openSegment(request.params.code);
    response.set("Cache-Control", "no-cache");
    if (address !== undefined && /^https?:/i.test(address)) response.redirect(302, address);
    else
      response
        .status(404)
        .type("text")
        .send("没有这个片段，或者它还没有公开。\nThere is no such segment, or it is not public.\n");
  });
  return router;
}
