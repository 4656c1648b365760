import { STEP_EVENTS, type StepEvent } from "./recommender.enums.js";

/** A report of one step, told apart from others of the same student and point by when it was recommended. */
export interface StepReport {
  readonly event: StepEvent;
  /** When the step was recommended, epoch milliseconds. */
  readonly stepAt: number;
  /** When it happened. */
  readonly at: number;
  readonly pointId: string;
}

/** What was reported of the steps to one point for one student. */
export interface ReportedSteps {
  /** How many steps each event was reported of, in the order of `STEP_EVENTS`. */
  readonly counts: readonly number[];
  /** For each step of the last days when it was recommended · 2⁴ + a bit for each event, so that each counts once. */
  readonly steps: readonly number[];
}

export const NO_REPORTS: ReportedSteps = { counts: STEP_EVENTS.map(() => 0), steps: [] };

/** Steps are remembered, and may be reported, for so long. */
export const REPORTABLE_MS = 30 * 86_400_000;
/** A skipped point stays out of the way for so long. */
const SKIP_HOLDS_MS = 12 * 3_600_000;
const MOST_SKIPPED = 20;
const EVENT_BITS = 2 ** STEP_EVENTS.length;

/** Undefined where the event was reported of this step before. O(steps of the last days). */
export function addReport(
  before: ReportedSteps,
  { event, stepAt }: StepReport,
  now: number,
): ReportedSteps | undefined {
  const bit = 2 ** STEP_EVENTS.indexOf(event);
  const stepOf = (entry: number) => Math.floor(entry / EVENT_BITS);
  const held = before.steps.find((entry) => stepOf(entry) === stepAt) ?? stepAt * EVENT_BITS;
  if (Math.floor(held / bit) % 2 === 1) return undefined;
  const others = before.steps.filter((entry) => stepOf(entry) !== stepAt && stepOf(entry) > now - REPORTABLE_MS);
  return {
    counts: before.counts.map((count, i) => count + (STEP_EVENTS[i] === event ? 1 : 0)),
    steps: [...others, held + bit],
  };
}

/** The points passed over, each as `{epoch milliseconds} {point id}`, after one more report; taking one up ends it. */
export function addSkip(before: readonly string[], { event, at, pointId }: StepReport, now: number): string[] {
  if (event === "SHOWN") return [...before];
  const others = before.filter((entry) => pointOf(entry) !== pointId && timeOf(entry) > now - SKIP_HOLDS_MS);
  return (event === "SKIPPED" ? [...others, `${at} ${pointId}`] : others).slice(-MOST_SKIPPED);
}

/** The points that are to stay out of the way now, the longest ago passed over first. */
export function skippedNow(entries: readonly string[], now: number): string[] {
  return entries
    .filter((entry) => timeOf(entry) > now - SKIP_HOLDS_MS)
    .sort((a, b) => timeOf(a) - timeOf(b))
    .map(pointOf);
}

const timeOf = (entry: string): number => Number(entry.slice(0, entry.indexOf(" ")));
const pointOf = (entry: string): string => entry.slice(entry.indexOf(" ") + 1);
