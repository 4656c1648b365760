import { setImmediate } from "node:timers/promises";
import type { PlacementRegion } from "./placement-region.js";
import { drawLaw, emptyPool, LAWS, type StatePool } from "./state-pool.js";

/** Nodes of all pools together that are held, 1.5 kB each. */
const HELD_NODES = 50_000;

/** Pools by region, as many as fit; those asked for longest ago go first. A region gives the same pool whenever it is drawn. */
export class StatePools {
  readonly #held = new Map<string, { readonly nodes: number; readonly pool: Promise<StatePool> }>();

  get(region: PlacementRegion): Promise<StatePool> {
    const found = this.#held.get(region.key) ?? { nodes: region.ids.length, pool: drawInPieces(region) };
    this.#held.delete(region.key);
    this.#held.set(region.key, found);
    let nodes = [...this.#held.values()].reduce((sum, entry) => sum + entry.nodes, 0);
    for (const [key, entry] of this.#held) {
      if (nodes <= HELD_NODES || key === region.key) break;
      this.#held.delete(key);
      nodes -= entry.nodes;
    }
    return found.pool;
  }
}

/** Draws a pool law by law, so that other requests are served in between. */
async function drawInPieces(region: PlacementRegion): Promise<StatePool> {
  const pool = emptyPool(region);
  for (let law = 0; law < LAWS; law++) {
    drawLaw(pool, law);
    await setImmediate();
  }
  return pool;
}
