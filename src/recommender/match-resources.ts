import type { AnnotationRole, ResourceKind } from "../resources/resources.enums.js";
import type { NeedLink } from "./need-neighbourhood.js";

/** A resource that may be of use, with what its annotations agree on. */
export interface MatchCandidate {
  readonly id: string;
  readonly kind: ResourceKind;
  readonly minutes?: number | undefined;
  /** 0 to 1, higher is harder. */
  readonly difficulty?: number | undefined;
  readonly covers: readonly CandidateCover[];
  /** How well its words fit the need's text, 0 to 1. */
  readonly textScore?: number | undefined;
  /** How often it was used. */
  readonly uses?: number | undefined;
  /** Chance that the student answers it correctly, 0 to 1, where the need is a student's. */
  readonly success?: number | undefined;
}

export interface CandidateCover {
  readonly knowledgePointId: string;
  readonly role: AnnotationRole;
  readonly weight: number;
  readonly confidence: number;
  /** School grades that the point is for. */
  readonly gradeFrom?: number | undefined;
  readonly gradeTo?: number | undefined;
}

/** What ranks; what only filters (kinds, levels, language) was applied before. */
export interface MatchNeed {
  /** Number of leaves needed. */
  readonly size: number;
  /** From `needNeighbourhood`. */
  readonly near: ReadonlyMap<string, readonly NeedLink[]>;
  /** Where the need has a text: points that it is taken to speak of, each with the confidence that it does, 0 to 1. */
  readonly spokenOf?: ReadonlyMap<string, number> | undefined;
  /** Roles that count as an answer, the most wanted first; each later one counts a little less. ASSUMES never counts. */
  readonly roles: readonly AnnotationRole[];
  /** Whether the order of `roles` is a preference. */
  readonly rolesInOrder?: boolean | undefined;
  /** Maximum; longer resources are left out. */
  readonly minutes?: number | undefined;
  readonly difficulty?: number | undefined;
  /** Whether what practises or assesses shall be answered correctly about four times in five. */
  readonly isOfStudent?: boolean | undefined;
  readonly grade?: number | undefined;
  /** Kinds that did not help before. */
  readonly kindsToVary?: ReadonlySet<ResourceKind> | undefined;
  /** Resources not to be offered again now. */
  readonly exclude?: ReadonlySet<string> | undefined;
}

export const MATCH_REASONS = [
  "COVERS",
  "COVERS_WHOLE",
  "COVERS_PREREQUISITE",
  "COVERS_DEPENDENT",
  "COVERS_MORE",
  "TEXT",
  "TEXT_POINT",
  "ROLE",
  "DIFFICULTY",
  "SUCCESS",
  "MINUTES",
  "GRADE",
  "OTHER_KIND",
  "FITS",
  "TRUST",
  "VARIETY",
] as const;
export type MatchReasonCode = (typeof MATCH_REASONS)[number];

/** A part of a score; the contributions of a match sum to its score. */
export interface MatchReason {
  readonly code: MatchReasonCode;
  readonly contribution: number;
  readonly knowledgePointId?: string;
  /** Of SUCCESS: the chance of a correct answer, 0 to 1, where it can be told. */
  readonly success?: number;
}

export interface Match {
  readonly id: string;
  /** 0 to 1. */
  readonly score: number;
  readonly reasons: readonly MatchReason[];
  /** What the best tag says that it does; undefined for a match by text alone. */
  readonly role: AnnotationRole | undefined;
  /** How well each leaf of the need is covered, 0 to 1, by position in the need. */
  readonly cover: ReadonlyMap<number, number>;
  readonly kind: ResourceKind;
  readonly minutes: number | undefined;
}

/** Shares of the score; they sum to 1. */
const FOCUS = 0.35;
const BREADTH = 0.25;
const FIT = 0.25;
const TRUST = 0.15;
/** A match by a text, not by named points, is worth this much of a tag. */
const TEXT_CLOSENESS = 0.6;
/** Of a match by a text: what the points that it speaks of count; the rest are its words. */
const SPOKEN_SHARE = 0.8;
const NAMED_POINTS = 3;
const ROLE_STEP = 0.3;
const GRADE_STEP = 1 / 3;
const UNKNOWN = 0.5;
/** Practice teaches most at about this share of correct answers (Wilson, Shenhav, Straccia and Cohen 2019 find .85). */
const BEST_SUCCESS = 0.8;
/** Uses after which use counts for half. */
const HALF_USES = 20;
const USE_SHARE = 0.2;

