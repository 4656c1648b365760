import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import { readConfig, readLanguage } from "./config.js";
import { DomainError, type Text } from "./errors.js";
import type { Database } from "./neo4j/database.js";
import { migrate, readMigrations } from "./neo4j/migrations.js";
import { openDatabase } from "./neo4j/open-database.js";
import { QueryCatalogue } from "./neo4j/query-catalogue.js";
import { projectRoot } from "./project-root.js";

/** The command line. Each feature adds its own commands; here are those of the database. */
const program = new Command("zhimai").description("Zhimai 知脉");
const cypher = join(projectRoot, "cypher");

program
  .command("migrate")
  .description("bring the database to this version's schema · 更新数据库结构")
  .action(() =>
    withDatabase(async (database) => {
      const applied = await migrate(database, readMigrations(join(cypher, "migrations")));
      say({ zh: `执行了 ${applied.length} 个迁移。`, en: `${applied.length} migrations applied.` });
    }),
  );

program
  .command("reset")
  .description("empty the local database · 清空本地数据库")
  .option("--yes", "do not ask · 不再询问")
  .action(async ({ yes }: { yes?: boolean }) => {
    if (readConfig().neo4j.uri !== undefined) {
      throw new DomainError("BAD_INPUT", {
        zh: "reset 只清空自带的数据库；现在 NEO4J_URI 指向另一个数据库，请在那里自行清空。",
        en: "reset empties the service's own database only; NEO4J_URI names another: empty that one yourself.",
      });
    }
    if (!yes && !(await confirmed())) return;
    await withDatabase((database) => database.empty());
    say({ zh: "数据库已清空。", en: "The database is empty." });
  });

async function withDatabase(work: (database: Database) => Promise<void>): Promise<void> {
  const database = await openDatabase(readConfig(), QueryCatalogue.load(cypher), say);
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

async function confirmed(): Promise<boolean> {
  const question = {
    zh: "清空本地数据库的全部数据？输入 yes 确认：",
    en: "Delete everything in the local database? Type yes: ",
  };
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(question[readLanguage()]);
  terminal.close();
  return answer.trim().toLowerCase() === "yes";
}

/** Messages for people go to standard error; standard output is for results. */
function say(text: Text): void {
  process.stderr.write(`${text[readLanguage()]}\n`);
}

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof DomainError)) throw error;
  say(error.text);
  process.exitCode = 1;
}
