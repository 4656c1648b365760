import type { Suggestions } from "../annotations/suggestions.js";
import { badInput } from "../errors.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import { readingOrder } from "../knowledge/reading-order.js";
import type { Database } from "../neo4j/database.js";
import { anyWordQuery } from "../resources/full-text-query.js";
import type { Resource, Viewer } from "../resources/resource.js";
import {
  type AdminLevel,
  type AnnotationRole,
  COVERING_ROLES,
  type ResourceKind,
} from "../resources/resources.enums.js";
import { answeredResources } from "./answered-resources.js";
import type { Match, MatchCandidate, MatchNeed } from "./match-resources.js";
import { matchStep, pointIdOf, type StepNeed } from "./match-step.js";
import { needNeighbourhood } from "./need-neighbourhood.js";
import { matchesByEdition } from "./order-by-edition.js";
import { bundleMatches, lengthOf, matchResources } from "./rank-matches.js";
import { type Candidate, type CandidateFilter, listCandidates, searchCandidates } from "./recommender.store.js";

export interface TeachingNeedFields {
  readonly knowledgePointIds?: readonly string[] | null;
  readonly frameworkItemIds?: readonly string[] | null;
  readonly text?: string | null;
  readonly grade?: number | null;
  readonly classId?: string | null;
  readonly minutes?: number | null;
  readonly kinds?: readonly ResourceKind[] | null;
  readonly roles?: readonly AnnotationRole[] | null;
  readonly difficulty?: number | null;
  readonly language?: string | null;
  readonly adminLevels?: readonly AdminLevel[] | null;
  readonly frameworkId?: string | null;
}

/** A resource for a need; the contributions of the reasons sum to the score. */
export interface FoundMatch extends Match {
  readonly resource: Resource;
}

/** What bounds the resources of steps. */
export interface StepLimits {
  /** For each step. */
  readonly first: number;
  readonly kinds?: readonly ResourceKind[] | null;
  /** Platforms that are to open them; null: no matter which. */
  readonly systems: readonly string[] | null;
}

/** Resources that cover a need together. */
export interface FoundBundle {
  readonly matches: readonly FoundMatch[];
  /** Of all of them; a resource of unknown length counts as ten. */
  readonly minutes: number;
  /** Mean over the needed points of how well they are covered, 0 to 1. */
  readonly covered: number;
}

/** Candidates weighed for each point, more where more are asked for, and of a text. */
const PER_POINT = 50;
/** Of a step, beside as many as the student has made attempts on its point, as what was answered is left out. */
const PER_STEP = 100;
const MOST_ANSWERED = 900;
const BY_TEXT = 200;
/** Points whose own candidates are fetched; a need of a whole book is matched by its first points and its words. */
const MOST_POINTS = 200;
/** Points that a text is taken to speak of. */
const POINTS_OF_TEXT = 10;
/** A point of which a text speaks with less than this confidence is noise, and no reason for a match. */
const SPOKEN_FROM = 0.01;
/** A point of which a text speaks with this confidence is needed, where none is named. */
const NEEDED_FROM = 0.2;
/** Ranked matches from which a bundle is put together. */
const BUNDLED_FROM = 100;

/** Finds resources for teaching needs and for the steps of students. */
export class Matching {
  constructor(
    private readonly database: Database,
    private readonly knowledge: Knowledge,
    private readonly suggestions: Suggestions,
  ) {}

  /** Resources for a need, best first, those that its text speaks of among them; with an edition, these in its order. Throws BAD_INPUT where it names neither points nor items nor text, NOT_FOUND for unknown ones. */
  async match(viewer: Viewer, need: TeachingNeedFields, first: number): Promise<readonly FoundMatch[]> {
    requireSubject(need);
    const graph = this.knowledge.graph();
    const leaves = graph.leavesOf(need.knowledgePointIds ?? [], need.frameworkItemIds ?? []);
    const ranked = await this.#ranked(viewer, need, { leaves, spokenOf: await this.#pointsOf(need.text) }, first);
    return inOrderOf(graph, need.frameworkId, ranked, leaves);
  }

