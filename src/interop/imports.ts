import { badInput } from "../errors.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { Mastery } from "../mastery/mastery.js";
import type { People } from "../people/people.js";
import type { Principal } from "../people/principal.js";
import type { Resources } from "../resources/resources.js";
import type { CaseMode } from "./case-items.js";
import type { CaseSources } from "./case-sources.store.js";
import type { ColumnMapping, RowFilter } from "./column-mapping.js";
import { ATTEMPTS, CLASSES, RESOURCES } from "./feature-formats.js";
import { attemptsTarget, classesTarget, type PointNamed, resourcesTarget } from "./feature-targets.js";
import { FRAMEWORKS, POINTS, PREREQUISITES } from "./graph-formats.js";
import type { GraphImport } from "./graph-import.js";
import { importCase } from "./import-case.js";
import { frameworksTarget } from "./import-frameworks.js";
import { importLrmi } from "./import-lrmi.js";
import { pointsTarget } from "./import-points.js";
import { prerequisitesTarget } from "./import-prerequisites.js";
import { type ImportReport, importTable, type TableImport } from "./import-table.js";
import { lookupIn, pointNamed } from "./point-named.js";
import type { ResourceSources } from "./resource-sources.store.js";
import type { TableSource } from "./table-source.js";

/** What can be imported. */
export const IMPORT_FORMATS = [
  "case",
  "points",
  "prerequisites",
  "frameworks",
  "resources",
  "attempts",
  "classes",
  "lrmi",
] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

export interface ImportRequest {
  readonly format: ImportFormat;
  readonly source: TableSource;
  readonly principal: Principal;
  /** What the file is called from one import to the next, see `GraphImport.origin`. */
  readonly origin?: string;
  /** The subject of rows and packages that name none. */
  readonly subjectId?: string;
  /** What the items of a package become; points by default. */
  readonly as?: CaseMode;
  readonly columns?: ColumnMapping;
  readonly where?: RowFilter;
  readonly dryRun?: boolean;
  readonly allOrNothing?: boolean;
  readonly progress?: TableImport<unknown>["progress"];
}

/** Brings files of other systems into the features; the one way for command, API and seeds. */
export class Imports {
  constructor(
    private readonly features: {
      readonly knowledge: Knowledge;
      readonly people: People;
      readonly resources: Resources;
      readonly mastery: Mastery;
    },
    private readonly sources: CaseSources,
    private readonly resourceSources: ResourceSources,
  ) {}

  /**
   * Imports one file: good rows go in, bad ones are reported.
   * @throws DomainError BAD_INPUT for what concerns the file as a whole
   */
  run(request: ImportRequest): Promise<ImportReport> {
    const { knowledge, people, resources, mastery } = this.features;
    const { principal, origin, subjectId, source, dryRun = false, allOrNothing = false } = request;
    const into: GraphImport = {
      knowledge,
      by: principal.sub,
      reason: `import ${request.format} ${source.name}`,
      origin,
      requireSubject: (id) => people.requireSubject(principal, id),
    };
    const table = {
      source,
      dryRun,
      allOrNothing,
      ...(subjectId !== undefined && { defaults: { subjectId } }),
      ...(request.columns && { columns: request.columns }),
      ...(request.where && { where: request.where }),
      ...(request.progress && { progress: request.progress }),
    };
    const named: PointNamed = (name, field) => pointNamed(lookupIn(knowledge.graph()), name, field, subjectId).id;
    switch (request.format) {
      case "case": {
        if (request.columns || request.where) throw noTable();
        const { as = "points" } = request;
        return importCase(source, { into, sources: this.sources, as, subjectId, dryRun, allOrNothing });
      }
      case "lrmi": {
        if (request.columns || request.where) throw noTable();
        const sources = this.resourceSources;
        return importLrmi(source, { resources, sources, principal, dryRun, allOrNothing });
      }
      case "points":
        return importTable({ ...table, format: POINTS, target: (dry) => pointsTarget(into, dry) });
      case "prerequisites":
        return importTable({ ...table, format: PREREQUISITES, target: (dry) => prerequisitesTarget(into, dry) });
      case "frameworks":
        return importTable({ ...table, format: FRAMEWORKS, target: (dry) => frameworksTarget(into, dry) });
      case "resources":
        return importTable({
          ...table,
          format: RESOURCES,
          target: (dry) => resourcesTarget(resources, named, principal, dry),
        });
      case "attempts":
        return importTable({
          ...table,
          format: ATTEMPTS,
          target: (dry) => attemptsTarget(mastery, named, principal, dry),
        });
      case "classes":
        return importTable({ ...table, format: CLASSES, target: (dry) => classesTarget(people, dry) });
    }
  }
}

function noTable() {
  return badInput("columns", {
    zh: "--columns 与 --where 只用于表格。",
    en: "--columns and --where are for tables only.",
  });
}
