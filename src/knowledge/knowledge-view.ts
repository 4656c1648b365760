import { badInput } from "../errors.js";
import { compare, type KnowledgePoint, type Prerequisite } from "./graph-state.js";
import type { KnowledgeGraph } from "./knowledge-graph.js";
import { searchPoints } from "./search-points.js";

export interface PointFilter {
  readonly subjectId?: string | null;
  readonly grade?: number | null;
  readonly parentId?: string | null;
  readonly status?: KnowledgePoint["status"] | null;
  readonly text?: string | null;
}

/** The points that pass a filter, by code, then id; ACTIVE ones unless `status` asks for others. */
export function filterPoints(graph: KnowledgeGraph, filter: PointFilter): KnowledgePoint[] {
  const { subjectId, grade, parentId, text } = filter;
  const status = filter.status ?? "ACTIVE";
  const found = text ? new Set(searchPoints(graph, text).map((hit) => hit.knowledgePoint.id)) : undefined;
  return pointsByCode(graph).filter(
    (p) =>
      p.status === status &&
      (!subjectId || p.subjectId === subjectId) &&
      (!parentId || p.parentIds.includes(parentId)) &&
      (grade === undefined || grade === null || isTaughtIn(p, grade)) &&
      (!found || found.has(p.id)),
  );
}

const sortedPoints = new WeakMap<KnowledgeGraph, readonly KnowledgePoint[]>();

/** All points by code, then id; sorted once for a graph. */
function pointsByCode(graph: KnowledgeGraph): readonly KnowledgePoint[] {
  let points = sortedPoints.get(graph);
  if (!points) {
    points = [...graph.points.values()].sort((a, b) => compare(a.code, b.code) || compare(a.id, b.id));
    sortedPoints.set(graph, points);
  }
  return points;
}

/** Whether a point is taught in a grade; one without grades is taught in none. */
export function isTaughtIn(point: KnowledgePoint, grade: number): boolean {
  const from = point.gradeFrom ?? point.gradeTo;
  const to = point.gradeTo ?? point.gradeFrom;
  return from !== undefined && to !== undefined && from <= grade && grade <= to;
}

export interface GraphSelection {
  readonly subjectId?: string | null;
  readonly rootIds?: readonly string[] | null;
  /** How many prerequisites back from the roots; all where absent. */
  readonly depth?: number | null;
}

/**
 * The active points of a subject and the prerequisites among them; with roots, these and their prerequisites up to
 * `depth`, across subjects, those of the points they are part of included. Throws NOT_FOUND, BAD_INPUT.
 */
export function selectGraph(
  graph: KnowledgeGraph,
  { subjectId, rootIds, depth }: GraphSelection,
): { points: KnowledgePoint[]; prerequisites: Prerequisite[] } {
  if (depth !== undefined && depth !== null && depth < 0)
    throw badInput("depth", { zh: "depth 不能为负。", en: "depth may not be negative." });
  if (subjectId) graph.getSubject(subjectId);
  const chosen = rootIds
    ? withPrerequisites(
        graph,
        rootIds.flatMap((id) => graph.resolveActive(id, "rootIds")),
        depth ?? Number.POSITIVE_INFINITY,
      )
    : new Set(
        [...graph.points.values()]
          .filter((p) => p.status === "ACTIVE" && (!subjectId || p.subjectId === subjectId))
          .map((p) => p.id),
      );
  const points = [...chosen].sort(compare).map((id) => graph.getPoint(id));
  const prerequisites = points.flatMap((p) => graph.dependentsOf(p.id)).filter((edge) => chosen.has(edge.dependentId));
  return { points, prerequisites };
}

function withPrerequisites(graph: KnowledgeGraph, rootIds: readonly string[], depth: number): Set<string> {
  const chosen = new Set(rootIds);
  let frontier = [...chosen];
  for (let step = 0; step < depth && frontier.length > 0; step++) {
    const before = new Set(
      frontier.flatMap((id) =>
        [id, ...graph.activeAncestorsOf(id)].flatMap((at) => graph.prerequisitesOf(at).map((p) => p.prerequisiteId)),
      ),
    );
    frontier = [...before].filter((id) => !chosen.has(id));
    for (const id of frontier) chosen.add(id);
  }
  return chosen;
}
