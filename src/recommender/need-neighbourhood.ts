import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";

export type Nearness = "SAME" | "WHOLE" | "PREREQUISITE" | "DEPENDENT";

/** How close a tagged point is to one leaf of a need. */
export interface NeedLink {
  /** Position of the leaf in the need. */
  readonly leaf: number;
  readonly nearness: Nearness;
  /** 1 for the leaf itself, less the further off, above 0. */
  readonly closeness: number;
}

/** Half of the closeness is left at each level of the hierarchy above a leaf. */
const WHOLE_DECAY = 0.5;
const PREREQUISITE_CLOSENESS = 0.3;
const DEPENDENT_CLOSENESS = 0.2;

/**
 * For each point whose tag is of use to a need: the leaves of the need it is close to. The points are the leaves
 * themselves, what they are part of, and their direct prerequisites and dependents.
 * `leaves` are ids of active leaves. O(leaves · (ancestors + edges)).
 */
export function needNeighbourhood(graph: KnowledgeGraph, leaves: readonly string[]): Map<string, NeedLink[]> {
  const near = new Map<string, NeedLink[]>();
  const add = (id: string, link: NeedLink): void => {
    if (link.closeness <= 0) return;
    const links = near.get(id);
    if (links) links.push(link);
    else near.set(id, [link]);
  };
  const compiled = graph.compiled;
  leaves.forEach((id, leaf) => {
    add(id, { leaf, nearness: "SAME", closeness: 1 });
    let closeness = WHOLE_DECAY;
    const seen = new Set<string>();
    for (let level = parentsOf(graph, [id]); level.length > 0; level = parentsOf(graph, level)) {
      for (const ancestor of level) {
        if (!seen.has(ancestor)) add(ancestor, { leaf, nearness: "WHOLE", closeness });
        seen.add(ancestor);
      }
      closeness *= WHOLE_DECAY;
    }
    const node = compiled.indexOf(id);
    if (node < 0) return;
    for (const [rows, nearness, factor] of [
      [compiled.prerequisites, "PREREQUISITE", PREREQUISITE_CLOSENESS],
      [compiled.dependents, "DEPENDENT", DEPENDENT_CLOSENESS],
    ] as const) {
      for (let e = rows.offsets[node]!; e < rows.offsets[node + 1]!; e++) {
        add(compiled.ids[rows.targets[e]!]!, { leaf, nearness, closeness: factor * rows.strengths[e]! });
      }
    }
  });
  return near;
}

function parentsOf(graph: KnowledgeGraph, ids: readonly string[]): string[] {
  return [...new Set(ids.flatMap((id) => graph.points.get(id)?.parentIds ?? []))].filter((id) => graph.isActive(id));
}
