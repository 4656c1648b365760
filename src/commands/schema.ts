import type { Command } from "commander";
import { printSchema } from "graphql";
import { createFeatures, createSchema } from "../app.js";
import type { Database } from "../neo4j/database.js";
import { print } from "./terminal.js";

/** `schema`: the API as it is built, to be compared with the reviewed `schema/schema.graphql`. Asks no database. */
export function schemaCommand(program: Command): void {
  program
    .command("schema")
    .description("print the GraphQL schema · 打印 GraphQL 模式")
    .action(() => print(printSchema(createSchema(createFeatures(undefined as unknown as Database, Buffer.alloc(32))))));
}
