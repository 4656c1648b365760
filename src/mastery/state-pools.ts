import { setImmediate } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import type { PlacementRegion } from "./placement-region.js";
import { drawLaw, emptyPool, LAWS, type StatePool } from "./state-pool.js";

/** Nodes of all pools together that are held, 1.5 kB each. */
const HELD_NODES = 50_000;

/** Pools by region, as many as fit; those asked for longest ago go first. A region gives the same pool whenever it is drawn. */
export class StatePools {
  readonly #held = new LRUCache<string, Promise<StatePool>>({ maxSize: HELD_NODES });

  get(region: PlacementRegion): Promise<StatePool> {
    const pool = this.#held.get(region.key) ?? drawInPieces(region);
    this.#held.set(region.key, pool, { size: Math.min(HELD_NODES, region.ids.length) });
    return pool;
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
