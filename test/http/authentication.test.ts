import "reflect-metadata";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { readConfig } from "../../src/config.js";
import { remoteAuthenticator } from "../../src/http/authenticator.js";
import { bearer, startTestServer, type TestServer } from "./http-test-server.js";

const WHO = { query: "{ whoami { sub roles } }" };
let server: TestServer;
const servers: TestServer[] = [];

beforeAll(async () => {
  server = await start();
});

afterAll(async () => {
  await Promise.all(servers.map((one) => one.stop()));
});

async function start(...parameters: Parameters<typeof startTestServer>): Promise<TestServer> {
  const started = await startTestServer(...parameters);
  servers.push(started);
  return started;
}

describe("a request", () => {
  it("with a good token is its principal's; unknown roles are passed over", async () => {
    const token = await server.mint({ sub: "t1", roles: ["TEACHER", "WIZARD" as "ADMIN", "REVIEWER"] });
    const { status, body } = await server.post(WHO, bearer(token));
    expect(status).toBe(200);
    expect(body).toEqual({ data: { whoami: { sub: "t1", roles: ["TEACHER", "REVIEWER"] } } });
  });

  it("without a token may read the schema, and is UNAUTHENTICATED for every operation", async () => {
    expect((await server.post({ query: "{ __schema { queryType { name } } }" })).body).toEqual({
      data: { __schema: { queryType: { name: "Query" } } },
    });
    const { status, body } = await server.post(WHO);
    expect(status).toBe(200);
    expect(body.data).toBeNull();
    expect(body.errors![0]!.extensions).toEqual({ code: "UNAUTHENTICATED" });
  });

  it("gets no development token for what is no id, as it would be refused", async () => {
    await expect(server.mint({ sub: "a b", roles: ["TEACHER"] })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(server.mint({ sub: "a", roles: ["TEACHER"], places: ["学校"] })).rejects.toThrow(/places/);
  });

  it("with a role that has no permission is FORBIDDEN, not UNAUTHENTICATED", async () => {
    const { body } = await server.post(WHO, bearer(await server.mint({ sub: "x", roles: [] })));
    expect(body.errors![0]!.extensions.code).toBe("FORBIDDEN");
  });
});

describe("a token is refused with 401 in the form of GraphQL", () => {
  const good: JWTPayload = { sub: "a", roles: ["ADMIN"], iss: "zhimai" };

  async function answer(authorization: string) {
    const { status, headers, body } = await server.post(WHO, { Authorization: authorization });
    return { status, challenge: headers.get("www-authenticate"), code: body.errors?.[0]?.extensions.code };
  }

  const refused = { status: 401, challenge: 'Bearer error="invalid_token"', code: "UNAUTHENTICATED" };
  const signed = async (payload: JWTPayload, expires: string) => {
    const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519" });
    return new SignJWT(payload).setProtectedHeader({ alg: "EdDSA" }).setExpirationTime(expires).sign(privateKey);
  };

  it("when another key signed it", async () => {
    expect(await answer(`Bearer ${await signed(good, "1h")}`)).toEqual(refused);
  });

  it("when nobody signed it (alg none)", async () => {
    expect(await answer(`Bearer ${new UnsecuredJWT(good).setExpirationTime("1h").encode()}`)).toEqual(refused);
  });

  it("when it was changed, is no token, or the scheme is another", async () => {
    const [head, payload, signature] = (await server.mint({ sub: "s1", roles: ["STUDENT"] })).split(".");
    const forged = Buffer.from(JSON.stringify({ ...good, exp: 4e9 })).toString("base64url");
    expect(await answer(`Bearer ${head}.${forged}.${signature}`)).toEqual(refused);
    expect(await answer(`Bearer ${head}.${payload}.`)).toEqual(refused);
    expect(await answer("Bearer nonsense")).toEqual(refused);
    expect(await answer("Bearer ")).toEqual(refused);
    expect(await answer("Basic YTpi")).toEqual(refused);
  });

  it("when a shared secret made it (alg HS256)", async () => {
    const token = await new SignJWT(good)
      .setProtectedHeader({ alg: "HS256" })
      .setExpirationTime("1h")
      .sign(new TextEncoder().encode("secret-secret-secret-secret-secret"));
    expect(await answer(`Bearer ${token}`)).toEqual(refused);
  });
});

describe("tokens of an identity provider", () => {
  let jwks: Server;
  let settings: ReturnType<typeof readConfig>["auth"] & { jwksUrl: string };
  let sign: (payload: JWTPayload, expires?: string | number | null) => Promise<string>;

  beforeAll(async () => {
    const { privateKey, publicKey } = await generateKeyPair("RS256");
    const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "k1", alg: "RS256" }] });
    jwks = createServer((_request, response) => response.setHeader("Content-Type", "application/json").end(keys));
    await new Promise<void>((resolve) => jwks.listen(0, "127.0.0.1", resolve));
    const jwksUrl = `http://127.0.0.1:${(jwks.address() as AddressInfo).port}/keys`;
    settings = {
      ...readConfig({
        AUTH_JWKS_URL: jwksUrl,
        AUTH_ISSUER: "https://id.example",
        AUTH_AUDIENCE: "zhimai",
        AUTH_CLAIMS: '{"roles":"realm_access.roles","places":"https://city.example/places"}',
      }).auth,
      jwksUrl,
    };
    sign = (payload, expires = "1h") => {
      const token = new SignJWT({ iss: "https://id.example", aud: "zhimai", sub: "u1", ...payload });
      if (expires !== null) token.setExpirationTime(expires);
      return token.setProtectedHeader({ alg: "RS256", kid: "k1" }).sign(privateKey);
    };
  });

  afterAll(() => void jwks.close());

  const authenticate = async (payload: JWTPayload, expires?: string | number | null) =>
    remoteAuthenticator(settings).authenticate(`Bearer ${await sign(payload, expires)}`);

  it("are checked by its published keys, and their claims read where the configuration says", async () => {
    const principal = await authenticate({
      realm_access: { roles: ["EDITOR", "offline_access"] },
      subjects: "math physics",
      "https://city.example/places": ["d1", "d1"],
      classes: null,
      students: [],
    });
    expect(principal).toEqual({
      sub: "u1",
      roles: new Set(["EDITOR"]),
      subjects: ["math", "physics"],
      places: ["d1"],
      classes: [],
      students: [],
    });
  });

  it("are refused when they never expire, and told why", async () => {
    await expect(authenticate({}, null)).rejects.toMatchObject({ code: "UNAUTHENTICATED", text: { en: /no exp/ } });
  });

  it("are refused when expired, of another issuer, or for another audience", async () => {
    const now = Math.floor(Date.now() / 1000);
    await expect(authenticate({}, now - 60)).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
      text: { en: /expired/ },
    });
    await expect(authenticate({ nbf: now + 600 })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(authenticate({ iss: "https://other.example" })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(authenticate({ aud: "shop" })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it.each<[string, JWTPayload]>([
    ["a sub that is no id", { sub: "张三" }],
    ["a sub of several", { sub: ["a", "b"] as unknown as string }],
    ["no sub", { sub: "" }],
    ["places that are no ids, which must not open the city", { "https://city.example/places": [7] }],
    ["places that are an object", { "https://city.example/places": { a: 1 } }],
    ["subjects that are no ids", { subjects: ["a b"] }],
  ])("are refused with %s", async (_what, payload) => {
    await expect(authenticate(payload)).rejects.toMatchObject({ code: "UNAUTHENTICATED", text: { en: /claim/ } });
  });

  it("get UNAVAILABLE, not a refusal, while its keys cannot be had", async () => {
    const away = { ...settings, jwksUrl: "http://127.0.0.1:1/keys" };
    const lost = await start({}, { authenticator: remoteAuthenticator(away) });
    const { status, body } = await lost.post(WHO, bearer(await sign({})));
    expect(status).toBe(503);
    expect(body.errors![0]!.extensions.code).toBe("UNAVAILABLE");
  });
});
