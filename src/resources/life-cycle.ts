import { DomainError } from "../errors.js";
import type { ResourceStatus } from "./resources.enums.js";

/** What people do with a resource as a whole; each is kept with who, when and why. */
export const LIFE_STEPS = [
  "SUBMIT",
  "TAKE",
  "PUBLISH",
  "RETURN",
  "WITHDRAW",
  "UPDATE",
  "SELECT",
  "DESELECT",
  "LINK_DEAD",
  "LINK_ALIVE",
] as const;
export type LifeStep = (typeof LIFE_STEPS)[number];

/** What a reviewer may do with a submitted resource: take it into review, publish it, return it with a reason. */
export const REVIEWS = ["TAKE", "PUBLISH", "RETURN"] as const;
export type Review = (typeof REVIEWS)[number];

type StatusStep = "SUBMIT" | "WITHDRAW" | "SELECT" | Review;

/** Status before → step → status after. What is not here is not allowed. */
const STEPS: Readonly<Record<ResourceStatus, Partial<Record<StatusStep, ResourceStatus>>>> = {
  DRAFT: { SUBMIT: "SUBMITTED", WITHDRAW: "WITHDRAWN" },
  SUBMITTED: { TAKE: "SUBMITTED", PUBLISH: "PUBLISHED", RETURN: "DRAFT", WITHDRAW: "WITHDRAWN" },
  PUBLISHED: { SELECT: "PUBLISHED", WITHDRAW: "WITHDRAWN" },
  WITHDRAWN: { SUBMIT: "SUBMITTED" },
};

/** The status after a step. Throws CONFLICT, with what is allowed instead, for one that this status does not allow. */
export function statusAfterStep(status: ResourceStatus, step: StatusStep): ResourceStatus {
  const after = STEPS[status][step];
  if (after !== undefined) return after;
  const allowed = Object.keys(STEPS[status]);
  throw new DomainError(
    "CONFLICT",
    {
      zh: `资源现为 ${status}，不能 ${step}；可以：${allowed.join("、")}。`,
      en: `The resource is ${status}, which does not allow ${step}; allowed are: ${allowed.join(", ")}.`,
    },
    { field: "id", status, allowed },
  );
}

/** How long a reviewer may sit on a resource before another may take it over. */
export const REVIEW_MS = 24 * 60 * 60 * 1000;

/** A resource in the hands of a reviewer. */
export interface UnderReview {
  readonly reviewerId?: string;
  /** Epoch milliseconds. */
  readonly takenAt?: number;
}

/** Throws CONFLICT where another reviewer has taken the resource within the last day. */
export function requireNotTaken({ reviewerId, takenAt }: UnderReview, sub: string, now: number): void {
  if (reviewerId === undefined || reviewerId === sub || now - (takenAt ?? 0) > REVIEW_MS) return;
  throw new DomainError(
    "CONFLICT",
    { zh: `${reviewerId} 正在审核该资源。`, en: `${reviewerId} is reviewing this resource.` },
    { field: "id", reviewerId },
  );
}
