import type { CompiledGraph } from "../../src/knowledge/compiled-graph.js";
import { seededRandom } from "../../src/seeded-random.js";
import { graphOf, point } from "../recommender/random-graphs.js";

export interface PolicyGraph {
  readonly name: string;
  readonly graph: CompiledGraph;
  readonly goals: Int32Array;
}

type Edge = readonly [string, string];

const named = (v: number) => `p${String(v).padStart(3, "0")}`;

function made(name: string, size: number, edges: readonly Edge[], goals: readonly string[]): PolicyGraph {
  const points = Array.from({ length: size }, (_, v) => point(named(v), { minutes: 10 }));
  const graph = graphOf(points, edges);
  return { name, graph, goals: Int32Array.from(goals, (id) => graph.indexOf(id)) };
}

/** Layers of points, each on one to three points of the layer below; the last layer is the goal. */
export function layered(layers: number, width: number, seed: number): PolicyGraph {
  const random = seededRandom(seed);
  const edges: Edge[] = [];
  for (let v = width; v < layers * width; v++) {
    const below = Math.floor(v / width - 1) * width;
    const on = new Set(Array.from({ length: random.between(1, 3) }, () => below + random.between(0, width - 1)));
    for (const u of on) edges.push([named(u), named(v)]);
  }
  const goals = Array.from({ length: width }, (_, i) => named((layers - 1) * width + i));
  return made(`${layers} layers of ${width}`, layers * width, edges, goals);
}

/** One point after another; the last is the goal. */
export function chain(length: number): PolicyGraph {
  const edges = Array.from({ length: length - 1 }, (_, v): Edge => [named(v), named(v + 1)]);
  return made(`a chain of ${length}`, length, edges, [named(length - 1)]);
}

/** A binary tree whose leaves come first; its root is the goal. */
export function tree(depth: number): PolicyGraph {
  const size = 2 ** depth - 1;
  const edges = Array.from({ length: size - 1 }, (_, i): Edge => [named(i + 1), named(Math.floor(i / 2))]);
  return made(`a tree of ${size}`, size, edges, [named(0)]);
}

/** Points on any earlier points, as in a curriculum: some deep, some apart; those that nothing builds on are the goal. */
export function scattered(size: number, seed: number): PolicyGraph {
  const random = seededRandom(seed);
  const edges: Edge[] = [];
  for (let v = 1; v < size; v++) {
    const count = random.pick([0, 1, 1, 2, 2, 3]);
    const on = new Set(Array.from({ length: count }, () => random.between(Math.max(0, v - 12), v - 1)));
    for (const u of on) edges.push([named(u), named(v)]);
  }
  const built = new Set(edges.map(([u]) => u));
  const goals = Array.from({ length: size }, (_, v) => named(v)).filter((id) => !built.has(id));
  return made(`${size} scattered`, size, edges, goals);
}
