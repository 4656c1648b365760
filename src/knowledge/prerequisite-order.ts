interface PointPair {
  readonly prerequisiteId: string;
  readonly dependentId: string;
}

/**
 * Keeps prerequisites and hierarchy acyclic together while edges come and go.
 *
 * Each point is a pair of nodes, its start and its end. A point's start comes before the starts of its parts, the ends of
 * its parts before its end, its own start before its own end, and a prerequisite's end before its dependent's start.
 * These brackets have a cycle exactly where the hierarchy has one or where, a prerequisite of a point with parts holding
 * for its leaves, some leaf would have to be learnt before itself. A prerequisite between a point and its ancestor is such
 * a cycle too.
 *
 * The order is maintained as in Pearce and Kelly (2006), "A dynamic topological sort algorithm for directed acyclic graphs":
 * an insertion costs only as much as the part of the order that it disturbs.
 */
export class PrerequisiteOrder {
  readonly #numbers = new Map<string, number>();
  readonly #ids: string[] = [];
  readonly #next: number[][] = [];
  readonly #previous: number[][] = [];
  readonly #rank: number[] = [];

  /** The order of a graph known to be acyclic, by Kahn (1962). O(points + prerequisites). */
  static of(
    points: Iterable<{ readonly id: string; readonly parentIds: readonly string[] }>,
    prerequisites: Iterable<PointPair>,
  ): PrerequisiteOrder {
    const order = new PrerequisiteOrder();
    const list = [...points];
    for (const { id } of list) order.addPoint(id);
    for (const { id, parentIds } of list) {
      for (const parent of parentIds) {
        order.#link(order.#start(parent), order.#start(id));
        order.#link(order.#end(id), order.#end(parent));
      }
    }
    for (const { prerequisiteId, dependentId } of prerequisites)
      order.#link(order.#end(prerequisiteId), order.#start(dependentId));
    order.#rankAll();
    return order;
  }

  /** Adds a point without parents, at the end of the order. */
  addPoint(id: string): void {
    if (this.#numbers.has(id)) return;
    this.#numbers.set(id, this.#ids.length);
    this.#ids.push(id);
    for (const _ of ["start", "end"]) {
      this.#rank.push(this.#rank.length);
      this.#next.push([]);
      this.#previous.push([]);
    }
    this.#link(this.#start(id), this.#end(id));
  }

  /** Returns undefined when the edge went in, else the points of the cycle it would close, the first again at the end. */
  addPrerequisite(prerequisiteId: string, dependentId: string): string[] | undefined {
    const path = this.#insert(this.#end(prerequisiteId), this.#start(dependentId));
    return path && [prerequisiteId, ...this.#pointsOf(path)];
  }

  removePrerequisite(prerequisiteId: string, dependentId: string): void {
    this.#remove(this.#end(prerequisiteId), this.#start(dependentId));
  }

  /** As `addPrerequisite`, for `partId` becoming a part of `parentId`. */
  addPart(parentId: string, partId: string): string[] | undefined {
    const down = this.#insert(this.#start(parentId), this.#start(partId));
    if (down) return [parentId, ...this.#pointsOf(down)];
    const up = this.#insert(this.#end(partId), this.#end(parentId));
    if (!up) return undefined;
    this.#remove(this.#start(parentId), this.#start(partId));
    return [partId, ...this.#pointsOf(up)];
  }

  removePart(parentId: string, partId: string): void {
    this.#remove(this.#start(parentId), this.#start(partId));
    this.#remove(this.#end(partId), this.#end(parentId));
  }

  #start(id: string): number {
    return 2 * this.#numbers.get(id)!;
  }

  #end(id: string): number {
    return 2 * this.#numbers.get(id)! + 1;
  }

  #pointsOf(path: readonly number[]): string[] {
    return path.map((node) => this.#ids[node >> 1]!).filter((id, i, ids) => id !== ids[i - 1]);
  }

  /** Inserts from → to; returns the path to … from where that would close a cycle, and then changes nothing. */
  #insert(from: number, to: number): number[] | undefined {
    const lower = this.#rank[to]!;
    const upper = this.#rank[from]!;
    if (upper >= lower) {
      const forward = new Map<number, number>([[to, -1]]);
      this.#search(forward, this.#next, (node) => this.#rank[node]! <= upper);
      if (forward.has(from)) {
        const path: number[] = [];
        for (let node = from; node !== -1; node = forward.get(node)!) path.push(node);
        return path.reverse();
      }
      const backward = new Map<number, number>([[from, -1]]);
      this.#search(backward, this.#previous, (node) => this.#rank[node]! >= lower);
      const byRank = (a: number, b: number) => this.#rank[a]! - this.#rank[b]!;
      const nodes = [...[...backward.keys()].sort(byRank), ...[...forward.keys()].sort(byRank)];
      const ranks = nodes.map((node) => this.#rank[node]!).sort((a, b) => a - b);
      nodes.forEach((node, i) => {
        this.#rank[node] = ranks[i]!;
      });
    }
    this.#link(from, to);
    return undefined;
  }

  #link(from: number, to: number): void {
    this.#next[from]!.push(to);
    this.#previous[to]!.push(from);
  }

  #rankAll(): void {
    const waiting = this.#previous.map((list) => list.length);
    const queue = waiting.flatMap((count, node) => (count === 0 ? [node] : []));
    for (let i = 0; i < queue.length; i++) {
      this.#rank[queue[i]!] = i;
      for (const node of this.#next[queue[i]!]!) if (--waiting[node]! === 0) queue.push(node);
    }
    if (queue.length < this.#rank.length) throw new Error("the stored graph has a cycle");
  }

  /** Depth first; `found` maps each node to the one it was reached from. */
  #search(found: Map<number, number>, edges: readonly number[][], within: (node: number) => boolean): void {
    const stack = [...found.keys()];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      for (const neighbour of edges[node]!) {
        if (found.has(neighbour) || !within(neighbour)) continue;
        found.set(neighbour, node);
        stack.push(neighbour);
      }
    }
  }

  #remove(from: number, to: number): void {
    const drop = (list: number[], value: number) => {
      const at = list.indexOf(value);
      if (at >= 0) list.splice(at, 1);
    };
    drop(this.#next[from]!, to);
    drop(this.#previous[to]!, from);
  }
}
