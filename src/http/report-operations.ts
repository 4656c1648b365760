import type { ApolloServerPlugin } from "@apollo/server";
import { Kind, type OperationDefinitionNode } from "graphql";
import type { RequestContext } from "../people/request-context.js";
import type { ErrorReporter } from "./error-reporter.js";
import type { Logger } from "./log.js";
import type { Metrics } from "./metrics.js";

/** Reports the errors of each operation, and logs and counts it. */
export function reportOperations(
  reporter: ErrorReporter,
  log: Logger,
  metrics: Metrics,
): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      const startedAt = performance.now();
      let codes: readonly string[] = [];
      return {
        async didEncounterErrors({ errors, contextValue }) {
          codes = reporter.report(errors, contextValue);
        },
        async willSendResponse({ operation, contextValue: { requestId, principal } }) {
          const seconds = (performance.now() - startedAt) / 1000;
          const fields = rootFields(operation);
          metrics.countOperation(fields.length === 1 ? fields[0]! : fields.length === 0 ? "none" : "several", seconds);
          for (const code of codes) metrics.countError(code);
          log.info(
            {
              id: requestId,
              operations: fields.slice(0, 10),
              roles: [...principal.roles],
              ms: Math.round(seconds * 1000),
              ...(codes.length > 0 && { codes: [...new Set(codes)] }),
            },
            "operation",
          );
        },
      };
    },
  };
}

/** Names of the schema, so that nothing a client made up gets into logs and metrics. */
function rootFields(operation: OperationDefinitionNode | undefined): string[] {
  const names = operation?.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD ? [selection.name.value] : [],
  );
  return [...new Set(names)];
}
