import { logistic, logit } from "../mastery/calibration.js";
import { itemKey } from "../mastery/item-key.js";
import type { StudentMastery } from "../mastery/mastery.js";
import { predictItem } from "../mastery/mastery-model.js";
import { hasRole, type Principal } from "../people/principal.js";
import type { AnnotationRole, ResourceKind } from "../resources/resources.enums.js";
import type { Match, MatchCandidate, MatchNeed } from "./match-resources.js";
import { matchResources } from "./rank-matches.js";
import type { StepKind } from "./recommender.enums.js";

/** One step of a student, for which resources are wanted. */
export interface StepNeed {
  readonly student: StudentMastery;
  readonly step: {
    readonly leaf: number;
    readonly kind: StepKind;
    readonly minutes: number;
    /** The student failed again and again: another kind of resource is wanted. */
    readonly stuck: boolean;
  };
}

/** Resources by id that the student has answered, and that an earlier step of the same answer offers. */
export interface UsedResources {
  readonly answered: ReadonlySet<string>;
  readonly offered: ReadonlySet<string>;
}

/** First understand, then practise, then be asked; a review asks first. */
const ROLES: Readonly<Record<StepKind, readonly AnnotationRole[]>> = {
  LEARN: ["TEACHES", "PRACTISES", "ASSESSES"],
  STRENGTHEN: ["PRACTISES", "TEACHES", "ASSESSES"],
  REVIEW: ["ASSESSES", "PRACTISES", "TEACHES"],
};

/** Logits between the easiest and the hardest item of a point; one of difficulty 0.5 is typical. */
const DIFFICULTY_LOGITS = 4;
/** What a student who fails again and again is taken to have failed at, where attempts name no resource. */
const USUAL_KIND: ResourceKind = "QUESTION";

export function pointIdOf({ student, step }: StepNeed): string {
  return student.graph.compiled.ids[step.leaf]!;
}

/**
 * Resources for one step: within its minutes, not answered nor offered before, practice that the student answers correctly
 * about four times in five, another kind than those tried while the student is stuck. The roles take turns in the order
 * in which the step needs them, the best of each first. `candidates` cover the step's point.
 * Once stuck, explanation comes first again. O(candidates · (tags + features + 50)).
 */
export function matchStep(
  need: StepNeed,
  candidates: readonly MatchCandidate[],
  { answered, offered }: UsedResources,
  first: number,
): Match[] {
  const { kind, minutes, stuck } = need.step;
  const roles = ROLES[stuck ? "LEARN" : kind];
  const tried = new Set(candidates.filter(({ id }) => answered.has(id)).map((candidate) => candidate.kind));
  const wanted: MatchNeed = {
    size: 1,
    near: new Map([[pointIdOf(need), [{ leaf: 0, nearness: "SAME", closeness: 1 }]]]),
    roles,
    rolesInOrder: true,
    isOfStudent: true,
    minutes: Math.ceil(minutes),
    kindsToVary: stuck ? (tried.size > 0 ? tried : new Set([USUAL_KIND])) : undefined,
    exclude: new Set([...answered, ...offered]),
  };
  const open = candidates.map((candidate) => ({ ...candidate, success: chanceOfSuccess(need, candidate) }));
  return inTurns(matchResources(wanted, open, open.length), roles).slice(0, first);
}

/**
 * Platforms that are to open what is offered, as `externalIds` name them: an app those of its own id and those it names;
 * anybody else those named, or any. What no platform has an id for is open to all.
 */
export function systemsOf(principal: Principal, named: readonly string[] | null): readonly string[] | null {
  if (!hasRole(principal, "APP") || hasRole(principal, "ADMIN")) return named;
  return [...new Set([principal.sub, ...(named ?? [])])].sort();
}

/**
 * Chance that the student answers a resource correctly: by the mastery model where attempts of others have calibrated it,
 * else by its difficulty d, logistic(logit mastery + 4 · (0.5 − d)); undefined where neither is known.
 */
export function chanceOfSuccess(
  { student, step: { leaf } }: StepNeed,
  { id, difficulty }: Pick<MatchCandidate, "id" | "difficulty">,
): number | undefined {
  const { model, reading, graph, basis } = student;
  const item = itemKey(id);
  if (model.calibration.items.has(item)) {
    const signal = reading.signals[leaf]!;
    const question = { student: reading.student, signal, pointId: graph.compiled.ids[leaf]!, nowMs: basis.at };
    return predictItem(model, [question], item);
  }
  if (difficulty === undefined) return undefined;
  return logistic(logit(reading.mastery[leaf]!) + DIFFICULTY_LOGITS * (0.5 - difficulty));
}

/** One of each role in their order, then again, as long as there are any; each role's own order is kept. */
function inTurns(matches: readonly Match[], roles: readonly AnnotationRole[]): Match[] {
  const queues = roles.map((role) => matches.filter((match) => match.role === role));
  const longest = Math.max(...queues.map((queue) => queue.length));
  return Array.from({ length: longest }, (_, turn) => queues.flatMap((queue) => queue[turn] ?? [])).flat();
}
