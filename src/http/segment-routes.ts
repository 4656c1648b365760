import { type RequestHandler, Router } from "express";
import type { RequestContext } from "../people/request-context.js";

/** A segment of a published resource. */
export interface OpenedSegment {
  /** Where it opens; undefined for a resource without an address: one on paper. */
  readonly address: string | undefined;
  /** Of what it is, and from where to where. */
  readonly title: string;
}

/** Finds a segment of a published resource by the code that is printed for it; undefined: none such that the caller may see. */
export type OpenSegment = (code: string, context: RequestContext) => Promise<OpenedSegment | "SIGN_IN" | undefined>;

/**
 * `/r/{code}`: the deep link to a segment, behind a printed code in letters of any case; says what it is of where there is no
 * address. Opens without signing in what everybody sees, and with a token what its bearer sees.
 */
export function segmentRoutes(identified: RequestHandler, openSegment: OpenSegment): Router {
  const router = Router();
  router.get("/r/:code", identified, async (request, response) => {
    const segment = await openSegment(String(request.params.code).toLowerCase(), response.locals.context);
    response.set({ "Cache-Control": "no-cache", Vary: "Authorization" });
    if (segment === "SIGN_IN")
      response
        .status(401)
        .set("WWW-Authenticate", "Bearer")
        .type("text")
        .send(
          "这个片段只供所属的学校或区使用，请登录学校的平台，在其中扫码打开。\nThis segment is for its school or district only; sign in to the school's platform and scan the code there.\n",
        );
    else if (segment?.address !== undefined && /^https?:/i.test(segment.address))
      response.redirect(302, segment.address);
    else if (segment) response.type("text").send(`${segment.title}\n`);
    else
      response
        .status(404)
        .type("text")
        .send("没有这个片段，或者它还没有公开。\nThere is no such segment, or it is not public.\n");
  });
  return router;
}
