import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  buildSchema,
  type ExecutionArgs,
  execute,
  GraphQLError,
  getIntrospectionQuery,
  parse,
  validate,
} from "graphql";
import { executeQuery } from "../../src/http/execute-query.js";

/** Every kind of field, each with values that go well and that go wrong. */
const LEAVES = `id: ID! name: String size: Int sure: Int! mood: Mood failing: String failingSure: String! value: String
  method(n: Int = 3): String tags: [String!] noList: [String] thrown: String`;
const schema = buildSchema(`
  type Query { thing(n: Int! = 0): Thing things: [Thing] sure: Thing! all: [Calm!]! deep: [[Calm!]]! broken: [Calm!]! pair: [Thing!] }
  type Mutation { first: Int second: Int }
  type Thing { ${LEAVES} late: Int lateSure: Int! mixed: [Int] next: Thing nextSure: Thing! lateNext: Thing rest: [Thing]! lateRest: [Thing] }
  type Calm { ${LEAVES} next: Calm nextSure: Calm! rest: [Calm!]! }
  enum Mood { GOOD BAD }
`);

const fail = (name: string) => {
  throw new Error(`${name} failed`);
};

function thing(n: number): object {
  return {
    id: n,
    name: n % 3 === 0 ? null : `thing ${n}`,
    size: n % 4 === 1 ? "not a number" : n,
    sure: n % 5 === 4 ? undefined : n,
    mood: n % 3 === 1 ? "AWFUL" : "GOOD",
    late: Promise.resolve(n),
    get lateSure() {
      return n % 2 === 0
        ? Promise.resolve(n)
        : Promise.reject(new GraphQLError("too late", { extensions: { code: "LATE" } }));
    },
    failing: () => fail("failing"),
    failingSure: () => (n % 2 === 0 ? "well" : fail("failingSure")),
    value: new Error("an error for a value"),
    method: (given: { n: number }, { who }: { who: string }) => `${who} ${given.n}`,
    tags: ["a", n % 2 === 0 ? "b" : null],
    noList: "text",
    get mixed() {
      return [1, Promise.resolve(2), n % 2 === 0 ? 3 : Promise.reject(new Error("no third"))];
    },
    get thrown() {
      return fail("getter");
    },
    next: () => (n > 5 ? null : thing(n + 1)),
    nextSure: () => (n > 5 ? null : thing(n + 1)),
    lateNext: async () => (n % 2 === 0 ? thing(n + 1) : fail("lateNext")),
    rest: () => [thing(n + 1), thing(n + 2)],
    lateRest: () => [Promise.resolve(thing(n + 3)), null, Promise.reject(new Error("lost"))],
  };
}

const rootValue = {
  thing: ({ n }: { n: number }) => thing(n),
  things: () => [thing(0), null, thing(1), thing(2)],
  sure: async () => thing(7),
  all: () => Array.from({ length: 3 }, (_, n) => thing(n)),
  pair: () => [{ lateSure: Promise.reject(new Error("late")), failingSure: "well" }, { lateSure: 1 }],
  deep: () => [[thing(0), thing(1)], null, [thing(2)]],
  broken: async () => [thing(0), null],
};

async function answers(query: string, more: Partial<ExecutionArgs> = {}): Promise<[unknown, unknown]> {
  const request = { schema, document: parse(query), rootValue, contextValue: { who: "me" }, ...more };
  const plain = async (run: typeof execute) => {
    const { data, errors } = await run(request);
    const told = errors
      ?.map((error) => JSON.stringify({ ...error.toJSON(), original: error.originalError?.message }))
      .sort();
    return { data: data && JSON.parse(JSON.stringify(data)), errors: told };
  };
  return [await plain(executeQuery), await plain(execute)];
}

const leaves = ["eight: method(n: 8)", "__typename", ...LEAVES.match(/\b\w+(?=:|\()/g)!.filter((name) => name !== "n")];
const late = ["late", "lateSure", "mixed"];

const selectionOf = (names: readonly string[], branches: readonly string[]) =>
  fc.letrec<{ fields: string }>((tie) => ({
    fields: fc
      .array(
        fc.oneof(
          { depthSize: "small", maxDepth: 3 },
          fc.constantFrom(...names),
          fc
            .tuple(fc.constantFrom(...branches, "... @include(if: $yes)", "... @skip(if: $yes)"), tie("fields"))
            .map((field) => field.join(" ")),
        ),
        { minLength: 1, maxLength: 5 },
      )
      .map((fields) => `{ ${fields.join(" ")} }`),
  })).fields;

const root = fc.oneof(
  fc.tuple(
    fc.constantFrom("thing", "thing(n: 4)", "things", "sure"),
    selectionOf([...leaves, ...late], ["next", "nextSure", "lateNext", "rest", "lateRest", "... on Thing"]),
  ),
  fc.tuple(fc.constantFrom("all", "deep", "broken"), selectionOf(leaves, ["next", "nextSure", "rest", "... on Calm"])),
);

describe("executing a query", () => {
  it("gives the data and the errors that graphql-js gives, whatever goes wrong where", async () => {
    let whole = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(root, { minLength: 1, maxLength: 3 }), async (roots) => {
        const fields = roots.map(([name, inner], i) => `r${i}: ${name} ${inner}`).join(" ");
        const query = `query($yes: Boolean! = true) { yes: __typename @include(if: $yes) ${fields} }`;
        if (validate(schema, parse(query)).length > 0) return;
        whole++;
        const [own, reference] = await answers(query);
        expect(own).toEqual(reference);
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(whole).toBeGreaterThan(150);
  });

  it.each([
    ["introspection", getIntrospectionQuery()],
    ["a key that objects have by nature", "{ __proto__: thing { __proto__: id constructor: name } }"],
    ["fields named twice", "{ thing { next { id } ...More } } fragment More on Thing { next { name } }"],
    ["a variable that does not fit", "query($n: Int!) { thing(n: $n) { id } }"],
    ["mutations, one after the other", "mutation { first second }"],
  ])("answers %s as graphql-js does", async (_name, query) => {
    let calls = 0;
    const next = async () => ++calls;
    const roots = { ...rootValue, first: next, second: next };
    const [own, reference] = await answers(query, { rootValue: roots, variableValues: { n: "x" } });
    if (!query.startsWith("mutation")) expect(own).toEqual(reference);
    else expect([own, reference]).toEqual([{ data: { first: 1, second: 2 } }, { data: { first: 3, second: 4 } }]);
  });

  it.each(["{ thing(n: 1) { lateSure failingSure } }", "{ pair { lateSure failingSure } }"])(
    "leaves no rejection unheard in %s, where one fails at once and one later",
    async (query) => {
      const heard: unknown[] = [];
      const hear = (reason: unknown) => heard.push(reason);
      process.on("unhandledRejection", hear);
      const { data, errors } = await executeQuery({ schema, document: parse(query), rootValue });
      await new Promise((resolve) => setTimeout(resolve, 20));
      process.off("unhandledRejection", hear);
      expect(data).toEqual({ [/\w+/.exec(query)![0]]: null });
      expect(errors!.length).toBeGreaterThan(0);
      expect(heard).toEqual([]);
    },
  );
});
