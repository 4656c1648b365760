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
  /** Whether anybody may have said anything of it or of a segment. */
  readonly judged: boolean;
  /** Whether it has near-duplicates, or its tags were copied. */
  readonly repeats: boolean;
}

const encode = (annotation: Annotation) => ({
  role: null,
  knowledgePointId: null,
  comment: null,
  ...annotation,
  key: annotationKey(annotation),
});

const decode = (row: Row): Annotation => compact(row) as unknown as Annotation;

/** Locks targets until the transaction ends, by target id; those without a resource are absent. */
export async function lockTargets(tx: QueryRunner, targets: readonly Target[]): Promise<Map<string, LockedTarget>> {
  if (targets.length === 0) return new Map();
  const rows = await tx.run("annotations/lock-targets", { targets: targets.map(named) });
  return new Map(
    rows.map(({ wanted, ...row }) => [
      (wanted as string | null) ?? (row.resourceId as string),
      compact(row) as unknown as LockedTarget,
    ]),
  );
}

/** All annotations of targets, withdrawn ones too, by target id. */
export async function listAnnotationsOf(
  runner: QueryRunner,
  targets: readonly Target[],
): Promise<Map<string, Annotation[]>> {
  const lists = new Map<string, Annotation[]>(targets.map((target) => [targetId(target), []]));
  if (targets.length === 0) return lists;
  for (const row of await runner.run("annotations/list-annotations-of-targets", { targets: targets.map(named) })) {
    const annotation = decode(row);
    lists.get(targetId(annotation))!.push(annotation);
  }
  return lists;
}

const named = ({ resourceId, segmentId }: Target) => ({ resourceId, segmentId: segmentId ?? null });

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

/** Saves annotations, each under its annotator, target, point and role. */
export async function saveAnnotations(tx: QueryRunner, annotations: readonly Annotation[]): Promise<void> {
  const groups = new Map<string, { annotatorId: string; targetId: string; annotations: object[] }>();
  for (const annotation of annotations) {
    const { annotatorId } = annotation;
    const key = `${annotatorId} ${targetId(annotation)}`;
    const group = groups.get(key) ?? { annotatorId, targetId: targetId(annotation), annotations: [] };
    group.annotations.push(encode(annotation));
    groups.set(key, group);
  }
  if (groups.size > 0) await tx.run("annotations/save-annotations", { groups: [...groups.values()] });
}

/** What is said of a target, and whether what it covers is to be found. */
export interface Judged {
  readonly target: Target;
  readonly said: Said;
  readonly published: boolean;
}

const coversOf = (graph: KnowledgeGraph, { target, said, published }: Judged) => {
  const { annotations, decision } = namedNow(graph, said);
  return {
    ...named(target),
    published,
    covers: coverageOfTarget(annotations, decision),
    settlement: settlementOf(annotations, decision),
  };
};

/** As `saveAnnotations` and `saveCovers` for whole resources that have no segments and of which nobody said anything before. */
export async function saveFirstAnnotations(
  tx: QueryRunner,
  graph: KnowledgeGraph,
  judged: readonly Judged[],
): Promise<void> {
  if (judged.length === 0) return;
  const rows = judged.map((first) => ({
    ...coversOf(graph, first),
    annotations: first.said.annotations.map(encode),
    annotators: new Set(first.said.annotations.map((a) => a.annotatorId)).size,
    version: first.said.annotations[0]?.version ?? null,
  }));
  await tx.run("annotations/save-first-annotations", { rows });
  await rankQueue(
    tx,
    rows.map(({ resourceId }) => resourceId),
  );
}

/** Makes what targets cover, and how far their judgement has come, follow from what is said of them. */
export async function saveCovers(tx: QueryRunner, graph: KnowledgeGraph, judged: readonly Judged[]): Promise<void> {
  if (judged.length === 0) return;
  const rows = judged.map((one) => coversOf(graph, one));
  const ids = [...new Set(judged.map(({ target }) => target.resourceId))];
  await tx.run("annotations/save-covers-of-targets", { rows });
  await tx.run("annotations/count-annotators", { ids });
  await rankQueue(tx, ids);
}

/** An annotated resource: its words, and the points that it covers. */
interface Annotated {
  readonly id: string;
  readonly text: string;
  readonly pointIds: readonly string[];
}

/** The place of an annotation in the order of time and id; `at` in epoch milliseconds. */
export interface AnnotationCursor {
  readonly at: number;
  readonly id: string;
}

/** The resources of the annotations read, as suggestion learns from them, and the last of those annotations. */
export interface ExamplePage {
  readonly examples: readonly Annotated[];
  readonly last: AnnotationCursor | undefined;
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

/** The resources of the next annotations after one, `limit` at most. */
export async function listExamples(runner: QueryRunner, after: AnnotationCursor, limit: number): Promise<ExamplePage> {
  const [page] = await runner.run("annotations/list-examples", { ...after, limit });
  return page as unknown as ExamplePage;
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
