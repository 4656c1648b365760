import { seededRandom } from "../seeded-random.js";
import { type Judgement, tableOf } from "./agreement/judgement-table.js";
import { type Alpha, krippendorffAlpha } from "./agreement/krippendorff-alpha.js";
import { type PairAgreement, pairwiseAgreement } from "./agreement/pairwise-agreement.js";
import { agreementByPoint, type PointAgreement } from "./agreement/point-agreement.js";
import { masiDistance } from "./agreement/set-distance.js";
import type { TargetTags } from "./consensus/tag-consensus.js";

/** How far the annotators of a subject agree. */
export interface AgreementReport extends Alpha {
  /** Targets that at least two judged; those of one are not counted anywhere. */
  readonly targets: number;
  readonly annotators: number;
  readonly byPoint: readonly PointAgreement[];
  readonly byPair: readonly PairAgreement[];
}

const SEED = 20_110_125;
/** Judgements drawn for the interval in all: a large subject gets fewer replicates, at least 100. */
const DRAWN = 30_000_000;

/**
 * Agreement on the given points, partial credit by MASI. What a target merely assumes is not compared; who tagged it with
 * other points only, or with none, holds that none of these fits. The same judgements give the same interval.
 */
export function reportAgreement(judgements: readonly TargetTags[], pointIds: ReadonlySet<string>): AgreementReport {
  const judges = new Map<string, number>();
  for (const { targetId } of judgements) judges.set(targetId, (judges.get(targetId) ?? 0) + 1);
  const compared = judgements.filter(({ targetId }) => judges.get(targetId)! > 1);
  const table = tableOf(
    compared.map(
      ({ targetId, annotatorId, tags }): Judgement => ({
        targetId,
        annotatorId,
        pointIds: tags
          .filter((tag) => tag.role !== "ASSUMES" && pointIds.has(tag.knowledgePointId))
          .map((tag) => tag.knowledgePointId),
      }),
    ),
  );
  const replicates = Math.max(100, Math.min(1000, Math.floor(DRAWN / (compared.length + 1))));
  return {
    ...krippendorffAlpha(table, { random: seededRandom(SEED).next, replicates }),
    targets: table.targets.length,
    annotators: table.annotators.length,
    byPoint: agreementByPoint(table),
    byPair: pairwiseAgreement(table, masiDistance),
  };
}
