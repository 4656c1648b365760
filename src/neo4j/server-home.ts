import { createHash, randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a joining command needs to know of a running server; readable by its owner alone. */
export interface RunRecord {
  readonly uri: string;
  readonly username: string;
  readonly password: string;
  readonly boltPort: number;
  /** Loopback port of the keeper, and the word that it asks for. */
  readonly keeperPort: number;
  readonly keeperToken: string;
  readonly keeperPid: number;
}

/** The files of a local server below ZHIMAI_HOME. */
export class ServerHome {
  readonly folder: string;

  /** @param zhimaiHome absolute */
  constructor(readonly zhimaiHome: string) {
    this.folder = join(zhimaiHome, "neo4j");
  }

  get data(): string {
    return join(this.folder, "data");
  }

  get consoleLog(): string {
    return join(this.folder, "logs", "console.log");
  }

  /** Size of Neo4j's own log, bytes; 0 when there is none yet. */
  get debugLogSize(): number {
    return statSync(this.debugLog, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** What Neo4j has logged since the log had this size; all of it if it was begun anew. */
  debugLogFrom(size: number): string {
    try {
      const log = readFileSync(this.debugLog);
      return log.subarray(log.length < size ? 0 : size).toString("utf8");
    } catch {
      return "";
    }
  }

  private get debugLog(): string {
    return join(this.folder, "logs", "debug.log");
  }

  private get runFile(): string {
    return join(this.zhimaiHome, "run.json");
  }

  /** The last server's record, whether it still runs or not; undefined when there is none or it is damaged. */
  readRun(): RunRecord | undefined {
    try {
      const run = JSON.parse(readFileSync(this.runFile, "utf8")) as Partial<RunRecord>;
      return typeof run.keeperPort === "number" && typeof run.boltPort === "number" ? (run as RunRecord) : undefined;
    } catch {
      return undefined;
    }
  }

  writeRun(run: RunRecord): void {
    writePrivate(this.runFile, `${JSON.stringify(run, undefined, 2)}\n`);
  }

  /** Takes the record away if it is still this keeper's. */
  removeRun(keeperToken: string): void {
    if (this.readRun()?.keeperToken === keeperToken) rmSync(this.runFile, { force: true });
  }

  /**
   * Lays out what the server reads at start. A password is made with the first start and holds for the data's life;
   * Neo4j takes it from `auth.ini` when it creates its system database.
   */
  prepare(boltPort: number, pageCacheMb: number): void {
    mkdirSync(join(this.folder, "conf"), { recursive: true });
    mkdirSync(join(this.folder, "logs"), { recursive: true });
    mkdirSync(join(this.data, "dbms"), { recursive: true });
    chmodSync(this.folder, 0o700);
    writeFileSync(join(this.folder, "conf", "neo4j.conf"), configuration(boltPort, pageCacheMb));
    writePrivate(join(this.data, "dbms", "auth.ini"), `neo4j:${hashPassword(this.password)}:\n`);
  }

  /** Made at the first look, then kept in a file that its owner alone reads. */
  get password(): string {
    const file = join(this.folder, "password");
    try {
      const password = readFileSync(file, "utf8").trim();
      if (password !== "") return password;
    } catch {
      // The first start: there is none yet.
    }
    const password = randomBytes(24).toString("base64url");
    writePrivate(file, `${password}\n`);
    return password;
  }
}

/** Neo4j's own form of a credential: SHA-256 over salt and password, iterated 1,024 times. */
export function hashPassword(password: string, salt: Buffer = randomBytes(32)): string {
  let hash = createHash("sha256").update(salt).update(password).digest();
  for (let round = 1; round < 1024; round += 1) hash = createHash("sha256").update(hash).digest();
  return `SHA-256,${hash.toString("hex")},${salt.toString("hex")},1024`;
}

function writePrivate(file: string, text: string): void {
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, text, { mode: 0o600 });
  renameSync(fresh, file);
}

function configuration(boltPort: number, pageCacheMb: number): string {
  return `${[
    "server.default_listen_address=127.0.0.1",
    `server.bolt.listen_address=127.0.0.1:${boltPort}`,
    `server.bolt.advertised_address=127.0.0.1:${boltPort}`,
    "server.http.enabled=false",
    "server.https.enabled=false",
    "dbms.usage_report.enabled=false",
    `server.memory.pagecache.size=${pageCacheMb}m`,
    "db.tx_log.preallocate=false",
    "db.store.files.preallocate=false",
    "db.tx_log.rotation.retention_policy=2 files",
    "db.logs.query.enabled=OFF",
    "internal.dbms.bolt.netty_server_shutdown_quiet_period=0",
  ].join("\n")}\n`;
}
