import { ApolloServer, type ApolloServerOptions } from "@apollo/server";
import { ApolloServerPluginCacheControlDisabled } from "@apollo/server/plugin/disabled";
import type { GraphQLSchema } from "graphql";
import type { Limits } from "../config.js";
import type { RequestContext } from "../people/request-context.js";
import { ErrorReporter } from "./error-reporter.js";
import { executeQuery } from "./execute-query.js";
import type { Logger } from "./log.js";
import type { Metrics } from "./metrics.js";
import { queryLimits } from "./query-limits.js";
import { reportOperations } from "./report-operations.js";

export interface ApolloOptions {
  /** Guarded by the access table already. */
  readonly schema: GraphQLSchema;
  readonly limits: Limits;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Apollo over the schema, with the service's limits, errors and log. */
export function createApollo({ schema, limits, log, metrics }: ApolloOptions): ApolloServer<RequestContext> {
  const reporter = new ErrorReporter(log);
  return new ApolloServer<RequestContext>({
    gateway: executing(schema),
    introspection: true,
    // Tokens travel in a header that no other site's page can set, so there is no forgery to prevent.
    csrfPrevention: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    logger: log,
    formatError: (_formatted, error) => reporter.format(error),
    plugins: [ApolloServerPluginCacheControlDisabled(), queryLimits(limits), reportOperations(reporter, log, metrics)],
  });
}

/** Apollo takes another way to execute than graphql-js's from a gateway alone. */
function executing(schema: GraphQLSchema): NonNullable<ApolloServerOptions<RequestContext>["gateway"]> {
  return {
    onSchemaLoadOrUpdate(loaded) {
      loaded({ apiSchema: schema, coreSupergraphSdl: "" });
      return () => {};
    },
    load: async () => ({
      executor: async ({ document, operationName, request, context }) =>
        executeQuery({
          schema,
          document,
          contextValue: context,
          rootValue: request.variables,
          variableValues: request.variables,
          ...(operationName !== null && { operationName }),
        }),
    }),
    stop: async () => {},
  };
}
