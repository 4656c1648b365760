import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { Annotation } from "./annotation.js";
import type { DecidedTag, Decision } from "./decision.js";

/** What was said of a target, in the points of today. */
export interface Said {
  readonly annotations: readonly Annotation[];
  readonly decision: Decision | undefined;
}

/**
 * What was said of a target, a merged point under the name of the one that took its place. A claim about a point that was
 * split stays with the old one, which covers nothing, until it is said anew; a decision about such a point is no longer
 * in force.
 */
export function namedNow(graph: KnowledgeGraph, { annotations, decision }: Said): Said {
  const wasSplit = ({ knowledgePointId }: DecidedTag) =>
    !graph.isActive(knowledgePointId) && graph.activeFor(knowledgePointId).length > 1;
  return {
    annotations: annotations.map((annotation) =>
      annotation.knowledgePointId === undefined
        ? annotation
        : { ...annotation, knowledgePointId: graph.successorOf(annotation.knowledgePointId) },
    ),
    decision: decision?.tags.some(wasSplit)
      ? undefined
      : decision && { ...decision, tags: renamed(graph, decision.tags) },
  };
}

/** Of two tags that are one now, the heavier. */
function renamed(graph: KnowledgeGraph, tags: readonly DecidedTag[]): DecidedTag[] {
  const byKey = new Map<string, DecidedTag>();
  for (const tag of tags) {
    const now = { ...tag, knowledgePointId: graph.successorOf(tag.knowledgePointId) };
    const key = `${now.knowledgePointId} ${now.role}`;
    if ((byKey.get(key)?.weight ?? -1) < now.weight) byKey.set(key, now);
  }
  return [...byKey.values()];
}
