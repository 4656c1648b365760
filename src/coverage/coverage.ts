import { badInput, type Text } from "../errors.js";
import { compare, type FrameworkItem, type KnowledgePoint } from "../knowledge/graph-state.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import { getFramework } from "../knowledge/reading-order.js";
import type { Database } from "../neo4j/database.js";
import type { RequestContext } from "../people/request-context.js";
import {
  type AnnotationRole,
  COVERING_ROLES,
  RESOURCE_KINDS,
  type ResourceKind,
} from "../resources/resources.enums.js";
import type { Resources } from "../resources/resources.js";
import type { CoverageDimension } from "./coverage.enums.js";
import {
  type CellQuestion,
  type CountedLeaf,
  countAllStudents,
  countCells,
  countStudents,
  listPlaceNames,
  listSchools,
  listSupply,
} from "./coverage.store.js";

export interface CoverageFilterFields {
  readonly subjectId?: string | null;
  readonly frameworkId?: string | null;
  readonly grade?: number | null;
  readonly knowledgePointIds?: readonly string[] | null;
  readonly roles?: readonly AnnotationRole[] | null;
  readonly kinds?: readonly ResourceKind[] | null;
  readonly minimumConfidence?: number | null;
  readonly required?: number | null;
  readonly schoolId?: string | null;
  readonly districtId?: string | null;
}

export interface CoverageCell {
  readonly keys: readonly string[];
  readonly labels: readonly Text[];
  readonly resources: number;
  readonly annotations: number;
  /** Undefined for 1 to 4, so that nobody is recognised. */
  readonly students: number | undefined;
}

export interface CoverageGap {
  readonly knowledgePoint: KnowledgePoint;
  readonly resources: number;
  readonly required: number;
  /** Share of all students who have worked on the point; 0 below five of them. */
  readonly demand: number;
  /** How much the resources that there are were used in the last year, weighed. */
  readonly uses: number;
  readonly missingKinds: readonly ResourceKind[];
  readonly missingRoles: readonly AnnotationRole[];
}

/** Students are counted from so many on. */
const FEWEST_STUDENTS = 5;
const STANDARD_REQUIRED = 3;
const OF_POINTS: readonly CoverageDimension[] = ["KNOWLEDGE_POINT", "SUBJECT", "GRADE", "FRAMEWORK_ITEM"];
const UNKNOWN: Text = { zh: "未注明", en: "not given" };
/** What an empty key of a place says: the resources are of no place known here, such as those of the city. */
const NOWHERE: Partial<Record<CoverageDimension, Text>> = {
  SCHOOL: { zh: "不属于任何学校", en: "of no school" },
  DISTRICT: { zh: "不属于任何区", en: "of no district" },
};

/** What is covered, and what is missing. */
export class Coverage {
  constructor(
    private readonly database: Database,
    private readonly knowledge: Knowledge,
    private readonly resources: Resources,
  ) {}

