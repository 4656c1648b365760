import { join, resolve } from "node:path";
import { DomainError, type Language, type Text } from "./errors.js";
import { projectRoot } from "./project-root.js";

/** How the service trusts bearer tokens; without a JWKS URL a local key signs them, for development only. */
export interface AuthSettings {
  readonly jwksUrl: string | undefined;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  /** Our claim name → the path of the claim in the token, dots going deeper (`realm_access.roles`). */
  readonly claims: Readonly<Record<ClaimName, string>>;
}

export type ClaimName = "sub" | "roles" | "subjects" | "places" | "classes" | "students";

/** What one call may ask; beyond it the call is refused as a whole. */
export interface Limits {
  /** Size of a request's body, bytes. */
  readonly bodyBytes: number;
  /** Nesting of fields in an operation. */
  readonly queryDepth: number;
  /** Cost of an operation, counted in fields times the lengths of the lists above them. */
  readonly queryCost: number;
  /** Largest `first` of a list. */
  readonly first: number;
  /** Rows of one `registerResources` or `recordAttempts`. */
  readonly rows: number;
  /** Requests a second for one principal. */
  readonly requestsPerSecond: number;
}

/** Where the database is: `uri` undefined means the service's own server. */
export interface Neo4jSettings {
  readonly uri: string | undefined;
  readonly username: string;
  readonly password: string | undefined;
  readonly database: string;
  /** A Neo4j 5.26 distribution or a folder of its jars, absolute. */
  readonly home: string | undefined;
  /** `JAVA_HOME`, for the service's own server; without it the `java` on the PATH. */
  readonly javaHome: string | undefined;
}

/** Everything that the environment may say, validated once and frozen. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Whether the next free port may be taken when `port` is in use: only when nobody asked for this one. */
  readonly portIsDefault: boolean;
  readonly neo4j: Neo4jSettings;
  /** Folder of the local server's data, jars and keys, absolute. */
  readonly zhimaiHome: string;
  readonly auth: AuthSettings;
  /** Signs what is given out to be given back; the same for all instances. Undefined: a key of `zhimaiHome`. */
  readonly serviceKey: string | undefined;
  /** File of the key that signs digests of the chains, absolute. */
  readonly digestKey: string;
  /** File of mastery weights from `zhimai train mastery`, absolute. */
  readonly masteryWeights: string | undefined;
  readonly limits: Limits;
  readonly logLevel: LogLevel;
  readonly production: boolean;
  /** Language of the command line's messages, from LC_ALL, LC_MESSAGES, LANG. */
  readonly language: Language;
}

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

const claimNames: readonly ClaimName[] = ["sub", "roles", "subjects", "places", "classes", "students"];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the whole environment; nothing else in the project looks at `process.env`.
 * @throws DomainError BAD_INPUT whose `field` is the variable, with what it should be.
 */
export function readConfig(environment: Environment = process.env): Config {
  const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const production = read("NODE_ENV") === "production";
  const zhimaiHome = resolve(projectRoot, read("ZHIMAI_HOME") ?? ".zhimai");
  const config: Config = {
    host: read("HOST") ?? "127.0.0.1",
    port: whole(read, "PORT", 4000, 0, 65_535),
    portIsDefault: read("PORT") === undefined,
    neo4j: Object.freeze(readNeo4j(read)),
    zhimaiHome,
    auth: Object.freeze(readAuth(read, production)),
    serviceKey: readServiceKey(read),
    digestKey: path(read("DIGEST_KEY")) ?? join(zhimaiHome, "digest-key.pem"),
    masteryWeights: path(read("MASTERY_WEIGHTS")),
    limits: Object.freeze({
      bodyBytes: whole(read, "LIMIT_BODY_BYTES", 32 * 1024 * 1024, 1024, 1024 ** 3),
      queryDepth: whole(read, "LIMIT_QUERY_DEPTH", 15, 1, 1000),
      queryCost: whole(read, "LIMIT_QUERY_COST", 1_000_000, 1, 1e12),
      first: whole(read, "LIMIT_FIRST", 1000, 1, 100_000),
      rows: whole(read, "LIMIT_ROWS", 1000, 1, 100_000),
      requestsPerSecond: whole(read, "LIMIT_REQUESTS_PER_SECOND", 1000, 1, 1e9),
    }),
    logLevel: oneOf(read, "LOG_LEVEL", logLevels, "info"),
    production,
    language: readLanguage(environment),
  };
  return Object.freeze(config);
}

/** Chinese if the first of LC_ALL, LC_MESSAGES, LANG that is set starts with `zh`, else English. */
export function readLanguage(environment: Environment = process.env): Language {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || "";
  return locale.toLowerCase().startsWith("zh") ? "zh" : "en";
}

