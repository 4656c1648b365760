import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DomainError } from "../errors.js";
import type { Database } from "./database.js";

/** A numbered file of `cypher/migrations/`. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
  readonly statements: readonly string[];
}

/**
 * @param folder of files `NNNN-name.cypher`, statements ended by `;` at the end of a line
 * @returns by number, ascending
 * @throws Error for a file not named so, and for a number used twice
 */
export function readMigrations(folder: string): Migration[] {
  const migrations: Migration[] = [];
  const files = readdirSync(folder).filter((file) => file.endsWith(".cypher"));
  for (const file of files.sort()) {
    const [, number, name] = /^(\d{4})-([a-z0-9-]+)\.cypher$/.exec(file) ?? [];
    if (number === undefined || name === undefined) throw new Error(`${file} is not named NNNN-name.cypher`);
    const text = normalise(readFileSync(join(folder, file), "utf8"));
    if (migrations.at(-1)?.number === Number(number)) throw new Error(`Two migrations have the number ${number}`);
    migrations.push({ number: Number(number), name, checksum: checksumOf(text), statements: splitStatements(text) });
  }
  return migrations;
}

/**
 * Brings the database to the newest migration; each is applied once. Safe when two instances start together:
 * an open transaction holds the lock node while the others wait, and ends with its instance.
 * @returns those applied now
 * @throws DomainError CONFLICT when an applied file has changed since, or is unknown here
 */
export async function migrate(database: Database, migrations: readonly Migration[]): Promise<Migration[]> {
  for (const [name, label, key] of bookkeeping) {
    await createConstraint(
      database,
      `CREATE CONSTRAINT ${name} IF NOT EXISTS FOR (m:${label}) REQUIRE m.${key} IS UNIQUE`,
    );
  }
  return database.transaction(async (lock) => {
    await lock.run("neo4j/lock-migrations");
    const applied = await database.run("neo4j/find-migrations");
    const pending = pendingOf(migrations, applied as unknown as readonly AppliedMigration[]);
    for (const migration of pending) {
      for (const statement of migration.statements) {
        await database.runSchema(statement, `migration ${label(migration)}`);
      }
      const { number, name, checksum } = migration;
      await database.run("neo4j/save-migration", { number, name, checksum });
    }
    if (pending.length > 0) await database.run("neo4j/await-indexes");
    return pending;
  });
}

interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

/** What is yet to be applied, after every applied one was found unchanged. */
export function pendingOf(migrations: readonly Migration[], applied: readonly AppliedMigration[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.number, migration]));
  for (const { number, name, checksum } of applied) {
    const migration = known.get(number);
    if (migration === undefined) {
      throw new DomainError("CONFLICT", {
        zh: `数据库由更新的版本写过（迁移 ${label({ number, name })} 在这里没有）；请使用那个版本或更新的版本。`,
        en: `A newer version has written this database (migration ${label({ number, name })} is unknown here); use that version or a later one.`,
      });
    }
    if (migration.checksum !== checksum) {
      throw new DomainError("CONFLICT", {
        zh: `迁移文件 ${label(migration)}.cypher 在执行之后被改动过；请恢复原文件，改动另写一个新编号的迁移。`,
        en: `The migration file ${label(migration)}.cypher has changed since it was applied; restore it and put the change into a migration with a new number.`,
      });
    }
  }
  const done = new Set(applied.map(({ number }) => number));
  return migrations.filter(({ number }) => !done.has(number));
}

const bookkeeping = [
  ["migration_number", "Migration", "number"],
  ["migration_lock_id", "MigrationLock", "id"],
] as const;

/** Two instances may create the same constraint at once; the loser's error is then no error on a second look. */
async function createConstraint(database: Database, statement: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.runSchema(statement, "migrations");
    } catch (error) {
      if (attempt === 5) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100 * attempt));
    }
  }
}

/** Line ends, trailing blanks, comment lines and empty lines do not count as a change. */
function normalise(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => !/^\s*(\/\/.*)?$/.test(line))
    .join("\n");
}

function checksumOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function splitStatements(text: string): string[] {
  return text
    .split(/;$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}

function label(migration: { readonly number: number; readonly name: string }): string {
  return `${String(migration.number).padStart(4, "0")}-${migration.name}`;
}
