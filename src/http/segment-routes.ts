import { Router } from "express";

/** A segment of a published resource. */
export interface OpenedSegment {
  /** Where it opens; undefined for a resource without an address: one on paper. */
  readonly address: string | undefined;
  /** Of what it is, and from where to where. */
  readonly title: string;
}

/** Finds a segment of a published resource by the code that is printed for it; undefined: none such. */
export type OpenSegment = (code: string) => Promise<OpenedSegment | undefined>;

/** `/r/{code}`: the deep link to a segment, behind a printed code in letters of any case; opens without signing in, and says what it is of where there is no address. */
export function segmentRoutes(openSegment: OpenSegment): Router {
  const router = Router();
  router.get("/r/:code", async (request, response) => {
    const segment = await openSegment(request.params.code.toLowerCase());
    response.set("Cache-Control", "no-cache");
    if (segment?.address !== undefined && /^https?:/i.test(segment.address)) response.redirect(302, segment.address);
    else if (segment) response.type("text").send(`${segment.title}\n`);
    else
      response
        .status(404)
        .type("text")
        .send("没有这个片段，或者它还没有公开。\nThere is no such segment, or it is not public.\n");
  });
  return router;
}
