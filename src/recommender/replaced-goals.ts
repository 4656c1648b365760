import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { Asked } from "./step-token.js";

/** A retired point that a goal names, and the active ones that stand for it now. */
export interface ReplacedGoal {
  readonly retired: string;
  /** Sorted. */
  readonly by: readonly string[];
  /** Node numbers of their leaves. */
  readonly leaves: ReadonlySet<number>;
}

/** What of a goal has been replaced, in the order named. */
export function replacedGoals(graph: KnowledgeGraph, { points = [] }: Asked): ReplacedGoal[] {
  return points
    .filter((id) => !graph.isActive(id))
    .map((retired) => {
      const by = graph.activeFor(retired);
      return { retired, by, leaves: new Set(graph.leavesOf(by).map((id) => graph.compiled.indexOf(id))) };
    });
}
