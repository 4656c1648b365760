import { badInput } from "../errors.js";
import type { TableSource } from "./table-source.js";

const LINE_FEED = 10;

const NOT_ASCII = /[\u0080-\uffff]/g;
/** Characters of two bytes in UTF-8, other than Latin-1, Latin Extended-A, Greek and Russian letters. */
const ODD_SCRIPT = /[\u0180-\u036f\u0460-\u07ff]/;
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "gb18030";

/**
 * The encoding of a text: UTF-16 by its byte order mark; else UTF-8 if all bytes are valid UTF-8; else GB18030
 * (the encoding in which Chinese spreadsheets save CSV) if all bytes are valid in it. One pass, constant memory.
 * A few Chinese characters in GB18030 alone may happen to be valid UTF-8 (知 is the bytes of U+05AA); they are known
 * by being nothing but pairs of the Chinese plane, some of them of scripts that no table here is written in.
 *
 * @throws DomainError BAD_INPUT (field `file`) with the offset of the first bad byte when no encoding fits, or
 * when the bytes are no text at all.
 */
export async function detectEncoding(source: TableSource): Promise<Encoding> {
  let first = true;
  let offset = 0;
  const utf8 = new StrictDecoder("utf-8");
  const gb18030 = new StrictDecoder("gb18030");
  for await (const chunk of source.bytes()) {
    if (first) {
      if (chunk[0] === 0xff && chunk[1] === 0xfe && chunk[2] === 0 && chunk[3] === 0) throw notText(source.name, 2);
      if (chunk[0] === 0xff && chunk[1] === 0xfe) return "utf-16le";
      if (chunk[0] === 0xfe && chunk[1] === 0xff) return "utf-16be";
      first = false;
      const zero = chunk.indexOf(0);
      if (zero >= 0 && !chunk.subarray(0, zero).includes(LINE_FEED)) throw notText(source.name, zero);
    }
    utf8.check(chunk, offset);
    gb18030.check(chunk, offset);
    offset += chunk.length;
    if (utf8.badFrom !== undefined && gb18030.badFrom !== undefined) break;
  }
  utf8.end(offset);
  if (utf8.badFrom === undefined) return utf8.isRatherChinese ? "gb18030" : "utf-8";
  gb18030.end(offset);
  if (gb18030.badFrom === undefined) return "gb18030";
  const place = await firstInvalidUtf8(source, utf8.badFrom);
  throw badInput("file", {
    zh: `${source.name} 既不是 UTF-8（第 ${place.line} 行、偏移 ${place.offset} 处的字节无效），也不是 GB18030。`,
    en: `${source.name} is neither UTF-8 (invalid byte at offset ${place.offset}, line ${place.line}) nor GB18030.`,
  });
}

/** The text of a source, chunk by chunk, without its byte order mark. */
export async function* decodeText(source: TableSource, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of source.bytes()) {
      const text = decoder.decode(chunk, { stream: true });
      if (text !== "") yield text;
    }
    const rest = decoder.decode();
    if (rest !== "") yield rest;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw badInput("file", {
      zh: `${source.name} 不是有效的 ${encoding.toUpperCase()} 文本。`,
      en: `${source.name} is not valid ${encoding.toUpperCase()} text.`,
    });
  }
}

/** Remembers the offset of the chunk (with what was left of the one before) in which decoding first failed. */
class StrictDecoder {
  badFrom: number | undefined;
  #hasOddScript = false;
  #hasOther = false;
  readonly #decoder: InstanceType<typeof TextDecoder>;

  constructor(encoding: Encoding) {
    this.#decoder = new TextDecoder(encoding, { fatal: true });
  }

  check(chunk: Uint8Array, offset: number): void {
    if (this.badFrom !== undefined) return;
    try {
      const text = this.#decoder.decode(chunk, { stream: true });
      this.#lookAt(text);
    } catch {
      this.badFrom = Math.max(0, offset - 3);
    }
  }

  /** Of bytes that are valid UTF-8: whether they make more sense as GB2312, all of whose pairs end in A1 to FE. */
  get isRatherChinese(): boolean {
    return this.#hasOddScript && !this.#hasOther;
  }

  /** A pair of GB2312 is two bytes in UTF-8 too, and its second byte A1 or more: the low six bits are 33 or more. */
  #lookAt(text: string): void {
    if (this.#hasOther) return;
    for (const [character] of text.matchAll(NOT_ASCII)) {
      const code = character.charCodeAt(0);
      this.#hasOddScript ||= ODD_SCRIPT.test(character);
      this.#hasOther = code > 0x7ff || (code & 63) < 33;
      if (this.#hasOther) return;
    }
  }

  end(offset: number): void {
    if (this.badFrom !== undefined) return;
    try {
      this.#decoder.decode();
    } catch {
      this.badFrom = Math.max(0, offset - 3);
    }
  }
}

/** Where exactly UTF-8 breaks, at or after `from`: halves the one chunk that holds the break. */
async function firstInvalidUtf8(source: TableSource, from: number): Promise<{ offset: number; line: number }> {
  let line = 1;
  let offset = 0;
  for await (const chunk of source.bytes()) {
    const ends = offset + chunk.length;
    if (ends <= from) {
      line += countLineFeeds(chunk);
      offset = ends;
      continue;
    }
    const skipped = Math.max(0, from - offset);
    line += countLineFeeds(chunk.subarray(0, skipped));
    const bad = skipped + invalidAt(chunk.subarray(skipped));
    line += countLineFeeds(chunk.subarray(skipped, bad));
    return { offset: offset + bad, line };
  }
  return { offset, line };
}

/** Length of the longest prefix that could begin valid UTF-8. */
function invalidAt(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (good < bad) {
    const middle = (good + bad + 1) >> 1;
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle - 1;
    }
  }
  return good;
}

function countLineFeeds(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte === 10) count += 1;
  return count;
}

function notText(name: string, offset: number) {
  return badInput("file", {
    zh: `${name} 不是文本文件（偏移 ${offset} 处有零字节）。请存为 UTF-8 或 GB18030 的 CSV，或 XLSX。`,
    en: `${name} is not a text file (a zero byte at offset ${offset}). Save it as CSV in UTF-8 or GB18030, or as XLSX.`,
  });
}
