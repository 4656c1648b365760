import { badInput, DomainError } from "../errors.js";
import type { KnowledgePoint } from "../knowledge/graph-state.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";

/** Where points are looked up. */
export interface PointLookup {
  find(id: string): KnowledgePoint | undefined;
  findByCode(code: string, subjectId: string): KnowledgePoint | undefined;
  subjectIds(): Iterable<string>;
}

export function lookupIn(graph: KnowledgeGraph): PointLookup {
  return {
    find: (id) => graph.points.get(id),
    findByCode: (code, subjectId) => graph.findByCode(code, subjectId),
    subjectIds: () => graph.subjects.keys(),
  };
}

/**
 * The point named by id or, failing that, by code. Where a subject is given only its points are meant, as an id of
 * another subject may happen to be the same; else any id, or a code that only one subject has.
 * @throws DomainError NOT_FOUND, or BAD_INPUT for a code that several subjects have.
 */
export function pointNamed(
  lookup: PointLookup,
  name: string,
  field: string,
  subjectId?: string | null,
): KnowledgePoint {
  const byId = lookup.find(name);
  if (byId !== undefined && (!subjectId || byId.subjectId === subjectId)) return byId;
  const subjects = subjectId ? [subjectId] : [...lookup.subjectIds()];
  const found = subjects.flatMap((id) => lookup.findByCode(name, id) ?? []);
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    const list = found.map((point) => point.subjectId).join(", ");
    throw badInput(field, {
      zh: `代码 ${name} 在多个学科中都有（${list}），请给出 id 或 --subject。`,
      en: `Several subjects have the code ${name} (${list}); give the id, or --subject.`,
    });
  }
  const elsewhere = byId && {
    zh: `学科 ${byId.subjectId} 中有，不给 --subject 才会用到`,
    en: `subject ${byId.subjectId} has one, which counts only without --subject`,
  };
  throw new DomainError(
    "NOT_FOUND",
    {
      zh: `没有 id 或代码为 ${name} 的知识点${elsewhere ? `（${elsewhere.zh}）` : ""}。`,
      en: `There is no knowledge point with the id or code ${name}${elsewhere ? ` (${elsewhere.en})` : ""}.`,
    },
    { field, id: name },
  );
}
