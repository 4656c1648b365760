import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { bundle, install, root } from "./prepare.mjs";

/**
 * Runs the benchmarks of `test/bench/`, or those named: `npm run bench -- next-steps`. Each is a program of its own,
 * bundled as the service is, and prints ratios measured within its one run. A database for them is started and ended.
 */
install();
await bundle();

const folder = join(root, "test", "bench");
const names = process.argv.slice(2);
const files = readdirSync(folder).filter((file) => file.endsWith(".bench.ts"));
const chosen = files.filter((file) => names.length === 0 || names.some((name) => file.startsWith(name)));
if (chosen.length === 0) {
  console.error(`There are: ${files.map((file) => basename(file, ".bench.ts")).join(", ")}`);
  process.exit(1);
}

const { build } = await import("esbuild");
const out = join(root, "dist", "bench");
mkdirSync(out, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: chosen.map((file) => join(folder, file)),
  outdir: out,
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  sourcemap: true,
  logLevel: "error",
  // A bundle lies one folder deeper than the service's: the project's root is told.
  define: { "import.meta.url": JSON.stringify(new URL("../dist/main.js", import.meta.url).href) },
});

const run = mkdtempSync(join(tmpdir(), "zhimai-bench-"));
for (const file of chosen) {
  const program = join(out, file.replace(/\.ts$/, ".js"));
  const code = await new Promise((resolve) => {
    const env = {
      ...process.env,
      NODE_ENV: "production",
      TEST_NEO4J: process.env.TEST_NEO4J ?? "jdk",
      ZHIMAI_TEST_RUN: run,
    };
    spawn(process.execPath, [program], { stdio: "inherit", env }).on("exit", resolve);
  });
  if (code !== 0) process.exitCode = 1;
}
rmSync(run, { recursive: true, force: true, maxRetries: 5 });
