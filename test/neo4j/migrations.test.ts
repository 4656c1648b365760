import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Database } from "../../src/neo4j/database.js";
import { type Migration, migrate, pendingOf, readMigrations } from "../../src/neo4j/migrations.js";
import { projectRoot } from "../../src/project-root.js";
import { catalogue, testDatabase, testServer } from "../support/database.js";

const folder = mkdtempSync(join(tmpdir(), "zhimai-migrations-"));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, files: Readonly<Record<string, string>>): Migration[] {
  const here = join(folder, name);
  mkdirSync(here, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(here, file), text);
  return readMigrations(here);
}

describe("migration files", () => {
  it("are read by number, statement by statement", () => {
    const [first, second] = written("two", {
      "0002-second.cypher": "RETURN 2;\n",
      "0001-first.cypher": "// why\nRETURN 1;\nRETURN\n  'a;b';\n",
    });
    expect(first).toMatchObject({ number: 1, name: "first", statements: ["RETURN 1", "RETURN\n  'a;b'"] });
    expect(second).toMatchObject({ number: 2, statements: ["RETURN 2"] });
  });

  it("keep their checksum when only line ends, blanks and comments change", () => {
    const [unix] = written("unix", { "0001-a.cypher": "RETURN 1;\nRETURN 2;\n" });
    const [windows] = written("windows", { "0001-a.cypher": "// note\r\nRETURN 1;  \r\n\r\nRETURN 2;" });
    const [other] = written("other", { "0001-a.cypher": "RETURN 1;\nRETURN 3;\n" });
    expect(windows?.checksum).toBe(unix?.checksum);
    expect(other?.checksum).not.toBe(unix?.checksum);
  });

  it("must be named and numbered", () => {
    expect(() => written("unnamed", { "first.cypher": "RETURN 1;" })).toThrow("NNNN-name.cypher");
    expect(() => written("twice", { "0001-a.cypher": "RETURN 1;", "0001-b.cypher": "RETURN 1;" })).toThrow("0001");
  });
});

describe("what is applied", () => {
  const applied = [{ number: 1, name: "first", checksum: "abc" }];
  const migration = { number: 1, name: "first", checksum: "abc", statements: [] };

  it("is not applied again", () => {
    const next = { ...migration, number: 2, name: "second" };
    expect(pendingOf([migration, next], applied)).toEqual([next]);
  });

  it("may not change, and is named when it has", () => {
    const changed = { ...migration, checksum: "def" };
    expect(() => pendingOf([changed], applied)).toThrow("0001-first.cypher has changed");
  });

  it("may not be unknown: a newer version has been here", () => {
    expect(() => pendingOf([], applied)).toThrow("newer version");
  });
});

describe("migrating", () => {
  const real = readMigrations(join(projectRoot, "cypher", "migrations"));
  let instances: Database[];

  beforeAll(async () => {
    const other = Database.open(await testServer(), catalogue);
    instances = [await testDatabase(), await other];
  }, 120_000);
  afterAll(async () => {
    await instances[0]?.runSchema("DROP CONSTRAINT migration_test IF EXISTS", "clean up");
    await instances[0]?.runSchema("MATCH (m:Migration) WHERE m.number > 9000 DELETE m", "clean up");
    await Promise.all(instances.map((database) => database.close()));
  });

  it("applies each file once when several instances start together", async () => {
    const added = written("added", {
      "9101-schema.cypher":
        "CREATE CONSTRAINT migration_test IF NOT EXISTS FOR (t:MigrationTest) REQUIRE t.id IS UNIQUE;",
      "9102-data.cypher": "CREATE (:MigrationTest {id: 'once'});",
    });
    const starts = [0, 1, 0, 1].map((n) => migrate(instances[n] as Database, [...real, ...added]));
    const applied = (await Promise.all(starts)).flat().map(({ number }) => number);
    expect(applied).toEqual([9101, 9102]);
    expect(await migrate(instances[0] as Database, [...real, ...added])).toEqual([]);
  });
});
