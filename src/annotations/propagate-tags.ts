import { DomainError, notFound } from "../errors.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { Database } from "../neo4j/database.js";
import { isVisible, type Viewer } from "../resources/resource.js";
import { lockVisible } from "./annotate-resource.js";
import { lockTargets } from "./annotations.store.js";
import { undoCopies } from "./copies.store.js";
import { type Copied, copySettled, deriveAnew, readJudged, settledTags } from "./copy-tags.js";

/** Carries a resource's settled tags over, at a reviewer's word. Throws NOT_FOUND, BAD_INPUT as tagging does, CONFLICT for what is not settled. */
export function propagateTags(
  database: Database,
  graph: KnowledgeGraph,
  viewer: Viewer,
  resourceId: string,
  now: number,
): Promise<Copied | undefined> {
  return database.transaction(async (tx) => {
    await lockVisible(tx, { resourceId }, viewer);
    const judged = await readJudged(tx, [resourceId]);
    if (!settledTags(graph, judged[0]!.said)) {
      throw new DomainError(
        "CONFLICT",
        {
          zh: "该资源的标注尚未确定：须有两位老师一致，或由审核者裁定。",
          en: "Its tags are not settled: two teachers must agree, or a reviewer decide.",
        },
        { field: "resourceId" },
      );
    }
    return (await copySettled(tx, graph, judged, { by: () => viewer.sub, now, again: true })).get(resourceId);
  });
}

/** Takes back what was carried over together. Returns how many resources had it; throws NOT_FOUND. */
export function undoPropagation(
  database: Database,
  graph: KnowledgeGraph,
  viewer: Viewer,
  id: string,
  now: number,
): Promise<number> {
  return database.transaction(async (tx) => {
    const undone = await undoCopies(tx, id, viewer.sub, now);
    const source = undone && (await lockTargets(tx, [{ resourceId: undone.copiedFrom }])).get(undone.copiedFrom);
    if (!undone || !source || !isVisible(source, viewer)) throw notFound({ zh: "标注传播", en: "propagation" }, id);
    await deriveAnew(tx, graph, undone.resourceIds);
    return undone.resourceIds.length;
  });
}
