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

/**
 * A share in a running local server, which ends with its last share, also when the holder is killed. Should the
 * keeper be killed, the share is renewed: a new keeper starts the server on the same port.
 */
export interface LocalServer {
  readonly uri: string;
  readonly username: string;
  readonly password: string;
  leave(): void;
}

export interface JoinOptions {
  readonly progress?: (text: Text) => void;
  /** Hold the share quietly until this process ends: it neither keeps the process running nor is it renewed. */
  readonly passive?: boolean;
}

/** How long a keeper may take to answer; Java's own start is not counted. */
const knockMs = 30_000;

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
  let { run, socket } = await acquire(settings, options);
  let left = false;
  const hold = (): void => {
    socket.on("error", () => socket.destroy());
    if (options.passive) socket.unref();
    else socket.once("close", () => void renew());
  };
  const renew = async (): Promise<void> => {
    while (!left) {
      try {
        ({ run, socket } = await acquire(settings, options));
        return left ? void socket.destroy() : hold();
      } catch {
        await pause(1_000);
      }
    }
  };
  hold();
  const { uri, username, password } = run;
  const leave = (): void => {
    left = true;
    socket.destroy();
  };
  return { uri, username, password, leave };
}

interface Share {
  readonly run: RunRecord;
  readonly socket: Socket;
}

async function acquire(settings: KeeperSettings, options: JoinOptions): Promise<Share> {
  const home = new ServerHome(settings.zhimaiHome);
  const deadline = Date.now() + knockMs;
  let keeper: StartedKeeper = { ended: true };
  while (Date.now() < deadline) {
    const run = home.readRun();
    const socket = run === undefined ? undefined : await knock(run);
    if (run !== undefined && socket !== undefined) {
      if (await isReady(socket, options)) return { run, socket };
    } else if (keeper.problem !== undefined) {
      throw new DomainError("UNAVAILABLE", keeper.problem);
    } else if (keeper.ended) keeper = startKeeper(settings);
    await pause(keeper.ended ? 300 : 50);
  }
  throw serverProblems.failed("its keeper did not answer", home.consoleLog);
}

interface StartedKeeper {
  ended: boolean;
  /** Why it failed before anybody could connect to it. */
  problem?: Text;
}

function startKeeper(settings: KeeperSettings): StartedKeeper {
  try {
    mkdirSync(settings.zhimaiHome, { recursive: true });
    accessSync(settings.zhimaiHome, constants.W_OK);
  } catch {
    throw serverProblems.notWritable(settings.zhimaiHome);
  }
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

/**
 * @returns false when the keeper hung up without a word: it was ending, or is not ours
 * @throws DomainError UNAVAILABLE when the server could not be started
 */
function isReady(socket: Socket, options: JoinOptions): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let unread = "";
    const listen = (chunk: string): void => {
      const lines = (unread + chunk).split("\n");
      unread = lines.pop() ?? "";
      for (const state of lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as KeeperState)) {
        if (state.state === "failed") {
          socket.destroy();
          reject(new DomainError("UNAVAILABLE", state.text));
        } else if (state.state === "starting") {
          if (state.text !== undefined) options.progress?.(state.text);
        } else {
          socket.removeAllListeners().resume();
          resolve(true);
        }
      }
    };
    socket.on("data", listen);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => resolve(false));
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
