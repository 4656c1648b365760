import type { QueryRunner, Row } from "../neo4j/database.js";
import type { Viewer } from "../resources/resource.js";
import type { AnnotationRole, ResourceKind } from "../resources/resources.enums.js";
import type { CoverageDimension } from "./coverage.enums.js";

/** A leaf with what the statements need to know of it. */
export interface CountedLeaf {
  readonly id: string;
  readonly subjectId: string;
  readonly grade: number | null;
  /** Framework items to count it under; one null where items do not matter. */
  readonly items: readonly (string | null)[];
  /** Points whose evidence speaks of it: itself, those above it, those that it replaced. */
  readonly namedBy: readonly string[];
}

export interface CountFilter {
  readonly roles: readonly AnnotationRole[];
  readonly kinds: readonly ResourceKind[] | null;
  readonly minimumConfidence: number;
  /** Owners whose resources count; null: all. */
  readonly owners: readonly string[] | null;
}

/** The values of the dimensions, in their order; empty where unknown. */
export interface CellCount {
  readonly keys: readonly string[];
  readonly resources: number;
  readonly annotations: number;
}

export interface CellQuestion {
  readonly leaves: readonly CountedLeaf[];
  readonly dimensions: readonly CoverageDimension[];
  readonly filter: CountFilter;
  readonly viewer: Viewer;
}

export async function countCells(
  runner: QueryRunner,
  { leaves, dimensions, filter, viewer }: CellQuestion,
): Promise<CellCount[]> {
  const slim = leaves.map(({ namedBy: _, ...leaf }) => leaf);
  return (await runner.run("coverage/count-cells", {
    leaves: slim,
    dimensions,
    filter,
    viewer,
  })) as unknown as CellCount[];
}

/** A cell of students: the values of its dimensions, and the points whose evidence counts in it. */
interface StudentCell {
  readonly keys: readonly string[];
  readonly pointIds: Set<string>;
}

export interface StudentCount {
  readonly keys: readonly string[];
  readonly students: number;
}

/**
 * Distinct students with an attempt on the leaves of each cell of the dimensions that are about points. Of some schools:
 * O(their students' points). Of all: O(points) where the attempts of a cell are on one point alone, as they are where
 * the point is a dimension, else O(students with an attempt on them).
 */
export async function countStudents(
  runner: QueryRunner,
  { leaves, dimensions, filter }: CellQuestion,
): Promise<StudentCount[]> {
  const cells = studentCells(leaves, dimensions);
  const counted = (rows: readonly Row[]): StudentCount[] =>
    rows.map(({ cell, students }) => ({ keys: cells[cell as number]!.keys, students: students as number }));
  if (filter.owners !== null) {
    const cellsOf: Record<string, number[]> = {};
    for (const [number, { pointIds }] of cells.entries()) {
      for (const id of pointIds) cellsOf[id] = [...(cellsOf[id] ?? []), number];
    }
    return counted(await runner.run("coverage/count-students-of-schools", { schoolIds: filter.owners, cellsOf }));
  }
  const pointIds = [...new Set(cells.flatMap((cell) => [...cell.pointIds]))];
  const rows = await runner.run("coverage/count-students-of-points", { pointIds });
  const studentsOf = new Map(rows.map((row) => [row.pointId as string, row.students as number]));
  const several: { number: number; pointIds: string[] }[] = [];
  const single: StudentCount[] = [];
  for (const [number, { keys, pointIds }] of cells.entries()) {
    const attempted = [...pointIds].filter((id) => studentsOf.get(id));
    if (attempted.length > 1) several.push({ number, pointIds: attempted });
    else single.push({ keys, students: studentsOf.get(attempted[0] ?? "") ?? 0 });
  }
  if (several.length === 0) return single;
  return [...single, ...counted(await runner.run("coverage/count-students", { cells: several }))];
}

function studentCells(leaves: readonly CountedLeaf[], dimensions: readonly CoverageDimension[]): StudentCell[] {
  const cells = new Map<string, StudentCell>();
  for (const leaf of leaves) {
    for (const item of leaf.items) {
      const values: Partial<Record<CoverageDimension, string>> = {
        KNOWLEDGE_POINT: leaf.id,
        SUBJECT: leaf.subjectId,
        GRADE: String(leaf.grade ?? ""),
        FRAMEWORK_ITEM: item ?? "",
      };
      const keys = dimensions.map((dimension) => values[dimension] ?? "");
      const name = JSON.stringify(keys);
      const cell = cells.get(name) ?? { keys, pointIds: new Set() };
      for (const id of leaf.namedBy) cell.pointIds.add(id);
      cells.set(name, cell);
    }
  }
  return [...cells.values()];
}

export interface LeafSupply {
  readonly knowledgePointId: string;
  readonly kinds: readonly ResourceKind[];
  readonly roles: readonly AnnotationRole[];
  readonly resources: number;
  /** How much these are used, weighed. */
  readonly uses: number;
}

/** What there is for each leaf, read until the number required is there. */
export async function listSupply(
  runner: QueryRunner,
  { leaves, filter, viewer }: Omit<CellQuestion, "dimensions">,
  required: number,
): Promise<Map<string, LeafSupply>> {
  const ids = leaves.map(({ id }) => ({ id }));
  const rows = await runner.run("coverage/list-kinds", { leaves: ids, required, filter, viewer });
  return new Map((rows as unknown as LeafSupply[]).map((row) => [row.knowledgePointId, row]));
}

export async function listPlaceNames(runner: QueryRunner, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = ids.length === 0 ? [] : await runner.run("coverage/list-places", { ids });
  return new Map(rows.map((row) => [row.id as string, row.name as string]));
}

export async function listSchools(runner: QueryRunner, districtId: string): Promise<string[]> {
  return (await runner.run("coverage/list-schools", { districtId })).map((row) => row.id as string);
}

export async function countAllStudents(runner: QueryRunner): Promise<number> {
  const [row] = await runner.run("coverage/count-all-students");
  return row!.students as number;
}
