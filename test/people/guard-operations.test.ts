import { describe, expect, it } from "@jest/globals";
import { buildSchema, graphql } from "graphql";
import { DomainError } from "../../src/errors.js";
import { guardOperations } from "../../src/people/guard-operations.js";
import { ANONYMOUS, type Principal, type Role } from "../../src/people/principal.js";

const access: Record<string, readonly Role[]> = { "Query.open": ["STUDENT", "ADMIN"], "Mutation.change": ["ADMIN"] };
const sdl = "type Query { open: Int } type Mutation { change: Int }";

function answer(principal: Principal, source: string) {
  const schema = guardOperations(buildSchema(sdl), access);
  return graphql({ schema, source, contextValue: { principal }, rootValue: { open: 1, change: 2 } });
}

function holder(...roles: readonly Role[]): Principal {
  return { ...ANONYMOUS, sub: "p", roles: new Set(roles) };
}

describe("the guard of the operations", () => {
  it("keeps the service from starting when an operation has no entry", () => {
    expect(() => guardOperations(buildSchema("type Query { forgotten: Int }"), access)).toThrow("Query.forgotten");
  });

  it("lets a role through that the table names, and a holder of several by any of them", async () => {
    expect((await answer(holder("STUDENT"), "{ open }")).data).toEqual({ open: 1 });
    expect((await answer(holder("STUDENT", "ADMIN"), "mutation { change }")).data).toEqual({ change: 2 });
  });

  it.each([
    ["nobody", ANONYMOUS, "UNAUTHENTICATED"],
    ["a principal without a known role", holder(), "FORBIDDEN"],
    ["a role that the table does not name", holder("TEACHER"), "FORBIDDEN"],
  ])("refuses %s", async (_who, principal, code) => {
    const { data, errors } = await answer(principal, "{ open }");
    expect(data).toEqual({ open: null });
    expect((errors![0]!.originalError as DomainError).code).toBe(code);
  });

  it("judges each root field by itself", async () => {
    const { errors } = await answer(holder("STUDENT"), "mutation { change }");
    expect(errors).toHaveLength(1);
    expect(errors![0]!.originalError).toBeInstanceOf(DomainError);
  });
});