  /**
   * Resources that cover the need's points together within its minutes; where it names none, the points that its text
   * speaks of. Throws as `match`, and BAD_INPUT without minutes.
   */
  async bundle(viewer: Viewer, need: TeachingNeedFields): Promise<FoundBundle> {
    const { minutes } = need;
    if (typeof minutes !== "number")
      throw badInput("minutes", { zh: "请给出 minutes。", en: "Give the minutes that there are." });
    requireSubject(need);
    const graph = this.knowledge.graph();
    const named = graph.leavesOf(need.knowledgePointIds ?? [], need.frameworkItemIds ?? []);
    const spokenOf = await this.#pointsOf(need.text);
    const likely = [...spokenOf].flatMap(([id, confidence]) => (confidence >= NEEDED_FROM ? [id] : []));
    const leaves = named.length > 0 ? named : graph.leavesOf(likely);
    const ranked = await this.#ranked(viewer, need, { leaves, spokenOf }, BUNDLED_FROM);
    const { matches, covered } = bundleMatches(ranked, minutes, leaves.length);
    const ordered = inOrderOf(graph, need.frameworkId, matches, leaves);
    return { matches: ordered, covered, minutes: matches.reduce((sum, match) => sum + lengthOf(match), 0) };
  }

  /**
   * Resources for steps of students, in their order (see `matchStep`): nothing that the student has answered before, and
   * nothing twice for one student. Two queries at once, however many steps and students.
   */
  async matchSteps(viewer: Viewer, steps: readonly StepNeed[], limits: StepLimits): Promise<FoundMatch[][]> {
    const graph = this.knowledge.graph();
    const filter = { ...filterOf(limits, COVERING_ROLES), systems: limits.systems };
    const pointIds = [...new Set(steps.map(pointIdOf))].slice(0, MOST_POINTS);
    const attempts = steps.map(({ student, step }) => Math.ceil(student.reading.signals[step.leaf]!.attempts));
    const perPoint = PER_STEP + Math.min(MOST_ANSWERED, Math.max(0, ...attempts));
    const [found, answered] = await Promise.all([
      listCandidates(this.database, { pointIds, perPoint, filter, viewer }),
      answeredResources(
        this.database,
        steps.map(({ student }) => student),
      ),
    ]);
    const candidates = new Map(found.map((candidate) => [candidate.resource.id, candidate]));
    const byPoint = new Map<string, MatchCandidate[]>(pointIds.map((id) => [id, []]));
    for (const candidate of found) {
      const weighed = matchCandidate(graph, candidate, undefined);
      for (const id of new Set(weighed.covers.map((cover) => cover.knowledgePointId))) byPoint.get(id)?.push(weighed);
    }
    const offered = new Map<string, Set<string>>();
    return steps.map((step) => {
      const { studentId } = step.student;
      const before = offered.get(studentId) ?? new Set();
      offered.set(studentId, before);
      const used = { answered: answered.get(studentId)!, offered: before };
      const matches = matchStep(step, byPoint.get(pointIdOf(step)) ?? [], used, limits.first);
      for (const { id } of matches) before.add(id);
      return matches.map((match) => ({ ...match, resource: candidates.get(match.id)!.resource }));
    });
  }

