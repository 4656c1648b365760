import type { QueryRunner } from "../neo4j/database.js";
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

/** Students by the dimensions that are about points. */
export async function countStudents(
  runner: QueryRunner,
  { leaves, dimensions, filter }: CellQuestion,
): Promise<{ keys: string[]; students: number }[]> {
  return (await runner.run("coverage/count-students", { leaves, dimensions, owners: filter.owners })) as unknown as {
    keys: string[];
    students: number;
  }[];
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
