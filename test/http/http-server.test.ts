import "reflect-metadata";
import { statSync } from "node:fs";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { buildSchema, getVariableValues, parse, validate } from "graphql";
import { EXAMPLES } from "../../src/http/graphiql-examples.js";
import { loadLocalKey } from "../../src/http/local-key.js";
import { projectRoot } from "../../src/project-root.js";
import { bearer, startTestServer, type TestServer } from "./http-test-server.js";

let server: TestServer;
let ready = true;

beforeAll(async () => {
  server = await startTestServer(
    {},
    {
      isReady: async () => ready,
      publicKeys: [{ kid: "one", kty: "OKP" }],
      openSegment: async (code, { principal }) => {
        if (code === "school") return principal.sub === "pupil" ? { address: undefined, title: "Ours" } : "SIGN_IN";
        return {
          good: { address: "https://example.org/v.mp4#t=10,20", title: "Lesson" },
          bad: { address: "javascript:alert(1)", title: "<b>Lesson</b>" },
          paper: { address: undefined, title: "Worksheet · part one · 1–2 页" },
        }[code];
      },
    },
  );
});

afterAll(() => server.stop());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(server.url + path, { headers, redirect: "manual" });

describe("beside GraphQL", () => {
  it("/healthz says that the process runs, /readyz whether the database answers, again when it is back", async () => {
    expect((await get("/healthz")).status).toBe(200);
    expect((await get("/readyz")).status).toBe(200);
    ready = false;
    expect((await get("/readyz")).status).toBe(503);
    expect((await get("/healthz")).status).toBe(200);
    ready = true;
    expect((await get("/readyz")).status).toBe(200);
  });

  it("/metrics is for this machine, and for ADMIN from elsewhere", async () => {
    await server.post({ query: "{ whoami { sub } }" }, bearer(await server.mint({ sub: "a", roles: ["ADMIN"] })));
    const text = await (await get("/metrics")).text();
    expect(text).toMatch(/zhimai_graphql_seconds_count\{operation="whoami"\} \d+/);
    expect(text).toMatch(/^zhimai_ready 1$/m);
    const away = { "X-Forwarded-For": "203.0.113.7" };
    const as = async (role: "ADMIN" | "TEACHER") => ({
      ...away,
      ...bearer(await server.mint({ sub: "a", roles: [role] })),
    });
    expect((await get("/metrics", away)).status).toBe(401);
    expect((await get("/metrics", await as("TEACHER"))).status).toBe(403);
    expect((await get("/metrics", await as("ADMIN"))).status).toBe(200);
  });

  it("/metrics has every metric that the dashboard draws", async () => {
    const text = await (await get("/metrics")).text();
    const dashboard = JSON.parse(await readFile(join(projectRoot, "watch", "grafana-dashboard.json"), "utf8"));
    const drawn: string[] = dashboard.panels.flatMap(({ targets }: { targets: { expr: string }[] }) =>
      targets.flatMap(({ expr }) => expr.match(/\b(zhimai|nodejs|process)_\w+/g)),
    );
    expect(drawn.length).toBeGreaterThanOrEqual(dashboard.panels.length);
    for (const name of drawn) expect(text).toContain(`# TYPE ${name.replace(/_(bucket|count)$/, "")} `);
  });

  it("/.well-known/jwks.json gives the public keys without a token", async () => {
    expect(await (await get("/.well-known/jwks.json")).json()).toEqual({ keys: [{ kid: "one", kty: "OKP" }] });
  });

  it("/r/{code} leads to the segment without a token, and nowhere but to the web", async () => {
    const found = await get("/r/good");
    expect([found.status, found.headers.get("location")]).toEqual([302, "https://example.org/v.mp4#t=10,20"]);
    for (const [code, title] of [
      ["bad", "<b>Lesson</b>"],
      ["paper", "Worksheet · part one · 1–2 页"],
    ]) {
      const told = await get(`/r/${code}`);
      expect([told.status, told.headers.get("content-type"), await told.text()]).toEqual([
        200,
        "text/plain; charset=utf-8",
        `${title}\n`,
      ]);
    }
    expect((await get("/r/unknown")).status).toBe(404);
  });

  it("/r/{code} of a school's own asks who comes without a token to sign in, and opens with one", async () => {
    const refused = await get("/r/school");
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect(await refused.text()).toMatch(/请登录.*\n.*sign in/);
    const opened = await get("/r/school", bearer(await server.mint({ sub: "pupil", roles: ["STUDENT"] })));
    expect([opened.status, await opened.text()]).toEqual([200, "Ours\n"]);
  });

  it("GraphiQL comes whole from the service, with an example for each kind of user", async () => {
    const page = await get("/graphql", { Accept: "text/html" });
    expect(page.headers.get("content-type")).toMatch(/html/);
    const html = await page.text();
    expect(html).not.toMatch(/https?:/);
    const files = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, file]) => file!);
    expect(files).toHaveLength(5);
    for (const file of files) expect((await get(file)).status).toBe(200);
    const script = await (await get("/graphiql/start.js")).text();
    for (const user of ["TEACHER", "APP", "RESEARCHER", "ADMIN"]) expect(script).toContain(user);
  });

  it("the examples of GraphiQL fit the schema", async () => {
    const schema = buildSchema(await readFile(join(projectRoot, "schema", "schema.graphql"), "utf8"));
    for (const { query, variables } of EXAMPLES) {
      const document = parse(query);
      expect(validate(schema, document)).toEqual([]);
      const declared = document.definitions.flatMap(
        (one) => ("variableDefinitions" in one && one.variableDefinitions) || [],
      );
      expect(getVariableValues(schema, declared, JSON.parse(variables)).errors).toBeUndefined();
    }
  });

  it("pages of any origin may call with a token", async () => {
    const preflight = await fetch(`${server.url}/graphql`, {
      method: "OPTIONS",
      headers: { Origin: "https://app.example" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
    expect(preflight.headers.get("access-control-allow-headers")).toMatch(/Authorization/);
    expect(preflight.headers.get("access-control-allow-credentials")).toBeNull();
  });

  it("an address that is not served is 404 in JSON; GET runs queries, never mutations", async () => {
    const missing = await get("/nothing");
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject({ errors: [{ extensions: { code: "NOT_FOUND" } }] });
    const query = await get(`/graphql?query=${encodeURIComponent("{ __typename }")}`);
    expect(await query.json()).toEqual({ data: { __typename: "Query" } });
    const mutation = await get(`/graphql?query=${encodeURIComponent("mutation { save(input: []) }")}`);
    expect(mutation.status).toBe(405);
  });
});

describe("the life of the server", () => {
  it("takes the next free port when the default one is taken, and only then", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    await expect(startTestServer({ PORT: String(port) })).rejects.toMatchObject({ details: { field: "PORT" } });
    const { limits } = (await import("../../src/config.js")).readConfig({});
    const config = { host: "127.0.0.1", port, portIsDefault: true, limits };
    const next = await startTestServer({}, { config });
    expect(Number(new URL(next.url).port)).toBeGreaterThan(port);
    await next.stop();
    other.close();
  });

  it("finishes running requests before it stops, and takes no new ones", async () => {
    const brief = await startTestServer();
    const token = bearer(await brief.mint({ sub: "a", roles: ["ADMIN"] }));
    const running = brief.post({ query: "{ wait(ms: 400) }" }, token);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const startedAt = performance.now();
    const stopped = brief.stop();
    expect((await running).body).toEqual({ data: { wait: 400 } });
    await stopped;
    expect(performance.now() - startedAt).toBeLessThan(2000);
    await expect(fetch(`${brief.url}/healthz`)).rejects.toThrow();
  });
});

describe("the local key", () => {
  it("is made once for all who start together, readable by its owner alone; damage is said", async () => {
    const home = await mkdtemp(join(tmpdir(), "zhimai-key-"));
    await Promise.all(Array.from({ length: 5 }, () => loadLocalKey(home)));
    const file = join(home, "token-key.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = await readFile(file, "utf8");
    await loadLocalKey(home);
    expect(await readFile(file, "utf8")).toBe(before);
    await writeFile(file, "{");
    await expect(loadLocalKey(home)).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});
