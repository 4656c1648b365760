import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { QueryRunner, Row } from "../neo4j/database.js";
import { rankQueue } from "../resources/rank-queue.js";
import type { Resource, Viewer } from "../resources/resource.js";
import { compact } from "../validation.js";
import { type Annotation, annotationKey } from "./annotation.js";
import type { TargetTags } from "./consensus/tag-consensus.js";
import { coverageOfTarget, settlementOf } from "./decision.js";
import { namedNow, type Said } from "./named-now.js";

export interface Target {
  readonly resourceId: string;
  readonly segmentId?: string;
}

export const targetId = ({ resourceId, segmentId }: Target): string => segmentId ?? resourceId;

export interface LockedTarget extends Pick<Resource, "status" | "visibleTo" | "registeredBy" | "version"> {
  readonly segmentId?: string;
}

const decode = (row: Row): Annotation => compact(row) as unknown as Annotation;

/** Locks a target until the transaction ends; undefined where there is no such resource. */
export async function lockTarget(
  tx: QueryRunner,
  { resourceId, segmentId }: Target,
): Promise<LockedTarget | undefined> {
  const [row] = await tx.run("annotations/lock-target", { resourceId, segmentId: segmentId ?? null });
  return row && (compact(row) as unknown as LockedTarget);
}

/** All annotations of a target, withdrawn ones too. */
export async function listTargetAnnotations(
  runner: QueryRunner,
  { resourceId, segmentId }: Target,
): Promise<Annotation[]> {
  return (await runner.run("annotations/list-target-annotations", { resourceId, segmentId: segmentId ?? null })).map(
    decode,
  );
}

/** Annotations of resources and their segments, of one annotator where one is named. */
export async function listAnnotations(
  runner: QueryRunner,
  ids: readonly string[],
  annotatorId: string | undefined,
): Promise<Annotation[]> {
  return (await runner.run("annotations/list-annotations", { ids, annotatorId: annotatorId ?? null })).map(decode);
}

export async function findAnnotationTarget(
  runner: QueryRunner,
  id: string,
): Promise<(Target & { annotatorId: string }) | undefined> {
  const [row] = await runner.run("annotations/find-annotation", { id });
  return row && (compact(row) as unknown as Target & { annotatorId: string });
}

/** Saves one annotator's annotations of one target. */
export async function saveAnnotations(
  tx: QueryRunner,
  target: Target,
  annotatorId: string,
  annotations: readonly Annotation[],
): Promise<void> {
  if (annotations.length === 0) return;
  const rows = annotations.map((a) => ({
    role: null,
    knowledgePointId: null,
    comment: null,
    ...a,
    key: annotationKey(a),
  }));
  await tx.run("annotations/save-annotations", { teacherId: annotatorId, targetId: targetId(target), rows });
}

/** Makes what a target covers, and how far its judgement has come, follow from what is said of it. */
export async function saveCovers(
  tx: QueryRunner,
  target: Target,
  graph: KnowledgeGraph,
  said: Said,
  published: boolean,
): Promise<void> {
  const { annotations, decision } = namedNow(graph, said);
  await tx.run("annotations/save-covers", {
    targetId: targetId(target),
    rows: coverageOfTarget(annotations, decision),
    published,
    settlement: settlementOf(annotations, decision),
  });
  await tx.run("annotations/count-annotators", { resourceId: target.resourceId });
  await rankQueue(tx, [target.resourceId]);
}

/** An annotated resource: its words, and the points that it covers. */
interface Annotated {
  readonly id: string;
  readonly text: string;
  readonly pointIds: readonly string[];
}

/** An annotated resource, as suggestion learns from it; `at` in epoch milliseconds. */
export interface Example extends Annotated {
  readonly at: number;
}

/** A point that was split, and those that took its place. */
export interface SplitPoint {
  readonly pointId: string;
  readonly into: readonly string[];
}

/** Resources whose tags name points that were split since: the viewer's own, and others' that nobody has said anew. */
export async function listSplitQueue(
  runner: QueryRunner,
  viewer: Viewer,
  splits: readonly SplitPoint[],
  limit: number,
): Promise<(Annotated & { readonly own: boolean })[]> {
  if (splits.length === 0) return [];
  return (await runner.run("annotations/list-split-queue", { viewer, splits, limit })) as never;
}

export async function listExamples(runner: QueryRunner, since: number, limit: number): Promise<Example[]> {
  return (await runner.run("annotations/list-examples", { since, limit })) as unknown as Example[];
}

export async function findText(runner: QueryRunner, resourceId: string): Promise<string | undefined> {
  const [row] = await runner.run("annotations/find-text", { id: resourceId });
  return row?.text as string | undefined;
}

/** What each person says now of every visible target on which somebody claims one of the points. */
export async function listJudgements(
  runner: QueryRunner,
  pointIds: readonly string[],
  viewer: Viewer,
): Promise<TargetTags[]> {
  return (await runner.run("annotations/list-judgements", { pointIds, viewer })) as unknown as TargetTags[];
}
