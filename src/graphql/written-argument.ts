import { type GraphQLResolveInfo, valueFromASTUntyped } from "graphql";

/**
 * An argument as its caller wrote it, without the defaults that the schema adds within it: for who must know what was named.
 * `rootValue` holds the variables as they were sent; where it does not, what the schema made of them counts as named.
 */
export function writtenArgument(
  { fieldNodes, operation, rootValue, variableValues }: GraphQLResolveInfo,
  name: string,
): unknown {
  const defaults = (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)] as const] : [],
  );
  const sent = (rootValue as Record<string, unknown> | undefined) ?? variableValues;
  const argument = fieldNodes[0]!.arguments?.find((one) => one.name.value === name);
  return argument && valueFromASTUntyped(argument.value, { ...Object.fromEntries(defaults), ...sent });
}
