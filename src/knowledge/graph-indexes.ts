import { compare, type FrameworkItem, type GraphState, type KnowledgePoint, type Prerequisite } from "./graph-state.js";

/** Look-ups of one version, each sorted as it is read. */
export interface Indexes {
  readonly byCode: Map<string, KnowledgePoint[]>;
  readonly parts: Map<string, string[]>;
  readonly activeParts: Map<string, string[]>;
  readonly replaced: Map<string, string[]>;
  readonly incoming: Map<string, Prerequisite[]>;
  readonly outgoing: Map<string, Prerequisite[]>;
  readonly itemsBelow: Map<string, FrameworkItem[]>;
  readonly itemsByPoint: Map<string, FrameworkItem[]>;
}

/** O(n log n) for n points, prerequisites and items. */
export function buildIndexes(state: GraphState): Indexes {
  const byCode = new Map<string, KnowledgePoint[]>();
  const parts = new Map<string, string[]>();
  const activeParts = new Map<string, string[]>();
  const children = [...state.points.values()].sort(
    (a, b) =>
      (a.order ?? Number.MAX_SAFE_INTEGER) - (b.order ?? Number.MAX_SAFE_INTEGER) ||
      compare(a.code, b.code) ||
      compare(a.id, b.id),
  );
  const replaced = new Map<string, string[]>();
  for (const point of children) {
    append(byCode, point.code, point);
    for (const other of point.replacedBy) append(replaced, other, point.id);
    for (const parentId of point.parentIds) {
      append(parts, parentId, point.id);
      if (point.status === "ACTIVE") append(activeParts, parentId, point.id);
    }
  }
  const incoming = new Map<string, Prerequisite[]>();
  const outgoing = new Map<string, Prerequisite[]>();
  for (const edge of state.prerequisites.values()) {
    append(incoming, edge.dependentId, edge);
    append(outgoing, edge.prerequisiteId, edge);
  }
  for (const edges of incoming.values()) edges.sort((a, b) => compare(a.prerequisiteId, b.prerequisiteId));
  for (const edges of outgoing.values()) edges.sort((a, b) => compare(a.dependentId, b.dependentId));
  const itemsBelow = new Map<string, FrameworkItem[]>();
  const itemsByPoint = new Map<string, FrameworkItem[]>();
  for (const item of state.items.values()) {
    append(itemsBelow, item.parentId ?? item.frameworkId, item);
    for (const { knowledgePointId } of item.alignments) append(itemsByPoint, knowledgePointId, item);
  }
  for (const items of itemsBelow.values()) items.sort((a, b) => a.order - b.order || compare(a.id, b.id));
  return { byCode, parts, activeParts, replaced, incoming, outgoing, itemsBelow, itemsByPoint };
}

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