function readServiceKey(read: Read): string | undefined {
  const key = read("SERVICE_KEY");
  if (key !== undefined && key.length < 32) {
    throw refuse("SERVICE_KEY", "…", { zh: "至少 32 个字符", en: "expected at least 32 characters" });
  }
  return key;
}

type Read = (name: string) => string | undefined;

function readNeo4j(read: Read): Neo4jSettings {
  const uri = read("NEO4J_URI");
  if (uri !== undefined && !/^(neo4j|bolt)(\+s|\+ssc)?:\/\/[^\s/]+\/?$/.test(uri)) {
    throw refuse("NEO4J_URI", uri, {
      zh: "应为 bolt://主机:端口 或 neo4j://主机:端口（加密用 bolt+s、neo4j+s）",
      en: "expected bolt://host:port or neo4j://host:port (bolt+s, neo4j+s for encryption)",
    });
  }
  return {
    uri,
    username: read("NEO4J_USERNAME") ?? "neo4j",
    password: read("NEO4J_PASSWORD"),
    database: read("NEO4J_DATABASE") ?? "neo4j",
    home: path(read("NEO4J_HOME")),
    javaHome: path(read("JAVA_HOME")),
  };
}

function readAuth(read: Read, production: boolean): AuthSettings {
  const jwksUrl = read("AUTH_JWKS_URL");
  if (jwksUrl !== undefined && !(URL.canParse(jwksUrl) && /^https?:/.test(jwksUrl))) {
    throw refuse("AUTH_JWKS_URL", jwksUrl, { zh: "应为 http(s) 地址", en: "expected an http(s) URL" });
  }
  if (production && jwksUrl === undefined) {
    throw new DomainError(
      "BAD_INPUT",
      {
        zh: "NODE_ENV=production 时必须设置 AUTH_JWKS_URL（身份平台的公钥地址）：本地开发密钥不得用于生产环境。",
        en: "With NODE_ENV=production set AUTH_JWKS_URL to the keys of your identity provider: the local development key is not for production.",
      },
      { field: "AUTH_JWKS_URL" },
    );
  }
  return {
    jwksUrl,
    issuer: read("AUTH_ISSUER"),
    audience: read("AUTH_AUDIENCE"),
    claims: Object.freeze(readClaims(read("AUTH_CLAIMS"))),
  };
}

function readClaims(text: string | undefined): Record<ClaimName, string> {
  const claims = Object.fromEntries(claimNames.map((name) => [name, name])) as Record<ClaimName, string>;
  if (text === undefined) return claims;
  const help = {
    zh: `应为 JSON 对象，例如 {"roles":"realm_access.roles"}，键只能是 ${claimNames.join("、")}`,
    en: `expected a JSON object such as {"roles":"realm_access.roles"} with keys out of ${claimNames.join(", ")}`,
  };
  let mapping: unknown;
  try {
    mapping = JSON.parse(text);
  } catch {
    throw refuse("AUTH_CLAIMS", text, help);
  }
  if (typeof mapping !== "object" || mapping === null || Array.isArray(mapping)) {
    throw refuse("AUTH_CLAIMS", text, help);
  }
  for (const [name, claim] of Object.entries(mapping)) {
    if (!claimNames.includes(name as ClaimName) || typeof claim !== "string" || claim === "") {
      throw refuse("AUTH_CLAIMS", text, help);
    }
    claims[name as ClaimName] = claim;
  }
  return claims;
}

function whole(read: Read, name: string, fallback: number, low: number, high: number): number {
  const text = read(name);
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < low || value > high) {
    throw refuse(name, text, {
      zh: `应为 ${low} 到 ${high} 的整数`,
      en: `expected a whole number from ${low} to ${high}`,
    });
  }
  return value;
}

function oneOf<T extends string>(read: Read, name: string, values: readonly T[], fallback: T): T {
  const text = read(name) ?? fallback;
  const value = values.find((candidate) => candidate === text);
  if (value !== undefined) return value;
  throw refuse(name, text, { zh: `应为 ${values.join("、")} 之一`, en: `expected one of ${values.join(", ")}` });
}

function path(text: string | undefined): string | undefined {
  return text === undefined ? undefined : resolve(projectRoot, text);
}

function refuse(name: string, value: string, expected: Text): DomainError {
  return new DomainError(
    "BAD_INPUT",
    {
      zh: `环境变量 ${name} 的值“${value}”不对：${expected.zh}。`,
      en: `The environment variable ${name} is "${value}": ${expected.en}.`,
    },
    { field: name },
  );
}
