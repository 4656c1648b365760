import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { TokenClaims } from "../../src/http/authenticator.js";
import type { Answer } from "../support/http-service.js";
import { AccessCity, WHO } from "./access-city.js";
import { callsOf } from "./access-operations.js";

let city: AccessCity;
let counter = 0;
const ask = (claims: TokenClaims | undefined, query: string, variables?: object) => city.ask(claims, query, variables);
const codes = ({ errors }: Answer) => errors.map(({ extensions }) => extensions.code);
const must = (claims: TokenClaims, query: string) => city.must(claims, query);
const annotate = (claims: TokenClaims, resourceId?: string) => city.annotate(claims, resourceId);

beforeAll(async () => {
  city = await AccessCity.start();
}, 180_000);

afterAll(() => city?.stop());

describe("students", () => {
  const reads = [
    (id: string) => `{ masteryProfile(studentId: "${id}", subjectId: "math") { studentId } }`,
    (id: string) => `{ nextSteps(studentId: "${id}") { id } }`,
    (id: string) => `{ learningPath(studentId: "${id}", goal: { knowledgePointIds: ["b"] }) { reachable } }`,
  ];

  it.each<[string, TokenClaims, string, string[]]>([
    ["a student: oneself", WHO.STUDENT, "s1", []],
    ["a student: another", WHO.STUDENT, "s2", ["FORBIDDEN"]],
    ["a student: nobody", WHO.STUDENT, "nobody", ["FORBIDDEN"]],
    ["a parent: the child", { sub: "p", roles: ["STUDENT"], students: ["s2"] }, "s2", []],
    ["a parent: another child", { sub: "p", roles: ["STUDENT"], students: ["s2"] }, "s1", ["FORBIDDEN"]],
    ["a teacher: own class", WHO.TEACHER, "s1", []],
    ["a teacher: another class", WHO.TEACHER, "s2", ["FORBIDDEN"]],
    ["a teacher: nobody", WHO.TEACHER, "nobody", ["FORBIDDEN"]],
    ["a teacher: class of the token", { sub: "t9", roles: ["TEACHER"], classes: ["c2"] }, "s2", []],
    ["an app: granted school", WHO.APP, "s1", []],
    ["an app: another school", WHO.APP, "s2", ["FORBIDDEN"]],
    ["an app: nobody", WHO.APP, "nobody", ["FORBIDDEN"]],
    ["an operator: anyone", WHO.ADMIN, "s2", []],
    ["an operator: nobody", WHO.ADMIN, "nobody", ["NOT_FOUND"]],
  ])("%s", async (_who, claims, studentId, expected) => {
    for (const read of reads) expect(codes(await ask(claims, read(studentId)))).toEqual(expected);
  });

  it("are judged row by row when attempts are recorded", async () => {
    const record = async (claims: TokenClaims, ...studentIds: string[]) => {
      const rows = studentIds.map((studentId) => ({
        id: `row-${++counter}`,
        studentId,
        knowledgePointIds: ["a"],
        score: 0.5,
        at: "2026-09-02T08:00:00Z",
      }));
      const query =
        "mutation($rows: [AttemptInput!]!) { recordAttempts(input: $rows) { accepted refused { index field code } } }";
      return (await ask(claims, query, { rows })).data.recordAttempts;
    };
    const refusal = (index: number, code = "FORBIDDEN") => ({ index, field: "studentId", code });
    expect(await record(WHO.TEACHER, "s1", "s2", "nobody")).toEqual({ accepted: 1, refused: [refusal(1), refusal(2)] });
    expect(await record(WHO.ADMIN, "s1", "s2", "nobody")).toEqual({ accepted: 2, refused: [refusal(2, "NOT_FOUND")] });
    expect(await record(WHO.APP, "s1", "s2", "first-named", "first-named")).toEqual({
      accepted: 3,
      refused: [refusal(1)],
    });
    expect(codes(await ask(WHO.APP, reads[0]!("first-named")))).toEqual([]);
    expect(await record({ sub: "rival", roles: ["APP"] }, "first-named")).toEqual({
      accepted: 0,
      refused: [refusal(0)],
    });
    expect(codes(await ask(WHO.TEACHER, reads[0]!("first-named")))).toEqual(["FORBIDDEN"]);
  });

  it("leave a teacher's and an app's reach with their class", async () => {
    const register = (studentIds: string[]) =>
      must(
        WHO.ADMIN,
        `mutation { registerClass(input: { id: "leaving", name: "班", schoolId: "school", teacherIds: ["t1"], studentIds: ${JSON.stringify(studentIds)} }) { studentIds } }`,
      );
    await register(["s8", "s9"]);
    for (const claims of [WHO.TEACHER, WHO.APP]) expect(codes(await ask(claims, reads[0]!("s9")))).toEqual([]);
    expect(await register(["s8"])).toEqual({ registerClass: { studentIds: ["s8"] } });
    for (const claims of [WHO.TEACHER, WHO.APP])
      expect(codes(await ask(claims, reads[0]!("s9")))).toEqual(["FORBIDDEN"]);
  });

  it("are an app's only within the subjects granted", async () => {
    await must(
      WHO.ADMIN,
      'mutation { grantApp(input: { appId: "lab", schoolIds: ["school"], subjectIds: ["physics"] }) { appId } }',
    );
    const lab: TokenClaims = { sub: "lab", roles: ["APP"] };
    expect(codes(await ask(lab, '{ masteryProfile(studentId: "s1", subjectId: "physics") { studentId } }'))).toEqual(
      [],
    );
    expect(codes(await ask(lab, reads[0]!("s1")))).toEqual(["FORBIDDEN"]);
    expect(codes(await ask(lab, reads[2]!("s1")))).toEqual(["FORBIDDEN"]);
    const attempt = (point: string) =>
      `mutation { recordAttempts(input: [{ id: "lab-${point}", studentId: "s1", knowledgePointIds: ["${point}"], correct: true, at: "2026-09-02T08:00:00Z" }]) { accepted refused { code } } }`;
    expect(await must(lab, attempt("f"))).toEqual({ recordAttempts: { accepted: 1, refused: [] } });
    expect(await must(lab, attempt("a"))).toEqual({
      recordAttempts: { accepted: 0, refused: [{ code: "FORBIDDEN" }] },
    });
    await must(WHO.ADMIN, attempt("a"));
    for (const change of ["correctAttempt(score: 0, ", "voidAttempt("]) {
      const amend = (id: string) => `mutation { ${change} id: "${id}", reason: "r") { id } }`;
      expect(codes(await ask(lab, amend("lab-a")))).toEqual(["FORBIDDEN"]);
      expect(codes(await ask(lab, amend("lab-f")))).toEqual([]);
    }
    const { startPlacement } = await must(
      WHO.ADMIN,
      'mutation { startPlacement(input: { studentId: "s1", subjectId: "math" }) { id } }',
    );
    const stop = `mutation { stopPlacement(id: "${startPlacement.id}") { points { known } } }`;
    expect(codes(await ask(lab, stop))).toEqual(["FORBIDDEN"]);
  });

  it("show an app what its goal takes of other subjects, but no attempts on it", async () => {
    const lab: TokenClaims = { sub: "lab", roles: ["APP"] };
    const link = '(prerequisiteId: "a", dependentId: "f")';
    await must(
      WHO.ADMIN,
      `mutation { definePrerequisite(input: ${link.replace("(", "{").replace(")", "}")}) { __typename } }`,
    );
    await must(
      WHO.ADMIN,
      'mutation { recordAttempts(input: [{ id: "math-after-physics", studentId: "s1", knowledgePointIds: ["a"], correct: false, at: "2026-09-03T08:00:00Z" }]) { accepted } }',
    );
    const steps = (goal: string) =>
      `{ nextSteps(studentId: "s1"${goal}) { id knowledgePoint { id } why { evidence { attemptId } } } }`;
    const [own, told] = [
      await must(lab, steps("")),
      await must(WHO.ADMIN, steps(', goal: { knowledgePointIds: ["f"] }')),
    ];
    expect(own.nextSteps).toMatchObject([{ knowledgePoint: { id: "a" }, why: { evidence: [] } }]);
    expect(told.nextSteps[0].why.evidence).not.toEqual([]);
    const [step] = (await must(lab, steps(', goal: { knowledgePointIds: ["f"] }'))).nextSteps;
    expect(
      (await must(lab, `{ nextStep(id: "${step.id}") { why { evidence { attemptId } } } }`)).nextStep.why.evidence,
    ).toEqual([]);
    expect(await must(lab, `mutation { reportStep(stepId: "${step.id}", event: SHOWN) }`)).toEqual({
      reportStep: true,
    });
    await must(WHO.ADMIN, `mutation { removePrerequisite${link} }`);
  });
});

