import { registerEnumType } from "type-graphql";

/** Registers a code list of the domain as a GraphQL enum and returns the object by which fields name it. */
export function graphqlEnum<T extends string>(
  name: string,
  values: readonly T[],
  description?: string,
): { readonly [K in T]: K } {
  const object = Object.fromEntries(values.map((value) => [value, value])) as { [K in T]: K };
  registerEnumType(object, description === undefined ? { name } : { name, description });
  return object;
}
