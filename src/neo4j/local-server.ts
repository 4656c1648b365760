import { spawn } from "node:child_process";
import { accessSync, constants, mkdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { totalmem } from "node:os";
import { join } from "node:path";
import { DomainError, type Text } from "../errors.js";
import { projectRoot } from "../project-root.js";
import { type RunRecord, ServerHome } from "./server-home.js";
import { serverProblems } from "./server-problems.js";

/** What a keeper is told when it is started; commands that join later take the server as it is. */
export interface KeeperSettings {
  /** Absolute. */
  readonly zhimaiHome: string;
  readonly neo4jHome: string | undefined;
  readonly javaHome: string | undefined;
  /** Folder of the jars that Maven fetched. */
  readonly jars: string;
  /** Folder of class-data archives. */
  readonly archives: string;
  readonly heapMb: number;
  readonly pageCacheMb: number;
  readonly quick: boolean;
  /** Whether the whole home goes when the server ends: for tests. */
  readonly temporary: boolean;
}

/** What a keeper tells its users, one JSON line each time. */
export type KeeperState =
  | { readonly state: "starting"; readonly text?: Text }
  | { readonly state: "ready" }
  | { readonly state: "failed"; readonly text: Text };

/** A share in a running local server; it ends with the last share, also when the holder is killed. */
export interface LocalServer {
  readonly uri: string;
  readonly username: string;
  readonly password: string;
  leave(): void;
}

export interface JoinOptions {
  readonly progress?: (text: Text) => void;
  /** Whether holding the share keeps this process running; yes unless said. */
  readonly keepsAlive?: boolean;
}

/** The settings of the service's own server: half of the memory at most, and at most 3 GB of it. */
export function keeperSettings(zhimaiHome: string, neo4jHome?: string, javaHome?: string): KeeperSettings {
  const quarterMb = Math.floor(totalmem() / 2 ** 22);
  return {
    zhimaiHome,
    neo4jHome,
    javaHome,
    jars: join(zhimaiHome, "jars"),
    archives: join(zhimaiHome, "archives"),
    heapMb: Math.max(256, Math.min(2048, quarterMb)),
    pageCacheMb: Math.max(64, Math.min(1024, quarterMb)),
    quick: false,
    temporary: false,
  };
}

/**
 * Joins the server that runs on this home, or starts one. Two that come at the same moment get the same.
 * @throws DomainError UNAVAILABLE with the reason and the ways out
 */
export async function joinLocalServer(settings: KeeperSettings, options: JoinOptions = {}): Promise<LocalServer> {
  const home = new ServerHome(settings.zhimaiHome);
  try {
    mkdirSync(settings.zhimaiHome, { recursive: true });
    accessSync(settings.zhimaiHome, constants.W_OK);
  } catch {
    throw serverProblems.notWritable(settings.zhimaiHome);
  }
  const deadline = Date.now() + 30_000;
  let keeper: StartedKeeper = { ended: true };
  while (Date.now() < deadline) {
    const run = home.readRun();
    const socket = run === undefined ? undefined : await knock(run);
    if (run !== undefined && socket !== undefined) {
      const share = await untilReady(run, socket, options);
      if (share !== undefined) return share;
    } else if (keeper.problem !== undefined) {
      throw new DomainError("UNAVAILABLE", keeper.problem);
    } else if (keeper.ended) keeper = startKeeper(settings);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw serverProblems.failed("its keeper did not answer", home.consoleLog);
}

interface StartedKeeper {
  ended: boolean;
  /** Why it failed before anybody could connect to it. */
  problem?: Text;
}

function startKeeper(settings: KeeperSettings): StartedKeeper {
  const started: StartedKeeper = { ended: false };
  const keeper = spawn(process.execPath, [join(projectRoot, "dist", "keeper.js"), JSON.stringify(settings)], {
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
    cwd: settings.zhimaiHome,
  });
  let said = "";
  keeper.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    said += chunk;
  });
  keeper.on("error", () => {
    started.ended = true;
  });
  keeper.on("close", () => {
    started.ended = true;
    if (said.startsWith("{")) started.problem = JSON.parse(said) as Text;
  });
  (keeper.stdout as Socket).unref();
  keeper.unref();
  return started;
}

/** A connection that the keeper of this record has accepted, or undefined when there is none. */
function knock(run: RunRecord): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port: run.keeperPort, host: "127.0.0.1" });
    socket.setEncoding("utf8").setNoDelay(true);
    socket.once("error", () => resolve(undefined));
    socket.once("connect", () => {
      socket.write(`${run.keeperToken}\n`);
      resolve(socket);
    });
  });
}

/** @returns undefined when the keeper hung up without a word: it was ending, or is not ours */
function untilReady(run: RunRecord, socket: Socket, options: JoinOptions): Promise<LocalServer | undefined> {
  return new Promise((resolve, reject) => {
    let unread = "";
    socket.on("error", () => socket.destroy());
    socket.once("close", () => resolve(undefined));
    socket.on("data", (chunk) => {
      const lines = (unread + chunk).split("\n");
      unread = lines.pop() ?? "";
      for (const line of lines) {
        if (!line.startsWith("{")) continue;
        const state = JSON.parse(line) as KeeperState;
        if (state.state === "failed") {
          socket.destroy();
          reject(new DomainError("UNAVAILABLE", state.text));
        } else if (state.state === "ready") {
          if (options.keepsAlive === false) socket.unref();
          const { uri, username, password } = run;
          resolve({ uri, username, password, leave: () => socket.destroy() });
        } else if (state.text !== undefined) options.progress?.(state.text);
      }
    });
  });
}
