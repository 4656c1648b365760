import type { QueryRunner, Row } from "../neo4j/database.js";
import type { Resource } from "../resources/resource.js";
import { compact } from "../validation.js";
import { type Annotation, annotationKey } from "./annotation.js";
import type { TargetCoverage } from "./coverage-of-target.js";

export interface Target {
  readonly resourceId: string;
  readonly segmentId?: string;
}

export const targetId = ({ resourceId, segmentId }: Target): string => segmentId ?? resourceId;

export interface LockedTarget extends Pick<Resource, "status" | "visibleTo" | "registeredBy"> {
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

export async function saveCovers(
  tx: QueryRunner,
  target: Target,
  covers: readonly TargetCoverage[],
  published: boolean,
): Promise<void> {
  await tx.run("annotations/save-covers", { targetId: targetId(target), rows: covers, published });
}
