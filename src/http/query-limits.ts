import type { ApolloServerPlugin, GraphQLRequestContext } from "@apollo/server";
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { getComplexity } from "graphql-query-complexity";
import type { Limits } from "../config.js";
import { badInput, DomainError } from "../errors.js";
import type { RequestContext } from "../people/request-context.js";
import { costEstimator } from "./query-cost.js";

/** Root fields of one operation, aliases and those of fragments counted. */
const MOST_ROOT_FIELDS = 200;

interface Resolved {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly schema: GraphQLSchema;
  readonly variables: GraphQLRequestContext<RequestContext>["request"]["variables"];
}

/** Refuses an operation that is too deep, too wide, or too costly, once its variables are known. */
export function queryLimits(limits: Limits): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, schema, request: { variables } }) {
          if (operation === undefined) return;
          try {
            checkOperation({ document, operation, schema, variables }, limits);
          } catch (error) {
            if (!(error instanceof DomainError)) throw error;
            throw new GraphQLError(error.message, { originalError: error, extensions: { http: { status: 400 } } });
          }
        },
      };
    },
  };
}

function checkOperation(resolved: Resolved, limits: Limits): void {
  const { document, operation } = resolved;
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const roots = fieldsOf(operation.selectionSet, fragments, new Map());
  if (roots > MOST_ROOT_FIELDS) {
    throw badInput("query", {
      zh: `一次请求至多 ${MOST_ROOT_FIELDS} 个顶层字段，这里有 ${roots} 个。`,
      en: `An operation may have at most ${MOST_ROOT_FIELDS} root fields; this one has ${roots}.`,
    });
  }
  const depth = depthOf(operation.selectionSet, fragments, new Map());
  if (depth > limits.queryDepth) {
    throw badInput("query", {
      zh: `查询嵌套 ${depth} 层，超过上限 ${limits.queryDepth} 层。`,
      en: `The query is ${depth} levels deep; the limit is ${limits.queryDepth}.`,
    });
  }
  const cost = costOf(resolved, limits);
  if (cost > limits.queryCost) {
    throw badInput("query", {
      zh: `查询的代价为 ${Math.round(cost)}，超过上限 ${limits.queryCost}；请减小 first 或少选嵌套的列表。`,
      en: `The query costs ${Math.round(cost)}; the limit is ${limits.queryCost}. Use a smaller first, or fewer lists within lists.`,
    });
  }
}

/**
 * 0 for variables that do not fit their types: the execution refuses the whole operation then, and names them all.
 * @throws GraphQLError with code BAD_USER_INPUT for arguments that do not fit, which would fail only their own field
 */
function costOf({ document, operation, schema, variables }: Resolved, limits: Limits): number {
  try {
    return getComplexity({
      schema,
      query: document,
      variables: variables ?? {},
      ...(operation.name === undefined ? {} : { operationName: operation.name.value }),
      estimators: [costEstimator((parameters) => checkArguments(parameters, limits))],
    });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (error.nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION || /^Too many errors processing/.test(error.message))
      return 0;
    const { message, nodes } = error;
    const extensions = { code: "BAD_USER_INPUT", http: { status: 400 } };
    throw new GraphQLError(message, nodes === undefined ? { extensions } : { nodes, extensions });
  }
}

/** Page sizes and batches. */
function checkArguments({ first, input }: Readonly<Record<string, unknown>>, limits: Limits): void {
  if (typeof first === "number" && (first < 0 || first > limits.first)) {
    throw badInput("first", {
      zh: `first 为 ${first}，须在 0 与 ${limits.first} 之间。`,
      en: `first is ${first}; it must be between 0 and ${limits.first}.`,
    });
  }
  if (Array.isArray(input) && input.length > limits.rows) {
    throw badInput("input", {
      zh: `一次至多 ${limits.rows} 行，这里有 ${input.length} 行；请分批提交。`,
      en: `At most ${limits.rows} rows a call; this one has ${input.length}. Send them in batches.`,
    });
  }
}

/** Fields side by side, fragments followed. */
function fieldsOf(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  known: Map<string, number>,
): number {
  let fields = 0;
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) fields += 1;
    else if (selection.kind === Kind.INLINE_FRAGMENT) fields += fieldsOf(selection.selectionSet, fragments, known);
    else {
      const name = selection.name.value;
      if (!known.has(name)) known.set(name, fieldsOf(fragments.get(name)!.selectionSet, fragments, known));
      fields += known.get(name)!;
    }
  }
  return fields;
}

/** Levels of fields, fragments followed. Introspection is bounded by a rule of its own and does not count. */
function depthOf(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  known: Map<string, number>,
): number {
  let deepest = 0;
  for (const selection of selections) {
    let depth: number;
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const name = selection.name.value;
      depth = known.get(name) ?? depthOf(fragments.get(name)!.selectionSet, fragments, known);
      known.set(name, depth);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      depth = depthOf(selection.selectionSet, fragments, known);
    } else if (selection.name.value.startsWith("__")) {
      depth = 1;
    } else {
      depth = 1 + (selection.selectionSet ? depthOf(selection.selectionSet, fragments, known) : 0);
    }
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
