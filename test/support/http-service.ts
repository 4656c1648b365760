import "reflect-metadata";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { createFeatures, type Features } from "../../src/app.js";
import { readConfig } from "../../src/config.js";
import type { TokenClaims } from "../../src/http/authenticator.js";
import { openAuthenticator } from "../../src/http/open-authenticator.js";
import type { Database } from "../../src/neo4j/database.js";
import { startService } from "../../src/start-service.js";
import { testDatabase } from "./database.js";

/** An answer of `/graphql`. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of any shape
  readonly data: any;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Record<string, unknown> & { readonly code: string };
  }[];
}

/** The whole service over HTTP, on a migrated and empty database. */
export interface HttpService {
  readonly url: string;
  readonly database: Database;
  readonly features: Features;
  /** Lines of the log so far. */
  readonly lines: readonly Record<string, unknown>[];
  token(claims: TokenClaims): Promise<string>;
  /** Asks as these claims say, in English; without claims, without a token. */
  ask(claims: TokenClaims | undefined, query: string, variables?: object): Promise<Answer>;
  stop(): Promise<void>;
}

export async function startHttpService(environment: Readonly<Record<string, string>> = {}): Promise<HttpService> {
  const database = await testDatabase();
  const home = mkdtempSync(join(tmpdir(), "zhimai-service-"));
  const config = readConfig({ PORT: "0", ZHIMAI_HOME: home, ...environment });
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const features = createFeatures(database, Buffer.alloc(32, 7));
  await features.knowledge.refresh();
  const server = await startService({ features, database, close: () => database.close() }, config, log);
  const { mint } = await openAuthenticator(config, log);
  return {
    url: server.url,
    database,
    features,
    lines,
    token: (claims) => mint!(claims),
    async ask(claims, query, variables = {}) {
      const response = await fetch(`${server.url}/graphql`, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          "Accept-Language": "en",
          ...(claims && { Authorization: `Bearer ${await mint!(claims)}` }),
        },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors = [] } = (await response.json()) as Partial<Answer>;
      return { status: response.status, data, errors };
    },
    async stop() {
      await server.stop();
      await database.close();
    },
  };
}
