import type { Text } from "../errors.js";
import { type CaseItemFields, readItemFields } from "./case-item.js";
import type { AssociationEnd } from "./case-package.js";
import type { JsonObject } from "./json-text.js";

export interface PlannedItem extends CaseItemFields {
  readonly index: number;
  /** Position in the kept array of items. */
  readonly place: number;
  /** All parents among the items, in the order of their associations; none for the top of the document. */
  readonly parentIds: readonly string[];
  /** Place among its siblings under the first parent, from 0. */
  readonly order: number;
}

export interface PlannedEdge {
  readonly index: number;
  /** Position in the kept array of associations. */
  readonly place: number;
  readonly type: string;
  readonly originId: string;
  readonly destinationId: string;
}

export function dangling(id: string): Text {
  return { zh: `没有 identifier 为 ${id} 的节点。`, en: `There is no node with the identifier ${id}.` };
}

interface ParentEdge extends PlannedEdge {
  readonly sequence: number;
}

/**
 * The tree of a package: which items are parts of which. An item may have several parents; the first that is an item
 * is the one under which a framework shows it.
 */
export class CaseHierarchy {
  readonly #items: ReadonlyMap<string, JsonObject>;
  readonly #parents = new Map<string, ParentEdge[]>();

  constructor(
    private readonly documentId: string,
    items: readonly JsonObject[],
  ) {
    this.#items = new Map(items.map((item) => [String(item.identifier), item]));
  }

  has(id: string): boolean {
    return this.#items.has(id);
  }

  /** Adds an `isChildOf`, or refuses it naming the end that does not exist. */
  add(edge: PlannedEdge, sequence: number | undefined, refuse: (end: AssociationEnd, message: Text) => void): void {
    if (!this.has(edge.originId)) refuse("originNodeURI", dangling(edge.originId));
    else if (!this.has(edge.destinationId) && edge.destinationId !== this.documentId) {
      refuse("destinationNodeURI", dangling(edge.destinationId));
    } else {
      const parents = this.#parents.get(edge.originId) ?? [];
      parents.push({ ...edge, sequence: sequence ?? Number.POSITIVE_INFINITY });
      this.#parents.set(edge.originId, parents);
    }
  }

  /** The edges that hold, those to the document too. */
  edges(): PlannedEdge[] {
    return [...this.#parents.values()].flat();
  }

  /** Takes out, in the order of the file, each edge that closes a cycle with those before it. O(n) without cycles. */
  breakCycles(report: (edge: PlannedEdge, path: readonly string[]) => void): void {
    if (this.#isAcyclic()) return;
    const edges = [...this.#parents.values()].flat().sort((a, b) => a.place - b.place);
    this.#parents.clear();
    for (const edge of edges) {
      const path = this.#pathUp(edge.destinationId, edge.originId);
      if (path !== undefined) {
        report(edge, [edge.originId, ...path]);
        continue;
      }
      const parents = this.#parents.get(edge.originId) ?? [];
      parents.push(edge);
      this.#parents.set(edge.originId, parents);
    }
  }

  /** The items in the order of the file; `places` are their positions in it. */
  items(places: readonly number[]): PlannedItem[] {
    const children = new Map<string, { id: string; sequence: number }[]>();
    for (const id of this.#items.keys()) {
      const edges = this.#parents.get(id) ?? [];
      const shown = edges.find((edge) => edge.destinationId !== this.documentId) ?? edges[0];
      const siblings = children.get(shown?.destinationId ?? this.documentId) ?? [];
      siblings.push({ id, sequence: shown?.sequence ?? Number.POSITIVE_INFINITY });
      children.set(shown?.destinationId ?? this.documentId, siblings);
    }
    const orders = new Map<string, number>();
    for (const siblings of children.values()) {
      siblings.sort((a, b) => (a.sequence === b.sequence ? 0 : a.sequence - b.sequence));
      for (const [order, { id }] of siblings.entries()) orders.set(id, order);
    }
    return [...this.#items].map(([id, item], place) => ({
      ...readItemFields(item),
      index: places[place]!,
      place,
      parentIds: (this.#parents.get(id) ?? [])
        .map((edge) => edge.destinationId)
        .filter((parent, at, all) => parent !== this.documentId && all.indexOf(parent) === at),
      order: orders.get(id)!,
    }));
  }

  #isAcyclic(): boolean {
    const waiting = new Map<string, number>();
    const children = new Map<string, string[]>();
    for (const [id, edges] of this.#parents) {
      waiting.set(id, edges.length);
      for (const { destinationId } of edges) {
        const list = children.get(destinationId);
        if (list) list.push(id);
        else children.set(destinationId, [id]);
      }
    }
    const ready = [this.documentId, ...this.#items.keys()].filter((id) => !waiting.has(id));
    for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
      for (const child of children.get(id) ?? []) {
        const left = waiting.get(child)! - 1;
        if (left === 0) {
          waiting.delete(child);
          ready.push(child);
        } else {
          waiting.set(child, left);
        }
      }
    }
    return waiting.size === 0;
  }

  /** Ids from `from` up to `to` along parents, both included, if there is a way. */
  #pathUp(from: string, to: string): string[] | undefined {
    const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
    const stack = [from];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (id === to) {
        const path: string[] = [];
        for (let at: string | undefined = to; at !== undefined; at = cameFrom.get(at)) path.unshift(at);
        return path;
      }
      for (const { destinationId } of this.#parents.get(id) ?? []) {
        if (cameFrom.has(destinationId)) continue;
        cameFrom.set(destinationId, id);
        stack.push(destinationId);
      }
    }
    return undefined;
  }
}
