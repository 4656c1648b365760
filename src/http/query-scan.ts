import { Lexer, Source, TokenKind } from "graphql";
import { badInput } from "../errors.js";

/** Brackets within brackets, of selections and of values: deeper ones would overflow the parser's stack. */
const MOST_NESTING = 200;
/** Tokens of selections: validation compares fields of a selection with each other, so it grows with their square. */
const MOST_SELECTION_TOKENS = 10_000;
/** Tokens of arguments: a batch written out in the query. */
const MOST_VALUE_TOKENS = 500_000;

const OPENING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * Refuses, in one pass over its tokens, a query that would cost too much to parse or to validate. What is no GraphQL
 * is left to the parser to say.
 *
 * @throws DomainError BAD_INPUT (field `query`)
 */
export function scanQuery(query: string): void {
  const lexer = new Lexer(new Source(query));
  let nesting = 0;
  let inArguments = 0;
  let selectionTokens = 0;
  let valueTokens = 0;
  for (;;) {
    const kind = nextKind(lexer);
    if (kind === undefined || kind === TokenKind.EOF) return;
    if (OPENING.has(kind)) nesting++;
    else if (CLOSING.has(kind)) nesting--;
    if (kind === TokenKind.PAREN_L) inArguments++;
    else if (kind === TokenKind.PAREN_R) inArguments--;
    if (inArguments > 0) valueTokens++;
    else selectionTokens++;
    if (nesting > MOST_NESTING) {
      throw badInput("query", {
        zh: `查询的括号嵌套超过 ${MOST_NESTING} 层。`,
        en: `The query nests brackets deeper than ${MOST_NESTING}.`,
      });
    }
    if (selectionTokens > MOST_SELECTION_TOKENS || valueTokens > MOST_VALUE_TOKENS) {
      throw badInput("query", {
        zh: "查询太长；请把数据放进 variables，或分成几个请求。",
        en: "The query is too long; put data into variables, or send several requests.",
      });
    }
  }
}

function nextKind(lexer: Lexer): TokenKind | undefined {
  try {
    return lexer.advance().kind;
  } catch {
    return undefined;
  }
}
