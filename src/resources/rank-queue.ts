import type { QueryRunner } from "../neo4j/database.js";

/** Ranks resources anew by how urgently they are to be tagged; needed whenever their status, content, tags or use changed. */
export async function rankQueue(tx: QueryRunner, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.run("resources/rank-queue", { ids });
}
