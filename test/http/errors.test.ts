import "reflect-metadata";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { preferredLanguage } from "../../src/http/language.js";
import { bearer, startTestServer, type TestServer } from "./http-test-server.js";

let server: TestServer;
let token: Record<string, string>;

beforeAll(async () => {
  server = await startTestServer();
  token = bearer(await server.mint({ sub: "t", roles: ["TEACHER"] }));
});

afterAll(() => server.stop());

async function errorOf(query: string, { variables = {}, headers = {} }: { variables?: object; headers?: object } = {}) {
  const { status, body } = await server.post({ query, variables }, { ...token, ...headers });
  expect(body.errors).toHaveLength(1);
  return { status, ...body.errors![0]! };
}

const FORBIDDEN_TEXT = /MATCH|node_modules|\/srv|src\/|s-secret|TypeError|stacktrace|Neo\./;

describe("an expected error", () => {
  it("carries code, field, data and a sentence in the reader's language; long values are cut", async () => {
    const error = await errorOf("{ refused }");
    expect(error).toMatchObject({ status: 200, message: "None", path: ["refused"] });
    expect(error.extensions).toEqual({ field: "id", id: `${"x".repeat(300)}…`, code: "NOT_FOUND" });
    expect((await errorOf("{ refused }", { headers: { "Accept-Language": "zh-CN,en;q=0.5" } })).message).toBe("没有");
  });

  it("of validation names the field, and never gives the value back", async () => {
    const error = await errorOf("{ invalid }");
    expect(error.message).toBe("input.weight must be between 0 and 1.");
    expect(error.extensions).toEqual({
      code: "BAD_USER_INPUT",
      field: "input.weight",
      fields: [{ field: "input.weight", message: "input.weight must be between 0 and 1." }],
    });
  });

  it("of GraphQL keeps Apollo's code, with the value cut", async () => {
    expect((await errorOf("{ nothing }")).extensions).toEqual({ code: "GRAPHQL_VALIDATION_FAILED" });
    expect((await errorOf("{ whoami")).extensions).toEqual({ code: "GRAPHQL_PARSE_FAILED" });
    const query = "query($ms: Int!) { wait(ms: $ms) }";
    const error = await errorOf(query, { variables: { ms: "y".repeat(10_000) } });
    expect(error).toMatchObject({ status: 400, extensions: { code: "BAD_USER_INPUT" } });
    expect(error.message.length).toBeLessThan(310);
  });
});

describe("an unexpected error", () => {
  it.each(["broken", "odd", "store(retriable: false)"])(
    "from %s is an id and nothing else, and is logged with it",
    async (field) => {
      const { message, extensions } = await errorOf(`{ ${field} }`);
      expect(Object.keys(extensions).sort()).toEqual(["code", "id"]);
      expect(extensions.code).toBe("INTERNAL_SERVER_ERROR");
      expect(message).not.toMatch(FORBIDDEN_TEXT);
      const line = server.lines.find(({ id, msg }) => id === extensions.id && msg === "unexpected error");
      expect(line).toBeDefined();
      expect(JSON.stringify(line)).not.toMatch(/s-secret/);
    },
  );

  it("of a database that will recover is UNAVAILABLE", async () => {
    const { message, extensions } = await errorOf("{ store(retriable: true) }");
    expect(extensions.code).toBe("UNAVAILABLE");
    expect(message).not.toMatch(FORBIDDEN_TEXT);
  });
});

describe("the log", () => {
  it("names operation, role, duration and codes, and nothing that the caller sent", async () => {
    await server.post({ query: 'query Of_s_1234 { mine: echo(id: "s-5678") }', operationName: "Of_s_1234" }, token);
    await server.post({ query: "query($id: ID!) { echo(id: $id) }", variables: { id: "s-9876" } }, token);
    const lines = server.lines.filter(({ operations }) => JSON.stringify(operations) === '["echo"]');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({ roles: ["TEACHER"], ms: expect.any(Number), id: expect.any(String) });
    expect(JSON.stringify(server.lines)).not.toMatch(/s_1234|s-5678|s-9876|mine/);
  });
});

describe("the language", () => {
  it.each([
    [undefined, "zh"],
    ["", "zh"],
    ["*", "zh"],
    ["fr, de", "zh"],
    ["en", "en"],
    ["en-GB,en;q=0.9,zh;q=0.8", "en"],
    ["zh-CN,zh;q=0.9,en;q=0.8", "zh"],
    ["en;q=0.2, zh-TW;q=0.7", "zh"],
    ["en, zh", "en"],
    ["zh, en", "zh"],
    ["zh;q=0, en;q=0.1", "en"],
    ["en;q=0", "zh"],
    ["en;q=nonsense", "zh"],
  ] as const)("of %j is %s", (header, language) => expect(preferredLanguage(header)).toBe(language));
});
