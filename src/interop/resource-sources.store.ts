import type { QueryRunner } from "../neo4j/database.js";
import type { JsonObject } from "./json-text.js";

/** The documents that resources came from, as they came. */
export class ResourceSources {
  constructor(private readonly runner: QueryRunner) {}

  /** By the id of the resource; those that came from no document are missing. */
  async find(ids: readonly string[]): Promise<Map<string, JsonObject>> {
    const rows = await this.runner.run("interop/find-resource-sources", { ids });
    return new Map(rows.map((row) => [row.resourceId as string, JSON.parse(row.document as string) as JsonObject]));
  }

  async save(documents: ReadonlyMap<string, JsonObject>): Promise<void> {
    if (documents.size === 0) return;
    const rows = [...documents].map(([resourceId, document]) => ({ resourceId, document: JSON.stringify(document) }));
    await this.runner.run("interop/save-resource-sources", { rows });
  }
}
