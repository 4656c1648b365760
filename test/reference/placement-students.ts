import type { PlacementRegion } from "../../src/mastery/placement-region.js";
import type { SeededRandom } from "../../src/seeded-random.js";

/** What a simulated student knows, by node. Nothing in `src/` knows these laws. */
export interface StudentLaw {
  readonly name: string;
  readonly draw: (region: PlacementRegion, random: SeededRandom) => Uint8Array;
}

/** Whoever has the prerequisites knows a point by a chance that grows with one ability and differs from point to point. */
const byAbility: StudentLaw = {
  name: "ability",
  draw(region, random) {
    const known = new Uint8Array(region.ids.length);
    const ability = 1.5 + 1.5 * random.normal();
    for (const v of known.keys()) {
      const chance = 1 / (1 + Math.exp(-ability - 0.7 * random.normal()));
      if (needs(region, v).every((u) => known[u] === 1) && random.chance(chance)) known[v] = 1;
    }
    return known;
  },
};

/** Some points anywhere, and whatever they need. */
const byTargets: StudentLaw = {
  name: "targets",
  draw(region, random) {
    const size = region.ids.length;
    const known = new Uint8Array(size);
    const targets = Math.max(1, Math.round(0.3 * size * random.next() * random.next()));
    for (let i = 0; i < targets; i++) {
      const stack = [random.between(0, size - 1)];
      for (let v = stack.pop(); v !== undefined; v = stack.pop()) {
        if (known[v]) continue;
        known[v] = 1;
        stack.push(...needs(region, v));
      }
    }
    return known;
  },
};

/** One point after another whose prerequisites are known, in a random order, up to a tenth to nine tenths of all. */
const byOrder: StudentLaw = {
  name: "order",
  draw(region, random) {
    const size = region.ids.length;
    const known = new Uint8Array(size);
    const { offsets, targets } = region.dependents;
    const missing = Int32Array.from(known.keys(), (v) => needs(region, v).length);
    const open = [...missing.keys()].filter((v) => missing[v] === 0);
    const wanted = Math.round(size * (0.1 + 0.8 * random.next()));
    for (let count = 0; count < wanted; count++) {
      const place = random.between(0, open.length - 1);
      const v = open[place]!;
      open[place] = open.at(-1)!;
      open.pop();
      known[v] = 1;
      for (let e = offsets[v]!; e < offsets[v + 1]!; e++) if (--missing[targets[e]!]! === 0) open.push(targets[e]!);
    }
    return known;
  },
};

/** Each first point has a depth of its own, any as likely as another, which drifts a little from point to point. */
const byDepth: StudentLaw = {
  name: "depth",
  draw(region, random) {
    const size = region.ids.length;
    const known = new Uint8Array(size);
    const depth = new Int32Array(size);
    const reach = new Float64Array(size);
    for (const v of known.keys()) depth[v] = Math.max(-1, ...needs(region, v).map((u) => depth[u]!)) + 1;
    const deepest = Math.max(...depth) + 1;
    for (const v of known.keys()) {
      const before = needs(region, v);
      const mean = before.reduce((sum, u) => sum + reach[u]!, 0) / before.length;
      reach[v] = before.length === 0 ? random.next() : Math.min(1, Math.max(0, mean + 0.1 * random.normal()));
      const isDeep = depth[v]! >= reach[v]! * deepest;
      if (!isDeep && before.every((u) => known[u] === 1)) known[v] = 1;
    }
    return known;
  },
};

/** As by order, but one known point in twenty has been forgotten, whatever builds on it. */
const byOrderWithGaps: StudentLaw = {
  name: "order, 5 % forgotten",
  draw(region, random) {
    return byOrder.draw(region, random).map((known) => (known && !random.chance(0.05) ? 1 : 0));
  },
};

export const STUDENT_LAWS: readonly StudentLaw[] = [byAbility, byTargets, byOrder, byDepth, byOrderWithGaps];

function needs({ prerequisites: { offsets, targets } }: PlacementRegion, v: number): number[] {
  return [...targets.subarray(offsets[v]!, offsets[v + 1]!)];
}
