import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle, importSource, install, root } from "./prepare.mjs";

/**
 * All tests, or those named: `npm test -- test/knowledge`. TEST_NEO4J chooses the database they run on:
 * `jdk` (the service's own server, one for each worker), `testcontainers`, or `uri` (the one NEO4J_URI names,
 * which is emptied).
 */
install();
await bundle();

const run = mkdtempSync(join(tmpdir(), "zhimai-test-"));
const chosen = process.env.TEST_NEO4J ?? (process.env.NEO4J_URI ? "uri" : "jdk");
if (chosen === "jdk") await fetchJars();
const workers = chosen === "jdk" ? [] : ["--runInBand"];
const jest = join(root, "node_modules", "jest", "bin", "jest.js");
const child = spawn(process.execPath, [jest, ...workers, ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
  env: {
    ...process.env,
    NODE_OPTIONS:
      `${process.env.NODE_OPTIONS ?? ""} --experimental-vm-modules --disable-warning=ExperimentalWarning`.trim(),
    TEST_NEO4J: chosen,
    ZHIMAI_TEST_RUN: run,
  },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => {
  rmSync(run, { recursive: true, force: true, maxRetries: 5 });
  process.exitCode = code ?? (signal ? 1 : 0);
});

/** Once and before the workers, which would fetch them each. Without them the tests that need a database fail. */
async function fetchJars() {
  const { findDistribution } = await importSource("neo4j/distribution.ts");
  const folder = join(root, ".zhimai", "jars");
  try {
    await findDistribution(process.env.NEO4J_HOME, folder, ({ en }) => console.error(en));
  } catch (error) {
    console.error(error.text?.en ?? error);
  }
}
