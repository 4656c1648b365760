import { createHash } from "node:crypto";
import type { Adjacency, CompiledGraph } from "../knowledge/compiled-graph.js";

/** The neighbours of node v are `targets[offsets[v] … offsets[v + 1])`. */
export type Rows = Pick<Adjacency, "offsets" | "targets">;

/** The points that a placement asks about, and those between them, as nodes 0 … n − 1, prerequisites first. */
export interface PlacementRegion {
  /** The point of each node. */
  readonly ids: readonly string[];
  /** The nodes that are asked about and counted, ascending. */
  readonly scope: Int32Array;
  readonly prerequisites: Rows;
  readonly dependents: Rows;
  /** The connected part that a node belongs to, from 0. */
  readonly part: Int32Array;
  readonly parts: number;
  /** The same for the same points and prerequisites, whatever else the graph has. */
  readonly key: string;
}

/** A prerequisite below this strength is an advantage, not a condition: who lacks it may know the dependent. */
const BINDING_STRENGTH = 0.5;

/**
 * The region of some leaves. A point that lies between two of them, not named itself, is part of it, as through it one
 * tells about the other. O(nodes + edges reached); allocates a few arrays of that length.
 */
export function placementRegion(graph: CompiledGraph, leaves: readonly string[]): PlacementRegion {
  const named = new Set(leaves.map((id) => graph.indexOf(id)));
  const before = reach(graph.prerequisites, named);
  const after = reach(graph.dependents, named);
  const nodes = graph.order.filter((v) => before.has(v) && after.has(v));
  const numbers = new Map(Array.from(nodes, (v, node) => [v, node]));
  const rows = Array.from(nodes, (v) => {
    const own: number[] = [];
    for (let e = graph.prerequisites.offsets[v]!; e < graph.prerequisites.offsets[v + 1]!; e++) {
      const node = numbers.get(graph.prerequisites.targets[e]!);
      if (node !== undefined && graph.prerequisites.strengths[e]! >= BINDING_STRENGTH) own.push(node);
    }
    return own;
  });
  const ids = Array.from(nodes, (v) => graph.ids[v]!);
  const scope = Int32Array.from(nodes.keys()).filter((node) => named.has(nodes[node]!));
  const said = JSON.stringify([ids, rows, [...scope]]);
  return {
    ids,
    scope,
    prerequisites: compressed(rows),
    dependents: compressed(turned(rows)),
    ...connectedParts(rows),
    key: createHash("sha256").update(said).digest("base64url"),
  };
}

function reach({ offsets, targets, strengths }: Adjacency, from: ReadonlySet<number>): Set<number> {
  const seen = new Set(from);
  for (const v of seen) {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) if (strengths[e]! >= BINDING_STRENGTH) seen.add(targets[e]!);
  }
  return seen;
}

function compressed(rows: readonly (readonly number[])[]): Rows {
  const offsets = new Int32Array(rows.length + 1);
  rows.forEach((row, v) => {
    offsets[v + 1] = offsets[v]! + row.length;
  });
  return { offsets, targets: Int32Array.from(rows.flat()) };
}

function turned(rows: readonly (readonly number[])[]): number[][] {
  const other: number[][] = rows.map(() => []);
  rows.forEach((row, v) => {
    for (const u of row) other[u]!.push(v);
  });
  return other;
}

function connectedParts(rows: readonly (readonly number[])[]): { part: Int32Array; parts: number } {
  const root = Int32Array.from(rows.keys());
  const find = (v: number): number => {
    let at = v;
    while (root[at] !== at) {
      root[at] = root[root[at]!]!;
      at = root[at]!;
    }
    return at;
  };
  rows.forEach((row, v) => {
    for (const u of row) root[find(u)] = find(v);
  });
  const numbers = new Map<number, number>();
  const part = Int32Array.from(rows.keys(), (v) => {
    const of = find(v);
    if (!numbers.has(of)) numbers.set(of, numbers.size);
    return numbers.get(of)!;
  });
  return { part, parts: numbers.size };
}
