import { type ClassType, Field, Int, ObjectType } from "type-graphql";
import { badInput } from "../errors.js";

/** Relay's PageInfo. */
@ObjectType({ simpleResolvers: true })
export class PageInfo {
  @Field(() => Boolean) hasNextPage!: boolean;
  @Field(() => Boolean) hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true }) startCursor?: string | null;
  @Field(() => String, { nullable: true }) endCursor?: string | null;
}

export interface Edge<T> {
  readonly node: T;
  readonly cursor: string;
}

/** One page of a list, as Relay's cursor connections. */
export interface Page<T> {
  readonly edges: readonly Edge<T>[];
  readonly pageInfo: PageInfo;
  readonly totalCount: number;
}

/** The edge type of a connection. */
export function edgeType<T extends object>(name: string, node: () => ClassType<T>): ClassType<Edge<T>> {
  @ObjectType(name, { simpleResolvers: true })
  class EdgeType {
    @Field(node) node!: T;
    @Field(() => String) cursor!: string;
  }
  return EdgeType;
}

/** The fields of a connection over an edge type, for a connection class to extend. */
export function connectionFields<T extends object>(edge: () => ClassType<Edge<T>>): ClassType<Page<T>> {
  @ObjectType({ simpleResolvers: true })
  abstract class ConnectionFields {
    @Field(() => [edge()]) edges!: Edge<T>[];
    @Field(() => PageInfo) pageInfo!: PageInfo;
    @Field(() => Int) totalCount!: number;
  }
  return ConnectionFields as never;
}

/** A cursor holds the sort key of its row, so that a page stays right when rows before it come or go. */
export const encodeCursor = (key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(key)).toString("base64url");

/** The sort key of a cursor. Throws BAD_INPUT for what is no cursor of a list with keys of this length. */
export function decodeCursor(cursor: string, length: number): (string | number)[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (
      Array.isArray(key) &&
      key.length === length &&
      key.every((part) => typeof part === "string" || typeof part === "number")
    )
      return key;
  } catch {
    // falls through to the one refusal
  }
  throw badInput("after", {
    zh: "游标无效，请原样传回上一页的 endCursor。",
    en: "This is no cursor of this list; pass the endCursor of a page unchanged.",
  });
}

/** The most that `LIMIT_FIRST`, which every query is held to, can allow. */
const MOST = 100_000;

/** Checks a page size; `most` where it is less than the service allows. Throws BAD_INPUT. */
export function pageSize(first: number | null | undefined, standard: number, most = MOST): number {
  const size = first ?? standard;
  if (size < 0 || size > most)
    throw badInput("first", { zh: `first 须在 0 与 ${most} 之间。`, en: `first must be between 0 and ${most}.` });
  return size;
}

/** Its cursor is made when it is asked for. */
class PageEdge<T> implements Edge<T> {
  readonly #keyOf: (row: T) => readonly (string | number)[];

  constructor(
    readonly node: T,
    keyOf: (row: T) => readonly (string | number)[],
  ) {
    this.#keyOf = keyOf;
  }

  get cursor(): string {
    return encodeCursor(this.#keyOf(this.node));
  }
}

/** A page of `size` rows out of rows fetched with one more than the size, if there are so many. */
export function pageOf<T>(
  rows: readonly T[],
  size: number,
  after: string | null | undefined,
  totalCount: number,
  keyOf: (row: T) => readonly (string | number)[],
): Page<T> {
  const edges = rows.slice(0, size).map((node) => new PageEdge(node, keyOf));
  return {
    edges,
    totalCount,
    pageInfo: {
      hasNextPage: rows.length > size,
      hasPreviousPage: Boolean(after),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
