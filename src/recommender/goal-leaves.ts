import { badInput, DomainError, type Text } from "../errors.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import { isTaughtIn } from "../knowledge/knowledge-view.js";
import type { StudentMastery } from "../mastery/mastery.js";
import type { Asked, StepToken } from "./step-token.js";

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

/**
 * The leaves that a student was asked for; without a goal those of the subject of the last attempt, else of the grade, else
 * all, of `subjects` where the service chose within them.
 */
export function leavesAsked(student: StudentMastery, { points, items, grade, subjects }: Asked): readonly string[] {
  const { graph } = student;
  if (points) return goalLeaves(graph, { knowledgePointIds: points, frameworkItemIds: items ?? null });
  const { ids } = graph.compiled;
  const last = lastPoint(student, subjects);
  if (last !== undefined) {
    const { subjectId } = graph.getPoint(last);
    return ids.filter((id) => graph.getPoint(id).subjectId === subjectId);
  }
  const open = ids.filter((id) => !subjects || subjects.includes(graph.getPoint(id).subjectId));
  const taught = grade === undefined ? [] : open.filter((id) => isTaughtIn(graph.getPoint(id), grade));
  return taught.length > 0 ? taught : open;
}

/** The point of the student's last attempt on these subjects, on any without them, if there is one. */
export function lastPoint({ graph, evidence }: StudentMastery, subjects?: readonly string[]): string | undefined {
  let last: { id: string; at: number } | undefined;
  for (const [id, { lastAtMs }] of evidence.points) {
    const point = graph.points.get(id);
    if (!point || (subjects && !subjects.includes(point.subjectId))) continue;
    if (!last || lastAtMs > last.at || (lastAtMs === last.at && id < last.id)) last = { id, at: lastAtMs };
  }
  return last?.id;
}

/** The subjects that a step's answer was about: those of its goal, or of its own point where the goal is not held. */
export function subjectsOfStep(graph: KnowledgeGraph, { asked, pointId }: StepToken): string[] {
  const items = (asked?.items ?? []).filter((id) => graph.items.has(id));
  const named = [...(asked?.points ?? []), ...graph.leavesOf([], items)];
  return [...new Set((named.length > 0 ? named : [pointId]).map((id) => graph.getPoint(id).subjectId))];
}
