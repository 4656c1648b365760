import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSchema, GraphQLError, type GraphQLFieldResolver, type GraphQLSchema } from "graphql";
import { pino } from "pino";
import { ArgumentValidationError } from "type-graphql";
import { type Config, readConfig } from "../../src/config.js";
import { DomainError } from "../../src/errors.js";
import { localAuthenticator, mintToken, type TokenClaims } from "../../src/http/authenticator.js";
import { createHttpServer, type HttpServerOptions, type RunningServer } from "../../src/http/http-server.js";
import { loadLocalKey } from "../../src/http/local-key.js";
import { StoreError } from "../../src/neo4j/store-error.js";
import { guardOperations } from "../../src/people/guard-operations.js";
import { ROLES } from "../../src/people/principal.js";
import type { RequestContext } from "../../src/people/request-context.js";

/** A small schema whose fields fail in every way a feature may fail. */
const typeDefs = `
  type Query {
    whoami: Who! words(first: Int = 20): [Word!]! wordPage(first: Int = 20): WordConnection!
    echo(id: ID!): String refused: Int! store(retriable: Boolean!): Int! broken: Int! invalid: Int! odd: Int!
    wait(ms: Int!): Int!
  }
  type Mutation { save(input: [RowInput!]!): Int! }
  input RowInput { id: ID! text: String }
  type Who { sub: String! roles: [String!]! language: String! }
  type Word { text: String! near: [Word!]! more(first: Int = 10): [Word!]! }
  type WordConnection { edges: [WordEdge!]! } type WordEdge { node: Word! }
`;

const word = { text: "word", near: [], more: [] };
type Resolve = GraphQLFieldResolver<unknown, RequestContext>;

const resolvers: Readonly<Record<string, Resolve>> = {
  whoami: (_source, _arguments, { principal, language }) => ({
    sub: principal.sub,
    roles: [...principal.roles],
    language,
  }),
  words: () => [word],
  wordPage: () => ({ edges: [{ node: word }] }),
  echo: (_source, { id }) => id,
  refused: () => {
    throw new DomainError("NOT_FOUND", { zh: "没有", en: "None" }, { field: "id", id: "x".repeat(5000) });
  },
  store: (_source, { retriable }) => {
    throw new StoreError(
      "words/find: Neo.X: property `id` = 's-secret' MATCH (n) RETURN n",
      retriable,
      new Error("inner"),
    );
  },
  broken: () => {
    throw new TypeError("Cannot read MATCH (n) at /srv/zhimai/src/x.ts");
  },
  invalid: () => {
    throw new ArgumentValidationError([
      {
        property: "input",
        target: { secret: "s-secret" },
        children: [
          {
            property: "weight",
            value: "s-secret",
            children: [],
            constraints: { isBetween: "must be between 0 and 1." },
            contexts: { isBetween: { zh: "须在 0 与 1 之间。", en: "must be between 0 and 1." } },
          },
        ],
      },
    ]);
  },
  odd: () => {
    throw new GraphQLError("a GraphQLError of our own making, without a code");
  },
  wait: (_source, { ms }) => new Promise((resolve) => setTimeout(resolve, ms, ms)),
  save: (_source, { input }) => input.length,
};

function testSchema(): GraphQLSchema {
  const schema = buildSchema(typeDefs);
  const access: Record<string, typeof ROLES> = {};
  for (const type of [schema.getQueryType()!, schema.getMutationType()!]) {
    for (const field of Object.values(type.getFields())) {
      field.resolve = resolvers[field.name]!;
      access[`${type.name}.${field.name}`] = ROLES;
    }
  }
  return guardOperations(schema, access);
}

export interface TestServer extends RunningServer {
  /** Lines of the log so far. */
  readonly lines: Record<string, unknown>[];
  mint(claims: TokenClaims): Promise<string>;
  post(
    body: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ status: number; body: Answer; headers: Headers }>;
}

export interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    message: string;
    path?: unknown;
    extensions: Record<string, unknown> & { code: string };
  }[];
}

/** A server on a free port, with a key of its own. */
export async function startTestServer(
  environment: Readonly<Record<string, string>> = {},
  overrides: Partial<HttpServerOptions> = {},
): Promise<TestServer> {
  const config: Config = readConfig({
    PORT: "0",
    ZHIMAI_HOME: mkdtempSync(join(tmpdir(), "zhimai-http-")),
    ...environment,
  });
  const lines: Record<string, unknown>[] = [];
  const key = await loadLocalKey(config.zhimaiHome);
  const server = await createHttpServer({
    schema: testSchema(),
    config,
    authenticator: localAuthenticator(config.auth, key),
    log: pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line)) }),
    isReady: async () => true,
    openSegment: async () => undefined,
    publicKeys: [],
    ...overrides,
  });
  return {
    ...server,
    lines,
    mint: (claims) => mintToken(config.auth, key, claims),
    post: (body, headers = {}) => post(server.url, body, headers),
  };
}

/** Posts JSON, or text as it is, to `/graphql`. */
export async function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept-Language": "en", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
}

export const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
