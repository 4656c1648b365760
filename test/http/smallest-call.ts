import {
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from "graphql";
import { selectionOf } from "./hostile-input.js";

/** A call of an operation with nothing but what it requires, on ids that do not exist. */
export function smallestCall(schema: GraphQLSchema, operation: string): { query: string; variables: object } {
  const [root = "", name = ""] = operation.split(".");
  const type = root === "Query" ? schema.getQueryType()! : schema.getMutationType()!;
  const field = type.getFields()[name]!;
  const given = field.args.filter(isRequiredArgument);
  const declared = given.map((argument) => `$${argument.name}: ${argument.type}`).join(", ");
  const passed = given.map((argument) => `${argument.name}: $${argument.name}`).join(", ");
  return {
    query: `${root.toLowerCase()} ${declared && `(${declared})`} { ${name}${passed && `(${passed})`} ${selectionOf(field.type, 1)} }`,
    variables: Object.fromEntries(given.map((argument) => [argument.name, smallestValue(argument.type)])),
  };
}

function smallestValue(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return smallestValue(type.ofType);
  if (isListType(type)) return [smallestValue(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter(isRequiredInputField);
    return Object.fromEntries(required.map((field) => [field.name, smallestValue(field.type)]));
  }
  return { ID: "none", Int: 1, Float: 1, Boolean: false, DateTimeISO: "2026-09-01T08:00:00Z" }[type.name] ?? "none";
}
