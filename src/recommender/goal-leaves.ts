import { badInput, DomainError, type Text } from "../errors.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import { isTaughtIn } from "../knowledge/knowledge-view.js";
import type { StudentMastery } from "../mastery/mastery.js";
import type { Asked } from "./step-token.js";

export interface GoalFields {
  readonly knowledgePointIds?: readonly string[] | null;
  readonly frameworkItemIds?: readonly string[] | null;
  readonly targetMastery?: number | null;
  readonly deadline?: Date | null;
}

/** The mastery at which a point counts as mastered where no goal says otherwise. */
export const STANDARD_TARGET = 0.85;

/** The leaves of a goal, sorted by id. Throws NOT_FOUND, and BAD_INPUT where there are none. */
export function goalLeaves(graph: KnowledgeGraph, { knowledgePointIds, frameworkItemIds }: GoalFields): string[] {
  if (!knowledgePointIds?.length && !frameworkItemIds?.length) {
    throw badInput("goal", {
      zh: "目标须给出 knowledgePointIds 或 frameworkItemIds。",
      en: "A goal must name knowledgePointIds or frameworkItemIds.",
    });
  }
  const leaves = graph.leavesOf(knowledgePointIds ?? [], frameworkItemIds ?? []);
  if (leaves.length === 0) {
    const text: Text = { zh: "目标中没有可学的知识点。", en: "The goal has no knowledge point that can be learnt." };
    throw new DomainError("BAD_INPUT", text, { field: "goal" });
  }
  return leaves;
}

/** The leaves that a student was asked for; without a goal those of the subject of the last attempt, else of the grade, else all. */
export function leavesAsked(student: StudentMastery, { points, items, grade, subjects }: Asked): readonly string[] {
  const { graph } = student;
  if (points) return goalLeaves(graph, { knowledgePointIds: points, frameworkItemIds: items ?? null });
  const isIn = (id: string) => !subjects || subjects.includes(graph.getPoint(id).subjectId);
  const { ids } = graph.compiled;
  const last = lastPoint(student);
  if (last !== undefined) {
    const { subjectId } = graph.getPoint(last);
    return ids.filter((id) => graph.getPoint(id).subjectId === subjectId && isIn(id));
  }
  const taught = grade === undefined ? [] : ids.filter((id) => isTaughtIn(graph.getPoint(id), grade));
  return (taught.length > 0 ? taught : ids).filter(isIn);
}

/** The point of the student's last attempt, if there is one. */
export function lastPoint({ graph, evidence }: StudentMastery): string | undefined {
  let last: { id: string; at: number } | undefined;
  for (const [id, { lastAtMs }] of evidence.points) {
    if (graph.points.has(id) && (!last || lastAtMs > last.at || (lastAtMs === last.at && id < last.id)))
      last = { id, at: lastAtMs };
  }
  return last?.id;
}
