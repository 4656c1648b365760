import { badInput, DomainError } from "../errors.js";
import { compare } from "../knowledge/graph-state.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import { chooseQuestion } from "./choose-question.js";
import { PlacementBelief } from "./placement-belief.js";
import { type PlacementRegion, placementRegion } from "./placement-region.js";
import type { StatePool } from "./state-pool.js";

export const PLACEMENT_STATUSES = ["OPEN", "DONE", "STOPPED"] as const;
/** OPEN: a question waits; DONE: all questions are asked, or nothing more is to be learnt by asking; STOPPED: by a caller. */
export type PlacementStatus = (typeof PLACEMENT_STATUSES)[number];

/** What a placement is about, as it was named; the points that it stands for are those of the graph at the time. */
export interface PlacementScope {
  readonly knowledgePointIds: readonly string[];
  readonly frameworkItemIds: readonly string[];
  readonly subjectId?: string;
}

/** What changes of a placement from question to question. */
export interface PlacementProgress {
  readonly status: PlacementStatus;
  /** When it changed last, epoch milliseconds, and the version of the graph on which. */
  readonly at: number;
  readonly graphVersion: number;
  /** The points asked about, in order, and the score of each answer, 0 to 1. */
  readonly answeredIds: readonly string[];
  readonly scores: readonly number[];
  /** The point of the open question; undefined unless OPEN. */
  readonly askedId?: string;
}

export interface StoredPlacement extends PlacementScope, PlacementProgress {
  readonly id: string;
  readonly studentId: string;
  /** Questions that may be asked at most. */
  readonly questions: number;
}

/** A placement as read on one graph. */
export interface Placement extends StoredPlacement {
  /** How likely the student knows each point of the scope, by code. */
  readonly points: readonly { readonly pointId: string; readonly known: number }[];
  /** The share of these points that is expected to be classified rightly where known > .5 counts as known. */
  readonly expectedRight: number;
}

/** Beyond this, chances are too rough and questions too slow to be of use. */
const MOST_POINTS = 5_000;
/** It is sure when no more than this share of the points is expected to be classified wrongly. */
const SURE_ENOUGH = 0.01;

/** The id of a placement's nth question, from 1; its attempt has the same. */
export const questionId = ({ id }: { readonly id: string }, number: number): string => `${id}~${number}`;

/** The leaves that a scope stands for on a graph: whatever it names that is gone leaves it. */
export function leavesOfScope(graph: KnowledgeGraph, scope: PlacementScope): string[] {
  const points = scope.knowledgePointIds.filter((id) => graph.points.has(id)).flatMap((id) => graph.activeFor(id));
  const items = scope.frameworkItemIds.filter((id) => graph.items.has(id));
  const ofSubject = graph.compiled.ids.filter((id) => graph.points.get(id)!.subjectId === scope.subjectId);
  return [...new Set([...graph.leavesOf(points, items), ...ofSubject])].sort(compare);
}

/**
 * The leaves of a scope that a caller names. Throws NOT_FOUND for what does not exist, BAD_INPUT for a retired point that
 * nothing replaces, for no point and for too many.
 */
export function requireScope(graph: KnowledgeGraph, scope: PlacementScope): string[] {
  for (const id of scope.knowledgePointIds) graph.resolveActive(id);
  for (const id of scope.frameworkItemIds) graph.getItem(id);
  if (scope.subjectId !== undefined) graph.getSubject(scope.subjectId);
  const leaves = leavesOfScope(graph, scope);
  if (leaves.length === 0) {
    throw badInput("knowledgePointIds", {
      zh: "请用 knowledgePointIds、frameworkItemIds 或 subjectId 指明测评范围，其中至少要有一个知识点。",
      en: "Name what to place the student on by knowledgePointIds, frameworkItemIds or subjectId; it must have at least one knowledge point.",
    });
  }
  const size = Math.max(leaves.length, placementRegion(graph.compiled, leaves).ids.length);
  if (size > MOST_POINTS) {
    throw badInput("knowledgePointIds", {
      zh: `测评范围连同其间的知识点有 ${size} 个，至多 ${MOST_POINTS} 个；请缩小范围，例如只选一个年级的章节。`,
      en: `The scope and what lies between has ${size} knowledge points, at most ${MOST_POINTS} are possible; name less, such as the chapters of one grade.`,
    });
  }
  return leaves;
}

/** What a placement's answers say on a pool of its region. */
export class PlacementReading {
  readonly known: Float64Array;
  readonly #belief: PlacementBelief;
  readonly #times = new Map<number, number>();

  /** Answers on points that have left the region no longer count. */
  constructor(
    graph: KnowledgeGraph,
    private readonly pool: StatePool,
    private readonly stored: StoredPlacement,
  ) {
    const { region } = pool;
    const nodes = new Map(region.ids.map((id, node) => [id, node]));
    this.#belief = new PlacementBelief(pool);
    stored.answeredIds.forEach((id, i) => {
      const now = graph.points.has(id) ? graph.activeFor(id) : [];
      const node = now.length === 1 ? nodes.get(now[0]!) : undefined;
      if (node === undefined) return;
      this.#belief.add({ node, score: stored.scores[i]! });
      this.#times.set(node, (this.#times.get(node) ?? 0) + 1);
    });
    this.known = this.#belief.known();
  }

  /** The share of the points that is expected to be classified rightly. */
  expectedRight(): number {
    const { scope } = this.pool.region;
    return scope.length === 0
      ? 1
      : scope.reduce((sum, v) => sum + Math.max(this.known[v]!, 1 - this.known[v]!), 0) / scope.length;
  }

  /** The point to ask about next; undefined where the questions are used up or enough is known. */
  next(): string | undefined {
    const { answeredIds, questions } = this.stored;
    if (answeredIds.length >= questions || this.expectedRight() > 1 - SURE_ENOUGH) return undefined;
    const node = chooseQuestion(this.#belief, this.known, this.#times);
    return node === undefined ? undefined : this.pool.region.ids[node];
  }

  /** By code, then id. */
  points(graph: KnowledgeGraph): Placement["points"] {
    const { ids, scope } = this.pool.region;
    return Array.from(scope, (v) => ({ pointId: ids[v]!, known: this.known[v]! })).sort(
      (a, b) =>
        compare(graph.getPoint(a.pointId).code, graph.getPoint(b.pointId).code) || compare(a.pointId, b.pointId),
    );
  }
}

/** The region of a scope on a graph. */
export const regionOfScope = (graph: KnowledgeGraph, scope: PlacementScope): PlacementRegion =>
  placementRegion(graph.compiled, leavesOfScope(graph, scope));

/** What a closed placement answers to a further answer. */
export function closedPlacement({ id, status }: StoredPlacement): DomainError {
  return new DomainError(
    "CONFLICT",
    {
      zh: `测评 ${id} 已${status === "DONE" ? "完成" : "停止"}，不再接受作答；请用 startPlacement 另开一次。`,
      en: `Placement ${id} is ${status === "DONE" ? "done" : "stopped"} and takes no more answers; start another with startPlacement.`,
    },
    { field: "id", id },
  );
}
