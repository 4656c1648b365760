import { defaultFieldResolver, type GraphQLSchema } from "graphql";
import { DomainError } from "../errors.js";
import { ACCESS, type Operation } from "./access-table.js";
import { ANONYMOUS, type Principal, type Role } from "./principal.js";

/**
 * Puts the access table in front of every root field, once, at start: what is not allowed is refused before
 * arguments are validated or anything is read.
 *
 * @throws Error when the schema has an operation that the table does not list, so that the service does not start
 */
export function guardOperations(
  schema: GraphQLSchema,
  access: Readonly<Record<string, readonly Role[]>> = ACCESS,
): GraphQLSchema {
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      const operation = `${root!.name}.${field.name}`;
      const allowed = access[operation];
      if (allowed === undefined) throw new Error(`The access table has no entry for ${operation}.`);
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (source, parameters, context: { readonly principal: Principal }, info) => {
        requireOneRole(context.principal, allowed, field.name);
        return resolve(source, parameters, context, info);
      };
    }
  }
  return schema;
}

/** For what is served beside GraphQL: the permission of the operation that does the same. @throws DomainError */
export function requireOperation(principal: Principal, operation: Operation): void {
  requireOneRole(principal, ACCESS[operation], operation);
}

function requireOneRole(principal: Principal, allowed: readonly Role[], operation: string): void {
  if (principal === ANONYMOUS) throw unauthenticated();
  if (!allowed.some((role) => principal.roles.has(role))) {
    throw new DomainError(
      "FORBIDDEN",
      { zh: `您的角色不能使用 ${operation}。`, en: `Your role may not use ${operation}.` },
      { operation, allowedRoles: allowed },
    );
  }
}

/** The request carries no token. */
export function unauthenticated(): DomainError {
  return new DomainError("UNAUTHENTICATED", {
    zh: "请在 Authorization 头中提供 Bearer 令牌。",
    en: "Send a bearer token in the Authorization header.",
  });
}
