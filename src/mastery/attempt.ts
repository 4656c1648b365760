import { hash } from "node:crypto";
import { badInput, DomainError } from "../errors.js";
import type { EvidenceAttempt } from "./evidence.js";

export const ATTEMPT_SETTINGS = ["PRACTICE", "HOMEWORK", "EXAM", "PLACEMENT", "OTHER"] as const;
export type AttemptSetting = (typeof ATTEMPT_SETTINGS)[number];

/** One answer of one student, as it is kept. Times in epoch milliseconds, `score` 0 to 1. */
export interface Attempt {
  readonly id: string;
  readonly studentId: string;
  readonly at: number;
  readonly receivedAt: number;
  /** Place in the student's chain, from 1. */
  readonly sequence: number;
  readonly score: number;
  readonly seconds?: number;
  readonly hints?: number;
  readonly setting: AttemptSetting;
  /** `sub` of who reported it. */
  readonly source: string;
  readonly resourceId?: string;
  readonly partId?: string;
  /** Resolved when it was accepted. */
  readonly knowledgePointIds: readonly string[];
  /** Whether the points were named by the reporter, rather than found by the resource. */
  readonly pointsGiven?: true;
  /** The attempt that this entry corrects or voids; entries are never changed, only followed by others. */
  readonly amends?: string;
  /** Whether it voids what it amends, rather than giving it another score. */
  readonly voids?: true;
  /** Why it amends. */
  readonly reason?: string;
  /** Of this attempt and the whole chain before it. */
  readonly hash: string;
}

/** What an app reports; exactly one of `correct` and `score`. */
export interface AttemptFields {
  readonly id: string;
  readonly studentId: string;
  readonly knowledgePointIds?: readonly string[] | null;
  readonly resourceId?: string | null;
  readonly partId?: string | null;
  readonly correct?: boolean | null;
  readonly score?: number | null;
  readonly at: Date;
  readonly seconds?: number | null;
  readonly hints?: number | null;
  readonly setting?: AttemptSetting | null;
}

/** An attempt before its place in the chain is known. */
export type AttemptContent = Omit<Attempt, "sequence" | "hash" | "receivedAt">;

/** Clocks of apps may be ahead by so much. */
const MOST_AHEAD_MS = 10 * 60_000;

/** Judges what an app reports, but for its points. Throws BAD_INPUT naming the field. */
export function attemptContent(fields: AttemptFields, source: string, now: number): AttemptContent {
  const { correct, score } = fields;
  const both = typeof correct === "boolean" && typeof score === "number";
  const neither = typeof correct !== "boolean" && typeof score !== "number";
  if (both || neither) {
    throw badInput("score", {
      zh: "correct 与 score 须且只须给出一个。",
      en: "Give exactly one of correct and score.",
    });
  }
  const at = fields.at.getTime();
  if (!Number.isFinite(at)) throw badInput("at", { zh: "at 不是有效的时间。", en: "at is not a valid time." });
  if (at > now + MOST_AHEAD_MS) {
    throw badInput("at", {
      zh: "at 比现在晚十分钟以上，请校准时钟。",
      en: "at is more than 10 minutes ahead; check the clock.",
    });
  }
  const given = fields.knowledgePointIds;
  if (!given?.length && !fields.resourceId) {
    throw badInput("knowledgePointIds", {
      zh: "须给出 knowledgePointIds 或 resourceId。",
      en: "Give knowledgePointIds or resourceId.",
    });
  }
  return {
    id: fields.id,
    studentId: fields.studentId,
    at,
    score: typeof score === "number" ? score : correct ? 1 : 0,
    ...(typeof fields.seconds === "number" && { seconds: fields.seconds }),
    ...(typeof fields.hints === "number" && { hints: fields.hints }),
    setting: fields.setting ?? "PRACTICE",
    source,
    ...(fields.resourceId && { resourceId: fields.resourceId }),
    ...(fields.partId && { partId: fields.partId }),
    knowledgePointIds: given?.length ? [...new Set(given)].sort() : [],
    ...(given?.length && { pointsGiven: true as const }),
  };
}

/**
 * Whether a report repeats a stored attempt; the same id with other content is a CONFLICT.
 * Points that were found by the resource are not compared, as its tags may have changed since.
 */
export function requireRepetition(stored: AttemptContent, said: AttemptContent): void {
  if (stored.amends !== undefined) throw conflict(said.id);
  const compared = ({
    knowledgePointIds,
    pointsGiven,
    at,
    studentId,
    score,
    seconds,
    hints,
    setting,
    resourceId,
    partId,
  }: AttemptContent) =>
    JSON.stringify([
      studentId,
      at,
      score,
      seconds,
      hints,
      setting,
      resourceId,
      partId,
      pointsGiven ? knowledgePointIds : null,
    ]);
  if (compared(stored) === compared(said)) return;
  throw conflict(said.id);
}

function conflict(id: string): DomainError {
  return new DomainError(
    "CONFLICT",
    { zh: `id 为 ${id} 的作答已存在，内容不同。`, en: `An attempt with id ${id} and other content exists.` },
    { field: "id", id },
  );
}

/**
 * The next link of a student's chain: SHA-256 over the hash before it and everything kept of the attempt, its first 216 bits
 * as 54 hexadecimal digits, which is as long a text as the store keeps beside the other properties (43 characters of base64
 * take 128 bytes of their own). `previous` is empty for the first. `form` is a link as it is kept: chains that were begun
 * with links of base64url are checked in that form.
 */
export function chainHash(previous: string, attempt: Omit<Attempt, "hash">, form = ""): string {
  // In this order, written out, as it is done for each attempt; an absent field is a null.
  const kept = JSON.stringify([
    previous,
    attempt.id,
    attempt.studentId,
    attempt.at,
    attempt.receivedAt,
    attempt.sequence,
    attempt.score,
    attempt.seconds,
    attempt.hints,
    attempt.setting,
    attempt.source,
    attempt.resourceId,
    attempt.partId,
    attempt.knowledgePointIds,
    attempt.pointsGiven,
    attempt.amends,
    attempt.voids,
    attempt.reason,
  ]);
  return form.length === BASE64_LENGTH
    ? hash("sha256", kept, "base64url")
    : hash("sha256", kept, "hex").slice(0, LINK_DIGITS);
}

const LINK_DIGITS = 54;
const BASE64_LENGTH = 43;

/**
 * The attempts as they count: each with the score of its last correction, without those that were voided, as if it had
 * never been otherwise. `attempts` in the order of their chain.
 */
export function countedAttempts<T extends Pick<AttemptContent, "id" | "score" | "amends" | "voids">>(
  attempts: readonly T[],
): T[] {
  const counted = new Map<string, T>();
  for (const attempt of attempts) {
    if (attempt.amends === undefined) counted.set(attempt.id, attempt);
    else if (attempt.voids) counted.delete(attempt.amends);
    else if (counted.has(attempt.amends))
      counted.set(attempt.amends, { ...counted.get(attempt.amends)!, score: attempt.score });
  }
  return [...counted.values()];
}

/** What an attempt says, for the mastery model. */
export function evidenceOf(
  attempt: Pick<AttemptContent, "id" | "at" | "score" | "knowledgePointIds" | "resourceId" | "partId" | "hints">,
): EvidenceAttempt {
  return {
    id: attempt.id,
    atMs: attempt.at,
    score: attempt.score,
    pointIds: attempt.knowledgePointIds,
    itemId: attempt.resourceId && (attempt.partId ? `${attempt.resourceId} ${attempt.partId}` : attempt.resourceId),
    hints: attempt.hints,
  };
}
