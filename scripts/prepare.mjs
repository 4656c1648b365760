import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** What every command needs before it can run; nothing here may import a package before it is installed. */

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs `npm ci` unless `node_modules` holds what the lock file says. Its output goes to standard error. */
export function install() {
  if (isLinked() || isInstalled()) return;
  console.error("Installing packages (npm ci), this once… 正在安装依赖包（仅此一次）……");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const options = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync(npm, options, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (status === 0) return;
  console.error("npm ci failed; check the network and run the command again. npm ci 失败，请检查网络后重试。");
  process.exit(1);
}

/** A linked folder is another checkout's: npm would empty it. */
function isLinked() {
  return lstatSync(join(root, "node_modules"), { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function isInstalled() {
  const installed = readJson(join(root, "node_modules", ".package-lock.json"))?.packages;
  const wanted = readJson(join(root, "package-lock.json"))?.packages;
  if (installed === undefined || wanted === undefined) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === "" || optional || installed[path]?.version === version,
  );
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/**
 * Bundles the service and the keeper of its local Neo4j into `dist/`, if a source has changed since. Each file
 * replaces the old one in one step, so that a command that starts meanwhile finds one or the other.
 */
export async function bundle() {
  const stamp = join(root, "dist", "sources.sha256");
  const signature = signatureOf([...sources(join(root, "src")), join(root, "package-lock.json"), import.meta.filename]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === signature) return;
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { main: "src/main.ts", keeper: "src/neo4j/keeper.ts" },
    outdir: "dist",
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "esm",
    sourcemap: true,
    write: false,
    logLevel: "error",
  });
  for (const { path, contents } of outputFiles) replace(path, contents);
  replace(stamp, signature);
}

/** What these files below `src/` export, for scripts that need the service's own code. */
export async function importSource(...files) {
  const { build } = await import("esbuild");
  const contents = files.map((file) => `export * from "./src/${file}";`).join("\n");
  const options = { bundle: true, packages: "external", platform: "node", format: "esm", write: false };
  const { outputFiles } = await build({ ...options, stdin: { contents, resolveDir: root } });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

function sources(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function signatureOf(files) {
  const hash = createHash("sha256");
  for (const file of files) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${relative(root, file)}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest("hex");
}

function replace(file, contents) {
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, contents);
  renameSync(fresh, file);
}
