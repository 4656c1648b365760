import type { Command } from "commander";
import { readConfig } from "../config.js";
import { badInput, DomainError } from "../errors.js";
import { createLog } from "../http/log.js";
import { openAuthenticator } from "../http/open-authenticator.js";
import { ROLES, type Role } from "../people/principal.js";
import { print } from "./terminal.js";

interface TokenOptions {
  readonly role: readonly string[];
  readonly sub: string;
  readonly class?: readonly string[];
  readonly student?: readonly string[];
  readonly subject?: readonly string[];
  readonly place?: readonly string[];
}

/** `token`: a development token, signed with the local key. */
export function tokenCommand(program: Command): void {
  program
    .command("token")
    .description("print a development token · 打印开发用令牌")
    .requiredOption("--role <role...>", ROLES.join("|"))
    .requiredOption("--sub <id>", "who · 谁")
    .option("--class <id...>", "classes · 班级")
    .option("--student <id...>", "own students, of a parent · 家长的孩子")
    .option("--subject <id...>", "subjects an editor may change · 可编辑的学科")
    .option("--place <id...>", "schools and districts · 学校和区")
    .action(printToken);
}

async function printToken({ role, sub, ...claims }: TokenOptions): Promise<void> {
  const unknown = role.find((name) => !(ROLES as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw badInput("role", {
      zh: `没有角色 ${unknown}；有：${ROLES.join("、")}。`,
      en: `There is no role ${unknown}; there are: ${ROLES.join(", ")}.`,
    });
  }
  const { mint } = await openAuthenticator(readConfig(), createLog("silent"));
  if (!mint) {
    throw new DomainError("BAD_INPUT", {
      zh: "设置了 AUTH_JWKS_URL，令牌由身份平台签发。",
      en: "AUTH_JWKS_URL is set, so the identity provider makes the tokens.",
    });
  }
  const token = await mint({
    sub,
    roles: role as readonly Role[],
    ...(claims.class && { classes: claims.class }),
    ...(claims.student && { students: claims.student }),
    ...(claims.subject && { subjects: claims.subject }),
    ...(claims.place && { places: claims.place }),
  });
  print(token);
}
