import type { ResourceKind } from "../resources/resources.enums.js";
import type { StepKind } from "./recommender.enums.js";

/** A step of one student and what may serve it, the most wanted first. */
export interface HomeworkStep<M> {
  readonly kind: StepKind;
  /** What the step still takes; fewer the nearer the student is to mastery. */
  readonly minutes: number;
  readonly matches: readonly M[];
}

export interface HomeworkItem<M> {
  /** Position of the step that it serves. */
  readonly step: number;
  readonly match: M;
  readonly minutes: number;
}

/** Where a resource does not say how long it takes. */
const QUESTION_MINUTES = 3;
const OTHER_MINUTES = 10;

/** How long an exercise takes, as it says or as its kind usually does. */
export function minutesOf({
  kind,
  minutes,
}: {
  readonly kind: ResourceKind;
  readonly minutes?: number | undefined;
}): number {
  return minutes ?? (kind === "QUESTION" ? QUESTION_MINUTES : OTHER_MINUTES);
}

/**
 * Homework of one student within the minutes: the steps in their order, each with its matches in their order until they
 * fill its own minutes; one for a review, as it only asks whether anything was forgotten. What does not fit is passed over
 * for a shorter one. Each resource at most once. O(matches).
 */
export function composeHomework<
  M extends { readonly id: string; readonly kind: ResourceKind; readonly minutes: number | undefined },
>(steps: readonly HomeworkStep<M>[], minutes: number): HomeworkItem<M>[] {
  const items: HomeworkItem<M>[] = [];
  const taken = new Set<string>();
  let left = minutes;
  steps.forEach(({ kind, minutes: wanted, matches }, step) => {
    let missing = wanted;
    for (const match of matches) {
      const length = minutesOf(match);
      if (missing <= 0 || length > left || taken.has(match.id)) continue;
      items.push({ step, match, minutes: length });
      taken.add(match.id);
      left -= length;
      missing = kind === "REVIEW" ? 0 : missing - length;
    }
  });
  return items;
}
