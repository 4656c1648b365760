import type { Command } from "commander";
import { readConfig } from "../config.js";
import { DomainError } from "../errors.js";
import { createLog } from "../http/log.js";
import { openAuthenticator } from "../http/open-authenticator.js";
import { ROLES } from "../people/principal.js";
import { loadSeeds } from "../seeds/load-seeds.js";
import { openFeatures, startService } from "../start-service.js";
import { DEMO_PEOPLE, firstAnswer } from "./demo-welcome.js";
import { print, say } from "./terminal.js";

/** `serve`, and `start`: the same with demo data, tokens and a first answer. */
export function serveCommands(program: Command): void {
  program
    .command("serve")
    .description("run the service · 运行服务")
    .action(() => serve(false));
  program
    .command("start")
    .description("run the service with demo data · 带演示数据运行服务")
    .action(() => serve(true));
}

/** The first signal ends the service in good order. Before it is ready, and from the second on, they end it at once. */
function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
}

async function serve(demo: boolean): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  const opened = await openFeatures(config, say);
  try {
    if (demo) await loadSeeds(opened.features, opened.database, [], { onlyNew: true, say });
    const service = await startService(opened, config, log);
    try {
      if (demo) await welcome(service.url);
      else print(`ready ${JSON.stringify({ url: service.url })}`);
      await stopAsked();
    } finally {
      await service.stop();
    }
  } finally {
    await opened.close();
  }

  async function welcome(url: string): Promise<void> {
    const { mint } = await openAuthenticator(config, createLog("silent"));
    if (!mint) {
      throw new DomainError("BAD_INPUT", {
        zh: "start 使用本地密钥签发演示令牌；设置了 AUTH_JWKS_URL 时请用 serve。",
        en: "start signs demo tokens with the local key; with AUTH_JWKS_URL set use serve.",
      });
    }
    const tokens: Record<string, string> = {};
    for (const role of ROLES) tokens[role] = await mint({ ...DEMO_PEOPLE[role], roles: [role] });
    print(`知脉 Zhimai  ${url}/graphql`);
    for (const role of ROLES) print(`\n${role} (${DEMO_PEOPLE[role].sub})\n${tokens[role]}`);
    print(`\n${await firstAnswer(url, tokens.STUDENT!)}`);
    print(`ready ${JSON.stringify({ url, tokens })}`);
  }
}
