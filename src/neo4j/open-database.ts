import type { Config } from "../config.js";
import { DomainError, type Text } from "../errors.js";
import { Database, type DatabaseSettings } from "./database.js";
import { joinLocalServer, keeperSettings, type LocalServer } from "./local-server.js";
import type { QueryCatalogue } from "./query-catalogue.js";
import { serverProblems } from "./server-problems.js";
import { StoreError } from "./store-error.js";

/**
 * The database that the configuration means: the one of NEO4J_URI, else the service's own server, which is started
 * or joined and left again when the database is closed.
 * @throws DomainError UNAVAILABLE with the reason and what to do
 */
export async function openDatabase(
  config: Pick<Config, "neo4j" | "zhimaiHome">,
  catalogue: QueryCatalogue,
  progress: (text: Text) => void,
): Promise<Database> {
  const { uri, username, password, database, home, javaHome } = config.neo4j;
  if (uri !== undefined) return connect({ uri, username, password: password ?? "", database }, catalogue);
  const server = await joinLocalServer(keeperSettings(config.zhimaiHome, home, javaHome), { progress });
  return connect({ ...server, database: "neo4j" }, catalogue, server);
}

async function connect(settings: DatabaseSettings, catalogue: QueryCatalogue, server?: LocalServer): Promise<Database> {
  try {
    return await Database.open(settings, catalogue, () => server?.leave());
  } catch (error) {
    server?.leave();
    const cause = (error as { cause?: { code?: string } }).cause;
    if (error instanceof StoreError && cause?.code?.startsWith("Neo.ClientError.Security")) {
      throw serverProblems.unauthorised(settings.uri);
    }
    if (error instanceof DomainError || error instanceof StoreError) throw serverProblems.unreachable(settings.uri);
    throw error;
  }
}