  /** Cells of the dimensions asked for, by their keys; leaves without resources too where the point is the only dimension. */
  async matrix(
    context: RequestContext,
    filter: CoverageFilterFields,
    dimensions: readonly CoverageDimension[],
  ): Promise<CoverageCell[]> {
    if (new Set(dimensions).size !== dimensions.length)
      throw badInput("groupBy", { zh: "同一维度不能出现两次。", en: "A dimension may be named only once." });
    const graph = this.knowledge.graph();
    const question = await this.#question(context, graph, filter, dimensions);
    const pointDimensions = dimensions.filter((dimension) => OF_POINTS.includes(dimension));
    const [cells, students] = await Promise.all([
      countCells(this.database, question),
      countStudents(this.database, { ...question, dimensions: pointDimensions }),
    ]);
    const found = new Map(cells.map((cell) => [JSON.stringify(cell.keys), cell]));
    if (dimensions.length === 1 && dimensions[0] === "KNOWLEDGE_POINT") {
      for (const { id } of question.leaves) {
        const key = JSON.stringify([id]);
        if (!found.has(key)) found.set(key, { keys: [id], resources: 0, annotations: 0 });
      }
    }
    const studentsOf = new Map(students.map((row) => [JSON.stringify(row.keys), row.students]));
    const label = await this.#labeller(
      graph,
      dimensions,
      [...found.values()].map((cell) => cell.keys),
    );
    return [...found.values()]
      .sort((a, b) => compareKeys(a.keys, b.keys))
      .map((cell) => {
        const pointKeys = cell.keys.filter((_, i) => OF_POINTS.includes(dimensions[i]!));
        return {
          ...cell,
          labels: cell.keys.map((key, i) => label(dimensions[i]!, key)),
          students: shown(studentsOf.get(JSON.stringify(pointKeys)) ?? 0),
        };
      });
  }

  /** Leaves with fewer resources than required, those that most students wait for, and that are used most, first. */
  async gaps(context: RequestContext, filter: CoverageFilterFields, first: number): Promise<CoverageGap[]> {
    const graph = this.knowledge.graph();
    const required = filter.required ?? STANDARD_REQUIRED;
    const question = await this.#question(context, graph, filter, ["KNOWLEDGE_POINT"]);
    const [supply, students, all] = await Promise.all([
      listSupply(this.database, question, required),
      countStudents(this.database, question),
      countAllStudents(this.database),
    ]);
    const studentsOf = new Map(students.map((row) => [row.keys[0]!, shown(row.students) ?? 0]));
    const kinds = filter.kinds ?? RESOURCE_KINDS.filter((kind) => kind !== "OTHER");
    return question.leaves
      .map(({ id }): CoverageGap => {
        const found = supply.get(id);
        return {
          knowledgePoint: graph.getPoint(id),
          resources: found?.resources ?? 0,
          required,
          demand: all === 0 ? 0 : (studentsOf.get(id) ?? 0) / all,
          uses: found?.uses ?? 0,
          missingKinds: kinds.filter((kind) => !found?.kinds.includes(kind)),
          missingRoles: question.filter.roles.filter((role) => !found?.roles.includes(role)),
        };
      })
      .filter((gap) => gap.resources < required)
      .sort(
        (a, b) =>
          urgency(b) - urgency(a) ||
          compare(a.knowledgePoint.code, b.knowledgePoint.code) ||
          compare(a.knowledgePoint.id, b.knowledgePoint.id),
      )
      .slice(0, first);
  }

  async #question(
    context: RequestContext,
    graph: KnowledgeGraph,
    filter: CoverageFilterFields,
    dimensions: readonly CoverageDimension[],
  ): Promise<CellQuestion> {
    const framework = dimensions.includes("FRAMEWORK_ITEM");
    return {
      leaves: leavesOfFilter(graph, filter).map((id) =>
        countedLeaf(graph, id, framework ? (filter.frameworkId ?? "*") : undefined),
      ),
      dimensions,
      filter: {
        roles: filter.roles ?? COVERING_ROLES,
        kinds: filter.kinds ?? null,
        minimumConfidence: filter.minimumConfidence ?? 0,
        owners: await this.#owners(filter),
      },
      viewer: await this.resources.viewer(context),
    };
  }

  /** A district stands for itself and its schools. */
  async #owners({ schoolId, districtId }: CoverageFilterFields): Promise<string[] | null> {
    if (schoolId) return [schoolId];
    return districtId ? [districtId, ...(await listSchools(this.database, districtId))] : null;
  }

  async #labeller(
    graph: KnowledgeGraph,
    dimensions: readonly CoverageDimension[],
    keys: readonly (readonly string[])[],
  ): Promise<(dimension: CoverageDimension, key: string) => Text> {
    const isPlace = dimensions.map((dimension) => dimension === "SCHOOL" || dimension === "DISTRICT");
    const places = await listPlaceNames(this.database, [
      ...new Set(keys.flatMap((list) => list.filter((key, i) => isPlace[i] && key))),
    ]);
    const both = (text: string | undefined, key: string): Text => ({ zh: text ?? key, en: text ?? key });
    return (dimension, key) => {
      if (key === "") return NOWHERE[dimension] ?? UNKNOWN;
      switch (dimension) {
        case "KNOWLEDGE_POINT": {
          const { name, nameEn } = graph.getPoint(key);
          return { zh: name, en: nameEn ?? name };
        }
        case "SUBJECT":
          return both(graph.subjects.get(key)?.name, key);
        case "FRAMEWORK_ITEM":
          return both(graph.items.get(key)?.statement, key);
        case "GRADE":
          return { zh: `${key} 年级`, en: `grade ${key}` };
        case "DIFFICULTY_BAND":
          return both(`${Number(key) / 5}–${(Number(key) + 1) / 5}`, key);
        case "SCHOOL":
        case "DISTRICT":
          return both(places.get(key), key);
        default:
          return both(undefined, key);
      }
    };
  }
}

const shown = (students: number): number | undefined =>
  students > 0 && students < FEWEST_STUDENTS ? undefined : students;

/** Uses that count for half of what use can count, which is this much demand. */
const HALF_USES = 20;
const USE_AS_DEMAND = 0.2;

/**
 * How much is missing, weighted by who waits for it: students who work on it, and use of the few resources that there are;
 * without either by how much is missing alone.
 */
const urgency = ({ resources, required, demand, uses }: CoverageGap): number =>
  ((required - resources) / required) * (0.05 + demand + (USE_AS_DEMAND * uses) / (uses + HALF_USES));

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length; i++) {
    const order = compare(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return 0;
}

function leavesOfFilter(
  graph: KnowledgeGraph,
  { subjectId, frameworkId, grade, knowledgePointIds }: CoverageFilterFields,
): string[] {
  if (subjectId) graph.getSubject(subjectId);
  const items = frameworkId ? graph.itemsBelow(getFramework(graph, frameworkId).id).map((item) => item.id) : undefined;
  const inFramework = items && new Set(graph.leavesOf([], items));
  const named = knowledgePointIds ? graph.leavesOf(knowledgePointIds) : graph.compiled.ids;
  return named.filter((id) => {
    const point = graph.getPoint(id);
    return (
      (!subjectId || point.subjectId === subjectId) &&
      (!inFramework || inFramework.has(id)) &&
      (typeof grade !== "number" || point.gradeFrom === grade)
    );
  });
}

/** `framework`: the one whose items count, `*` for all; undefined: none do. */
function countedLeaf(graph: KnowledgeGraph, id: string, framework: string | undefined): CountedLeaf {
  const { subjectId, gradeFrom } = graph.getPoint(id);
  const above = [id, ...graph.ancestorsOf(id)];
  const items =
    framework === undefined
      ? []
      : above.flatMap((at) =>
          graph
            .itemsAlignedTo(at)
            .filter((item) => framework === "*" || item.frameworkId === framework)
            .flatMap((item) => withItemsAbove(graph, item)),
        );
  const replaced = above.flatMap((at) => graph.replacedByThis(at));
  return {
    id,
    subjectId,
    grade: gradeFrom ?? null,
    items: items.length > 0 ? [...new Set(items)] : [null],
    namedBy: [...new Set([...above, ...replaced])],
  };
}

/** An item and those that it is part of: a chapter stands for what its sections are aligned to. */
function withItemsAbove(graph: KnowledgeGraph, item: FrameworkItem): string[] {
  const above = item.parentId === undefined ? undefined : graph.items.get(item.parentId);
  return [item.id, ...(above ? withItemsAbove(graph, above) : [])];
}
