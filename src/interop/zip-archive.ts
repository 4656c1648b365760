import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { createInflateRaw } from "node:zlib";
import { badInput, type DomainError } from "../errors.js";

interface ZipEntry {
  readonly method: number;
  readonly compressedSize: number;
  readonly headerAt: number;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const ZIP64_LOCATOR = 0x07064b50;
const IN_ZIP64 = 0xffffffff;

/** A ZIP file on disk (PKWARE APPNOTE 6.3), read by its directory; members are streamed, never held whole. */
export class ZipArchive {
  private constructor(
    private readonly path: string,
    private readonly entries: ReadonlyMap<string, ZipEntry>,
  ) {}

  /** @throws DomainError BAD_INPUT (field `file`) when it is no readable ZIP file. */
  static async open(path: string): Promise<ZipArchive> {
    const file = await open(path);
    try {
      return new ZipArchive(path, await readDirectory(file, path));
    } finally {
      await file.close();
    }
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** The content of a member, in chunks. @throws DomainError BAD_INPUT when it is damaged. */
  async *read(name: string): AsyncGenerator<Uint8Array> {
    const entry = this.entries.get(name);
    if (entry === undefined) throw damaged(this.path, `${name}?`);
    if (entry.method !== 0 && entry.method !== 8) throw damaged(this.path, `method ${entry.method}`);
    const start = await this.#contentAt(entry);
    if (entry.compressedSize === 0) return;
    const packed = createReadStream(this.path, { start, end: start + entry.compressedSize - 1 });
    if (entry.method === 0) {
      yield* packed;
      return;
    }
    const unpacked = createInflateRaw();
    packed.on("error", (error) => unpacked.destroy(error));
    try {
      yield* packed.pipe(unpacked);
    } catch (error) {
      throw damaged(this.path, error instanceof Error ? error.message : name);
    } finally {
      packed.destroy();
    }
  }

  /** The local header repeats the name and may have other extra fields, so that its length must be read. */
  async #contentAt(entry: ZipEntry): Promise<number> {
    const file = await open(this.path);
    try {
      const header = await readAt(file, entry.headerAt, 30);
      if (header.length < 30) throw damaged(this.path, "local header");
      return entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    } finally {
      await file.close();
    }
  }
}

async function readDirectory(file: FileHandle, path: string): Promise<Map<string, ZipEntry>> {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - 65_557), 65_557);
  let end = tail.length - 22;
  while (end >= 0 && tail.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1;
  if (end < 0) throw damaged(path, "end of directory");
  let length = tail.readUInt32LE(end + 12);
  let start = tail.readUInt32LE(end + 16);
  if (start === IN_ZIP64 && end >= 20 && tail.readUInt32LE(end - 20) === ZIP64_LOCATOR) {
    const record = await readAt(file, Number(tail.readBigUInt64LE(end - 12)), 56);
    if (record.length < 56) throw damaged(path, "zip64");
    length = Number(record.readBigUInt64LE(40));
    start = Number(record.readBigUInt64LE(48));
  }
  if (start + length > size) throw damaged(path, "directory");
  return parseDirectory(await readAt(file, start, length), path);
}

function parseDirectory(directory: Buffer, path: string): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  for (let at = 0; at + 46 <= directory.length; ) {
    if (directory.readUInt32LE(at) !== DIRECTORY_ENTRY) throw damaged(path, "directory entry");
    const nameLength = directory.readUInt16LE(at + 28);
    const extraLength = directory.readUInt16LE(at + 30);
    const next = at + 46 + nameLength + extraLength + directory.readUInt16LE(at + 32);
    if (next > directory.length) throw damaged(path, "directory entry");
    const name = directory.toString("utf8", at + 46, at + 46 + nameLength);
    const extra = directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const sizes = [24, 20, 42].map((offset) => directory.readUInt32LE(at + offset));
    const [, compressedSize, headerAt] = fromZip64(sizes, extra);
    entries.set(name, {
      method: directory.readUInt16LE(at + 10),
      compressedSize: compressedSize!,
      headerAt: headerAt!,
    });
    at = next;
  }
  return entries;
}

/** Size, compressed size and offset, each taken from the zip64 extra field where it does not fit 32 bits. */
function fromZip64(values: readonly number[], extra: Buffer): number[] {
  let at = 0;
  while (at + 4 <= extra.length && extra.readUInt16LE(at) !== 1) at += 4 + extra.readUInt16LE(at + 2);
  at += 4;
  return values.map((value) => {
    if (value !== IN_ZIP64 || at + 8 > extra.length) return value;
    at += 8;
    return Number(extra.readBigUInt64LE(at - 8));
  });
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function damaged(path: string, detail: string): DomainError {
  return badInput("file", {
    zh: `${path} 不是完好的 XLSX（ZIP）文件：${detail}。`,
    en: `${path} is not an intact XLSX (ZIP) file: ${detail}.`,
  });
}
