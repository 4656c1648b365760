import "reflect-metadata";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { RateLimiter } from "../../src/http/rate-limiter.js";
import { bearer, startTestServer, type TestServer } from "./http-test-server.js";

let server: TestServer;
let token: Record<string, string>;

beforeAll(async () => {
  server = await startTestServer({ LIMIT_BODY_BYTES: "100000", LIMIT_QUERY_COST: "5000", LIMIT_ROWS: "10" });
  token = bearer(await server.mint({ sub: "app", roles: ["APP"] }));
});

afterAll(() => server.stop());

/** The code and field of the first error, or the data. */
async function ask(query: string, variables: object = {}) {
  const { status, body } = await server.post({ query, variables }, token);
  const extensions = body.errors?.[0]?.extensions;
  return extensions ? { status, code: extensions.code, field: extensions.field } : { status, data: body.data };
}

const refused = (field: string) => ({ status: 400, code: "BAD_USER_INPUT", field });
const nested = (levels: number) => `{ words { ${"near { ".repeat(levels - 2)} text ${"} ".repeat(levels - 2)} } }`;

describe("an operation is refused with its reason", () => {
  it("beyond 15 levels, by fragments too", async () => {
    expect(await ask(`{ words(first: 0) { ${"near { ".repeat(13)} text ${"} ".repeat(13)} } }`)).toMatchObject({
      data: {},
    });
    expect(await ask(nested(16))).toEqual(refused("query"));
    const fragments = Array.from({ length: 15 }, (_, i) => `fragment F${i} on Word { near { ...F${i + 1} } }`).join(
      " ",
    );
    expect(await ask(`{ words(first: 0) { ...F0 } } ${fragments} fragment F15 on Word { text }`)).toEqual(
      refused("query"),
    );
  });

  it("with a page size out of bounds, given anywhere and any way", async () => {
    expect(await ask("{ words(first: 1000) { text } }")).toMatchObject({ data: {} });
    expect(await ask("{ words(first: 0) { text } }")).toMatchObject({ data: {} });
    expect(await ask("{ words(first: 1001) { text } }")).toEqual(refused("first"));
    expect(await ask("{ words(first: -1) { text } }")).toEqual(refused("first"));
    expect(await ask("query($n: Int) { words(first: 1) { more(first: $n) { text } } }", { n: 5000 })).toEqual(
      refused("first"),
    );
    expect(await ask("query($n: Int = 5000) { wordPage(first: $n) { edges { node { text } } } }")).toEqual(
      refused("first"),
    );
  });

  it("when lists within lists cost too much; connections count once", async () => {
    expect(await ask("{ wordPage(first: 1000) { edges { node { text } } } }")).toMatchObject({ data: {} });
    expect(await ask("{ words(first: 100) { more(first: 40) { text } } }")).toMatchObject({ data: {} });
    expect(await ask("{ words(first: 100) { more(first: 60) { text } } }")).toEqual(refused("query"));
    expect(await ask("{ words(first: 1000) { near { text } } }")).toEqual(refused("query"));
  });

  it("when a field whose arguments do not fit hides the cost of the others", async () => {
    const query = `query($id: ID = "x") { echo(id: $id) words(first: 1000) { near { near { text } } } }`;
    expect(await ask(query, { id: null })).toMatchObject({ status: 400, code: "BAD_USER_INPUT" });
  });

  it("with too many root fields or rows", async () => {
    const aliases = (n: number) => `{ ${Array.from({ length: n }, (_, i) => `a${i}: echo(id: "x")`).join(" ")} }`;
    expect(await ask(aliases(200))).toMatchObject({ status: 200 });
    expect(await ask(aliases(201))).toEqual(refused("query"));
    expect(await ask(`{ ... on Query ${aliases(201)} }`)).toEqual(refused("query"));
    expect(await ask(`{ ...All ...All } fragment All on Query ${aliases(101)}`)).toEqual(refused("query"));
    const save = "mutation($rows: [RowInput!]!) { save(input: $rows) }";
    const rows = (n: number) => Array.from({ length: n }, (_, i) => ({ id: String(i) }));
    expect(await ask(save, { rows: rows(10) })).toMatchObject({ data: { save: 10 } });
    expect(await ask(save, { rows: rows(11) })).toEqual(refused("input"));
  });

  it("when it would cost too much to parse or validate", async () => {
    const startedAt = performance.now();
    expect(await ask(`${"{a".repeat(5000)}${"}".repeat(5000)}`)).toEqual(refused("query"));
    expect(await ask(`{ echo(id: ${"[".repeat(5000)}) }`)).toEqual(refused("query"));
    expect(await ask(`{ ${"words { text } ".repeat(4000)} }`)).toEqual(refused("query"));
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});

describe("a body is answered in JSON", () => {
  it("with 413 beyond its limit", async () => {
    const { status, headers, body } = await server.post(
      { query: "{ whoami { sub } }", more: "x".repeat(200_000) },
      token,
    );
    expect(status).toBe(413);
    expect(headers.get("content-type")).toMatch(/^application\/json/);
    expect(body.errors![0]!.extensions.code).toBe("BAD_REQUEST");
  });

  it("up to 32 MB, and not beyond, when nothing else is configured", async () => {
    const usual = await startTestServer();
    const claims = bearer(await usual.mint({ sub: "app", roles: ["APP"] }));
    const ofMegabytes = (n: number) => ({
      query: "{ whoami { sub } }",
      extensions: { text: "x".repeat(n * 1024 * 1024) },
    });
    expect((await usual.post(ofMegabytes(31), claims)).status).toBe(200);
    expect((await usual.post(ofMegabytes(33), claims)).status).toBe(413);
    await usual.stop();
  });

  it.each(["{", "", "[]", "null", '"text"', "7", '{"query": 7}', '{"query": ""}', '{"variables": {}}'])(
    "with 400 when it is %j",
    async (text) => {
      const { status, body } = await server.post(text, token);
      expect(status).toBe(400);
      expect(body.errors![0]!.extensions.code).toMatch(/^BAD_/);
      expect(body.errors![0]!.message).not.toMatch(/node_modules|at /);
    },
  );

  it("with 400 when it is of another type", async () => {
    const { status } = await server.post("query=1", { ...token, "Content-Type": "application/x-www-form-urlencoded" });
    expect(status).toBe(400);
  });
});

describe("requests of one principal", () => {
  it("are RATE_LIMITED beyond the allowed number a second, each principal by itself", async () => {
    const slow = await startTestServer({ LIMIT_REQUESTS_PER_SECOND: "2" });
    const eager = bearer(await slow.mint({ sub: "eager", roles: ["APP"] }));
    const query = { query: "{ whoami { sub } }" };
    const answers = await Promise.all(Array.from({ length: 60 }, () => slow.post(query, eager)));
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThan(5);
    expect(limited[0]!.body.errors![0]!.extensions.code).toBe("RATE_LIMITED");
    expect(limited[0]!.headers.get("retry-after")).toBe("1");
    const other = await slow.post(query, bearer(await slow.mint({ sub: "patient", roles: ["APP"] })));
    expect(other.status).toBe(200);
    await slow.stop();
  });

  it("refill with time", () => {
    const limiter = new RateLimiter(2);
    expect([0, 0, 0, 499, 500, 501, 5000, 5000, 5000].map((now) => limiter.take("a", now))).toEqual([
      ...[true, true, false, false, true, false],
      ...[true, true, false],
    ]);
  });
});
