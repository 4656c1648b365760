import { type FrameworkItem, prerequisiteKey, relationKey } from "../knowledge/graph-state.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import { EXACT_MATCH, pointsOfNode, SAME } from "./case-nodes.js";

/** A statement of CASE between two nodes, by their ids in the graph or outside of it. */
export interface CaseEdge {
  readonly type: string;
  readonly originId: string;
  readonly destinationId: string;
}

/** A framework as CASE sees it: its items are the nodes, and stand for the points made of them. */
export class CaseFramework {
  /** In reading order, each before its parts. */
  readonly items: ReadonlyMap<string, FrameworkItem>;
  readonly #pointOf = new Map<string, string>();
  readonly #itemOf = new Map<string, string>();

  constructor(
    readonly graph: KnowledgeGraph,
    readonly id: string,
    private readonly sameAs: ReadonlyMap<string, string> = new Map(),
  ) {
    this.items = new Map(graph.itemsOf(id).map((item) => [item.id, item]));
    for (const item of this.items.values()) {
      const own = item.alignments.find((alignment) => alignment.kind === SAME)?.knowledgePointId;
      if (own === undefined) continue;
      this.#pointOf.set(item.id, own);
      this.#itemOf.set(own, item.id);
    }
  }

  /** The item that stands for a node: itself, or the one that is the same as a node outside the package. */
  itemFor(nodeId: string): string | undefined {
    if (this.items.has(nodeId)) return nodeId;
    return this.graph.points.has(nodeId) ? this.#itemOf.get(nodeId) : this.sameAs.get(nodeId);
  }

  /** The point that a node is: of an item its own, else one of the graph, else that of the item it is the same as. */
  pointFor(nodeId: string): string | undefined {
    const own = this.#pointOf.get(nodeId);
    if (own !== undefined) return own;
    const outside = pointsOfNode(this.graph, nodeId, this.id)[0];
    return outside ?? this.#pointOf.get(this.sameAs.get(nodeId) ?? "");
  }

  /** Whether the graph, as it is now, says this. */
  holds({ type, originId, destinationId }: CaseEdge): boolean {
    if (type === EXACT_MATCH) return this.#isMatch(originId, destinationId) || this.#isMatch(destinationId, originId);
    const item = this.items.get(originId);
    const origin = this.pointFor(originId);
    const destination = this.pointFor(destinationId);
    if (type === "isChildOf") {
      if (destinationId === this.id) return item !== undefined && item.parentId === undefined;
      if (item?.parentId === destinationId) return true;
      return origin !== undefined && this.#parentsOf(origin).includes(destination ?? "");
    }
    if (origin === undefined || destination === undefined) return false;
    if (type === "precedes") return this.graph.prerequisites.has(prerequisiteKey(origin, destination));
    if (type === "replacedBy") return this.graph.points.get(origin)?.replacedBy.includes(destination) ?? false;
    return this.graph.relations.has(relationKey({ fromId: origin, toId: destination, kind: type }));
  }

  /** All that the graph says now between nodes of this framework, and from its items to points of others. */
  edges(): CaseEdge[] {
    const edges: CaseEdge[] = [];
    for (const item of this.items.values()) {
      edges.push({ type: "isChildOf", originId: item.id, destinationId: item.parentId ?? this.id });
      for (const { knowledgePointId, kind } of item.alignments) {
        if (kind === SAME) continue;
        const type = kind === EXACT_MATCH ? EXACT_MATCH : "isRelatedTo";
        edges.push({ type, originId: item.id, destinationId: knowledgePointId });
      }
    }
    for (const [itemId, pointId] of this.#pointOf) {
      const add = (type: string, otherId: string) => {
        const destinationId = this.#itemOf.get(otherId);
        if (destinationId !== undefined) edges.push({ type, originId: itemId, destinationId });
      };
      for (const { dependentId } of this.graph.allDependentsOf(pointId)) add("precedes", dependentId);
      for (const replacement of this.graph.points.get(pointId)?.replacedBy ?? []) add("replacedBy", replacement);
    }
    for (const { fromId, toId, kind } of this.graph.relations.values()) {
      const originId = this.#itemOf.get(fromId);
      const destinationId = this.#itemOf.get(toId);
      if (originId !== undefined && destinationId !== undefined) edges.push({ type: kind, originId, destinationId });
    }
    return edges;
  }

  #isMatch(itemId: string, outsideId: string): boolean {
    const points = pointsOfNode(this.graph, outsideId, this.id);
    const alignments = this.items.get(itemId)?.alignments ?? [];
    return alignments.some(({ kind, knowledgePointId }) => kind === EXACT_MATCH && points.includes(knowledgePointId));
  }

  #parentsOf(pointId: string): readonly string[] {
    return this.graph.points.get(pointId)?.parentIds ?? [];
  }
}
