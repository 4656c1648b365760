import { spawn } from "node:child_process";
import { join } from "node:path";
import { bundle, install, root } from "./prepare.mjs";

/** All checks that need no database, two at a time: one line each with its time, the output of those that fail. */
install();
await bundle();

const bin = (name) => join(root, "node_modules", ".bin", name);
const script = (name) => [process.execPath, join(root, "scripts", name)];
const checks = [
  ["cypher", ...script("lint-cypher.mjs")],
  ["types", bin("tsc"), "--noEmit"],
  ["layers", bin("depcruise"), "--config", ".dependency-cruiser.cjs", "src", "test", "scripts"],
  ["schema", ...script("check-schema.mjs")],
  ["unused", bin("knip"), "--no-progress"],
  ["format and lint", bin("biome"), "ci", "--colors=off"],
];

const failed = [];
const waiting = [...checks];
await Promise.all([worker(), worker()]);
console.log(failed.length === 0 ? "all checks passed" : `failed: ${failed.join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;

async function worker() {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [name, ...command] = next;
    const from = performance.now();
    const { code, output } = await run(command);
    const seconds = ((performance.now() - from) / 1000).toFixed(1);
    console.log(`${code === 0 ? "✓" : "✗"} ${name}  ${seconds} s`);
    if (code === 0) continue;
    failed.push(name);
    console.log(output.trimEnd().replace(/^/gm, "    "));
  }
}

function run([command, ...options]) {
  return new Promise((resolve) => {
    const child = spawn(command, options, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1" },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk) => {
        output += chunk;
      });
    }
    child.on("error", (error) => resolve({ code: 1, output: String(error) }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
