import { join } from "node:path";
import neo4j from "neo4j-driver";
import { Database, type DatabaseSettings } from "../../src/neo4j/database.js";
import { joinLocalServer, keeperSettings } from "../../src/neo4j/local-server.js";
import { migrate, readMigrations } from "../../src/neo4j/migrations.js";
import { QueryCatalogue } from "../../src/neo4j/query-catalogue.js";
import { projectRoot } from "../../src/project-root.js";

export const catalogue: QueryCatalogue = QueryCatalogue.load(join(projectRoot, "cypher"));

/**
 * A database of this worker's own, migrated and empty. Call it once at the start of a test file, for instance in
 */
export async function testDatabase(): Promise<Database> {
  const database = await Database.open(await testServer(), catalogue);
  await migrate(database, readMigrations(join(projectRoot, "cypher", "migrations")));
  await database.empty();
  return database;
}

/** Where this worker's Neo4j is; starts it if this is the worker's first call. */
export async function testServer(): Promise<DatabaseSettings> {
  const { NEO4J_URI, NEO4J_USERNAME = "neo4j", NEO4J_PASSWORD = "", NEO4J_DATABASE = "neo4j" } = process.env;
  if (process.env.TEST_NEO4J !== "jdk") {
    if (NEO4J_URI === undefined) throw new Error("TEST_NEO4J=uri needs NEO4J_URI; run the tests by npm test");
    return { uri: NEO4J_URI, username: NEO4J_USERNAME, password: NEO4J_PASSWORD, database: NEO4J_DATABASE };
  }
  const { ZHIMAI_TEST_RUN, JEST_WORKER_ID, NEO4J_HOME, JAVA_HOME } = process.env;
  if (ZHIMAI_TEST_RUN === undefined) throw new Error("Run the tests by npm test, or node scripts/test.mjs FILE");
  const settings = keeperSettings(join(ZHIMAI_TEST_RUN, `worker-${JEST_WORKER_ID ?? 1}`), NEO4J_HOME, JAVA_HOME);
  const cache = join(projectRoot, ".zhimai");
  // The share is held until the worker ends: the next test file of the worker finds the server running.
  const server = await joinLocalServer(
    {
      ...settings,
      jars: join(cache, "jars"),
      archives: join(cache, "archives"),
      // A benchmark measures the server as the service starts it.
      ...(process.env.NODE_ENV !== "production" && { heapMb: 512, pageCacheMb: 128, quick: true }),
      temporary: true,
    },
    { passive: true },
  );
  return { ...server, database: "neo4j" };
}

/** Runs a statement behind the service's back, as somebody with the database's password could. */
export async function tamper(statement: string, parameters: Record<string, unknown> = {}): Promise<void> {
  const { uri, username, password, database } = await testServer();
  const driver = neo4j.driver(uri, neo4j.auth.basic(username, password));
  try {
    await driver.executeQuery(statement, parameters, { database });
  } finally {
    await driver.close();
  }
}
