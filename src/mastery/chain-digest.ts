import { createHash, type KeyObject, sign, verify } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { createInterface } from "node:readline";
import { badInput } from "../errors.js";
import type { QueryRunner } from "../neo4j/database.js";
import { listStudents } from "./attempts.store.js";
import { publicKeyText } from "./digest-key.js";

/** How long a student's chain was and what its last entry hashed to. */
export interface KeptHead {
  readonly id: string;
  readonly length: number;
  readonly head: string;
}

/**
 * A signed statement about the chains of all students. `root` is SHA-256 (base64url) over the lines of heads, each the JSON
 * of `[id, length, head]` and a line feed, in the order of the ids; `signature` is Ed25519 over what `signedText` says.
 */
export interface ChainDigest {
  readonly at: string;
  readonly students: number;
  readonly attempts: number;
  readonly root: string;
  /** Of the key that signed: SPKI, base64. */
  readonly publicKey: string;
  readonly signature: string;
}

const STUDENTS_A_PAGE = 2_000;

/**
 * Digests the heads of all chains, a page at a time. With a `file`, which must be a new one, the heads are kept in it, a line
 * each, and the digest as its last line: what a later verification needs. Throws BAD_INPUT for a file that is there already.
 */
export async function digestChains(
  runner: QueryRunner,
  { key, now, file }: { readonly key: KeyObject; readonly now: number; readonly file?: string | undefined },
): Promise<ChainDigest> {
  const handle = file === undefined ? undefined : await create(file);
  try {
    const root = createHash("sha256");
    let students = 0;
    let attempts = 0;
    let page = await listStudents(runner, "", STUDENTS_A_PAGE);
    while (page.length > 0) {
      const heads = page.filter(({ chainLength }) => chainLength > 0);
      const lines = heads.map(({ id, chainLength, chainHead }) => lineOf({ id, length: chainLength, head: chainHead }));
      for (const line of lines) root.update(line);
      await handle?.write(lines.join(""));
      students += heads.length;
      attempts += heads.reduce((sum, { chainLength }) => sum + chainLength, 0);
      page = await listStudents(runner, page.at(-1)!.id, STUDENTS_A_PAGE);
    }
    const said = { at: new Date(now).toISOString(), students, attempts, root: root.digest("base64url") };
    const signature = sign(null, signedText(said), key).toString("base64url");
    const digest = { ...said, publicKey: publicKeyText(key), signature };
    await handle?.write(`${JSON.stringify(digest)}\n`);
    return digest;
  } finally {
    await handle?.close();
  }
}

/**
 * Reads the file of a digest once through: it is whole, and was signed with this key and not changed since.
 * Throws BAD_INPUT for one that is not; its heads are then read by `readHeads`.
 */
export async function checkDigest(file: string, publicKey: KeyObject): Promise<ChainDigest> {
  const root = createHash("sha256");
  let students = 0;
  let attempts = 0;
  let digest: ChainDigest | undefined;
  for await (const line of linesOf(file)) {
    const head = digest === undefined ? headOf(line) : undefined;
    if (head) {
      root.update(lineOf(head));
      students++;
      attempts += head.length;
    } else digest = digest === undefined ? digestOf(line) : undefined;
  }
  if (!digest) throw damaged(file, { zh: "不是完整的摘要文件", en: "it is not a whole file of a digest" });
  if (digest.students !== students || digest.attempts !== attempts || digest.root !== root.digest("base64url"))
    throw damaged(file, { zh: "其中的链头与摘要不符", en: "its heads are not those that were digested" });
  if (!verify(null, signedText(digest), publicKey, Buffer.from(digest.signature, "base64url")))
    throw damaged(file, { zh: "签名不是此密钥所签", en: "its signature is not of this key" });
  return digest;
}

/** The heads of a digest's file, in the order of the ids, without holding them. */
export async function* readHeads(file: string): AsyncGenerator<KeptHead> {
  for await (const line of linesOf(file)) {
    const head = headOf(line);
    if (head) yield head;
  }
}

function signedText({ at, students, attempts, root }: Omit<ChainDigest, "publicKey" | "signature">): Buffer {
  return Buffer.from(JSON.stringify(["zhimai digest 1", at, students, attempts, root]));
}

const lineOf = ({ id, length, head }: KeptHead): string => `${JSON.stringify([id, length, head])}\n`;

function headOf(line: string): KeptHead | undefined {
  const value = parsed(line);
  if (!Array.isArray(value)) return undefined;
  const [id, length, head] = value as [string, number, string];
  return { id, length, head };
}

function digestOf(line: string): ChainDigest | undefined {
  const value = parsed(line) as ChainDigest | undefined;
  return typeof value?.signature === "string" && typeof value.root === "string" ? value : undefined;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) ?? undefined;
  } catch {
    return undefined;
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const lines = createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
  try {
    yield* lines;
  } catch {
    throw badInput("--digest", { zh: `无法读取 ${file}。`, en: `Cannot read ${file}.` });
  }
}

async function create(file: string): Promise<FileHandle> {
  try {
    return await open(file, "wx");
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === "EEXIST";
    throw badInput(
      "--out",
      isThere
        ? {
            zh: `${file} 已存在；请为新的摘要另取文件名。`,
            en: `${file} is there already; give a new digest a file of its own.`,
          }
        : { zh: `无法写入 ${file}。`, en: `Cannot write ${file}.` },
    );
  }
}

function damaged(file: string, { zh, en }: { readonly zh: string; readonly en: string }) {
  return badInput("--digest", { zh: `${file} 不可信：${zh}。`, en: `${file} cannot be trusted: ${en}.` });
}
