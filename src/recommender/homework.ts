import { badInput } from "../errors.js";
import type { StudentMastery } from "../mastery/mastery.js";
import type { ClassRecord } from "../people/class-record.js";
import type { Viewer } from "../resources/resource.js";
import type { ResourceKind } from "../resources/resources.enums.js";
import { composeHomework, type HomeworkItem } from "./compose-homework.js";
import type { FoundMatch, Matching } from "./find-matches.js";
import type { GoalFields } from "./goal-leaves.js";
import { chanceOfSuccess } from "./match-step.js";
import type { CandidateStep } from "./next-steps.js";
import type { Recommender } from "./recommender.js";

export interface HomeworkRequest {
  readonly goal: GoalFields;
  /** For each student. */
  readonly minutes: number;
  /** By default questions, worksheets and interactive exercises. */
  readonly kinds?: readonly ResourceKind[] | null;
  /** Platforms that are to open the resources; null: no matter which. */
  readonly systems: readonly string[] | null;
}

/** One exercise of a student's homework, with the step that it serves. */
export interface AssignedItem extends Omit<HomeworkItem<FoundMatch>, "step"> {
  readonly step: CandidateStep;
  /** Chance of a correct answer, 0 to 1, where it can be told. */
  readonly success: number | undefined;
}

export interface StudentHomework {
  readonly student: StudentMastery;
  /** Whether there is anything to do; if not, the goal is mastered and no review is due. */
  readonly isNeeded: boolean;
  readonly items: readonly AssignedItem[];
}

const EXERCISES: readonly ResourceKind[] = ["QUESTION", "WORKSHEET", "INTERACTIVE"];
/** Homework is about a few points at a time. */
const STEPS_A_STUDENT = 6;
const ITEMS_A_STEP = 5;
const MOST_MINUTES = 240;
/** Below this chance of success an exercise is given only where there is no other. */
const HOPELESS = 0.3;

/**
 * Homework for every student of a class towards one goal, personal for each: the student's own next steps and due reviews,
 * with exercises that are new to the student and neither hopeless nor idle, within the minutes (see `composeHomework`).
 * Three queries, however many students. Throws BAD_INPUT, and as `goalLeaves`.
 */
export async function assignHomework(
  recommender: Recommender,
  matching: Matching,
  { studentIds }: ClassRecord,
  viewer: Viewer,
  { goal, minutes, kinds, systems }: HomeworkRequest,
  now: number,
): Promise<StudentHomework[]> {
  if (!(minutes >= 1 && minutes <= MOST_MINUTES)) {
    throw badInput("minutes", {
      zh: `minutes 须在 1 与 ${MOST_MINUTES} 之间。`,
      en: `minutes must be between 1 and ${MOST_MINUTES}.`,
    });
  }
  const plans = await recommender.bestStepsOf(studentIds, goal, STEPS_A_STUDENT, now);
  const needs = plans.flatMap(({ student, steps }) => steps.map((step) => ({ student, step })));
  const limits = { first: ITEMS_A_STEP, kinds: kinds?.length ? kinds : EXERCISES, systems };
  const found = await matching.matchSteps(viewer, needs, limits);
  let next = 0;
  return plans.map(({ student, steps }) => {
    const successOf = (step: CandidateStep, { resource }: FoundMatch) => chanceOfSuccess({ student, step }, resource);
    const served = steps.map((step) => {
      const isHopeless = (match: FoundMatch) => (successOf(step, match) ?? 1) < HOPELESS;
      const matches = found[next++]!;
      return { ...step, matches: [...matches.filter((match) => !isHopeless(match)), ...matches.filter(isHopeless)] };
    });
    const items = composeHomework(served, minutes).map((item): AssignedItem => {
      const step = steps[item.step]!;
      return { ...item, step, success: successOf(step, item.match) };
    });
    return { student, isNeeded: steps.length > 0, items };
  });
}