describe("classes", () => {
  const report = (id: string) => `{ classReport(classId: "${id}", subjectId: "math") { students } }`;
  const match = (id: string) => `{ matchResources(need: { knowledgePointIds: ["a"], classId: "${id}" }) { score } }`;

  it.each<[string, TokenClaims, string, string[]]>([
    ["a teacher: own", WHO.TEACHER, "c1", []],
    ["a teacher: another's", WHO.TEACHER, "c2", ["FORBIDDEN"]],
    ["a teacher: none such", WHO.TEACHER, "none", ["FORBIDDEN"]],
    ["a teacher: of the token", { sub: "t9", roles: ["TEACHER"], classes: ["c2"] }, "c2", []],
    ["an app: granted school", WHO.APP, "c1", []],
    ["an app: another school", WHO.APP, "c2", ["FORBIDDEN"]],
    ["an operator: any", WHO.ADMIN, "c2", []],
    ["an operator: none such", WHO.ADMIN, "none", ["NOT_FOUND"]],
  ])("%s, for its report and for a need that names it", async (_who, claims, classId, expected) => {
    expect(codes(await ask(claims, report(classId)))).toEqual(expected);
    expect(codes(await ask(claims, match(classId)))).toEqual(expected);
  });

  it("may not be named in a need by who may not see their report", async () => {
    for (const claims of [WHO.STUDENT, WHO.RESEARCHER, WHO.EDITOR]) {
      expect(codes(await ask(claims, match("c1")))).toEqual(["FORBIDDEN"]);
    }
  });
});

