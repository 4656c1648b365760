/** Code lists of the recommender, as in the GraphQL contract. */
export const STEP_KINDS = ["LEARN", "STRENGTHEN", "REVIEW"] as const;
/** LEARN: nothing or little is known. STRENGTHEN: partly there, below the target. REVIEW: mastered, but to be refreshed. */
export type StepKind = (typeof STEP_KINDS)[number];

/** Why a path does not reach its goal. */
export const PATH_OBSTACLES = ["BUDGET", "DEADLINE", "TARGET_ABOVE_MODEL"] as const;
export type PathObstacle = (typeof PATH_OBSTACLES)[number];

export const STEP_CAUSES = ["FRINGE", "DUE", "STUCK_DEPENDENT"] as const;
/** FRINGE: its prerequisites are mastered, it is not. DUE: forgetting. STUCK_DEPENDENT: what builds on it fails again and again. */
export type StepCause = (typeof STEP_CAUSES)[number];

/** What became of a recommended step: the app showed it, the student took it up, passed it over, finished it. */
export const STEP_EVENTS = ["SHOWN", "ACCEPTED", "SKIPPED", "DONE"] as const;
export type StepEvent = (typeof STEP_EVENTS)[number];
