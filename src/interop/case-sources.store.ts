import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { QueryRunner } from "../neo4j/database.js";
import type { CaseSource } from "./case-writer.js";

/** The packages that frameworks came from, each as one compressed document. */
export class CaseSources {
  constructor(private readonly runner: QueryRunner) {}

  /** Undefined for a framework that came from no package. */
  async find(frameworkId: string): Promise<CaseSource | undefined> {
    const [row] = await this.runner.run("interop/find-framework-source", { frameworkId });
    if (row === undefined) return undefined;
    const content = await promisify(gunzip)(Buffer.from(row.content as Int8Array));
    return JSON.parse(content.toString("utf8")) as CaseSource;
  }

  /** In place of the one that was kept before. */
  async save(frameworkId: string, source: CaseSource): Promise<void> {
    const content = await promisify(gzip)(Buffer.from(JSON.stringify(source), "utf8"));
    await this.runner.run("interop/save-framework-source", { frameworkId, content: new Int8Array(content) });
  }

  /** When the graph was last edited, milliseconds since 1970; 0 before the first edit. */
  async lastEditAt(): Promise<number> {
    const [row] = await this.runner.run("interop/read-last-edit-time");
    return (row?.at as number | undefined) ?? 0;
  }
}
