import type { Command } from "commander";
import { findConsensus } from "../annotations/find-consensus.js";
import { badInput } from "../errors.js";
import { checkLinks, fetchLink } from "../resources/check-links.js";
import { withFeatures } from "./database.js";
import { print, say } from "./terminal.js";

/** Work on tags and resources that is done now and then rather than with each request. */
export function taggingCommands(program: Command): void {
  program
    .command("consensus")
    .description("weigh annotators by reliability; prints one JSON line · 按标注者可靠度计算共识")
    .action(() =>
      withFeatures(async ({ database }) => print(JSON.stringify(await findConsensus(database, Date.now())))),
    );

  program
    .command("sweep")
    .command("duplicates")
    .description("link resources that repeat others; prints one JSON line · 找出重复或近似的资源")
    .action(() =>
      withFeatures(async ({ features }) => {
        const swept = await features.resources.sweepDuplicates(({ read, linked }) =>
          say({ zh: `已查 ${read} 项，重复 ${linked} 项`, en: `${read} read, ${linked} repeat another` }),
        );
        print(JSON.stringify(swept));
      }),
    );

  program
    .command("check-links")
    .description("look whether addresses of resources are still there; prints one JSON line · 检查资源链接")
    .option("--days <n>", "leave out what was looked at in so many days · 跳过近几天查过的", "7")
    .action(async ({ days }: { readonly days: string }) => {
      const since = Number(days);
      if (!(since >= 0))
        throw badInput("days", { zh: "--days 须为不小于 0 的数。", en: "--days must be a number from 0." });
      await withFeatures(async ({ database }) => {
        const now = Date.now();
        const checkedBefore = now - since * 24 * 60 * 60 * 1000;
        print(JSON.stringify(await checkLinks(database, fetchLink, { checkedBefore, now })));
      });
    });
}
