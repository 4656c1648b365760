import type { Writable } from "node:stream";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { CasePackage } from "./case-package.js";
import type { CaseSources } from "./case-sources.store.js";
import { type CaseWriting, writeCase } from "./case-writer.js";
import { frameworkTable, pointsTable, prerequisitesTable } from "./graph-tables.js";
import { writeCsv, writeXlsx } from "./write-table.js";

/** What can be written: `case` and `frameworks` by framework, `points` and `prerequisites` by subject. */
export const EXPORT_FORMATS = ["case", "points", "prerequisites", "frameworks"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const TABLES = { points: pointsTable, prerequisites: prerequisitesTable, frameworks: frameworkTable };

/** Gives out what the features hold in open formats. */
export class Exports {
  constructor(
    private readonly knowledge: Pick<Knowledge, "graph">,
    private readonly sources: CaseSources,
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

  /**
   * Writes one framework or subject to a stream: JSON, CSV, or with `xlsx` a workbook.
   * @throws DomainError NOT_FOUND
   */
  async write(format: ExportFormat, id: string, output: Writable, { xlsx = false } = {}): Promise<void> {
    if (format === "case") {
      output.write(`${JSON.stringify(await this.casePackage(id), null, 2)}\n`);
      return;
    }
    const table = TABLES[format](this.knowledge.graph(), id);
    await (xlsx ? writeXlsx(table, output) : writeCsv(table, output));
  }
}
