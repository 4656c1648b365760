import type { PointSet } from "./set-distance.js";

/** The points that one annotator gave one target, whatever their roles; none: that nothing fits. */
export interface Judgement {
  readonly targetId: string;
  readonly annotatorId: string;
  readonly pointIds: readonly string[];
}

/** Judgements as numbers, by target: those of target t stand at offsets[t] ≤ i < offsets[t + 1]. */
export interface JudgementTable {
  /** Ids in ascending order; a number elsewhere is the position here. */
  readonly targets: readonly string[];
  readonly annotators: readonly string[];
  readonly points: readonly string[];
  /** The distinct sets given, none of them twice. */
  readonly sets: readonly PointSet[];
  readonly offsets: Int32Array;
  /** Who judged, ascending within a target. */
  readonly annotator: Int32Array;
  /** Which set was given. */
  readonly set: Int32Array;
}

/**
 * Orders judgements so that the same ones in any order make the same table. Of two judgements of one annotator on one
 * target the later in the list counts. O(n log n) for n judgements.
 */
export function tableOf(judgements: readonly Judgement[]): JudgementTable {
  const latest = new Map<string, Map<string, Judgement>>();
  const annotatorIds = new Set<string>();
  const pointIds = new Set<string>();
  for (const judgement of judgements) {
    const ofTarget = latest.get(judgement.targetId) ?? new Map<string, Judgement>();
    latest.set(judgement.targetId, ofTarget.set(judgement.annotatorId, judgement));
    annotatorIds.add(judgement.annotatorId);
    for (const id of judgement.pointIds) pointIds.add(id);
  }
  const targets = [...latest.keys()].sort();
  const annotators = numbered(annotatorIds);
  const points = numbered(pointIds);
  const setNumbers = new Map<string, number>();
  const sets: PointSet[] = [];
  const offsets = new Int32Array(targets.length + 1);
  const rows: number[] = [];
  for (const [t, targetId] of targets.entries()) {
    const ofTarget = [...latest.get(targetId)!.values()].map(
      (judgement) => [annotators.get(judgement.annotatorId)!, judgement] as const,
    );
    for (const [annotator, judgement] of ofTarget.sort((a, b) => a[0] - b[0])) {
      const set = [...new Set(judgement.pointIds)].map((id) => points.get(id)!).sort((a, b) => a - b);
      const key = set.join(" ");
      const number = setNumbers.get(key) ?? sets.push(set) - 1;
      setNumbers.set(key, number);
      rows.push(annotator, number);
    }
    offsets[t + 1] = rows.length / 2;
  }
  return {
    targets,
    annotators: [...annotators.keys()],
    points: [...points.keys()],
    sets,
    offsets,
    annotator: Int32Array.from({ length: rows.length / 2 }, (_, i) => rows[2 * i]!),
    set: Int32Array.from({ length: rows.length / 2 }, (_, i) => rows[2 * i + 1]!),
  };
}

function numbered(ids: ReadonlySet<string>): Map<string, number> {
  return new Map([...ids].sort().map((id, i) => [id, i]));
}
