import type { AnnotationRole } from "../resources/resources.enums.js";
import { type Annotation, coverageOfAnnotations } from "./annotation.js";
import { settleTarget, type TargetState } from "./consensus/settle-target.js";
import type { TargetCoverage } from "./coverage-of-target.js";

/** One tag that a reviewer's decision gives the target; `weight` as of an annotation, 0 to 1. */
export interface DecidedTag {
  readonly knowledgePointId: string;
  readonly role: AnnotationRole;
  readonly weight: number;
  /** Of a copied decision: what the tag is worth, 0 to 1; else {@link DECIDED_CONFIDENCE}. */
  readonly confidence?: number | null;
}

/** A reviewer's word on a target: from now on it covers exactly these. Kept for ever; the latest is in force. */
export interface Decision {
  readonly id: string;
  readonly reviewerId: string;
  readonly tags: readonly DecidedTag[];
  readonly comment?: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Counts a target's decisions from 1; 0 for one that was copied. */
  readonly number: number;
  /** The resource whose settled tags were carried over to this near-duplicate. */
  readonly copiedFrom?: string;
}

/** What a decided tag is worth: as much as about twenty sure annotators who agree. */
export const DECIDED_CONFIDENCE = 0.95;

/** The decision that settles a target; one that was copied only as long as nobody has judged the target itself. */
export function decisionInForce(
  annotations: readonly Annotation[],
  decision: Decision | undefined,
): Decision | undefined {
  const judged = annotations.some((annotation) => annotation.status === "ACTIVE");
  return decision?.copiedFrom && judged ? undefined : decision;
}

/** What a target covers: what was decided, else what its active annotations agree on. Sorted by point, role. */
export function coverageOfTarget(annotations: readonly Annotation[], latest: Decision | undefined): TargetCoverage[] {
  const decision = decisionInForce(annotations, latest);
  if (decision === undefined) return [...coverageOfAnnotations(annotations)];
  const claims = annotations.filter((a) => a.status === "ACTIVE");
  return decision.tags.map(({ knowledgePointId, role, weight, confidence }) => ({
    knowledgePointId,
    role,
    weight,
    confidence: confidence ?? DECIDED_CONFIDENCE,
    annotators: new Set(
      claims.filter((a) => a.knowledgePointId === knowledgePointId && a.role === role).map((a) => a.annotatorId),
    ).size,
    ...(decision.copiedFrom && { copiedFrom: decision.copiedFrom }),
  }));
}

/** What one person says of a target: the active annotations together; no tags where nothing fits. */
export interface Side {
  readonly annotatorId: string;
  readonly tags: readonly DecidedTag[];
  readonly comment?: string | undefined;
}

/** The sides of all who judged a target, by annotator. */
export function sidesOf(annotations: readonly Annotation[]): Side[] {
  const sides = new Map<string, { tags: DecidedTag[]; comment: string | undefined }>();
  for (const { annotatorId, knowledgePointId, role, weight, comment, status } of annotations) {
    if (status !== "ACTIVE") continue;
    const side = sides.get(annotatorId) ?? { tags: [], comment };
    sides.set(annotatorId, side);
    if (knowledgePointId !== undefined) side.tags.push({ knowledgePointId, role: role!, weight });
  }
  return [...sides].sort(([a], [b]) => (a < b ? -1 : 1)).map(([annotatorId, side]) => ({ annotatorId, ...side }));
}

/** How far the judgement of a target has come. */
export function settlementOf(annotations: readonly Annotation[], decision: Decision | undefined): TargetState {
  return settleTarget(sidesOf(annotations), decisionInForce(annotations, decision)).state;
}
