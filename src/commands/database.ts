import type { Command } from "commander";
import { verifyCoverage } from "../annotations/verify-coverage.js";
import { readConfig } from "../config.js";
import { badInput, DomainError } from "../errors.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import { checkDigest, digestChains, type KeptHead, readHeads } from "../mastery/chain-digest.js";
import { publicKeyText, readDigestKey, readPublicKey } from "../mastery/digest-key.js";
import { repairMastery } from "../mastery/repair-mastery.js";
import { verifyAttempts, verifyMastery } from "../mastery/verify-attempts.js";
import type { QueryRunner } from "../neo4j/database.js";
import { loadSeeds } from "../seeds/load-seeds.js";
import { type OpenFeatures, openFeatures } from "../start-service.js";
import type { Verification } from "../verification.js";
import { confirmed, print, say } from "./terminal.js";

const VERIFICATIONS: Readonly<Record<string, (runner: QueryRunner, graph: KnowledgeGraph) => Promise<Verification>>> = {
  attempts: (runner) => verifyAttempts(runner),
  mastery: verifyMastery,
  coverage: verifyCoverage,
};

/** Commands on the database as a whole. */
export function databaseCommands(program: Command): void {
  program
    .command("migrate")
    .description("bring the database to this version's schema · 更新数据库结构")
    .action(() =>
      withFeatures(async () => say({ zh: "数据库结构已是最新。", en: "The database has this version's schema." })),
    );

  program
    .command("seed")
    .argument("[name...]", "which; all where none is named · 名称，不写则全部")
    .description("load curricula and demo data · 装入课程与演示数据")
    .action((names: string[]) =>
      withFeatures(({ features, database }) => loadSeeds(features, database, names, { say })),
    );

  program
    .command("reset")
    .description("empty the local database · 清空本地数据库")
    .option("--yes", "do not ask · 不再询问")
    .action(reset);

  program
    .command("calibrate")
    .description("count points and items in the attempts at hand · 由现有作答统计难度")
    .action(() => withFeatures(async ({ features }) => print(JSON.stringify(await features.mastery.calibrate()))));

  program
    .command("verify")
    .argument("<what>", Object.keys(VERIFICATIONS).join("|"))
    .description("recompute derived data and compare · 重算派生数据并核对")
    .option("--digest <file>", "attempts: also against what an earlier digest kept · 另与先前的摘要核对")
    .option("--public-key <key>", "of who signed the digest; else this installation's · 摘要签署者的公钥")
    .option("--repair", "mastery: keep it again as the attempts say · 按作答重新保存掌握度")
    .action(async (what: string, { repair, ...digest }: DigestOptions & { readonly repair?: boolean }) => {
      const heads = await headsOf(what, digest);
      if (repair && what !== "mastery") throw optionOf("--repair", "mastery");
      await withFeatures(async ({ database, features }) => {
        if (heads) return report(what, await verifyAttempts(database, heads));
        const verification = await verificationOf(what)(database, features.knowledge.graph());
        report(what, verification);
        if (!repair) return;
        const ids = new Set(verification.findings.map(({ id }) => id));
        for (const id of ids) await repairMastery(database, id);
        print(`${what}: ${ids.size} students repaired`);
      });
    });

  program
    .command("digest")
    .description("sign the heads of all students' chains; prints one JSON line · 签署全部作答链头的摘要")
    .option("--out <file>", "keep the heads too, in a new file, for verify attempts --digest · 同时保存链头以备核对")
    .option("--public-key", "only print the public key · 只打印公钥")
    .action(async ({ out, publicKey }: { readonly out?: string; readonly publicKey?: boolean }) => {
      const key = await readDigestKey(readConfig().digestKey);
      if (publicKey) return print(publicKeyText(key));
      await withFeatures(async ({ database }) => {
        print(JSON.stringify(await digestChains(database, { key, now: Date.now(), file: out })));
      });
    });
}

/** Opens the features for one command. */
export async function withFeatures<T>(work: (opened: OpenFeatures) => Promise<T>): Promise<T> {
  const opened = await openFeatures(readConfig(), say);
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

interface DigestOptions {
  readonly digest?: string;
  readonly publicKey?: string;
}

/** The heads of the digest to verify against, once it is known to be the one that was signed. */
async function headsOf(
  what: string,
  { digest, publicKey }: DigestOptions,
): Promise<AsyncGenerator<KeptHead> | undefined> {
  if (digest === undefined) return undefined;
  if (what !== "attempts") throw optionOf("--digest", "attempts");
  const key = publicKey === undefined ? await readDigestKey(readConfig().digestKey) : readPublicKey(publicKey);
  await checkDigest(digest, key);
  return readHeads(digest);
}

function optionOf(option: string, what: string): DomainError {
  return badInput(option, {
    zh: `${option} 只用于 verify ${what}。`,
    en: `${option} goes with verify ${what} alone.`,
  });
}

function verificationOf(what: string): (runner: QueryRunner, graph: KnowledgeGraph) => Promise<Verification> {
  const run = VERIFICATIONS[what];
  if (run) return run;
  const known = Object.keys(VERIFICATIONS).join(", ");
  throw badInput("what", {
    zh: `不能核对 ${what}；可以核对：${known}。`,
    en: `Cannot verify ${what}; there are: ${known}.`,
  });
}

function report(what: string, { checked, findings }: Verification): void {
  for (const { id, finding } of findings) print(`${id}: ${finding}`);
  print(`${what}: ${checked} checked, ${findings.length} findings`);
  if (findings.length > 0) process.exitCode = 1;
}

async function reset({ yes }: { readonly yes?: boolean }): Promise<void> {
  if (readConfig().neo4j.uri !== undefined) {
    throw new DomainError("BAD_INPUT", {
      zh: "reset 只清空自带的数据库；现在 NEO4J_URI 指向另一个数据库，请在那里自行清空。",
      en: "reset empties the service's own database only; NEO4J_URI names another: empty that one yourself.",
    });
  }
  const question = {
    zh: "清空本地数据库的全部数据？输入 yes 确认：",
    en: "Delete everything in the local database? Type yes: ",
  };
  if (!yes && !(await confirmed(question))) {
    throw new DomainError("BAD_INPUT", { zh: "已取消，什么都没有删。", en: "Cancelled; nothing was deleted." });
  }
  await withFeatures(({ database }) => database.empty());
  say({ zh: "数据库已清空。", en: "The database is empty." });
}