  /** Active points that a text speaks of, each with its confidence. */
  async #pointsOf(text: string | null | undefined): Promise<Map<string, number>> {
    if (!text) return new Map();
    const { suggestions } = await this.suggestions.suggest(text, undefined, POINTS_OF_TEXT);
    const likely = suggestions.filter(({ confidence }) => confidence >= SPOKEN_FROM);
    return new Map(likely.map(({ pointId, confidence }) => [pointId, confidence]));
  }

  async #ranked(
    viewer: Viewer,
    need: TeachingNeedFields,
    { leaves, spokenOf }: { readonly leaves: readonly string[]; readonly spokenOf: ReadonlyMap<string, number> },
    first: number,
  ): Promise<FoundMatch[]> {
    const graph = this.knowledge.graph();
    const roles = need.roles?.length ? need.roles : COVERING_ROLES;
    const filter = filterOf(need, roles);
    const near = needNeighbourhood(graph, leaves);
    const pointIds = [...new Set([...spokenOf.keys(), ...near.keys()])].slice(0, MOST_POINTS);
    const text = need.text && anyWordQuery(need.text, { status: "PUBLISHED", scopes: viewer.scopes, ...filter });
    const [byPoint, byText] = await Promise.all([
      listCandidates(this.database, { pointIds, perPoint: Math.max(PER_POINT, first), filter, viewer }),
      text ? searchCandidates(this.database, { text, limit: BY_TEXT, filter, viewer }) : [],
    ]);
    const bestScore = byText[0]?.score || 1;
    const scores = new Map(byText.map(({ resource, score }) => [resource.id, (score ?? 0) / bestScore]));
    const candidates = new Map([...byText, ...byPoint].map((candidate) => [candidate.resource.id, candidate]));
    const wanted: MatchNeed = {
      size: leaves.length,
      near,
      spokenOf: need.text ? spokenOf : undefined,
      roles,
      minutes: need.minutes ?? undefined,
      difficulty: need.difficulty ?? undefined,
      grade: need.grade ?? undefined,
    };
    return ranked(
      wanted,
      candidates,
      (candidate) => matchCandidate(graph, candidate, scores.get(candidate.resource.id)),
      first,
    );
  }
}

/** The matches in the order of an edition, if there is one. Throws NOT_FOUND for an unknown one. */
function inOrderOf(
  graph: KnowledgeGraph,
  frameworkId: string | null | undefined,
  matches: readonly FoundMatch[],
  leaves: readonly string[],
): readonly FoundMatch[] {
  return frameworkId ? matchesByEdition(matches, leaves, readingOrder(graph, frameworkId)) : matches;
}

function requireSubject(need: TeachingNeedFields): void {
  if (need.knowledgePointIds?.length || need.frameworkItemIds?.length || need.text) return;
  throw badInput("knowledgePointIds", {
    zh: "请给出 knowledgePointIds、frameworkItemIds 或 text 之一。",
    en: "Give knowledgePointIds, frameworkItemIds or text.",
  });
}

function filterOf(
  need: Pick<TeachingNeedFields, "kinds" | "adminLevels" | "language" | "minutes">,
  roles: readonly AnnotationRole[],
): CandidateFilter {
  return {
    roles,
    kinds: need.kinds?.length ? need.kinds : null,
    adminLevels: need.adminLevels?.length ? need.adminLevels : null,
    language: need.language ?? null,
    minutes: need.minutes ?? null,
    systems: null,
  };
}

function ranked(
  need: MatchNeed,
  candidates: ReadonlyMap<string, Candidate>,
  toCandidate: (candidate: Candidate) => MatchCandidate,
  first: number,
): FoundMatch[] {
  const matches = matchResources(need, [...candidates.values()].map(toCandidate), first);
  return matches.map((match) => ({ ...match, resource: candidates.get(match.id)!.resource }));
}

function matchCandidate(
  graph: KnowledgeGraph,
  { resource, covers, uses }: Candidate,
  textScore: number | undefined,
): MatchCandidate {
  return {
    id: resource.id,
    kind: resource.kind,
    minutes: resource.minutes,
    difficulty: resource.difficulty,
    textScore,
    uses,
    covers: covers.map((cover) => {
      const point = graph.points.get(cover.knowledgePointId);
      return { ...cover, gradeFrom: point?.gradeFrom, gradeTo: point?.gradeTo };
    }),
  };
}
