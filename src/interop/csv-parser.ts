import type { Text } from "../errors.js";
import type { TableRecord } from "./table-row.js";

/** A record longer than this (in UTF-16 units) is taken for one whose quote was never closed. */
export const MAX_RECORD_LENGTH = 1 << 20;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;

/**
 * Incremental parser of CSV (RFC 4180) text: quoted fields may hold delimiters, doubled quotes and line breaks;
 * lines end in LF, CRLF or CR; blank lines are skipped. A quote inside an unquoted field is taken as it stands.
 * A malformed record does not take its neighbours with it, as its quote may have swallowed many: reading goes on
 * at the line after the one where it began.
 *
 * Time O(n); memory one chunk and one record.
 */
export class CsvParser {
  #buffer = "";
  #position = 0;
  #line = 1;
  #isSkipping = false;
  readonly #delimiter: number;

  constructor(delimiter: "," | "\t" = ",") {
    this.#delimiter = delimiter.charCodeAt(0);
  }

  /** The records that `text` completes. */
  push(text: string): TableRecord[] {
    return this.#drain(text, false);
  }

  /** The records left when the text has ended. */
  end(): TableRecord[] {
    return this.#drain("", true);
  }

  #drain(text: string, isFinal: boolean): TableRecord[] {
    this.#buffer = this.#buffer.slice(this.#position) + text;
    this.#position = 0;
    const records: TableRecord[] = [];
    while (this.#position < this.#buffer.length) {
      if (this.#isSkipping && !this.#skipLine(isFinal)) break;
      const scanned = this.#scan(isFinal);
      if (scanned === undefined) break;
      if (scanned.error !== undefined) {
        records.push({ line: this.#line, error: scanned.error });
        this.#isSkipping = true;
        continue;
      }
      if (scanned.cells.length > 1 || scanned.cells[0] !== "" || scanned.quoted) {
        records.push({ line: this.#line, cells: scanned.cells });
      }
      this.#moveTo(scanned.next);
    }
    return records;
  }

  /** Passes over the rest of a malformed line; false when its end is not there yet. */
  #skipLine(isFinal: boolean): boolean {
    const end = lineEnd(this.#buffer, this.#position, isFinal);
    this.#isSkipping = end === undefined;
    this.#moveTo(end ?? (this.#buffer.endsWith("\r") ? this.#buffer.length - 1 : this.#buffer.length));
    return end !== undefined && end < this.#buffer.length;
  }

  #moveTo(position: number): void {
    this.#line += countLines(this.#buffer, this.#position, position);
    this.#position = position;
  }

  /** One record from the current position, or undefined when more text is needed to know its end. */
  #scan(isFinal: boolean): Scanned | undefined {
    const text = this.#buffer;
    const start = this.#position;
    const isTooLong = text.length - start > MAX_RECORD_LENGTH;
    const cells: string[] = [];
    let quoted = false;
    for (let at = start; ; at += 1) {
      if (text.charCodeAt(at) === QUOTE) {
        quoted = true;
        const field = scanQuoted(text, at, isFinal);
        if (field === undefined)
          return isFinal || isTooLong ? { error: isTooLong ? UNCLOSED_SO_FAR : UNCLOSED } : undefined;
        cells.push(field.value);
        at = field.next;
      } else {
        const from = at;
        while (at < text.length && !this.#endsField(text.charCodeAt(at))) at += 1;
        cells.push(text.slice(from, at));
      }
      if (at >= text.length) {
        if (isFinal) return { next: at, cells, quoted };
        return isTooLong ? { error: TOO_LONG } : undefined;
      }
      const code = text.charCodeAt(at);
      if (code === this.#delimiter) continue;
      if (!this.#endsField(code)) return { error: BEHIND_QUOTE };
      const next = lineEnd(text, at, isFinal);
      return next === undefined ? undefined : { next, cells, quoted };
    }
  }

  #endsField(code: number): boolean {
    return code === this.#delimiter || code === LINE_FEED || code === CARRIAGE_RETURN;
  }
}

type Scanned =
  | { readonly next: number; readonly cells: string[]; readonly quoted: boolean; readonly error?: undefined }
  | { readonly error: Text };

const UNCLOSED: Text = { zh: "引号没有闭合。", en: "A quote is opened and never closed." };
const UNCLOSED_SO_FAR: Text = {
  zh: `引号在 ${MAX_RECORD_LENGTH} 个字符之内没有闭合。`,
  en: `A quote is not closed within ${MAX_RECORD_LENGTH} characters.`,
};
export const TOO_LONG: Text = {
  zh: `一行超过 ${MAX_RECORD_LENGTH} 个字符。`,
  en: `The record is longer than ${MAX_RECORD_LENGTH} characters.`,
};
const BEHIND_QUOTE: Text = {
  zh: "闭合引号之后还有文字；字段内的引号要写两次。",
  en: "Text follows a closing quote; a quote inside a field is written twice.",
};

/** The quoted field that begins at `from`, or undefined while its end, or what follows it, is not known. */
function scanQuoted(text: string, from: number, isFinal: boolean): { value: string; next: number } | undefined {
  let value = "";
  let start = from + 1;
  for (;;) {
    const quote = text.indexOf('"', start);
    if (quote < 0 || (quote + 1 === text.length && !isFinal)) return undefined;
    value += text.slice(start, quote);
    if (text.charCodeAt(quote + 1) !== QUOTE) return { value, next: quote + 1 };
    value += '"';
    start = quote + 2;
  }
}

/** Position after the line break at or after `from`; undefined when it may not all be there yet. */
function lineEnd(text: string, from: number, isFinal: boolean): number | undefined {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === LINE_FEED) return at + 1;
    if (code !== CARRIAGE_RETURN) continue;
    if (at + 1 === text.length && !isFinal) return undefined;
    return text.charCodeAt(at + 1) === LINE_FEED ? at + 2 : at + 1;
  }
  return isFinal ? text.length : undefined;
}

function countLines(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === LINE_FEED || (code === CARRIAGE_RETURN && text.charCodeAt(at + 1) !== LINE_FEED)) lines += 1;
  }
  return lines;
}
