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
 * raises one. O(points + edges of those of which anything is known), allocates two arrays.
 */
export function propagateCredit(graph: PrerequisiteGraph, knowledge: DirectKnowledge, shares: CreditShares): Credit {
  const { order, prerequisites, dependents } = graph;
  const { prior, direct, held } = knowledge;
  const support = new Float64Array(order.length);
  const ceiling = new Float64Array(order.length).fill(1);
  for (let position = order.length - 1; position >= 0; position--) {
    const point = order[position]!;
    support[point]! *= shares.creditToPrerequisites;
    const known = direct[point]! >= LIKELY ? Math.max(support[point]!, direct[point]!) : support[point]!;
    if (known === 0) continue;
    for (let edge = prerequisites.offsets[point]!; edge < prerequisites.offsets[point + 1]!; edge++) {
      const to = prerequisites.targets[edge]!;
      support[to] = Math.max(support[to]!, prerequisites.strengths[edge]! * known);
    }
  }
  for (let position = 0; position < order.length; position++) {
    const point = order[position]!;
    const missing = 1 - ceiling[point]! * held[point]!;
    if (missing <= 0) continue;
    for (let edge = dependents.offsets[point]!; edge < dependents.offsets[point + 1]!; edge++) {
      const to = dependents.targets[edge]!;
      ceiling[to] = Math.min(ceiling[to]!, 1 - dependents.strengths[edge]! * shares.creditToDependents * missing);
    }
  }
  for (let point = 0; point < ceiling.length; point++) ceiling[point]! *= Math.max(prior[point]!, support[point]!);
  return { support, prior: ceiling };
}
