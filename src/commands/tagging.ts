import type { Command } from "commander";
import { findConsensus } from "../annotations/find-consensus.js";
import { withFeatures } from "./database.js";
import { print } from "./terminal.js";

/** Work on tags and resources that is done now and then rather than with each request. */
export function taggingCommands(program: Command): void {
  program
    .command("consensus")
    .description("weigh annotators by reliability; prints one JSON line · 按标注者可靠度计算共识")
    .action(() =>
      withFeatures(async ({ database }) => print(JSON.stringify(await findConsensus(database, Date.now())))),
    );
}
