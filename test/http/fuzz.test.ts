import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { buildClientSchema, type GraphQLField, type GraphQLSchema, getIntrospectionQuery } from "graphql";
import type { TokenClaims } from "../../src/http/authenticator.js";
import { ROLES } from "../../src/people/principal.js";
import { type HttpService, startHttpService } from "../support/http-service.js";
import { hostileValue, seededRandom, selectionOf } from "./hostile-input.js";

const CALLS_OF_EACH_OPERATION = 45;
const SLOWEST_MS = 60_000;
const AT_ONCE = 6;

const CODES = new Set([
  ...["BAD_USER_INPUT", "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "RATE_LIMITED", "UNAVAILABLE"],
  ...["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_REQUEST", "OPERATION_RESOLUTION_FAILURE"],
]);
/** Cypher, frames of a stack, paths, and names of Neo4j's errors. */
const INSIDE = /MATCH \(|UNWIND|\.[cm]?[jt]s:\d|node_modules|Neo\.\w|Neo4j|\/src\/|\/tmp\/|Double\(/;

let service: HttpService;
let schema: GraphQLSchema;
let token: string;

beforeAll(async () => {
  service = await startHttpService({ LIMIT_REQUESTS_PER_SECOND: "1000000" });
  const admin: TokenClaims = { sub: "admin", roles: ["ADMIN"] };
  token = await service.token({ sub: "t1", roles: ROLES });
  const run = async (operation: string) => {
    expect((await service.ask(admin, `mutation { ${operation} }`)).errors).toEqual([]);
  };
  await run('createSubject(input: { id: "math", name: "数学" }) { id }');
  for (const id of ["a", "b"]) {
    await run(`createKnowledgePoint(input: { id: "${id}", code: "${id}", name: "${id}", subjectId: "math" }) { id }`);
  }
  await run('definePrerequisite(input: { prerequisiteId: "a", dependentId: "b" }) { __typename }');
  await run(
    'registerClass(input: { id: "c1", name: "班", schoolId: "school", teacherIds: ["t1"], studentIds: ["s1"] }) { id }',
  );
  await run('registerResources(input: [{ id: "open", title: "公开", kind: VIDEO }]) { created }');
  const { data } = await service.ask(undefined, getIntrospectionQuery());
  schema = buildClientSchema(data);
}, 180_000);

afterAll(() => service?.stop());

/** What is wrong with an answer; undefined: nothing. */
async function problemOf(body: string, headers: Record<string, string> = {}): Promise<string | undefined> {
  const startedAt = performance.now();
  const response = await fetch(`${service.url}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}`, ...headers },
    body,
    signal: AbortSignal.timeout(SLOWEST_MS),
  });
  const text = await response.text();
  const { errors = [] } = JSON.parse(text);
  for (const { message, extensions } of errors) {
    if (extensions?.code === "INTERNAL_SERVER_ERROR") {
      const line = service.lines.find(({ id, msg }) => id === extensions.id && msg === "unexpected error");
      return `internal: ${line ? `${line.message}\n${(line.frames as string[]).slice(0, 4).join("\n")}` : "not logged"}`;
    }
    if (!CODES.has(extensions?.code)) return `code ${extensions?.code}: ${message}`;
    if (INSIDE.test(message)) return `shows the inside: ${message}`;
    if (message.length > 400) return `a message of ${message.length} characters`;
  }
  if (response.status >= 500) return `status ${response.status} ${text.slice(0, 300)}`;
  const ms = performance.now() - startedAt;
  return ms > SLOWEST_MS ? `took ${Math.round(ms)} ms` : undefined;
}

/** Runs the calls a few at a time; returns each problem once, with one call that has it. */
async function problemsOf(calls: Iterable<string>): Promise<string[]> {
  const problems = new Map<string, string>();
  const rest = calls[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = rest.next(); !next.done; next = rest.next()) {
      const call = next.value;
      const problem = await problemOf(call).catch((error: unknown) => String(error));
      if (problem !== undefined) problems.set(problem, call);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return [...problems].map(([problem, call]) => `${problem} ← ${call.slice(0, 700)}`);
}

/** Made one at a time: together they would fill the memory. */
function* hostileCalls(kind: "query" | "mutation"): Generator<string> {
  const type = kind === "query" ? schema.getQueryType()! : schema.getMutationType()!;
  const random = seededRandom(20_260_901);
  for (const field of Object.values(type.getFields())) {
    for (let call = 0; call < CALLS_OF_EACH_OPERATION; call++) yield hostileCall(kind, field, random);
  }
}

function hostileCall(kind: "query" | "mutation", field: GraphQLField<unknown, unknown>, random: () => number): string {
  const given = field.args.filter((argument) => argument.type.toString().endsWith("!") || random() < 0.7);
  const variables = Object.fromEntries(given.map(({ name, type }) => [name, hostileValue(type, random)]));
  const declared = given.map(({ name, type }) => `$${name}: ${type}`).join(", ");
  const passed = given.map(({ name }) => `${name}: $${name}`).join(", ");
  const query = `${kind} ${given.length ? `(${declared})` : ""} { ${field.name}${given.length ? `(${passed})` : ""} ${selectionOf(field.type, 2)} }`;
  return JSON.stringify({ query, variables });
}

describe("whatever an operation is given, it answers in time, with a code, and nothing of the inside", () => {
  it("speaks of every operation", () => {
    const fields = { ...schema.getQueryType()!.getFields(), ...schema.getMutationType()!.getFields() };
    expect(Object.keys(fields).length).toBeGreaterThanOrEqual(32);
  });

  it.each(["query", "mutation"] as const)(
    "strange arguments of each %s",
    async (kind) => {
      expect(await problemsOf(hostileCalls(kind))).toEqual([]);
    },
    600_000,
  );

  it("requests that are no GraphQL", async () => {
    const random = seededRandom(7);
    const good = '{ subjects { id } knowledgePoint(id: "a") { name prerequisites { strength } } }';
    const mutated = Array.from({ length: 300 }, () => {
      const at = Math.floor(random() * good.length);
      const piece = ["", "{", "}", "(", '"', "$", "...", "\u0000", "@skip(if: 1)", "#", "\ud800", "fragment"][
        Math.floor(random() * 12)
      ]!;
      return JSON.stringify({ query: good.slice(0, at) + piece + good.slice(at + Math.floor(random() * 3)) });
    });
    const deep = [
      `${"{a".repeat(20_000)}`,
      `{ knowledgePoint(id: ${"[".repeat(50_000)}) { id } }`,
      `{ ${"...F ".repeat(3)} } fragment F on Query { ...F }`,
      `{ ${"x: __typename ".repeat(3000)} }`,
      `query(${"$a: Int ".repeat(3000)}) { __typename }`,
      `{ __typename ${"@include(if: true) ".repeat(3000)} }`,
      `"${"x".repeat(200_000)}"`,
    ].map((query) => JSON.stringify({ query }));
    const bodies = [
      "[]",
      "null",
      "{",
      '{"query":{}}',
      '{"query":"{__typename}","variables":[]}',
      `${"[".repeat(100_000)}`,
    ];
    expect(await problemsOf([...mutated, ...deep, ...bodies])).toEqual([]);
  }, 300_000);

  it("tokens that are none", async () => {
    const headers = ["Bearer", "Bearer a.b.c", `Bearer ${"x".repeat(8000)}`, "Bearer eyJhbGciOiJub25lIn0.e30.", "%00"];
    for (const Authorization of headers) {
      expect(await problemOf('{"query":"{ subjects { id } }"}', { Authorization })).toBeUndefined();
    }
  });
});
