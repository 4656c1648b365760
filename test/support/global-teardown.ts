import type { StartedNeo4jContainer } from "@testcontainers/neo4j";

export default async function teardown(): Promise<void> {
  await (globalThis as { neo4jContainer?: StartedNeo4jContainer }).neo4jContainer?.stop();
}
