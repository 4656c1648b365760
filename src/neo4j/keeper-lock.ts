import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";

/**
 * One keeper for each home, by a lock that the operating system releases however its holder ends: a loopback port
 * derived from the folder. There is no stale lock to judge, and no process id to mistake. The later ports stand in
 * when a program that is not ours has the first; they lie below the range from which outgoing connections are made.
 */
export function lockPorts(zhimaiHome: string): readonly number[] {
  const digest = createHash("sha256")
    .update(`${realpathSync(zhimaiHome)}\n${process.getuid?.() ?? ""}`)
    .digest();
  return [0, 1, 2, 3].map((n) => 10_000 + (digest.readUInt16BE(2 * n) % 20_000));
}

/**
 * @param ports tried in order
 * @param zhimaiHome what the holder of the lock says to whoever connects
 * @returns the listening lock, or undefined when another keeper of the same home has it
 */
export async function takeLock(ports: readonly number[], zhimaiHome: string): Promise<Server | undefined> {
  const greeting = greetingOf(zhimaiHome);
  for (const port of ports) if (await isHeldBy(port, greeting)) return undefined;
  for (const port of ports) {
    const server = await listen(port);
    if (server !== undefined) {
      server.on("connection", (socket) => socket.write(greeting));
      return server;
    }
    if (await isHeldBy(port, greeting)) return undefined;
  }
  throw new Error(`the loopback ports ${ports.join(", ")} are all taken by other programs`);
}

/** First line on each connection to a keeper. */
export function greetingOf(zhimaiHome: string): string {
  return `zhimai-keeper ${createHash("sha256").update(realpathSync(zhimaiHome)).digest("hex")}\n`;
}

/** @param preferred taken when it is free */
export async function freePort(preferred: number | undefined): Promise<number> {
  const server = (preferred === undefined ? undefined : await listen(preferred)) ?? (await listen(0));
  const address = server?.address();
  if (server === undefined || typeof address !== "object" || address === null) throw new Error("no free port");
  await new Promise((resolve) => server.close(resolve));
  return address.port;
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => resolve(server));
  });
}

function isHeldBy(port: number, greeting: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    let said = "";
    const answer = (held: boolean): void => {
      socket.destroy();
      resolve(held);
    };
    socket.setTimeout(3_000, () => answer(false));
    socket.setEncoding("utf8");
    socket.on("error", () => answer(false));
    socket.on("close", () => answer(false));
    socket.on("data", (chunk: string) => {
      said += chunk;
      if (said.startsWith(greeting)) answer(true);
      else if (said.length >= greeting.length || !greeting.startsWith(said)) answer(false);
    });
  });
}
