import { Neo4jContainer } from "@testcontainers/neo4j";

/** With TEST_NEO4J=testcontainers: one container for the whole run, handed to the tests as NEO4J_URI. */
export default async function setup(): Promise<void> {
  if (process.env.TEST_NEO4J !== "testcontainers") return;
  const container = await new Neo4jContainer("neo4j:5.26-community")
    .withPassword("test-password")
    .withStartupTimeout(300_000)
    .start();
  process.env.NEO4J_URI = container.getBoltUri();
  process.env.NEO4J_USERNAME = container.getUsername();
  process.env.NEO4J_PASSWORD = container.getPassword();
  Object.assign(globalThis, { neo4jContainer: container });
}
