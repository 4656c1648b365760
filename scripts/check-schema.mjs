import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
} from "graphql";
import { root } from "./prepare.mjs";

/**
 * The emitted schema is the reviewed one, `schema/schema.graphql` (`--write` takes it over), and holds the whole
 * contract with outside programs, `schema/contract.graphql`: each name, argument, default and nullability of it,
 * and nothing beside it that a caller of the contract would have to give.
 */
const reviewedFile = join(root, "schema", "schema.graphql");
const program = join(root, "scripts", "zhimai.mjs");
const emitted = execFileSync(process.execPath, [program, "schema"], { encoding: "utf8", maxBuffer: 1 << 26 }).trim();
if (process.argv.includes("--write")) writeFileSync(reviewedFile, `${emitted}\n`);

const problems = [];
if (readFileSync(reviewedFile, "utf8").trim() !== emitted) {
  problems.push(
    "schema/schema.graphql differs from what is emitted; review and run: node scripts/check-schema.mjs --write",
  );
}
const ours = buildSchema(emitted);
const contract = buildSchema(readFileSync(join(root, "schema", "contract.graphql"), "utf8"));
for (const [name, wanted] of Object.entries(contract.getTypeMap())) {
  if (name.startsWith("__")) continue;
  const found = ours.getType(name);
  if (found === undefined) problems.push(`${name} is missing`);
  else if (found.constructor !== wanted.constructor) problems.push(`${name} is of another kind`);
  else compare(name, wanted, found);
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;

function compare(name, wanted, found) {
  if (isEnumType(wanted)) {
    for (const { name: value } of wanted.getValues())
      if (!found.getValue(value)) problems.push(`${name}.${value} is missing`);
  } else if (isUnionType(wanted)) {
    const members = new Set(found.getTypes().map(String));
    for (const type of wanted.getTypes()) if (!members.has(type.name)) problems.push(`${name} lacks ${type}`);
  } else if (isInputObjectType(wanted)) {
    compareInputs(name, Object.values(wanted.getFields()), Object.values(found.getFields()), isRequiredInputField);
  } else if (wanted.getFields !== undefined) {
    for (const field of Object.values(wanted.getFields()))
      compareField(`${name}.${field.name}`, field, found.getFields()[field.name]);
  }
}

function compareField(path, wanted, found) {
  if (found === undefined) return problems.push(`${path} is missing`);
  if (String(found.type) !== String(wanted.type)) problems.push(`${path} is ${found.type} instead of ${wanted.type}`);
  return compareInputs(path, wanted.args, found.args, isRequiredArgument);
}

function compareInputs(path, wanted, found, isRequired) {
  for (const { name, type, defaultValue } of wanted) {
    const ours = found.find((input) => input.name === name);
    const is = ours && `${ours.type} = ${JSON.stringify(ours.defaultValue)}`;
    const should = `${type} = ${JSON.stringify(defaultValue)}`;
    if (is !== should) problems.push(`${path}(${name}) is ${is ?? "missing"} instead of ${should}`);
  }
  for (const input of found) {
    const added = !wanted.some(({ name }) => name === input.name);
    if (added && isRequired(input)) problems.push(`${path}(${input.name}) is required, and not in the contract`);
  }
}
