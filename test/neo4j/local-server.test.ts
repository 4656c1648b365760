import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { build } from "esbuild";
import { type KeeperSettings, keeperSettings } from "../../src/neo4j/local-server.js";
import { type RunRecord, ServerHome } from "../../src/neo4j/server-home.js";
import { projectRoot } from "../../src/project-root.js";

const folder = mkdtempSync(join(tmpdir(), "zhimai 知脉-"));
const program = join(projectRoot, "dist", "test", "local-server-user.js");
const users: User[] = [];

/** One command on the server, in a process of its own. */
class User {
  private readonly process: ChildProcess;
  private readonly lines: Record<string, unknown>[] = [];

  constructor(settings: KeeperSettings) {
    this.process = spawn(process.execPath, [program, JSON.stringify(settings)], { stdio: ["pipe", "pipe", "inherit"] });
    let unread = "";
    this.process.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (unread + chunk).split("\n");
      unread = lines.pop() ?? "";
      this.lines.push(...lines.map((line) => JSON.parse(line) as Record<string, unknown>));
    });
    users.push(this);
  }

  async next(): Promise<Record<string, unknown>> {
    await until(() => this.lines.length > 0, 90_000);
    return this.lines.shift() as Record<string, unknown>;
  }

  ask(statement: string): Promise<Record<string, unknown>> {
    this.process.stdin?.write(statement);
    return this.next();
  }

  kill(): void {
    this.process.kill("SIGKILL");
  }
}

function settingsOf(name: string, more: Partial<KeeperSettings> = {}): KeeperSettings {
  const { NEO4J_HOME, JAVA_HOME } = process.env;
  const cache = join(projectRoot, ".zhimai");
  return {
    ...keeperSettings(join(folder, name), NEO4J_HOME, JAVA_HOME),
    jars: join(cache, "jars"),
    archives: join(cache, "archives"),
    heapMb: 256,
    pageCacheMb: 32,
    quick: true,
    ...more,
  };
}

async function until(condition: () => boolean, patienceMs: number): Promise<number> {
  const from = Date.now();
  while (!condition()) {
    if (Date.now() - from > patienceMs) throw new Error(`not within ${patienceMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return Date.now() - from;
}

/** Ids of the Java processes on this home. */
function javaOf(settings: KeeperSettings): number[] {
  const listing = execFileSync("ps", ["-eo", "pid=,args=", "-ww"], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  });
  return listing
    .split("\n")
    .filter((line) => line.includes(`--home-dir=${new ServerHome(settings.zhimaiHome).folder} `))
    .map((line) => Number.parseInt(line, 10));
}

beforeAll(async () => {
  await build({
    entryPoints: [join(projectRoot, "test", "support", "local-server-user.ts")],
    outfile: program,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    define: { "import.meta.url": JSON.stringify(new URL("../../src/project-root.ts", import.meta.url).href) },
  });
});
afterEach(() => {
  for (const user of users.splice(0)) user.kill();
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 500 }));

describe("the service's own server", () => {
  const settings = settingsOf("家 one");
  const home = new ServerHome(settings.zhimaiHome);

  it("is one for all commands of a home, ends with the last of them within 10 s, and keeps its data", async () => {
    const [first, second] = [new User(settings), new User(settings)];
    const uri = (await first.next()).uri;
    expect((await second.next()).uri).toBe(uri);
    expect(javaOf(settings)).toHaveLength(1);
    expect(statSync(join(settings.zhimaiHome, "run.json")).mode & 0o777).toBe(0o600);
    expect(statSync(join(home.folder, "password")).mode & 0o777).toBe(0o600);
    await first.ask("CREATE (:Kept {n: 1})");
    first.kill();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(await second.ask("MATCH (k:Kept) RETURN k.n AS n")).toEqual({ rows: [{ n: 1 }] });
    second.kill();
    await until(() => javaOf(settings).length === 0, 10_000);
    expect(existsSync(join(settings.zhimaiHome, "run.json"))).toBe(false);

    const later = new User(settings);
    await later.next();
    expect(await later.ask("MATCH (k:Kept) RETURN k.n AS n")).toEqual({ rows: [{ n: 1 }] });
  }, 180_000);

  it("comes back at the same place when Java is killed, with what was committed", async () => {
    const user = new User(settings);
    await user.next();
    await user.ask("CREATE (:Kept {n: 2})");
    const [before] = javaOf(settings);
    process.kill(before as number, "SIGKILL");
    await until(() => javaOf(settings).some((pid) => pid !== before), 30_000);
    await until(() => serverHasStarted(home), 60_000);
    expect(await user.ask("MATCH (k:Kept) RETURN count(*) AS n")).toEqual({ rows: [{ n: 2 }] });
  }, 180_000);

  it("leaves no Java behind when its keeper is killed, and its users get it back", async () => {
    const user = new User(settings);
    const { uri } = await user.next();
    const [before] = javaOf(settings);
    process.kill((home.readRun() as RunRecord).keeperPid, "SIGKILL");
    await until(() => !javaOf(settings).includes(before as number), 10_000);
    const other = new User(settings);
    expect((await other.next()).uri).toBe(uri);
    expect(await user.ask("MATCH (k:Kept) RETURN count(*) AS n")).toEqual({ rows: [{ n: 2 }] });
    user.kill();
    other.kill();
    await until(() => javaOf(settings).length === 0, 10_000);
  }, 180_000);

  it("says that its data are damaged rather than starting without them", async () => {
    const store = join(home.data, "databases", "neo4j");
    for (const file of readdirSync(store).filter((name) => name.startsWith("neostore"))) {
      truncateSync(join(store, file), 100);
    }
    const { problem } = await new User(settings).next();
    expect(problem).toContain("is damaged");
    await until(() => javaOf(settings).length === 0, 10_000);
  }, 120_000);
});

describe("a server that can't start says why and what to do", () => {
  function fakeJava(name: string, script: string): string {
    const bin = join(folder, name, "bin");
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, "java"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return join(folder, name);
  }

  it.each([
    ["no Java", { javaHome: join(folder, "nowhere") }, "No working Java"],
    ["an old Java", { javaHome: fakeJava("old", "echo '    java.version = 11.0.2' >&2") }, "is 11.0.2"],
    ["a very old Java", { javaHome: fakeJava("older", "echo '    java.version = 1.8.0_392' >&2") }, "is 1.8.0_392"],
    ["a Java that breaks", { javaHome: fakeJava("broken", "exit 1") }, "No working Java"],
    ["no jars", { neo4jHome: folder }, "holds no jars of Neo4j 5.26"],
  ])("%s", async (_, more, message) => {
    const { problem } = await new User(settingsOf("problem", more)).next();
    expect(problem).toContain(message);
    expect(problem).not.toContain("    at ");
  });

  it("a folder that can't be made", async () => {
    writeFileSync(join(folder, "file"), "");
    expect((await new User(settingsOf("file/home")).next()).problem).toContain("cannot be written");
  });
});

function serverHasStarted(home: ServerHome): boolean {
  return readFileSync(home.consoleLog, "utf8").includes("Started.");
}