describe("resources", () => {
  const seen = async (claims: TokenClaims) => {
    const data = await must(
      claims,
      '{ a: resource(id: "open") { id } b: resource(id: "ours") { id } c: resource(id: "near") { id } d: resource(id: "theirs") { id } }',
    );
    return Object.values<{ id: string } | null>(data).flatMap((resource) => resource?.id ?? []);
  };

  it.each<[string, TokenClaims, string[]]>([
    ["a student", WHO.STUDENT, ["open", "ours", "near"]],
    ["a teacher", WHO.TEACHER, ["open", "ours", "near"]],
    ["an app", WHO.APP, ["open", "ours", "near"]],
    ["a student of no class", { sub: "x", roles: ["STUDENT"] }, ["open"]],
    ["a researcher of the city", WHO.RESEARCHER, ["open", "ours", "near", "theirs"]],
    ["a researcher of a district", { sub: "x", roles: ["RESEARCHER"], places: ["elsewhere"] }, ["open", "theirs"]],
    ["an operator of a school", { sub: "x", roles: ["ADMIN"], places: ["school"] }, ["open", "ours", "near"]],
  ])("%s sees those of the own places", async (_who, claims, expected) => expect(await seen(claims)).toEqual(expected));

  it("of a teacher are drafts, which others do not see before they are published", async () => {
    await must(
      WHO.TEACHER,
      'mutation { registerResources(input: [{ id: "draft", title: "草稿", kind: VIDEO }]) { created } }',
    );
    const read = '{ resource(id: "draft") { status } }';
    for (const claims of [WHO.TEACHER, WHO.REVIEWER, WHO.EDITOR, WHO.ADMIN]) {
      expect(await must(claims, read)).toEqual({ resource: { status: "DRAFT" } });
    }
    for (const claims of [WHO.STUDENT, WHO.APP, WHO.RESEARCHER, { sub: "t2", roles: ["TEACHER"] } as const]) {
      expect(await must(claims, read)).toEqual({ resource: null });
    }
  });
});

