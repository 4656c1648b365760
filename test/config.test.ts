import { isAbsolute } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { readConfig, readLanguage } from "../src/config.js";
import { DomainError } from "../src/errors.js";

function refusal(environment: Record<string, string>): DomainError {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof DomainError) return error;
  }
  throw new Error("it was accepted");
}

describe("the configuration", () => {
  it("has a value for everything when nothing is set, and cannot be changed", () => {
    const config = readConfig({});
    expect(config).toMatchObject({ host: "127.0.0.1", port: 4000, portIsDefault: true, production: false });
    expect(config.limits).toEqual({
      bodyBytes: 33_554_432,
      queryDepth: 15,
      queryCost: 1_000_000,
      first: 1000,
      rows: 1000,
      requestsPerSecond: 1000,
    });
    expect(config.auth.claims.roles).toBe("roles");
    expect(isAbsolute(config.zhimaiHome)).toBe(true);
    for (const part of [config, config.limits, config.neo4j, config.auth, config.auth.claims]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it("takes the next free port only where nobody asked for one", () => {
    expect(readConfig({ PORT: "4000" })).toMatchObject({ port: 4000, portIsDefault: false });
  });

  it("maps claims by a JSON object and keeps the rest", () => {
    const { claims } = readConfig({ AUTH_CLAIMS: '{"roles":"realm_access.roles"}' }).auth;
    expect(claims).toMatchObject({ roles: "realm_access.roles", sub: "sub" });
  });

  it.each([
    ["PORT", "http"],
    ["PORT", "70000"],
    ["PORT", "-1"],
    ["PORT", "4e3"],
    ["NEO4J_URI", "localhost:7687"],
    ["NEO4J_URI", "http://localhost:7474"],
    ["AUTH_JWKS_URL", "keys.json"],
    ["AUTH_CLAIMS", "roles"],
    ["AUTH_CLAIMS", '{"role":"roles"}'],
    ["AUTH_CLAIMS", '{"roles":1}'],
    ["LIMIT_QUERY_DEPTH", "0"],
    ["LOG_LEVEL", "loud"],
  ])("refuses %s=%s and names it in both languages", (name, value) => {
    const error = refusal({ [name]: value });
    expect(error.details.field).toBe(name);
    for (const text of [error.text.zh, error.text.en]) expect(text).toContain(name);
    expect(error.text.zh).not.toBe(error.text.en);
  });

  it("does not let the development key into production", () => {
    expect(refusal({ NODE_ENV: "production" }).details.field).toBe("AUTH_JWKS_URL");
    expect(readConfig({ NODE_ENV: "production", AUTH_JWKS_URL: "https://id.example/keys" }).production).toBe(true);
  });

  it("speaks the language of the terminal", () => {
    expect(readLanguage({ LANG: "zh_CN.UTF-8" })).toBe("zh");
    expect(readLanguage({ LANG: "zh_CN.UTF-8", LC_ALL: "C" })).toBe("en");
    expect(readLanguage({})).toBe("en");
  });
});
