import type { FEATURES } from "./features.js";

/** Parameters of the mastery model; all learned ones come from `zhimai train mastery`. */
export interface MasteryWeights {
  readonly version: string;
  /** Where the weights come from, for people. */
  readonly source: string;
  readonly features: Readonly<Record<(typeof FEATURES)[number], number>>;
  /** Variance, in squared logits, of a student's true ability on a point about the prediction without evidence on it. */
  readonly priorVariance: number;
  /** Attempts on a point after which half of that variance is left. */
  readonly halfVarianceAttempts: number;
  /** Share of a dependent's success that counts for a prerequisite of strength 1, and of a failure the other way. */
  readonly creditToPrerequisites: number;
  readonly creditToDependents: number;
}

/** The weights that ship; docs/models.md says how they were fitted. */
export const SHIPPED_WEIGHTS: MasteryWeights = {
  version: "1",
  source:
    "ridge logistic regression on ASSISTments 2009 (Gervet et al. 2020) and ASSISTments 2015; forgetting set by hand",
  features: {
    intercept: -0.06,
    facility: 0.88,
    itemEase: 0.98,
    ability: 2.1,
    recentAbility: 2.0,
    logWins: 0.5,
    logLosses: -0.4,
    pointResidual: 0,
    fastResidual: 1.2,
    slowResidual: -1.3,
    experience: 0,
    gap: -0.04,
    elapsed: -0.15,
  },
  priorVariance: 1,
  halfVarianceAttempts: 4,
  creditToPrerequisites: 0.4,
  creditToDependents: 0.3,
};
