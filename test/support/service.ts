import { type ExecutionResult, type GraphQLSchema, graphql } from "graphql";
import { createFeatures, createSchema, type Features } from "../../src/app.js";
import { DomainError } from "../../src/errors.js";
import type { Database } from "../../src/neo4j/database.js";
import { ANONYMOUS, type Principal, type Role } from "../../src/people/principal.js";
import { RequestContext } from "../../src/people/request-context.js";
import { testDatabase } from "./database.js";

/** A principal of one role, as a token would make it. */
export function caller(role: Role, sub: string, rest: Partial<Principal> = {}): Principal {
  return { ...ANONYMOUS, sub, roles: new Set([role]), ...rest };
}

// biome-ignore lint/suspicious/noExplicitAny: answers are read by the query that asked for them
export type Answer = any;

/** The API over a database of its own, asked without HTTP. */
export class TestService {
  private constructor(
    readonly database: Database,
    readonly features: Features,
    private readonly schema: GraphQLSchema,
  ) {}

  /** On a database of its own, migrated and empty. */
  static async start(): Promise<TestService> {
    const database = await testDatabase();
    const features = await createFeatures(database, Buffer.alloc(32, 7));
    await features.knowledge.refresh();
    return new TestService(database, features, createSchema(features));
  }

  /** The data of an operation; throws the first error, a DomainError where it was one. */
  async ask(principal: Principal, source: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    const contextValue = new RequestContext(principal, "en", "test");
    const result: ExecutionResult = await graphql({
      schema: this.schema,
      source,
      variableValues: variables,
      contextValue,
      rootValue: variables,
    });
    const error = result.errors?.[0];
    if (error) throw error.originalError ?? error;
    return result.data;
  }

  /** The code with which an operation is refused; `done` where it is not. */
  async refusal(principal: Principal, source: string, variables: Record<string, unknown> = {}): Promise<string> {
    try {
      await this.ask(principal, source, variables);
      return "done";
    } catch (error) {
      if (error instanceof DomainError) return error.code;
      throw error;
    }
  }
}
