import { Command } from "commander";
import { suggestionCommands } from "./annotations/annotations.commands.js";
import { databaseCommands, withFeatures } from "./commands/database.js";
import { schemaCommand } from "./commands/schema.js";
import { serveCommands } from "./commands/serve.js";
import { taggingCommands } from "./commands/tagging.js";
import { say } from "./commands/terminal.js";
import { tokenCommand } from "./commands/token.js";
import { readLanguage } from "./config.js";
import { DomainError } from "./errors.js";
import { interopCommands } from "./interop/interop.commands.js";
import { masteryCommands } from "./mastery/mastery.commands.js";
import { StoreError } from "./neo4j/store-error.js";

/** The command line; each group of commands is a file of its own. */
const program = new Command("zhimai").description("Zhimai 知脉");
serveCommands(program);
databaseCommands(program);
tokenCommand(program);
schemaCommand(program);
interopCommands(program, {
  language: readLanguage(),
  withInterop: (work) => withFeatures(({ features }) => work(features)),
});
suggestionCommands(program);
masteryCommands(program);
taggingCommands(program);

// Who reads the result may stop reading it (`| head`): then there is nothing left to do.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = 1;
  if (error instanceof DomainError) say(error.text);
  else if (error instanceof StoreError)
    say({ zh: `数据库出错：${error.message}`, en: `The database failed: ${error.message}` });
  else throw error;
}
