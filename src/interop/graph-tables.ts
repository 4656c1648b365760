import { notFound } from "../errors.js";
import { compare, type KnowledgePoint } from "../knowledge/graph-state.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { OutputCell, OutputTable } from "./write-table.js";

/** The active points of a subject as a table that `import points` reads back. @throws DomainError NOT_FOUND */
export function pointsTable(graph: KnowledgeGraph, subjectId: string): OutputTable {
  const subject = graph.getSubject(subjectId, "id");
  const columns = [
    "id",
    "code",
    "name",
    "nameEn",
    "subjectId",
    "parentIds",
    "description",
    "aliases",
    "gradeFrom",
    "gradeTo",
    "cognitiveLevel",
    "abilities",
    "difficulty",
    "minutes",
    "order",
  ] as const satisfies readonly (keyof KnowledgePoint)[];
  const points = activePoints(graph, subjectId);
  return {
    name: subject.name,
    header: columns,
    rows: points.map((point) => columns.map((column): OutputCell => point[column])),
  };
}

/**
 * The prerequisites of a subject's active points, and their other relations, as a table that `import prerequisites`
 * reads back; `kind` is empty for a prerequisite.
 */
export function prerequisitesTable(graph: KnowledgeGraph, subjectId: string): OutputTable {
  const subject = graph.getSubject(subjectId, "id");
  const points = activePoints(graph, subjectId);
  const own = new Set(points.map((point) => point.id));
  const prerequisites = points.flatMap((point) =>
    graph
      .prerequisitesOf(point.id)
      .map((edge): OutputCell[] => [edge.prerequisiteId, edge.dependentId, edge.strength, edge.rationale, undefined]),
  );
  const relations = [...graph.relations.values()]
    .filter((relation) => own.has(relation.toId) && graph.isActive(relation.fromId))
    .map((relation): OutputCell[] => [relation.fromId, relation.toId, undefined, undefined, relation.kind]);
  return {
    name: subject.name,
    header: ["prerequisiteId", "dependentId", "strength", "rationale", "kind"],
    rows: [...prerequisites, ...relations],
  };
}

/** The items of a framework in reading order, as a table that `import frameworks` reads back. */
export function frameworkTable(graph: KnowledgeGraph, frameworkId: string): OutputTable {
  const framework = graph.frameworks.get(frameworkId);
  if (framework === undefined) throw notFound({ zh: "课标或教材", en: "framework" }, frameworkId);
  const { id, title, kind, version, subjectId } = framework;
  return {
    name: title,
    header: [
      "frameworkId",
      "frameworkTitle",
      "kind",
      "version",
      "subjectId",
      "id",
      "code",
      "statement",
      "parentId",
      "order",
      "knowledgePointIds",
    ],
    rows: graph
      .itemsOf(id)
      .map((item) => [
        id,
        title,
        kind,
        version,
        subjectId,
        item.id,
        item.code,
        item.statement,
        item.parentId,
        item.order,
        item.alignments.map((alignment) => alignment.knowledgePointId),
      ]),
  };
}

function activePoints(graph: KnowledgeGraph, subjectId: string): KnowledgePoint[] {
  return [...graph.points.values()]
    .filter((point) => point.subjectId === subjectId && point.status === "ACTIVE")
    .sort((a, b) => compare(a.code, b.code) || compare(a.id, b.id));
}
