/** What one active annotation says: this teacher holds that the target plays this role for this point. */
export interface CoverageClaim {
  readonly annotatorId: string;
  readonly knowledgePointId: string;
  readonly role: string;
  /** How much of the target is about the point, 0–1. */
  readonly weight: number;
  /** How sure the annotator is, 0–1. */
  readonly confidence: number;
}

/** What the annotations of one target agree on for one (point, role): the properties of a COVERS edge. */
export interface TargetCoverage {
  readonly knowledgePointId: string;
  readonly role: string;
  /** Mean of the weights given, 0–1. */
  readonly weight: number;
  /** 0–1, below 1 always. */
  readonly confidence: number;
  /** How many annotators gave this (point, role). */
  readonly annotators: number;
  /** The near-duplicate from which it was carried over, where nobody judged this target itself. */
  readonly copiedFrom?: string;
}

/**
 * The coverage that follows from the active annotations of one target (a resource or one segment).
 *
 * With `n` annotators who judged the target (those who tagged it with anything, and those who said that nothing fits)
 * and `K` those among them who gave this (point, role) with own confidences `c_i`:
 *
 *     weight     = mean of the weights of K
 *     confidence = sum of c_i over K / (n + 1)
 *
 * which is the mean of a Beta posterior on the share of annotators who would give the tag, starting from one imagined
 * annotator who would not. So one sure annotation gives 1/2, two that agree 2/3, one of two 1/3, nine of nine 0.9; what
 * an annotator leaves out of an otherwise judged target counts against it.
 *
 * Several claims of one annotator on one (point, role) count once, with the mean of their weights and confidences.
 * The answer is sorted by point, then role. O(claims log claims).
 *
 * @param noneFits annotators who judged the target and found that no point fits
 */
export function coverageOf(
  claims: readonly CoverageClaim[],
  noneFits: readonly string[] = [],
): readonly TargetCoverage[] {
  const judges = new Set(noneFits);
  const groups = new Map<string, Map<string, CoverageClaim[]>>();
  for (const claim of claims) {
    judges.add(claim.annotatorId);
    const key = `${claim.knowledgePointId} ${claim.role}`;
    const byAnnotator = groups.get(key) ?? new Map<string, CoverageClaim[]>();
    groups.set(key, byAnnotator);
    const own = byAnnotator.get(claim.annotatorId);
    if (own === undefined) byAnnotator.set(claim.annotatorId, [claim]);
    else own.push(claim);
  }
  const coverage: TargetCoverage[] = [];
  for (const byAnnotator of groups.values()) {
    let weight = 0;
    let confidence = 0;
    for (const own of byAnnotator.values()) {
      weight += own.reduce((sum, claim) => sum + claim.weight, 0) / own.length;
      confidence += own.reduce((sum, claim) => sum + claim.confidence, 0) / own.length;
    }
    const { knowledgePointId, role } = byAnnotator.values().next().value![0]!;
    coverage.push({
      knowledgePointId,
      role,
      weight: weight / byAnnotator.size,
      confidence: confidence / (judges.size + 1),
      annotators: byAnnotator.size,
    });
  }
  return coverage.sort((a, b) => compare(a.knowledgePointId, b.knowledgePointId) || compare(a.role, b.role));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
