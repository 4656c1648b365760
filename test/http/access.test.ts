import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { buildClientSchema, buildSchema, type GraphQLSchema, getIntrospectionQuery } from "graphql";
import type { TokenClaims } from "../../src/http/authenticator.js";
import { ACCESS, type Operation } from "../../src/people/access-table.js";
import { ROLES, type Role } from "../../src/people/principal.js";
import { projectRoot } from "../../src/project-root.js";
import type { Answer } from "../support/http-service.js";
import { AccessCity, WHO } from "./access-city.js";
import { callsOf } from "./access-operations.js";
import { smallestCall } from "./smallest-call.js";

/** The access table as it was agreed: which roles may call an operation at all, in the order of ROLES. */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  // S T A Re Rv E Ad
  "+ + + + + + +": [
    ...["subjects", "frameworks", "framework", "knowledgePoint", "knowledgePoints", "searchKnowledgePoints"],
    ...["knowledgeGraph", "resource", "resources", "matchResources"],
  ],
  "- + + + + + +": ["suggestKnowledgePoints", "coverageMatrix", "coverageGaps"],
  "- + - - + + +": ["annotationQueue", "annotateResource", "withdrawAnnotation"],
  "- - - + + + +": ["annotationAgreement"],
  "+ + + - - - +": ["masteryProfile", "nextSteps", "learningPath"],
  "- + + - - - +": ["recordAttempts", "classReport"],
  "- + + - - + +": ["registerResources"],
  "- - - - - + +": [
    ...["createSubject", "createKnowledgePoint", "updateKnowledgePoint", "retireKnowledgePoint"],
    ...["definePrerequisite", "removePrerequisite", "importFramework"],
  ],
  "- - - - - - +": ["registerClass", "grantApp"],
};

const CELLS = Object.entries(TABLE).flatMap(([marks, operations]) =>
  operations.flatMap((operation) =>
    ROLES.map((role, index) => [operation, role, marks.split(" ")[index] === "+"] as const),
  ),
);

/** Operations beyond the contract; the table in the code says who may. */
const ADDED = Object.keys(ACCESS).filter((operation) =>
  CELLS.every(([name]) => name !== operation.split(".")[1]),
) as Operation[];

let city: AccessCity;
let counter = 0;
const ask = (claims: TokenClaims | undefined, query: string, variables?: object) => city.ask(claims, query, variables);
const codes = ({ errors }: Answer) => errors.map(({ extensions }) => extensions.code);
let served: GraphQLSchema;

beforeAll(async () => {
  city = await AccessCity.start();
  served = buildClientSchema((await ask(undefined, getIntrospectionQuery())).data);
}, 180_000);

afterAll(() => city?.stop());

describe("the access table", () => {
  it("speaks of every operation of the contract, and is all there is beside the operations added to it", async () => {
    const fieldsOf = (schema: GraphQLSchema) => [
      ...Object.keys(schema.getQueryType()!.getFields()),
      ...Object.keys(schema.getMutationType()!.getFields()),
    ];
    const contract = buildSchema(await readFile(join(projectRoot, "schema", "contract.graphql"), "utf8"));
    const operations = [...new Set(CELLS.map(([operation]) => operation))].sort();
    expect(operations).toEqual(fieldsOf(contract).sort());
    expect(Object.keys(callsOf(0, "x")).sort()).toEqual(operations);
    expect([...operations, ...ADDED.map((operation) => operation.split(".")[1]!)].sort()).toEqual(
      fieldsOf(served).sort(),
    );
  });

  it.each(CELLS)("%s by %s: %s", async (operation, role, allowed) => {
    const annotationId = operation === "withdrawAnnotation" && allowed ? await city.annotate(WHO[role]) : "none";
    const { query } = callsOf(++counter, annotationId)[operation]!;
    const answer = await ask(WHO[role], query);
    expect(codes(answer)).toEqual(allowed ? [] : ["FORBIDDEN"]);
    if (allowed) expect(JSON.stringify(answer.data)).not.toContain("FORBIDDEN");
  });

  it.each([...new Set(CELLS.map(([operation]) => operation))])("%s without a token", async (operation) => {
    const { query } = callsOf(++counter, "none")[operation]!;
    expect(codes(await ask(undefined, query))).toEqual(["UNAUTHENTICATED"]);
  });

  it.each(ADDED)("%s is for the roles that the table names, and no others", async (operation) => {
    const { query, variables } = smallestCall(served, operation);
    expect(codes(await ask(undefined, query, variables))).toEqual(["UNAUTHENTICATED"]);
    const admitted: Role[] = [];
    for (const role of ROLES) {
      const { errors } = await ask(WHO[role], query, variables);
      expect(errors.filter(({ extensions }) => extensions.code === "INTERNAL_SERVER_ERROR")).toEqual([]);
      if (!errors.some(({ extensions }) => extensions.allowedRoles)) admitted.push(role);
    }
    expect(admitted).toEqual(ROLES.filter((role) => (ACCESS[operation] as readonly Role[]).includes(role)));
  });

  it("gives the holder of several roles what any of them may, and of an unknown role nothing", async () => {
    const both: TokenClaims = { sub: "s1", roles: ["STUDENT", "RESEARCHER"] };
    expect(codes(await ask(both, callsOf(0, "").masteryProfile!.query))).toEqual([]);
    expect(codes(await ask(both, callsOf(0, "").annotationAgreement!.query))).toEqual([]);
    expect(codes(await ask(both, callsOf(0, "").createSubject!.query))).toEqual(["FORBIDDEN"]);
    expect(codes(await ask({ sub: "x", roles: ["WIZARD" as Role] }, "{ subjects { id } }"))).toEqual(["FORBIDDEN"]);
  });
});
