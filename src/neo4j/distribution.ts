import { spawn } from "node:child_process";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Text } from "../errors.js";
import { serverProblems } from "./server-problems.js";

/** The Neo4j that Maven fetches; the image of docker-compose.yml is of the same line. */
export const neo4jVersion = "5.26.30";

const wantedLine = /^neo4j-server-(5\.26\.\d+)\.jar$/;
const approximateFiles = 260;

/** Neo4j's jars on this machine. */
export interface Distribution {
  /** Folder of the jars. */
  readonly lib: string;
  readonly version: string;
}

/**
 * The jars of NEO4J_HOME where that is given, else those in the folder, fetched once by Maven.
 * @param neo4jHome a distribution (`lib/` below it) or a folder of jars
 * @param folder where fetched jars are kept, one subfolder a version
 * @throws DomainError UNAVAILABLE: no jars there, no Maven, or Maven fails
 */
export async function findDistribution(
  neo4jHome: string | undefined,
  folder: string,
  progress: (text: Text) => void,
): Promise<Distribution> {
  if (neo4jHome !== undefined) {
    const found = (await jarsIn(join(neo4jHome, "lib"))) ?? (await jarsIn(neo4jHome));
    if (found === undefined) throw serverProblems.noJars(neo4jHome);
    return found;
  }
  const lib = join(folder, `neo4j-${neo4jVersion}`);
  return (await jarsIn(lib)) ?? (await fetchJars(lib, progress));
}

async function jarsIn(lib: string): Promise<Distribution | undefined> {
  const files = await readdir(lib).catch(() => [] as string[]);
  const version = files.map((file) => wantedLine.exec(file)?.[1]).find((found) => found !== undefined);
  return version === undefined ? undefined : { lib, version };
}

/** Fetches beside the final place and moves the complete folder there, so that half a download is never used. */
async function fetchJars(lib: string, progress: (text: Text) => void): Promise<Distribution> {
  const work = `${lib}.${process.pid}.part`;
  try {
    await mkdir(work, { recursive: true });
    await writeFile(join(work, "pom.xml"), pom);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "ENOSPC"
      ? serverProblems.diskFull(work)
      : serverProblems.notWritable(work);
  }
  progress({
    zh: `用 Maven 下载 Neo4j ${neo4jVersion}（仅此一次，约 120 MB）……`,
    en: `Fetching Neo4j ${neo4jVersion} by Maven (this once, about 120 MB)…`,
  });
  try {
    await runMaven(work, progress);
    // Another command may have been quicker: then its jars stand there.
    await rename(join(work, "lib"), lib).catch(() => undefined);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  const found = await jarsIn(lib);
  if (found === undefined) throw serverProblems.mavenFailed("no neo4j-server jar");
  return found;
}

function runMaven(work: string, progress: (text: Text) => void): Promise<void> {
  const maven = process.platform === "win32" ? "mvn.cmd" : "mvn";
  const goal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";
  const options = ["-B", goal, "-DoutputDirectory=lib", "-DincludeScope=runtime"];
  return new Promise((resolve, reject) => {
    const child = spawn(maven, options, { cwd: work, stdio: ["ignore", "pipe", "pipe"] });
    let downloaded = 0;
    let reported = 0;
    let reportedAt = Date.now();
    let problem = "";
    const watch = (chunk: string): void => {
      downloaded += chunk.match(/Downloaded from .*\.jar/g)?.length ?? 0;
      problem ||= /\[ERROR\] (.+)/.exec(chunk)?.[1] ?? /.*(?:No space left|JAVA_HOME).*/.exec(chunk)?.[0] ?? "";
      if (downloaded === reported || Date.now() - reportedAt < 2_000) return;
      reported = downloaded;
      reportedAt = Date.now();
      progress({
        zh: `下载 Neo4j：${downloaded} 个文件，共约 ${approximateFiles} 个……`,
        en: `Fetching Neo4j: ${downloaded} of about ${approximateFiles} files…`,
      });
    };
    child.stdout.setEncoding("utf8").on("data", watch);
    child.stderr.setEncoding("utf8").on("data", watch);
    child.on("error", () => reject(serverProblems.noMaven()));
    child.on("close", (code) => {
      if (code === 0) resolve();
      else if (/No space left/.test(problem)) reject(serverProblems.diskFull(work));
      else reject(serverProblems.mavenFailed(problem.slice(0, 200) || `exit code ${code}`));
    });
  });
}

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>zhimai</groupId><artifactId>neo4j</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>${neo4jVersion}</version></dependency>
  </dependencies>
</project>
`;
