import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { setPriority } from "node:os";
import { join } from "node:path";
import type { Distribution } from "./distribution.js";
import type { Java } from "./java.js";
import { freePort } from "./keeper-lock.js";
import { ServerHome } from "./server-home.js";
import { ServerProcess, type ServerProcessSettings } from "./server-process.js";

/**
 * The class-data archive of one build of Java, one Neo4j at one place and one way of compiling: with it Java skips
 * loading and verifying some fourteen thousand classes at each start.
 */
export class ClassDataArchive {
  readonly file: string;

  /** @param folder may be shared by several servers */
  constructor(folder: string, java: Java, distribution: Distribution, quick: boolean) {
    const key = JSON.stringify([java.build, distribution, quick]);
    const digest = createHash("sha256").update(key).digest("hex").slice(0, 16);
    this.file = join(folder, `neo4j-${distribution.version}-${digest}.jsa`);
  }

  /** Java's options to start with it; none while it has not been made. */
  get options(): readonly string[] {
    return existsSync(this.file) ? [`-XX:SharedArchiveFile=${this.file}`] : [];
  }

  /**
   * Makes the archive for later starts, by an idle-priority server of its own on an empty folder: Java writes the
   * archive when it ends, which takes longer than the server of a command may take to end.
   * One maker at a time; what a killed one left is taken over.
   * @returns a call that gives up and leaves nothing behind
   */
  make(settings: ServerProcessSettings): () => Promise<void> {
    const work = `${this.file}.making`;
    if (existsSync(this.file) || !claim(work)) return async () => undefined;
    let over = false;
    let server: ServerProcess | undefined;
    const making = (async () => {
      try {
        const fresh = join(work, "archive.jsa");
        server = await ServerProcess.launch({
          ...settings,
          home: new ServerHome(work),
          boltPort: await freePort(undefined),
          javaOptions: [`-XX:ArchiveClassesAtExit=${fresh}`],
          heapMb: 256,
          pageCacheMb: 8,
        });
        if (server.pid !== undefined) setPriority(server.pid, 19);
        if (!over) await server.ready();
        await server.stop(over ? 0 : 300_000);
        if (!over && existsSync(fresh)) renameSync(fresh, this.file);
      } catch {
        // Without an archive the next start is slower, nothing else; it tries again.
      }
      rmSync(work, { recursive: true, force: true });
    })();
    return async () => {
      over = true;
      await server?.stop(0);
      await making;
    };
  }
}

const abandonedMs = 600_000;

/** Whether this process may make the archive: the folder was not there, or whoever made it is long gone. */
function claim(folder: string): boolean {
  try {
    if (existsSync(folder) && Date.now() - statSync(folder).mtimeMs > abandonedMs) rmSync(folder, { recursive: true });
    mkdirSync(join(folder, ".."), { recursive: true });
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