describe("annotations", () => {
  it("are read by teachers as far as their own, by students and apps not at all, by researchers without names", async () => {
    await annotate(WHO.TEACHER, "near");
    await annotate(WHO.REVIEWER, "near");
    const read = async (claims: TokenClaims): Promise<(string | null)[]> => {
      const data = await must(claims, '{ resource(id: "near") { annotations { annotatorId } } }');
      return data.resource.annotations.map(({ annotatorId }: { annotatorId: string | null }) => annotatorId).sort();
    };
    expect(await read(WHO.TEACHER)).toEqual(["t1"]);
    expect(await read(WHO.STUDENT)).toEqual([]);
    expect(await read(WHO.APP)).toEqual([]);
    for (const claims of [WHO.REVIEWER, WHO.EDITOR, WHO.ADMIN]) expect(await read(claims)).toEqual(["reviewer", "t1"]);
    const names = await read(WHO.RESEARCHER);
    expect(new Set(names).size).toBe(2);
    expect(names).not.toContain("t1");
    expect(names).not.toContain("reviewer");
  });

  it("are organised out of researchers' sight, who would learn there who the annotators are", async () => {
    expect(codes(await ask(WHO.RESEARCHER, "{ campaigns { teacherIds } }"))).toEqual(["FORBIDDEN"]);
    expect(codes(await ask(WHO.REVIEWER, "{ campaigns { teacherIds } }"))).toEqual([]);
  });

  it("are withdrawn by who made them", async () => {
    const withdraw = `mutation { withdrawAnnotation(id: "${await annotate(WHO.TEACHER)}") { withdrawn } }`;
    for (const claims of [{ sub: "t2", roles: ["TEACHER"] } as const, WHO.REVIEWER]) {
      expect(codes(await ask(claims, withdraw))).toEqual([expect.stringMatching(/^(FORBIDDEN|NOT_FOUND)$/)]);
    }
    expect(await must(WHO.TEACHER, withdraw)).toEqual({ withdrawAnnotation: { withdrawn: true } });
  });
});

describe("an editor", () => {
  const inPhysics: TokenClaims = { sub: "e", roles: ["EDITOR"], subjects: ["physics"] };

  it("changes the subjects of the token and no others", async () => {
    const change = (id: string) => `mutation { updateKnowledgePoint(id: "${id}", input: { minutes: 5 }) { minutes } }`;
    expect(codes(await ask(inPhysics, change("f")))).toEqual([]);
    expect(codes(await ask(inPhysics, change("a")))).toEqual(["FORBIDDEN"]);
    for (const operation of ["createSubject", "createKnowledgePoint", "retireKnowledgePoint"]) {
      const { query } = callsOf(++counter, "")[operation]!;
      expect([operation, codes(await ask(inPhysics, query))]).toEqual([operation, ["FORBIDDEN"]]);
    }
    expect((await ask(inPhysics, callsOf(++counter, "").importFramework!.query)).data.importFramework).toEqual({
      created: 0,
      refused: [{ code: "FORBIDDEN" }],
    });
    expect(codes(await ask(inPhysics, 'mutation { createSubject(input: { name: "化学" }) { id } }'))).toEqual([
      "FORBIDDEN",
    ]);
    const define = 'mutation { definePrerequisite(input: { prerequisiteId: "f", dependentId: "a" }) { __typename } }';
    expect(codes(await ask(inPhysics, define))).toEqual(["FORBIDDEN"]);
    const remove = 'mutation { removePrerequisite(prerequisiteId: "a", dependentId: "b") }';
    expect(codes(await ask(inPhysics, remove))).toEqual(["FORBIDDEN"]);
  });
});
