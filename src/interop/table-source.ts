import { createReadStream, statSync } from "node:fs";
import { badInput } from "../errors.js";

/** Bytes that can be read more than once: the encoding is decided in a first pass, the rows are read in a second. */
export interface TableSource {
  /** What people call it, for messages: the file's name. */
  readonly name: string;
  /** Size in bytes, for progress. */
  readonly size: number;
  /** Where it lies, if on disk; a workbook can only be read from there. */
  readonly path?: string;
  /** A new stream of the bytes, from `start`, in chunks of at most 256 KiB. */
  bytes(start?: number): AsyncIterable<Uint8Array>;
}

/** @throws DomainError BAD_INPUT (field `file`) when it does not exist, is no regular file, or is empty. */
export function fileSource(path: string): TableSource {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw badInput("file", { zh: `没有文件 ${path}。`, en: `There is no file ${path}.` });
  }
  if (!stats.isFile()) {
    throw badInput("file", { zh: `${path} 不是普通文件。`, en: `${path} is not a regular file.` });
  }
  refuseEmpty(path, stats.size);
  return {
    name: path,
    size: stats.size,
    path,
    bytes: (start = 0) => createReadStream(path, { start, highWaterMark: 1 << 18 }),
  };
}

/** Content that came in a request. @throws DomainError BAD_INPUT (field `content`) when it is empty. */
export function textSource(name: string, content: string): TableSource {
  const bytes = Buffer.from(content, "utf8");
  refuseEmpty(name, bytes.length, "content");
  return {
    name,
    size: bytes.length,
    async *bytes(start = 0) {
      for (let from = start; from < bytes.length; from += 1 << 18) yield bytes.subarray(from, from + (1 << 18));
    },
  };
}

function refuseEmpty(name: string, size: number, field = "file"): void {
  if (size === 0) throw badInput(field, { zh: `${name} 是空的。`, en: `${name} is empty.` });
}
