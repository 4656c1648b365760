/** The part of the compiled graph that credit needs. */
export interface PrerequisiteGraph {
  readonly ids: readonly string[];
  indexOf(id: string): number;
  readonly prerequisites: Adjacency;
  readonly dependents: Adjacency;
  /** Prerequisites before dependents. */
  readonly order: Int32Array;
}

interface Adjacency {
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  readonly strengths: Float64Array;
}

/** What attempts on each point itself say of it. */
export interface DirectKnowledge {
  /** Chance to know the point before any attempt on it. */
  readonly prior: Float64Array;
  /** The same by the attempts on it; 0 without any. */
  readonly direct: Float64Array;
  /** How much of an even chance to know it the attempts leave, at most 1; 1 without any. */
  readonly held: Float64Array;
}

/**
 * Chance that who knows a dependent knows its prerequisite of strength 1, and that who does not know a prerequisite does
 * not know a dependent.
 */
export interface CreditShares {
  readonly creditToPrerequisites: number;
  readonly creditToDependents: number;
}

/** What neighbours say of each point. */
export interface Credit {
  /** u: the chance to know it by what is known of what builds on it. */
  readonly support: Float64Array;
  /** prior′: the chance to know it before any attempt on it. */
  readonly prior: Float64Array;
}

/** From here on a point speaks for its prerequisites. */
export const LIKELY = 0.5;

/**
 * Fractional credit at reading: what attempts on other points say before any on the point itself. Who knows a dependent
 * knows its prerequisites, and who does not know a prerequisite does not know what builds on it, each as far as the
 * strength of the edge and the learned share go:
 *
 *   u(p) = max over dependents d of    strength · toPrerequisites · max(u(d), direct(d) where likely)
 *   c(p) = min over prerequisites q of 1 − strength · toDependents · (1 − c(q) · held(q))
 *   prior′(p) = max(prior(p), u(p)) · c(p)
 *
 * The strongest path counts, not the sum, so that diamonds count once. Success never lowers a prior, failure never
 * raises one. O(points + edges), allocates three arrays.
 */
export function propagateCredit(graph: PrerequisiteGraph, knowledge: DirectKnowledge, shares: CreditShares): Credit {
  const { order, prerequisites, dependents } = graph;
  const { prior, direct, held } = knowledge;
  const support = new Float64Array(order.length);
  const ceiling = new Float64Array(order.length);
  for (let position = order.length - 1; position >= 0; position--) {
    const point = order[position]!;
    let best = 0;
    for (let edge = dependents.offsets[point]!; edge < dependents.offsets[point + 1]!; edge++) {
      const from = dependents.targets[edge]!;
      const known = direct[from]! >= LIKELY ? Math.max(support[from]!, direct[from]!) : support[from]!;
      if (known > 0) best = Math.max(best, dependents.strengths[edge]! * known);
    }
    support[point] = best * shares.creditToPrerequisites;
  }
  for (let position = 0; position < order.length; position++) {
    const point = order[position]!;
    let least = 1;
    for (let edge = prerequisites.offsets[point]!; edge < prerequisites.offsets[point + 1]!; edge++) {
      const from = prerequisites.targets[edge]!;
      const missing = 1 - ceiling[from]! * held[from]!;
      if (missing > 0)
        least = Math.min(least, 1 - prerequisites.strengths[edge]! * shares.creditToDependents * missing);
    }
    ceiling[point] = least;
  }
  return { support, prior: prior.map((known, point) => Math.max(known, support[point]!) * ceiling[point]!) };
}
