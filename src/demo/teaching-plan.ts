import type { FrameworkItem } from "../knowledge/graph-state.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { CityPlan } from "./demo-rows.js";

/** The share of a grade's points taught by the first day of the window and by now. */
const TAUGHT_AT_START = 0.08;
const TAUGHT_BY_NOW = 0.5;

/**
 * For each node the day on which a class of this grade is taught it, counted from today (0) and negative before:
 * `-Infinity` for earlier grades, `Infinity` for what lies ahead. Within a grade and subject the order is that of the
 * city's textbooks, prerequisites first. O(points · subjects).
 */
export function taughtDays(
  graph: KnowledgeGraph,
  { textbooks }: Pick<CityPlan, "textbooks">,
  grade: number,
  firstDay: number,
): Float64Array {
  const { ids, indexOf } = graph.compiled;
  const gradeOf = (id: string) => graph.getPoint(id).gradeFrom ?? grade;
  const days = Float64Array.from(ids, (id) => (gradeOf(id) < grade ? -Infinity : Infinity));
  const inTextbookOrder = [...new Set([...textbookOrder(graph, textbooks), ...ids])].filter(
    (id) => gradeOf(id) === grade,
  );
  for (const subjectId of graph.subjects.keys()) {
    const lessons = prerequisitesFirst(
      graph,
      inTextbookOrder.filter((id) => graph.getPoint(id).subjectId === subjectId),
    );
    lessons.forEach((id, i) => {
      const progress = ((i + 0.5) / lessons.length - TAUGHT_AT_START) / (TAUGHT_BY_NOW - TAUGHT_AT_START);
      if (progress < 1) days[indexOf(id)] = firstDay * (1 - progress);
    });
  }
  return days;
}

/** Points aligned to the items of textbooks, chapter by chapter. */
function textbookOrder(graph: KnowledgeGraph, textbooks: readonly string[]): string[] {
  const path = (item: FrameworkItem): string => {
    const parent = item.parentId === undefined ? undefined : graph.items.get(item.parentId);
    return `${parent ? path(parent) : item.frameworkId}/${String(item.order).padStart(5, "0")}`;
  };
  return [...graph.items.values()]
    .filter(({ frameworkId }) => textbooks.includes(frameworkId))
    .map((item) => ({ item, key: path(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .flatMap(({ item }) => item.alignments.map(({ knowledgePointId }) => knowledgePointId));
}

/** The same points, each moved behind its prerequisites where the order had it before. */
function prerequisitesFirst(graph: KnowledgeGraph, ids: readonly string[]): string[] {
  const waiting = new Set(ids);
  const ordered: string[] = [];
  const place = (id: string) => {
    if (!waiting.delete(id)) return;
    for (const { prerequisiteId } of graph.prerequisitesOf(id)) place(prerequisiteId);
    ordered.push(id);
  };
  for (const id of ids) place(id);
  return ordered;
}
