import { randomUUID } from "node:crypto";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { QueryRunner } from "../neo4j/database.js";
import type { AnnotationRole } from "../resources/resources.enums.js";
import { type Judged, listAnnotationsOf, lockTargets, saveCovers, type Target, targetId } from "./annotations.store.js";
import { settleTarget } from "./consensus/settle-target.js";
import * as store from "./copies.store.js";
import { coverageOfTarget, type DecidedTag, decisionInForce, sidesOf } from "./decision.js";
import { listDecisions } from "./decisions.store.js";
import { namedNow } from "./named-now.js";

/**
 * What a tag is worth on a near-duplicate, as a share of its confidence, besides their similarity: of 617 pairs of
 * questions with the same words that teachers tagged apart, 572 share a point (XES3G5M).
 */
export const COPIED_WORTH = 0.93;

export interface CopyOptions {
  /** Who settled a resource. */
  readonly by: (resourceId: string) => string;
  readonly now: number;
  /** Copies again to those for which it was undone, or that have their tags from another. */
  readonly again?: boolean;
}

/** Tags that were carried over together, and can be undone together. */
export interface Copied {
  readonly id: string;
  /** How many near-duplicates have got them now. */
  readonly resources: number;
}

/**
 * Carries what is settled of resources over to their near-duplicates, those that nobody has judged; takes back what was
 * carried over where it is settled no longer, or otherwise. Segments are left out. By resource id; a thousand at most of
 * each at a time. Two statements where there is nothing to do, eight otherwise, however many there are.
 */
export async function copySettled(
  tx: QueryRunner,
  graph: KnowledgeGraph,
  judged: readonly Judged[],
  { by, now, again = false }: CopyOptions,
): Promise<Map<string, Copied>> {
  const wanted = new Map(
    judged.flatMap(({ target, said }) => (target.segmentId ? [] : [[target.resourceId, settledTags(graph, said)]])),
  );
  if (wanted.size === 0) return new Map();
  const standing = await store.listCopied(tx, [...wanted.keys()]);
  const stale = standing.filter(({ copiedFrom, tags }) => !sameTags(tags, wanted.get(copiedFrom)));
  const released =
    stale.length > 0
      ? await store.endCopies(
          tx,
          stale.map(({ id }) => id),
          now,
        )
      : [];
  const settled = [...wanted].flatMap(([id, tags]) => (tags ? [id] : []));
  const rows = (await store.listCopyable(tx, settled, again)).map(({ id, targets }): store.CopyRow => {
    const kept = standing.find((copy) => copy.copiedFrom === id && !stale.includes(copy));
    return {
      id: kept?.id ?? randomUUID(),
      copiedFrom: id,
      by: by(id),
      at: now,
      tags: wanted.get(id)!,
      targets: targets.map(({ resourceId, similarity }) => ({ resourceId, share: similarity * COPIED_WORTH })),
    };
  });
  await store.saveCopies(tx, rows);
  const touched = [...released, ...rows.flatMap(({ targets }) => targets.map(({ resourceId }) => resourceId))];
  await deriveAnew(tx, graph, touched);
  return new Map(rows.map(({ id, copiedFrom, targets }) => [copiedFrom, { id, resources: targets.length }]));
}

/** What was settled of resources that the given ones repeat, carried over to these. */
export async function copyToRepeats(
  tx: QueryRunner,
  graph: KnowledgeGraph,
  ids: readonly string[],
  now: number,
): Promise<void> {
  const sources = await store.listSettled(tx, ids);
  if (sources.length === 0) return;
  const by = new Map(sources.map((source) => [source.id, source.by]));
  await copySettled(tx, graph, await readJudged(tx, [...by.keys()]), { by: (id) => by.get(id)!, now });
}

/** The tags that are beyond dispute, with what each is worth; undefined where it is not settled by people's own judgement. */
export function settledTags(graph: KnowledgeGraph, said: Judged["said"]): DecidedTag[] | undefined {
  const { annotations, decision } = namedNow(graph, said);
  const inForce = decisionInForce(annotations, decision);
  const { state, confirmed } = settleTarget(sidesOf(annotations), inForce);
  if (inForce?.copiedFrom || (state !== "AGREED" && state !== "DECIDED")) return undefined;
  const keys = new Set(confirmed.map(keyOf));
  return coverageOfTarget(annotations, decision)
    .filter((cover) => keys.has(keyOf(cover)))
    .map(({ knowledgePointId, role, weight, confidence }) => ({
      knowledgePointId,
      role: role as AnnotationRole,
      weight,
      confidence,
    }));
}

const keyOf = ({ knowledgePointId, role }: { readonly knowledgePointId: string; readonly role: string }) =>
  `${knowledgePointId} ${role}`;

function sameTags(a: readonly DecidedTag[], b: readonly DecidedTag[] | undefined): boolean {
  const said = (tags: readonly DecidedTag[]) =>
    tags
      .map((tag) => `${keyOf(tag)} ${tag.weight} ${tag.confidence}`)
      .sort()
      .join();
  return b !== undefined && said(a) === said(b);
}

/** What is said of resources, which are locked until the transaction ends. */
export async function readJudged(tx: QueryRunner, ids: readonly string[]): Promise<Judged[]> {
  const targets: Target[] = ids.map((resourceId) => ({ resourceId }));
  const locked = await lockTargets(tx, targets);
  const annotations = await listAnnotationsOf(tx, targets);
  const decisions = await listDecisions(tx, targets);
  return targets.map((target) => {
    const id = targetId(target);
    return {
      target,
      said: { annotations: annotations.get(id)!, decision: decisions.get(id)![0] },
      published: locked.get(id)!.status === "PUBLISHED",
    };
  });
}

/** Makes what resources cover follow from what is said of them now. */
export async function deriveAnew(tx: QueryRunner, graph: KnowledgeGraph, ids: readonly string[]): Promise<void> {
  const distinct = [...new Set(ids)].sort();
  if (distinct.length > 0) await saveCovers(tx, graph, await readJudged(tx, distinct));
}
