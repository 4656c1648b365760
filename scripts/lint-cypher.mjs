import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { importSource, root } from "./prepare.mjs";

/**
 * Checks every statement of `cypher/` without a server: syntax, variables and scopes by Neo4j's own grammar; labels,
 * relationship types and properties against `schema/graph-model.json`; parameters and columns against the header.
 * A statement that nothing in `src/` names is reported too.
 */
const { lintCypherQuery, testData } = createRequire(import.meta.url)("@neo4j-cypher/language-support");
const { QueryCatalogue, readMigrations } = await importSource("neo4j/query-catalogue.ts", "neo4j/migrations.ts");

const model = JSON.parse(readFileSync(join(root, "schema", "graph-model.json"), "utf8"));
const properties = new Map(Object.entries(model.labels).map(([label, keys]) => [label, new Set(Object.keys(keys))]));
for (const { type, properties: keys } of model.relationships) {
  properties.set(type, new Set([...(properties.get(type) ?? []), ...Object.keys(keys)]));
}
const schema = {
  labels: Object.keys(model.labels),
  relationshipTypes: [...new Set(model.relationships.map(({ type }) => type))],
  functions: testData.mockSchema.functions,
  procedures: testData.mockSchema.procedures,
};

const problems = [];
const queries = QueryCatalogue.load(join(root, "cypher")).all();
const sources = sourceTexts();
for (const query of queries) {
  const file = `cypher/${query.name}.cypher`;
  lint(file, query.text, query.parameters.keys());
  for (const name of query.parameters.keys()) {
    if (!new RegExp(`\\$${name}\\b`).test(query.text)) problems.push(`${file}: parameter ${name} is not used`);
  }
  const columns = columnsOf(query.text);
  if (columns !== undefined && columns.join() !== [...query.returns].sort().join()) {
    problems.push(`${file}: @returns says ${query.returns.join(", ") || "nothing"}, RETURN says ${columns.join(", ")}`);
  }
  if (!new RegExp(`["\`/]${query.name.split("/").at(-1)}["\`]`).test(sources))
    problems.push(`${file}: nothing in src names it`);
}
for (const { number, name, statements } of readMigrations(join(root, "cypher", "migrations"))) {
  const file = `cypher/migrations/${String(number).padStart(4, "0")}-${name}.cypher`;
  for (const statement of statements) lint(file, statement, []);
}
for (const problem of problems) console.error(problem);
console.error(`${queries.length} statements, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;

function lint(file, text, parameters) {
  const declared = Object.fromEntries([...parameters].map((name) => [name, ""]));
  for (const { message, range } of lintCypherQuery(text, { ...schema, parameters: declared })) {
    problems.push(`${file}: line ${range.start.line + 1} of the statement: ${message}`);
  }
  for (const problem of new Set(unknownNames(text))) problems.push(`${file}: ${problem}`);
}

/** Labels, types and properties that the model lacks: the grammar alone passes properties, and schema statements. */
function* unknownNames(source) {
  const text = plain(source);
  const kinds = new Map();
  const nodes = /\(\s*(\w+)?\s*:([\w\s:|&!]+?)\s*(\{[^{}]*\})?\s*\)/g;
  const relationships = /\[\s*(\w+)?\s*:([\w\s:|&!]+?)\s*(?:\*[\d.]*)?\s*(\{[^{}]*\})?\s*\]/g;
  for (const [, variable, expression, map = ""] of [...text.matchAll(nodes), ...text.matchAll(relationships)]) {
    const names = expression.split(/[\s:|&!]+/).filter((name) => name !== "");
    for (const name of names) if (!properties.has(name)) yield `the graph model has no ${name}`;
    for (const [, key] of map.matchAll(/(\w+)\s*:/g)) yield* unknownProperty(names, key);
    if (variable !== undefined) kinds.set(variable, [...(kinds.get(variable) ?? []), ...names]);
  }
  for (const [variable, names] of kinds) {
    for (const [, key] of text.matchAll(new RegExp(`(?<![\\w.$])${variable}\\.(\\w+)`, "g")))
      yield* unknownProperty(names, key);
    for (const [, map] of text.matchAll(new RegExp(`(?<![\\w.$])${variable}\\s*\\{([^{}]*)\\}`, "g"))) {
      for (const [, key] of map.matchAll(/(?<![\w])\.(\w+)/g)) yield* unknownProperty(names, key);
    }
  }
}

function* unknownProperty(names, key) {
  const known = names.some((name) => properties.get(name)?.has(key));
  if (!known) yield `the graph model has no property ${key} on ${names.join(", ")}`;
}

/** Names of the columns of the statement's own RETURN, sorted; undefined for a statement that ends with a call. */
function columnsOf(source) {
  const text = plain(source);
  const depths = depthsOf(text);
  const start = [...text.matchAll(/\bRETURN\b(?:\s+DISTINCT\b)?/g)].filter(({ index }) => depths[index] === 0).at(-1);
  if (start === undefined) return /\bCALL\b/.test(text) ? undefined : [];
  const from = start.index + start[0].length;
  const end = [...text.matchAll(/\b(?:ORDER BY|SKIP|LIMIT|UNION)\b/g)].find(
    ({ index }) => index > from && depths[index] === 0,
  );
  const columns = [""];
  for (let at = from; at < (end?.index ?? text.length); at += 1) {
    if (text[at] === "," && depths[at] === 0) columns.push("");
    else columns[columns.length - 1] += text[at];
  }
  return columns.map((column) => /(\w+)\s*$/.exec(column)?.[1] ?? column).sort();
}

/** How many brackets are open at each character. */
function depthsOf(text) {
  let depth = 0;
  return [...text].map((character) => {
    if (")]}".includes(character)) depth -= 1;
    if ("([{".includes(character)) depth += 1;
    return depth;
  });
}

/** Without comments and the insides of strings, at unchanged places. */
function plain(text) {
  const blank = (match) => " ".repeat(match.length);
  return text.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\/\/.*$/gm, blank);
}

function sourceTexts() {
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(root, "src", file), "utf8"))
    .join("\n");
}
