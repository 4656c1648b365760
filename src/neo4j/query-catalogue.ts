import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** One statement of `cypher/` with what its header declares. */
export interface CatalogueQuery {
  /** Path below `cypher/` without its ending, such as `resources/find-resources`. */
  readonly name: string;
  readonly access: "read" | "write";
  /** Parameter name → type as written, such as `string[]`. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly returns: readonly string[];
  readonly doc: string;
  readonly text: string;
}

/**
 * All Cypher statements of the service, read once. A statement stands alone in its file, below a header of
 * `// @name`, `@access read|write`, `@param name type`, `@returns a, b`, `@doc` lines.
 */
export class QueryCatalogue {
  private constructor(private readonly queries: ReadonlyMap<string, CatalogueQuery>) {}

  /**
   * @param folder the `cypher` folder; its `migrations` are not part of the catalogue
   * @throws Error naming the file whose header is wrong
   */
  static load(folder: string): QueryCatalogue {
    const queries = new Map<string, CatalogueQuery>();
    for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
      const name = entry.split(sep).join("/");
      if (!name.endsWith(".cypher") || name.startsWith("migrations/")) continue;
      const query = parseQuery(name.slice(0, -".cypher".length), readFileSync(join(folder, entry), "utf8"));
      queries.set(query.name, query);
    }
    if (queries.size === 0) throw new Error(`No statements in ${relative(process.cwd(), folder)}`);
    return new QueryCatalogue(queries);
  }

  /** @throws Error when there is no such statement: a programming error */
  get(name: string): CatalogueQuery {
    const query = this.queries.get(name);
    if (query === undefined) throw new Error(`There is no statement cypher/${name}.cypher`);
    return query;
  }

  all(): readonly CatalogueQuery[] {
    return [...this.queries.values()];
  }
}

/**
 * Splits a file into header and statement.
 * @param name what `@name` has to say
 */
export function parseQuery(name: string, source: string): CatalogueQuery {
  const fail = (problem: string): Error => new Error(`cypher/${name}.cypher: ${problem}`);
  const parameters = new Map<string, string>();
  const tags = new Map<string, string[]>();
  const body: string[] = [];
  for (const line of source.split(/\r?\n/)) {
    const tag = body.length === 0 ? /^\/\/\s*@(\w+)\s*(.*?)\s*$/.exec(line) : null;
    if (tag === null) {
      if (body.length > 0 || !/^\s*(\/\/.*)?$/.test(line)) body.push(line);
      continue;
    }
    const [, key = "", value = ""] = tag;
    if (key === "param") {
      const [parameter = "", ...type] = value.split(/\s+/);
      if (parameters.has(parameter)) throw fail(`@param ${parameter} stands twice`);
      parameters.set(parameter, type.join(" "));
    } else tags.set(key, [...(tags.get(key) ?? []), value]);
  }
  const access = tags.get("access")?.[0];
  if (tags.get("name")?.[0] !== name) throw fail(`@name must be ${name}`);
  if (access !== "read" && access !== "write") throw fail("@access must be read or write");
  const text = body.join("\n").trim().replace(/;$/, "");
  if (text === "") throw fail("no statement below the header");
  const returns = (tags.get("returns") ?? []).flatMap((list) => list.split(",").map((column) => column.trim()));
  return { name, access, parameters, returns, doc: (tags.get("doc") ?? []).join(" "), text };
}

/**
 * Every declared parameter has a value (null is one) and there is no other.
 * @throws Error, a programming error
 */
export function checkParameters(query: CatalogueQuery, given: Readonly<Record<string, unknown>>): void {
  for (const name of query.parameters.keys()) {
    if (given[name] === undefined) throw new Error(`cypher/${query.name}.cypher: parameter ${name} is missing`);
  }
  for (const name of Object.keys(given)) {
    if (!query.parameters.has(name)) throw new Error(`cypher/${query.name}.cypher: parameter ${name} is not declared`);
  }
}
