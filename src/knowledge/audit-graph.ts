import type { CompiledGraph } from "./compiled-graph.js";
import { compare, type KnowledgePoint, type Prerequisite } from "./graph-state.js";
import type { KnowledgeGraph } from "./knowledge-graph.js";
import { findNearNames, type NearNames } from "./near-names.js";

/** What is odd about the graph of a subject. Points are active leaves of the subject unless said. */
export interface GraphAudit {
  /** Without prerequisites and dependents, also by the points that they are part of. */
  readonly isolated: readonly string[];
  /** Prerequisites of the subject's points that follow from the others. */
  readonly redundant: readonly Prerequisite[];
  /** The longest chains of prerequisites, first point first, one for each last point; longest first. */
  readonly longChains: readonly (readonly string[])[];
  /** Points without which most others cannot be learnt, with how many; most first. */
  readonly bottlenecks: readonly { readonly pointId: string; readonly dependents: number }[];
  /** Prerequisites that are taught in a later grade than what needs them. */
  readonly gradeInversions: readonly Prerequisite[];
  readonly nearNames: readonly NearNames[];
}

/** Lists of chains and bottlenecks end here. */
const MOST = 10;

/** Audits a subject. Throws NOT_FOUND. See the parts for what they cost; none walks the database. */
export function auditGraph(graph: KnowledgeGraph, subjectId: string): GraphAudit {
  graph.getSubject(subjectId);
  const { compiled } = graph;
  const isOf = (id: string) => graph.points.get(id)?.subjectId === subjectId;
  const own = compiled.ids.flatMap((id, v) => (isOf(id) ? [v] : []));
  const degree = (v: number) => {
    const { prerequisites: p, dependents: d } = compiled;
    return p.offsets[v + 1]! - p.offsets[v]! + d.offsets[v + 1]! - d.offsets[v]!;
  };
  const edges = [...graph.prerequisites.values()]
    .filter((e) => isOf(e.dependentId) && graph.isActive(e.prerequisiteId) && graph.isActive(e.dependentId))
    .sort((a, b) => compare(a.prerequisiteId, b.prerequisiteId) || compare(a.dependentId, b.dependentId));
  const points = [...graph.points.values()].filter((p) => p.status === "ACTIVE" && p.subjectId === subjectId);
  return {
    isolated: own.filter((v) => degree(v) === 0).map((v) => compiled.ids[v]!),
    redundant: redundantEdges(graph, edges),
    longChains: longChains(compiled, own),
    bottlenecks: bottlenecks(compiled, own),
    gradeInversions: edges.filter((e) =>
      isTaughtLater(graph.getPoint(e.prerequisiteId), graph.getPoint(e.dependentId)),
    ),
    nearNames: findNearNames(points),
  };
}

function isTaughtLater(prerequisite: KnowledgePoint, dependent: KnowledgePoint): boolean {
  const [before, after] = [prerequisite.gradeFrom ?? prerequisite.gradeTo, dependent.gradeFrom ?? dependent.gradeTo];
  return before !== undefined && after !== undefined && before > after;
}

/**
 * Prerequisites without which every leaf would still have the same near and far prerequisites: each pair of leaves that
 * they join is joined by another stored prerequisite, or by a longer path. O(edges × what lies between their ends).
 */
export function redundantEdges(graph: KnowledgeGraph, edges: readonly Prerequisite[]): Prerequisite[] {
  const { compiled } = graph;
  const pairsOf = ({ prerequisiteId, dependentId }: Prerequisite) =>
    graph.leavesOf([prerequisiteId]).flatMap((from) => graph.leavesOf([dependentId]).map((to) => `${from} ${to}`));
  const joinedBy = new Map<string, number>();
  for (const edge of graph.prerequisites.values()) {
    if (!graph.isActive(edge.prerequisiteId) || !graph.isActive(edge.dependentId)) continue;
    for (const pair of pairsOf(edge)) joinedBy.set(pair, (joinedBy.get(pair) ?? 0) + 1);
  }
  const rank = new Int32Array(compiled.ids.length);
  compiled.order.forEach((v, i) => {
    rank[v] = i;
  });
  return edges.filter((edge) =>
    pairsOf(edge).every((pair) => {
      if (joinedBy.get(pair)! > 1) return true;
      const [from, to] = pair.split(" ").map((id) => compiled.indexOf(id)) as [number, number];
      return hasLongerPath(compiled, rank, from, to);
    }),
  );
}

function hasLongerPath({ prerequisites: p }: CompiledGraph, rank: Int32Array, from: number, to: number): boolean {
  const seen = new Set<number>();
  const stack: number[] = [];
  const visit = (v: number) => {
    for (let e = p.offsets[v]!; e < p.offsets[v + 1]!; e++) {
      const u = p.targets[e]!;
      if ((v === to && u === from) || rank[u]! < rank[from]! || seen.has(u)) continue;
      seen.add(u);
      stack.push(u);
    }
  };
  visit(to);
  for (let v = stack.pop(); v !== undefined; v = stack.pop()) visit(v);
  return seen.has(from);
}

/** O(nodes + edges). */
function longChains(
  { ids, order, prerequisites: p, dependents: d }: CompiledGraph,
  own: readonly number[],
): string[][] {
  const length = new Int32Array(ids.length);
  const previous = new Int32Array(ids.length).fill(-1);
  for (const v of order) {
    for (let e = p.offsets[v]!; e < p.offsets[v + 1]!; e++) {
      const u = p.targets[e]!;
      if (length[u]! + 1 <= length[v]!) continue;
      length[v] = length[u]! + 1;
      previous[v] = u;
    }
  }
  return own
    .filter((v) => length[v]! > 0 && d.offsets[v] === d.offsets[v + 1])
    .sort((a, b) => length[b]! - length[a]! || a - b)
    .slice(0, MOST)
    .map((last) => {
      const chain: string[] = [];
      for (let v = last; v >= 0; v = previous[v]!) chain.push(ids[v]!);
      return chain.reverse();
    });
}

/** Those that at least a tenth of the subject needs. O(nodes × edges) at worst. */
function bottlenecks({ ids, dependents: d }: CompiledGraph, own: readonly number[]): GraphAudit["bottlenecks"] {
  const stamp = new Int32Array(ids.length).fill(-1);
  return own
    .map((v) => {
      let dependents = 0;
      const stack = [v];
      for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
        for (let e = d.offsets[at]!; e < d.offsets[at + 1]!; e++) {
          const w = d.targets[e]!;
          if (stamp[w] === v) continue;
          stamp[w] = v;
          dependents++;
          stack.push(w);
        }
      }
      return { pointId: ids[v]!, dependents };
    })
    .filter(({ dependents }) => dependents >= Math.max(2, own.length / 10))
    .sort((a, b) => b.dependents - a.dependents || compare(a.pointId, b.pointId))
    .slice(0, MOST);
}
