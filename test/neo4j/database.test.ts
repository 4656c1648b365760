import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { DomainError } from "../../src/errors.js";
import { Database } from "../../src/neo4j/database.js";
import { StoreError } from "../../src/neo4j/store-error.js";
import { catalogue, testDatabase, testServer } from "../support/database.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
}, 120_000);
afterAll(async () => {
  await database.runSchema("MATCH (m:Migration) WHERE m.number > 9000 DELETE m", "clean up");
  await database.close();
});

describe("a database", () => {
  const migration = { number: 9001, name: "test", checksum: "c" };

  it("answers rows of plain values", async () => {
    await database.run("neo4j/save-migration", migration);
    const rows = await database.run("neo4j/find-migrations");
    expect(rows).toContainEqual(migration);
  });

  it("says CONFLICT when a record with the same identity exists", async () => {
    const again = database.run("neo4j/save-migration", migration);
    await expect(again).rejects.toMatchObject({ name: "DomainError", code: "CONFLICT" });
  });

  it("refuses unknown statements, missing and undeclared parameters before it asks the server", async () => {
    await expect(database.run("neo4j/nothing")).rejects.toThrow("cypher/neo4j/nothing.cypher");
    await expect(database.run("neo4j/save-migration", { number: 1, name: "a" })).rejects.toThrow("checksum is missing");
    await expect(database.run("neo4j/ping", { extra: 1 })).rejects.toThrow("extra is not declared");
  });

  it("rolls back a transaction whose work throws, and lets the error through", async () => {
    const refusal = new DomainError("BAD_INPUT", { zh: "不行", en: "no" });
    const work = database.transaction(async (tx) => {
      await tx.run("neo4j/save-migration", { number: 9002, name: "lost", checksum: "c" });
      throw refusal;
    });
    await expect(work).rejects.toBe(refusal);
    expect((await database.run("neo4j/find-migrations")).map((row) => row.number)).not.toContain(9002);
  });

  it("is ready while the server answers", async () => {
    expect(await database.isReady()).toBe(true);
  });

  it("says UNAVAILABLE where nothing listens, and which password was wrong", async () => {
    const server = await testServer();
    await expect(Database.open({ ...server, uri: "bolt://127.0.0.1:1" }, catalogue)).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
    await expect(Database.open({ ...server, password: "wrong" }, catalogue)).rejects.toBeInstanceOf(StoreError);
  });
});
