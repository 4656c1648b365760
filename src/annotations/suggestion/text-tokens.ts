import { hash } from "../../text-hash.js";

/** A text cut into tokens: parallel arrays, one entry a token, in reading order. */
export interface TextTokens {
  readonly length: number;
  /** 32-bit hash of the normalised token. */
  readonly codes: Int32Array;
  /** UTF-16 offset of the token's first unit in the text. */
  readonly from: Int32Array;
  /** UTF-16 offset behind its last unit. */
  readonly to: Int32Array;
  /** Hashes of the numbers in the text, by value. */
  readonly numbers: Int32Array;
}

/** Texts are read up to this many UTF-16 units; what a suggestion needs stands before. */
export const READ_UNITS = 8_192;

const TOKEN = /\\[A-Za-z]+|[\p{sc=Latin}\d]+_[\w-]+|\p{Nd}+(?:[.．]\p{Nd}+)?|\p{sc=Latin}+|[^\s$]/gu;

/**
 * Cuts a text of Chinese, English and LaTeX-like formulas: a Han character, a word of Latin letters (lower case), a LaTeX
 * command or an operator is a token. A number is replaced by its shape (whole or decimal), as it is the kind of number
 * and not its value that recurs, the value itself is kept beside it; a reference with an underscore (a picture's name) by
 * one mark. Full-width forms count as their ordinary ones. White space and the dollar signs around formulas are left out. O(length), at most {@link READ_UNITS} units are read.
 */
export function tokenise(text: string): TextTokens {
  const read = text.length > READ_UNITS ? text.slice(0, READ_UNITS) : text;
  const codes: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const numbers: number[] = [];
  for (const match of read.matchAll(TOKEN)) {
    codes.push(hash(shapeOf(match[0])));
    if (/^\p{Nd}/u.test(match[0])) numbers.push(hash(`=${match[0].normalize("NFKC")}`));
    from.push(match.index);
    to.push(match.index + match[0].length);
  }
  return {
    length: codes.length,
    codes: Int32Array.from(codes),
    from: Int32Array.from(from),
    to: Int32Array.from(to),
    numbers: Int32Array.from(numbers),
  };
}

function shapeOf(token: string): string {
  if (token.includes("_")) return "⌧";
  if (/^\p{Nd}/u.test(token)) return /[.．]/.test(token) ? "#.#" : "#";
  return token.normalize("NFKC").toLowerCase();
}
