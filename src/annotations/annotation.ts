import type { AnnotationRole } from "../resources/resources.enums.js";
import { type CoverageClaim, coverageOf, type TargetCoverage } from "./coverage-of-target.js";

export type AnnotationStatus = "ACTIVE" | "WITHDRAWN";

/** One person's dated claim about a target: a resource, or a segment of it. */
export interface Annotation {
  readonly id: string;
  readonly annotatorId: string;
  readonly resourceId: string;
  readonly segmentId?: string;
  /** Absent where the annotator judged that no point fits. */
  readonly knowledgePointId?: string;
  readonly role?: AnnotationRole;
  /** 0 to 1. */
  readonly weight: number;
  readonly confidence: number;
  readonly comment?: string;
  readonly status: AnnotationStatus;
  /** Of the resource's content, when this was said of it. */
  readonly version: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** One for each annotator, target, point and role; `-` where no point fits. */
export function annotationKey({ annotatorId, resourceId, segmentId, knowledgePointId, role }: Annotation): string {
  return [annotatorId, segmentId ?? resourceId, knowledgePointId ?? "-", role ?? "-"].join(" ");
}

/** What the active annotations of one target agree on. */
export function coverageOfAnnotations(annotations: readonly Annotation[]): readonly TargetCoverage[] {
  const active = annotations.filter((a) => a.status === "ACTIVE");
  const claims = active.filter((a): a is Annotation & CoverageClaim => a.knowledgePointId !== undefined);
  return coverageOf(
    claims,
    active.filter((a) => a.knowledgePointId === undefined).map((a) => a.annotatorId),
  );
}