interface PointCover {
  readonly knowledgePointId: string;
  readonly link: NeedLink;
  readonly cover: CandidateCover;
  readonly value: number;
}

/**
 * Scores one resource for a need, or returns undefined when it has nothing to do with it or is too long.
 *
 *   value(l)  = closeness · weight of the best tag for leaf l       focus = max over l (or by text)
 *   by text   = 0.6 · (0.8 · confidence · weight of the best tag on a point that the text speaks of + 0.2 · its words)
 *   score     = focus · (0.35 + 0.25 · fit + 0.15 · trust) + 0.25 · mean of value over the need's leaves
 *
 * fit is the mean of role, difficulty, success, minutes, grade, kind and words, as far as the need states them (1 if it states none),
 * an unknown of the resource counting one half; trust is the confidence of the best tag, lessened or raised a little
 * by use where it is known. O(tags · links).
 */
export function scoreMatch(need: MatchNeed, candidate: MatchCandidate): Match | undefined {
  if (need.exclude?.has(candidate.id)) return undefined;
  if (need.minutes !== undefined && (candidate.minutes ?? 0) > need.minutes) return undefined;
  const best = bestCovers(need, candidate);
  const ranked = [...best.values()].sort((a, b) => b.value - a.value || a.link.leaf - b.link.leaf);
  const words = TEXT_CLOSENESS * (1 - SPOKEN_SHARE) * (candidate.textScore ?? 0);
  const spoken = bestSpokenOf(need, candidate);
  const byText = words + (spoken?.value ?? 0);
  const top = ranked[0];
  const focus = Math.max(top?.value ?? 0, byText);
  if (focus <= 0) return undefined;

  const reasons: MatchReason[] = [];
  const breadthOf = (value: number) => (BREADTH * value) / Math.max(1, need.size);
  const isByTag = top !== undefined && top.value >= byText;
  if (!isByTag && spoken) {
    const { knowledgePointId } = spoken.cover;
    reasons.push({ code: "TEXT_POINT", contribution: FOCUS * spoken.value, knowledgePointId });
  }
  if (!isByTag && words > 0) reasons.push({ code: "TEXT", contribution: FOCUS * words });
  const trusted = isByTag ? top.cover : spoken?.cover;
  const named = new Map<string, MatchReason>();
  let more = 0;
  ranked.forEach((point, i) => {
    const { knowledgePointId } = point;
    const code = coverCode(point);
    const key = `${code} ${knowledgePointId}`;
    const contribution = (i === 0 && isByTag ? FOCUS * focus : 0) + breadthOf(point.value);
    const before = named.get(key);
    if (!before && named.size === NAMED_POINTS) more += contribution;
    else named.set(key, { code, contribution: (before?.contribution ?? 0) + contribution, knowledgePointId });
  });
  reasons.push(...named.values());
  if (more > 0) reasons.push({ code: "COVERS_MORE", contribution: more });
  const fits = fitParts(need, candidate, trusted);
  if (isByTag && need.spokenOf) fits.push({ code: "TEXT", fit: candidate.textScore ?? 0 });
  if (fits.length === 0) fits.push({ code: "FITS", fit: 1 });
  for (const { fit, ...reason } of fits) reasons.push({ ...reason, contribution: (FIT * focus * fit) / fits.length });
  reasons.push({ code: "TRUST", contribution: TRUST * focus * trustOf(candidate, trusted) });

  return {
    id: candidate.id,
    score: sumOf(reasons),
    reasons,
    role: top?.cover.role,
    cover: new Map(ranked.map(({ link, value }) => [link.leaf, value])),
    kind: candidate.kind,
    minutes: candidate.minutes,
  };
}

/** The sum of contributions, in their order, so that a reader who adds them up gets the score. */
export function sumOf(reasons: readonly MatchReason[]): number {
  return reasons.reduce((sum, reason) => sum + reason.contribution, 0);
}

