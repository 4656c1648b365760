import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { serverProblems } from "./server-problems.js";

/** A Java that can run Neo4j 5.26. */
export interface Java {
  readonly command: string;
  /** Such as `17.0.15 Debian`: changes whenever a class-data archive of it becomes useless. */
  readonly build: string;
}

/**
 * @param javaHome `JAVA_HOME`; without it the `java` on the PATH
 * @throws DomainError UNAVAILABLE when there is none, or it is older than 17
 */
export async function findJava(javaHome: string | undefined): Promise<Java> {
  const command = javaHome === undefined ? "java" : join(javaHome, "bin", "java");
  let settings: string;
  try {
    const { stderr, stdout } = await promisify(execFile)(command, ["-XshowSettings:properties", "-version"]);
    settings = stderr + stdout;
  } catch {
    throw serverProblems.noJava();
  }
  const version = /java\.version = (\S+)/.exec(settings)?.[1];
  if (version === undefined) throw serverProblems.noJava();
  const [major = 0, minor = 0] = version.split(/[.+_-]/).map(Number);
  if ((major === 1 ? minor : major) < 17) throw serverProblems.oldJava(version);
  const runtime = /java\.runtime\.version = (\S+)/.exec(settings)?.[1] ?? version;
  const vendor = /java\.vendor = (.+)/.exec(settings)?.[1]?.trim() ?? "";
  return { command, build: `${runtime} ${vendor}` };
}
