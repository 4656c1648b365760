import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createFeatures, createSchema, type Features } from "./app.js";
import type { Config } from "./config.js";
import { badInput, DomainError, type Text } from "./errors.js";
import { createHttpServer } from "./http/http-server.js";
import type { Logger } from "./http/log.js";
import { openAuthenticator } from "./http/open-authenticator.js";
import { exchangeRoutes } from "./interop/exchange-routes.js";
import { readOrCreateSecret } from "./key-file.js";
import { SHIPPED_WEIGHTS } from "./mastery/shipped-weights.js";
import { decodeWeights, type MasteryWeights } from "./mastery/weights.js";
import type { Database } from "./neo4j/database.js";
import { migrate, readMigrations } from "./neo4j/migrations.js";
import { openDatabase } from "./neo4j/open-database.js";
import { QueryCatalogue } from "./neo4j/query-catalogue.js";
import { projectRoot } from "./project-root.js";

/** The features over a migrated database, for a command or for the service. */
export interface OpenFeatures {
  readonly features: Features;
  readonly database: Database;
  close(): Promise<void>;
}

/** A change of the graph by another instance, and a new calibration, are seen within about so long. */
const FOLLOW_EVERY_MS = 400;

/** Opens the database that the configuration means, brings it to this version's schema, and wires the features. */
export async function openFeatures(config: Config, say: (text: Text) => void): Promise<OpenFeatures> {
  const cypher = join(projectRoot, "cypher");
  const database = await openDatabase(config, QueryCatalogue.load(cypher), say);
  try {
    await migrate(database, readMigrations(join(cypher, "migrations")));
    const features = createFeatures(database, await serviceKey(config), masteryWeights(config));
    await features.knowledge.refresh();
    await features.mastery.refreshCalibration();
    return { features, database, close: () => database.close() };
  } catch (error) {
    await database.close();
    throw error;
  }
}

export interface RunningService {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves the features over HTTP and follows what other instances change. */
export async function startService(
  { features, database }: OpenFeatures,
  config: Config,
  log: Logger,
): Promise<RunningService> {
  const { authenticator } = await openAuthenticator(config, log);
  const schema = createSchema(features);
  const server = await createHttpServer({
    schema,
    config,
    authenticator,
    log,
    isReady: () => database.isReady(),
    exchange: (edge) => exchangeRoutes(features, edge),
    publicKeys: [features.contributionSigner.publicKey],
    openSegment: (code, context) => features.resources.openSegment(code, context),
  });
  features.knowledge.watch(FOLLOW_EVERY_MS, (error) =>
    log.warn({ err: String(error) }, "the graph could not be followed"),
  );
  features.suggestions.follow().catch((error) => log.warn({ err: String(error) }, "the annotations could not be read"));
  const onError = (error: unknown) => log.warn({ err: String(error) }, "the calibration could not be read");
  const recalibrate = setInterval(() => features.mastery.refreshCalibration().catch(onError), FOLLOW_EVERY_MS);
  return {
    url: server.url,
    async stop() {
      clearInterval(recalibrate);
      features.knowledge.stopWatching();
      features.suggestions.stop();
      await server.stop();
    },
  };
}

async function serviceKey({ serviceKey, zhimaiHome }: Config): Promise<Buffer> {
  const file = join(zhimaiHome, "service-key");
  return Buffer.from(serviceKey ?? (await readOrCreateSecret(file, () => randomBytes(32).toString("base64url"))));
}

/** The weights that a site learned for itself, or those that ship. Throws BAD_INPUT for a file that is none. */
function masteryWeights({ masteryWeights }: Config): MasteryWeights {
  if (masteryWeights === undefined) return SHIPPED_WEIGHTS;
  try {
    return decodeWeights(readFileSync(masteryWeights, "utf8"));
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw badInput("MASTERY_WEIGHTS", {
      zh: `不能读取 ${masteryWeights}。`,
      en: `MASTERY_WEIGHTS: ${masteryWeights} cannot be read.`,
    });
  }
}
