import { randomUUID } from "node:crypto";
import { badInput, DomainError, notFound } from "../errors.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { Database } from "../neo4j/database.js";
import type { Tag, Viewer } from "../resources/resource.js";
import { lockVisible, requireTags } from "./annotate-resource.js";
import { listAnnotationsOf, saveCovers, type Target, targetId } from "./annotations.store.js";
import { copySettled } from "./copy-tags.js";
import { type Decision, sidesOf } from "./decision.js";
import { listDecisions, saveDecision } from "./decisions.store.js";

export interface AdjudicateFields {
  readonly resourceId: string;
  readonly segmentId?: string | null;
  /** What the target is to cover; empty: none of the points named by annotators. */
  readonly tags: readonly Tag[];
  readonly comment: string;
  /** The decision that this one overrules; the latest, or the decision is refused. */
  readonly replaces?: string | null;
}

const DECISION = { zh: "裁定", en: "decision" };

/**
 * Decides what a target covers, whatever its annotators say; its near-duplicates follow. A tag without a weight gets the
 * mean of theirs.
 * Throws NOT_FOUND, BAD_INPUT as tagging does and where nobody has judged the target, CONFLICT where another reviewer was
 * faster or `replaces` is not the decision in force.
 */
export async function adjudicate(
  database: Database,
  graph: KnowledgeGraph,
  viewer: Viewer,
  input: AdjudicateFields,
  now: number,
): Promise<Decision> {
  requireTags(graph, input);
  const target: Target = { resourceId: input.resourceId, ...(input.segmentId && { segmentId: input.segmentId }) };
  return database.transaction(async (tx) => {
    const { status, repeats } = await lockVisible(tx, target, viewer);
    const annotations = (await listAnnotationsOf(tx, [target])).get(targetId(target))!;
    const sides = sidesOf(annotations);
    if (sides.length === 0) {
      throw badInput("resourceId", {
        zh: "还没有人标注，无可裁定；请先标注。",
        en: "Nobody has tagged it, so there is nothing to decide; tag it first.",
      });
    }
    const inForce = (await listDecisions(tx, [target])).get(targetId(target))!.find(({ copiedFrom }) => !copiedFrom);
    if (inForce?.id !== (input.replaces ?? undefined)) {
      if (!inForce) throw notFound(DECISION, input.replaces!, "replaces");
      throw decidedMeanwhile(inForce);
    }
    const decision: Decision = {
      id: randomUUID(),
      reviewerId: viewer.sub,
      comment: input.comment,
      at: now,
      number: (inForce?.number ?? 0) + 1,
      tags: input.tags.map(({ knowledgePointId, role, weight }) => {
        const given = sides
          .flatMap((side) => side.tags)
          .filter((tag) => tag.knowledgePointId === knowledgePointId && tag.role === role);
        const mean = given.reduce((sum, tag) => sum + tag.weight, 0) / given.length;
        return { knowledgePointId, role, weight: weight ?? (given.length > 0 ? mean : 1) };
      }),
    };
    await saveDecision(tx, target, decision);
    const judged = [{ target, said: { annotations, decision }, published: status === "PUBLISHED" }];
    await saveCovers(tx, graph, judged);
    await copySettled(tx, graph, repeats ? judged : [], { by: () => viewer.sub, now });
    return decision;
  });
}

function decidedMeanwhile(inForce: Decision): DomainError {
  return new DomainError(
    "CONFLICT",
    {
      zh: `${inForce.reviewerId} 已作裁定；要改判，请在 replaces 中写明 ${inForce.id}。`,
      en: `${inForce.reviewerId} has decided; to overrule that, name ${inForce.id} in replaces.`,
    },
    { field: "replaces", decisionId: inForce.id },
  );
}
