import {
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from "graphql";

/** A number in [0, 1), the same series for the same seed (mulberry32, Tommy Ettinger 2017). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;
const pick = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)]!;

const nested = (levels: number): unknown => {
  let value: unknown = [];
  for (let level = 0; level < levels; level++) value = level % 2 ? { a: value } : [value];
  return value;
};

/** Ids that exist in the test's records, and ids that do not. */
const IDS = ["a", "b", "math", "s1", "c1", "open", "school", "nobody", "x".repeat(128)];
const TEXTS = [
  "",
  " ",
  "方程",
  "x".repeat(100_000),
  "\u0000",
  "\u0007\u001b[31m",
  "\ud800",
  "‮‏﷽",
  "'; DROP",
  "`}) RETURN 1 //",
  "{{7*7}}",
  "__proto__",
  "../../etc/passwd",
  "<script>",
  "NaN",
  "title:* AND ~ ( [ ^ \\",
  '"',
  "* ?",
  "😀".repeat(2000),
];
const NUMBERS = [0, 1, -1, 0.5, 7, 12, 1.5, -0.0001, 1e9, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 1e308, -1e308, 5e-324];
const TIMES = ["2026-09-01T08:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-02-30T00:00:00Z", "today"];
const WRONG = [null, true, 7, "text", [], {}, [[["a"]]], { a: 1 }, [null], nested(300), { toString: 1, __proto__: 2 }];

/**
 * A value for an argument: mostly of its type and strange, sometimes good, sometimes of no such type. A long list holds
 * no other long one: written out, the two would be gigabytes.
 */
export function hostileValue(type: GraphQLInputType, random: Random, depth = 0, inLongList = false): unknown {
  if (random() < 0.06) return pick(random, WRONG);
  if (isNonNullType(type)) return hostileValue(type.ofType, random, depth, inLongList);
  if (isListType(type)) {
    const length = pick(random, [0, 1, 1, 1, 2, 3, 3, random() < 0.1 ? 1001 : 20]);
    if (length <= 3) return Array.from({ length }, () => hostileValue(type.ofType, random, depth + 1, inLongList));
    return new Array(inLongList ? 3 : length).fill(hostileValue(type.ofType, random, depth + 1, true));
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) => isNonNullType(field.type) || (depth < 4 && random() < 0.4),
    );
    return Object.fromEntries(
      fields.map((field) => [field.name, hostileValue(field.type, random, depth + 1, inLongList)]),
    );
  }
  if (isEnumType(type)) return random() < 0.95 ? pick(random, type.getValues()).name : "NONSENSE";
  switch (type.name) {
    case "ID":
      return random() < 0.75 ? pick(random, IDS) : pick(random, TEXTS);
    case "Int":
    case "Float":
      return pick(random, NUMBERS);
    case "Boolean":
      return random() < 0.5;
    case "DateTimeISO":
      return pick(random, TIMES);
    default:
      return pick(random, TEXTS);
  }
}

/** All leaves of the type, and of what lies beneath it down to `levels`, where no argument is required. */
export function selectionOf(type: GraphQLOutputType, levels: number): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return "";
  if (isUnionType(named)) return "{ __typename }";
  if (!isObjectType(named)) throw new Error(`no selection for ${named.name}`);
  const fields = Object.values(named.getFields()).flatMap((field) => {
    if (field.args.some(isRequiredArgument)) return [];
    if (isLeafType(getNamedType(field.type))) return field.name;
    return levels > 1 ? `${field.name} ${selectionOf(field.type, levels - 1)}` : [];
  });
  return `{ __typename ${fields.join(" ")} }`;
}
