import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import neo4j, { type Driver } from "neo4j-driver";
import type { DomainError } from "../errors.js";
import type { Distribution } from "./distribution.js";
import type { Java } from "./java.js";
import type { ServerHome } from "./server-home.js";
import { serverProblems } from "./server-problems.js";

export interface ServerProcessSettings {
  readonly home: ServerHome;
  readonly java: Java;
  readonly distribution: Distribution;
  readonly boltPort: number;
  /** Further options of Java: those of the class-data archive. */
  readonly javaOptions: readonly string[];
  readonly heapMb: number;
  readonly pageCacheMb: number;
  /** Compile quickly rather than well: starts sooner, for tests. */
  readonly quick: boolean;
}

/** Recovery after a crash included. */
const startMs = 300_000;

/** One run of Neo4j's Java process. */
export class ServerProcess {
  private readonly recent: string[] = [];
  private readonly logFrom: number;
  readonly exited: Promise<number | null>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly settings: ServerProcessSettings,
  ) {
    this.logFrom = settings.home.debugLogSize;
    const log = createWriteStream(settings.home.consoleLog, { flags: "w" });
    log.on("error", () => undefined);
    const keep = (chunk: string): void => {
      this.recent.push(...chunk.split("\n"));
      this.recent.splice(0, this.recent.length - 400);
      log.write(chunk);
    };
    child.stdout?.setEncoding("utf8").on("data", keep);
    child.stderr?.setEncoding("utf8").on("data", keep);
    this.exited = new Promise((resolve) => {
      child.on("error", () => resolve(null));
      child.on("close", (code) => {
        log.end();
        resolve(code);
      });
    });
  }

  /** Starts Java. @returns at once; `ready` waits for the database */
  static launch(settings: ServerProcessSettings): ServerProcess {
    settings.home.prepare(settings.boltPort, settings.pageCacheMb);
    const child = spawn(settings.java.command, [...settings.javaOptions, ...javaArguments(settings)], {
      stdio: ["ignore", "pipe", "pipe"],
      cwd: settings.home.folder,
    });
    const server = new ServerProcess(child, settings);
    const guard = startGuard(child.pid);
    void server.exited.then(() => guard?.kill("SIGKILL"));
    return server;
  }

  /**
   * Starts Java and waits until the database answers queries.
   * @throws DomainError UNAVAILABLE with the reason; nothing is left running then
   */
  static async start(settings: ServerProcessSettings): Promise<ServerProcess> {
    const server = ServerProcess.launch(settings);
    try {
      await server.ready();
      return server;
    } catch (error) {
      await server.stop(2_000);
      throw error;
    }
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Asks the server to end; kills it when it takes longer than the patience. */
  async stop(patienceMs: number): Promise<void> {
    this.child.kill("SIGTERM");
    const timer = setTimeout(() => this.child.kill("SIGKILL"), patienceMs);
    await this.exited;
    clearTimeout(timer);
  }

  /**
   * Waits until the process has started and its database is online: a damaged store shows only there.
   * @throws DomainError UNAVAILABLE when that does not happen; the process may still run then
   */
  async ready(): Promise<void> {
    const { home } = this.settings;
    const driver = this.connect();
    const deadline = Date.now() + startMs;
    const seen: { ended?: true; asking?: true; status?: string } = {};
    void this.exited.then(() => {
      seen.ended = true;
    });
    try {
      for (let turn = 1; seen.status !== "online"; turn += 1) {
        if (seen.ended) throw this.diagnose("the process ended");
        if (seen.status === "failed")
          throw this.diagnose("the database did not open", serverProblems.damaged(home.data));
        if (Date.now() > deadline) throw this.diagnose("it took too long");
        if (turn % 20 === 0 && noSpace.test(this.said())) throw this.diagnose("the disk is full");
        if (!seen.asking && this.recent.some((line) => / Started\.\s*$/.test(line))) {
          seen.asking = true;
          void databaseStatus(driver).then((status) => {
            seen.status = status;
            delete seen.asking;
          });
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    } finally {
      void driver.close();
    }
  }

  /** Whether the database has stopped taking transactions until it is started again, as it does when the disk was full. */
  async hasPanicked(): Promise<boolean> {
    const driver = this.connect();
    const status = await databaseStatus(driver);
    await driver.close();
    return status === "failed";
  }

  private connect(): Driver {
    const { boltPort, home } = this.settings;
    return neo4j.driver(`bolt://127.0.0.1:${boltPort}`, neo4j.auth.basic("neo4j", home.password));
  }

  private diagnose(reason: string, otherwise?: DomainError): DomainError {
    const { home } = this.settings;
    const said = this.said();
    if (noSpace.test(said)) return serverProblems.diskFull(home.folder);
    if (/FileLockException|Lock file has been locked/.test(said)) return serverProblems.locked(home.data);
    if (/StoreFailure|UnderlyingStorageException|corrupt|inconsistent/i.test(said))
      return serverProblems.damaged(home.data);
    return otherwise ?? serverProblems.failed(reason, home.consoleLog);
  }

  /** What this run has logged so far. */
  private said(): string {
    return this.recent.join("\n") + this.settings.home.debugLogFrom(this.logFrom);
  }
}

const noSpace = /No space left on device|out of disk space|disk space left/;

function javaArguments({ home, distribution, heapMb, quick }: ServerProcessSettings): string[] {
  return [
    "-XX:+UseSerialGC",
    ...(quick ? ["-XX:TieredStopAtLevel=1"] : []),
    "-Xshare:auto",
    "-Xlog:disable",
    "-Xlog:all=error:stderr",
    `-Xmx${heapMb}m`,
    ...["java.nio", "java.io", "sun.nio.ch", "java.lang"].map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
    "-Dfile.encoding=UTF-8",
    "-cp",
    join(distribution.lib, "*"),
    "org.neo4j.server.CommunityEntryPoint",
    `--home-dir=${home.folder}`,
    `--config-dir=${join(home.folder, "conf")}`,
    "--console-mode",
  ];
}

/**
 * Ends Java when this process is gone, even when it was killed: a shell that waits for the end of a pipe that
 * we hold. It has Java's process id while Java is still its parent's child, so the id can't be another's.
 */
function startGuard(pid: number | undefined): ChildProcess | undefined {
  if (pid === undefined || process.platform === "win32") return undefined;
  const script = `read -r _; kill -TERM ${pid} 2>/dev/null || exit 0
for _ in 1 2 3 4 5 6; do sleep 1; kill -0 ${pid} 2>/dev/null || exit 0; done; kill -KILL ${pid}`;
  const guard = spawn("/bin/sh", ["-c", script], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  guard.on("error", () => undefined);
  return guard;
}

/** @returns `online`, `failed`, or something that may yet become one of them */
async function databaseStatus(driver: Driver): Promise<string> {
  const session = driver.session({ database: "system" });
  try {
    const result = await session.run("SHOW DATABASE neo4j YIELD currentStatus, statusMessage");
    const record = result.records[0];
    return record?.get("statusMessage") ? "failed" : String(record?.get("currentStatus"));
  } catch (error) {
    return (error as { code?: string }).code?.includes("Security") ? "failed" : "unknown";
  } finally {
    void session.close();
  }
}