function bestCovers(need: MatchNeed, { covers }: MatchCandidate): Map<number, PointCover> {
  const best = new Map<number, PointCover>();
  for (const cover of covers) {
    if (!need.roles.includes(cover.role) || cover.role === "ASSUMES") continue;
    for (const link of need.near.get(cover.knowledgePointId) ?? []) {
      const value = link.closeness * cover.weight;
      const held = best.get(link.leaf);
      if (
        value > 0 &&
        (!held || value > held.value || (value === held.value && isRatherWanted(need, cover, held.cover)))
      )
        best.set(link.leaf, { knowledgePointId: cover.knowledgePointId, link, cover, value });
    }
  }
  return best;
}

/** The candidate's best tag on a point that the need's text speaks of, and what that is worth. */
function bestSpokenOf({ spokenOf, roles }: MatchNeed, { covers }: MatchCandidate) {
  let best: { readonly cover: CandidateCover; readonly value: number } | undefined;
  for (const cover of covers) {
    if (!roles.includes(cover.role) || cover.role === "ASSUMES") continue;
    const value = TEXT_CLOSENESS * SPOKEN_SHARE * (spokenOf?.get(cover.knowledgePointId) ?? 0) * cover.weight;
    if (value > (best?.value ?? 0)) best = { cover, value };
  }
  return best;
}

/** Of two equal tags, the one in the more wanted role, then the surer one. */
function isRatherWanted({ roles }: MatchNeed, a: CandidateCover, b: CandidateCover): boolean {
  const difference = roles.indexOf(a.role) - roles.indexOf(b.role);
  return difference < 0 || (difference === 0 && a.confidence > b.confidence);
}

function coverCode({ link }: PointCover): MatchReasonCode {
  return link.nearness === "SAME" ? "COVERS" : `COVERS_${link.nearness}`;
}

interface FitPart extends Omit<MatchReason, "contribution"> {
  readonly fit: number;
}

function fitParts(need: MatchNeed, candidate: MatchCandidate, cover: CandidateCover | undefined): FitPart[] {
  const parts: FitPart[] = [];
  if (need.rolesInOrder && cover) {
    parts.push({ code: "ROLE", fit: Math.max(0, 1 - ROLE_STEP * need.roles.indexOf(cover.role)) });
  }
  if (need.difficulty !== undefined) {
    const { difficulty } = candidate;
    parts.push({
      code: "DIFFICULTY",
      fit: difficulty === undefined ? UNKNOWN : 1 - Math.abs(difficulty - need.difficulty),
    });
  }
  if (need.isOfStudent && cover && cover.role !== "TEACHES") {
    const { success } = candidate;
    parts.push({ code: "SUCCESS", ...(success !== undefined && { success }), fit: successFit(success) });
  }
  if (need.minutes !== undefined) parts.push({ code: "MINUTES", fit: candidate.minutes === undefined ? UNKNOWN : 1 });
  if (need.grade !== undefined) parts.push({ code: "GRADE", fit: gradeFit(need.grade, cover) });
  if (need.kindsToVary?.size) parts.push({ code: "OTHER_KIND", fit: need.kindsToVary.has(candidate.kind) ? 0 : 1 });
  return parts;
}

/** 1 at the chance that practice is best at, falling evenly to either side; 0 where an answer is hopeless. */
function successFit(success: number | undefined): number {
  return success === undefined ? UNKNOWN : 1 - Math.abs(success - BEST_SUCCESS) / BEST_SUCCESS;
}

function gradeFit(grade: number, cover: CandidateCover | undefined): number {
  const from = cover?.gradeFrom ?? cover?.gradeTo;
  if (from === undefined) return UNKNOWN;
  const to = cover?.gradeTo ?? from;
  return Math.max(0, 1 - GRADE_STEP * Math.max(0, from - grade, grade - to));
}

function trustOf(candidate: MatchCandidate, cover: CandidateCover | undefined): number {
  const confidence = cover?.confidence ?? 0;
  if (candidate.uses === undefined) return confidence;
  return (1 - USE_SHARE) * confidence + (USE_SHARE * candidate.uses) / (candidate.uses + HALF_USES);
}
