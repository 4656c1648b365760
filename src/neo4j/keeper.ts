import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { statfs } from "node:fs/promises";
import type { Server, Socket } from "node:net";
import { DomainError, type Text } from "../errors.js";
import { ClassDataArchive } from "./class-data-archive.js";
import { findDistribution } from "./distribution.js";
import { findJava } from "./java.js";
import { freePort, lockPorts, takeLock } from "./keeper-lock.js";
import type { KeeperSettings, KeeperState } from "./local-server.js";
import { ServerHome } from "./server-home.js";
import { serverProblems } from "./server-problems.js";
import { ServerProcess } from "./server-process.js";

const firstUserMs = 15_000;
const lingerMs = 1_500;
const stopMs = 7_000;
const panicCheckMs = 10_000;
/** The first seconds belong to seeding and to whoever tries the service for the first time. */
const archiveAfterMs = 20_000;

/**
 * The process that owns a local Neo4j. Its users hold a connection to it; when the last one is gone, whatever
 * ended it, the operating system has closed the connection, and the keeper ends the server and itself.
 * Should Java die under its users, it is started again on the same port; so it is when the disk was full, once there is
 * room again.
 */
class Keeper {
  private readonly home: ServerHome;
  private readonly token = randomBytes(24).toString("base64url");
  private readonly users = new Set<Socket>();
  private state: KeeperState = { state: "starting" };
  private server: ServerProcess | undefined;
  private ending: NodeJS.Timeout | undefined;
  private makingArchive: NodeJS.Timeout | undefined;
  private panicCheck: NodeJS.Timeout | undefined;
  private giveUpArchive: () => Promise<void> = async () => undefined;
  private stopping = false;

  constructor(private readonly settings: KeeperSettings) {
    this.home = new ServerHome(settings.zhimaiHome);
  }

  /** @returns when another keeper has this home already, or when the server has ended */
  async run(): Promise<void> {
    const lock = await takeLock(lockPorts(this.settings.zhimaiHome), this.settings.zhimaiHome);
    if (lock === undefined) return;
    lock.on("connection", (socket: Socket) => this.greet(socket));
    this.endUnlessUsed(firstUserMs);
    process.on("SIGTERM", () => void this.end());
    process.on("SIGINT", () => void this.end());
    try {
      await this.startServer(lock);
    } catch (error) {
      const text = textOf(error, this.home);
      this.tell({ state: "failed", text });
      process.stdout.write(JSON.stringify(text));
      await this.end();
    }
  }

  private async startServer(lock: Server): Promise<void> {
    const { settings, home } = this;
    const address = lock.address();
    const keeperPort = typeof address === "object" && address !== null ? address.port : 0;
    const boltPort = await freePort(home.readRun()?.boltPort);
    const record = { uri: `bolt://127.0.0.1:${boltPort}`, username: "neo4j", boltPort, keeperPort };
    home.prepare(boltPort, settings.pageCacheMb);
    home.writeRun({ ...record, password: home.password, keeperToken: this.token, keeperPid: process.pid });
    if (!(await hasSpace(settings.zhimaiHome))) throw serverProblems.diskFull(settings.zhimaiHome);
    const java = await findJava(settings.javaHome);
    const distribution = await findDistribution(settings.neo4jHome, settings.jars, (text) =>
      this.tell({ state: "starting", text }),
    );
    const archive = new ClassDataArchive(settings.archives, java, distribution, settings.quick);
    const server = { ...settings, home, java, distribution, boltPort };
    const start = (): Promise<ServerProcess> => ServerProcess.start({ ...server, javaOptions: archive.options });
    this.server = await retryWhileLocked(start, () => this.stopping);
    this.tell({ state: "ready" });
    void this.watch(this.server, start);
    this.panicCheck = setInterval(() => void this.endPanicked(), panicCheckMs);
    this.makingArchive = setTimeout(() => {
      this.giveUpArchive = archive.make({ ...server, javaOptions: [] });
    }, archiveAfterMs);
  }

  private async watch(server: ServerProcess, start: () => Promise<ServerProcess>): Promise<void> {
    for (let current = server; ; ) {
      await current.exited;
      if (this.stopping) return;
      this.tell({ state: "starting" });
      try {
        current = await retryWhileLocked(start, () => this.stopping);
      } catch (error) {
        this.tell({ state: "failed", text: textOf(error, this.home) });
        return this.end();
      }
      this.server = current;
      this.tell({ state: "ready" });
    }
  }

  /** After a write that failed Neo4j takes no more until it is started again, which `watch` does when it has ended. */
  private async endPanicked(): Promise<void> {
    const { server, settings } = this;
    if ((await hasSpace(settings.zhimaiHome)) && (await server?.hasPanicked())) await server?.stop(stopMs);
  }

  /** A user says the token; from then on it counts until its connection closes. */
  private greet(socket: Socket): void {
    socket.setNoDelay(true).setEncoding("utf8");
    socket.on("error", () => socket.destroy());
    let said = "";
    socket.on("data", (chunk: string) => {
      if (this.users.has(socket)) return;
      said += chunk;
      const line = said.split("\n")[0];
      if (said.length > 1_000 || (said.includes("\n") && line !== this.token)) socket.destroy();
      else if (said.includes("\n")) this.admit(socket);
    });
  }

  private admit(socket: Socket): void {
    if (this.stopping) return void socket.destroy();
    clearTimeout(this.ending);
    this.users.add(socket);
    socket.on("close", () => {
      this.users.delete(socket);
      if (this.users.size === 0) this.endUnlessUsed(lingerMs);
    });
    socket.write(`${JSON.stringify(this.state)}\n`);
  }

  private tell(state: KeeperState): void {
    this.state = state;
    for (const user of this.users) user.write(`${JSON.stringify(state)}\n`);
  }

  private endUnlessUsed(afterMs: number): void {
    clearTimeout(this.ending);
    this.ending = setTimeout(() => {
      if (this.users.size === 0) void this.end();
    }, afterMs);
  }

  private async end(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    this.home.removeRun(this.token);
    clearTimeout(this.makingArchive);
    clearInterval(this.panicCheck);
    await Promise.all([this.server?.stop(stopMs), this.giveUpArchive()]);
    if (this.settings.temporary) rmSync(this.settings.zhimaiHome, { recursive: true, force: true });
    for (const user of this.users) user.end();
    setTimeout(() => process.exit(0), 50);
  }
}

/** A server that was killed a moment ago may hold its files a few seconds longer. */
async function retryWhileLocked(start: () => Promise<ServerProcess>, over: () => boolean): Promise<ServerProcess> {
  const deadline = Date.now() + 12_000;
  for (;;) {
    try {
      return await start();
    } catch (error) {
      const locked = error instanceof DomainError && error.text.en === serverProblems.locked("").text.en;
      if (!locked || over() || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

/** An empty database takes some 3 MB, jars and class-data archive 240 MB; a disk so full can't take what is to come. */
const neededMb = 200;

async function hasSpace(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize >= neededMb * 2 ** 20;
}

function textOf(error: unknown, home: ServerHome): Text {
  if (error instanceof DomainError) return error.text;
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOSPC") return serverProblems.diskFull(home.zhimaiHome).text;
  if (code === "EACCES" || code === "EROFS") return serverProblems.notWritable(home.zhimaiHome).text;
  return serverProblems.failed(String(error), home.consoleLog).text;
}

const settings = JSON.parse(process.argv[2] ?? "{}") as KeeperSettings;
mkdirSync(settings.zhimaiHome, { recursive: true });
process.stdout.on("error", () => undefined);
await new Keeper(settings).run();
