import { badInput } from "../errors.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { Database } from "../neo4j/database.js";
import type { Resource, Viewer } from "../resources/resource.js";
import {
  type AdminLevel,
  type AnnotationRole,
  COVERING_ROLES,
  type ResourceKind,
} from "../resources/resources.enums.js";
import { fullTextQuery } from "../resources/resources.js";
import type { MatchCandidate, MatchNeed, MatchReason } from "./match-resources.js";
import { needNeighbourhood } from "./need-neighbourhood.js";
import { matchResources } from "./rank-matches.js";
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
}

/** A resource for a need; the contributions of the reasons sum to the score. */
export interface FoundMatch {
  readonly resource: Resource;
  /** 0 to 1. */
  readonly score: number;
  readonly reasons: readonly MatchReason[];
}

/** What one step of a student asks of its resources. */
export interface StepNeed {
  readonly pointId: string;
  /** The most wanted first. */
  readonly roles: readonly AnnotationRole[];
  readonly difficulty: number;
}

/** Candidates weighed for each point, and of a text. */
const PER_POINT = 50;
const BY_TEXT = 200;
/** Points whose own candidates are fetched; a need of a whole book is matched by its first points and its words. */
const MOST_POINTS = 200;

/** Finds resources for teaching needs and for the steps of students. */
export class Matching {
  constructor(
    private readonly database: Database,
    private readonly knowledge: Knowledge,
  ) {}

  /** Resources for a need, best first. Throws BAD_INPUT where it names neither points nor items nor text, NOT_FOUND for unknown ones. */
  async match(viewer: Viewer, need: TeachingNeedFields, first: number): Promise<FoundMatch[]> {
    if (!need.knowledgePointIds?.length && !need.frameworkItemIds?.length && !need.text) {
      throw badInput("knowledgePointIds", {
        zh: "请给出 knowledgePointIds、frameworkItemIds 或 text 之一。",
        en: "Give knowledgePointIds, frameworkItemIds or text.",
      });
    }
    const graph = this.knowledge.graph();
    const leaves = graph.leavesOf(need.knowledgePointIds ?? [], need.frameworkItemIds ?? []);
    const roles = need.roles?.length ? need.roles : COVERING_ROLES;
    const filter = filterOf(need, roles);
    const near = needNeighbourhood(graph, leaves);
    const pointIds = [...near.keys()].slice(0, MOST_POINTS);
    const text = need.text ? fullTextQuery(need.text) : undefined;
    const [byPoint, byText] = await Promise.all([
      listCandidates(this.database, { pointIds, perPoint: PER_POINT, filter, viewer }),
      text ? searchCandidates(this.database, { text, limit: BY_TEXT, filter, viewer }) : [],
    ]);
    const bestScore = byText[0]?.score ?? 1;
    const scores = new Map(byText.map(({ resource, score }) => [resource.id, (score ?? 0) / bestScore]));
    const candidates = new Map([...byText, ...byPoint].map((candidate) => [candidate.resource.id, candidate]));
    const wanted: MatchNeed = {
      size: leaves.length,
      near,
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

  /** Resources for steps, in their order; one query for all of them. */
  async matchSteps(viewer: Viewer, steps: readonly StepNeed[], first: number): Promise<FoundMatch[][]> {
    const graph = this.knowledge.graph();
    const filter = filterOf({}, COVERING_ROLES);
    const pointIds = [...new Set(steps.map((step) => step.pointId))];
    const found = await listCandidates(this.database, { pointIds, perPoint: PER_POINT, filter, viewer });
    const candidates = new Map(found.map((candidate) => [candidate.resource.id, candidate]));
    return steps.map(({ pointId, roles, difficulty }) => {
      const near = new Map([[pointId, [{ leaf: 0, nearness: "SAME" as const, closeness: 1 }]]]);
      const need: MatchNeed = { size: 1, near, roles, rolesInOrder: true, difficulty };
      return ranked(need, candidates, (candidate) => matchCandidate(graph, candidate, undefined), first);
    });
  }
}

function filterOf(need: TeachingNeedFields, roles: readonly AnnotationRole[]): CandidateFilter {
  return {
    roles,
    kinds: need.kinds?.length ? need.kinds : null,
    adminLevels: need.adminLevels?.length ? need.adminLevels : null,
    language: need.language ?? null,
    minutes: need.minutes ?? null,
  };
}

function ranked(
  need: MatchNeed,
  candidates: ReadonlyMap<string, Candidate>,
  toCandidate: (candidate: Candidate) => MatchCandidate,
  first: number,
): FoundMatch[] {
  const matches = matchResources(need, [...candidates.values()].map(toCandidate), first);
  return matches.map(({ id, score, reasons }) => ({ resource: candidates.get(id)!.resource, score, reasons }));
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
