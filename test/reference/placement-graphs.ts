import type { PlacementRegion } from "../../src/mastery/placement-region.js";
import { placementRegion } from "../../src/mastery/placement-region.js";
import { seededRandom } from "../../src/seeded-random.js";
import { graphOf } from "../recommender/random-graphs.js";

export interface PlacementGraph {
  readonly name: string;
  readonly region: PlacementRegion;
}

const named = (v: number) => `p${String(v).padStart(5, "0")}`;

/** Points 0 to n − 1, each with the earlier points that it needs. */
function made(name: string, size: number, neededBy: (v: number) => readonly number[]): PlacementGraph {
  const ids = Array.from({ length: size }, (_, v) => named(v));
  const edges = ids.flatMap((id, v) => [...new Set(neededBy(v))].map((u): [string, string] => [named(u), id]));
  return { name, region: placementRegion(graphOf(ids, edges), ids) };
}

/** Layers of points, each on one to three points of the layer before it. */
export function layers(count: number, width: number, seed = 1): PlacementGraph {
  const random = seededRandom(seed);
  return made(`${count} layers of ${width}`, count * width, (v) => {
    if (v < width) return [];
    const before = Math.floor(v / width - 1) * width;
    return Array.from({ length: random.between(1, 3) }, () => before + random.between(0, width - 1));
  });
}

/** Chains without anything in common. */
export function chains(count: number, length: number): PlacementGraph {
  return made(`${count} chains of ${length}`, count * length, (v) => (v % length === 0 ? [] : [v - 1]));
}

/** Each point on none to three of the `window` points before it, as in a curriculum. */
export function scattered(size: number, window: number, seed = 1): PlacementGraph {
  const random = seededRandom(seed);
  return made(`${size} scattered`, size, (v) =>
    v === 0
      ? []
      : Array.from({ length: random.pick([0, 1, 1, 2, 2, 3]) }, () => random.between(Math.max(0, v - window), v - 1)),
  );
}

/** Each point but the first on one earlier point: a binary tree, or one whose branches grow at random. */
export function tree(size: number, seed?: number): PlacementGraph {
  const random = seed === undefined ? undefined : seededRandom(seed);
  return made(`a ${random ? "random" : "binary"} tree of ${size}`, size, (v) =>
    v === 0 ? [] : [random ? random.between(0, v - 1) : (v - 1) >> 1],
  );
}
