import type { Writable } from "node:stream";
import { notFound } from "../errors.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { Covers, Resource, Viewer } from "../resources/resource.js";
import { RESOURCE } from "../resources/resource-step.js";
import type { Resources } from "../resources/resources.js";
import type { CasePackage } from "./case-package.js";
import type { CaseSources } from "./case-sources.store.js";
import { type CaseWriting, writeCase } from "./case-writer.js";
import { frameworkTable, pointsTable, prerequisitesTable } from "./graph-tables.js";
import type { JsonObject } from "./json-text.js";
import { writeLrmi } from "./lrmi-writer.js";
import type { ResourceSources } from "./resource-sources.store.js";
import { writeCsv, writeXlsx } from "./write-table.js";

/** `case` and `frameworks` by framework, `points` and `prerequisites` by subject, `lrmi` by resource. */
export const EXPORT_FORMATS = ["case", "points", "prerequisites", "frameworks", "lrmi"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const TABLES = { points: pointsTable, prerequisites: prerequisitesTable, frameworks: frameworkTable };

/** Gives out what the features hold in open formats. */
export class Exports {
  constructor(
    private readonly knowledge: Pick<Knowledge, "graph">,
    private readonly sources: CaseSources,
    private readonly resources: Resources,
    private readonly resourceSources: ResourceSources,
  ) {}

  /**
   * The framework as a CASE package, see `writeCase`.
   * @throws DomainError NOT_FOUND
   */
  async casePackage(frameworkId: string, uri?: CaseWriting["uri"]): Promise<CasePackage> {
    const graph = this.knowledge.graph();
    const source = await this.sources.find(frameworkId);
    return writeCase({ graph, frameworkId, source, modifiedAt: await this.sources.lastEditAt(), ...(uri && { uri }) });
  }

  /** The resource, with what the reader may know that it covers, as JSON-LD, see `writeLrmi`. */
  async learningResource(resource: Resource, covers: readonly Covers[]): Promise<JsonObject> {
    const graph = this.knowledge.graph();
    const covered = covers.flatMap(({ knowledgePointId, role }) => {
      const point = graph.points.get(knowledgePointId);
      return point ? [{ point, role }] : [];
    });
    const source = (await this.resourceSources.find([resource.id])).get(resource.id);
    return writeLrmi(resource, covered, source);
  }

  /**
   * Writes one framework, subject or resource to a stream: JSON, CSV, or with `xlsx` a workbook.
   * @throws DomainError NOT_FOUND
   */
  async write(format: ExportFormat, id: string, output: Writable, { xlsx = false } = {}): Promise<void> {
    if (format === "case") {
      output.write(`${JSON.stringify(await this.casePackage(id), null, 2)}\n`);
      return;
    }
    if (format === "lrmi") {
      const everything: Viewer = { sub: "", scopes: null, everyStatus: true };
      const found = await this.resources.find(id, everything);
      if (found === undefined) throw notFound(RESOURCE, id);
      const document = await this.learningResource(found.resource, found.covers);
      output.write(`${JSON.stringify(document, null, 2)}\n`);
      return;
    }
    const table = TABLES[format](this.knowledge.graph(), id);
    await (xlsx ? writeXlsx(table, output) : writeCsv(table, output));
  }
}
