import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { verifyCoverage } from "../../src/annotations/verify-coverage.js";
import { createFeatures } from "../../src/app.js";
import { createPoint } from "../../src/knowledge/edit-point.js";
import { Knowledge } from "../../src/knowledge/knowledge.js";
import { type Answer, type HttpService, startHttpService } from "../support/http-service.js";

const ADMIN = { sub: "admin", roles: ["ADMIN"] as const };
const TEACHER = { sub: "t-1", roles: ["TEACHER"] as const };
const SECOND = { sub: "t-2", roles: ["TEACHER"] as const };
const APP = { sub: "app", roles: ["APP"] as const };
const RESEARCHER = { sub: "res", roles: ["RESEARCHER"] as const };

let service: HttpService;

/** The data of an operation that must succeed. */
async function data(who: object, query: string, variables: object = {}): Promise<Answer["data"]> {
  const answer = await service.ask(who as never, query, variables);
  expect(answer.errors).toEqual([]);
  return answer.data;
}

beforeAll(async () => {
  service = await startHttpService();
  await data(ADMIN, `mutation { createSubject(input: {id: "math", name: "数学"}) { id } }`);
  for (const id of ["p1", "p2", "p3", "p4"]) {
    await data(
      ADMIN,
      `mutation { createKnowledgePoint(input: {id: "${id}", code: "${id}", name: "点 ${id}", subjectId: "math", gradeFrom: 7, gradeTo: 7}) { id } }`,
    );
  }
  for (const [a, b] of [
    ["p1", "p2"],
    ["p2", "p3"],
  ]) {
    await data(
      ADMIN,
      `mutation { definePrerequisite(input: {prerequisiteId: "${a}", dependentId: "${b}"}) { __typename } }`,
    );
  }
  await data(
    ADMIN,
    `mutation { registerClass(input: {id: "c1", name: "七（1）", grade: 7, schoolId: "sch", districtId: "dis", teacherIds: ["t-1", "t-2"], studentIds: ["st-1", "st-2"]}) { id } }`,
  );
  await data(ADMIN, `mutation { grantApp(input: {appId: "app", schoolIds: ["sch"]}) { appId } }`);
}, 180_000);

afterAll(() => service.stop());

describe("a teacher's tag and a student's attempt lead to a recommendation", () => {
  it("matches what was tagged, and no longer once the tag is gone", async () => {
    await data(
      APP,
      `mutation { registerResources(input: [{id: "video", title: "讲解", kind: VIDEO, minutes: 8}, {id: "question", title: "题目", kind: QUESTION}]) { created } }`,
    );
    const tag = (role: string, id: string) =>
      data(
        TEACHER,
        `mutation { annotateResource(input: {resourceId: "${id}", tags: [{knowledgePointId: "p1", role: ${role}}]}) { id } }`,
      );
    await tag("TEACHES", "video");
    await tag("ASSESSES", "question");
    const match = `{ matchResources(need: {knowledgePointIds: ["p1"], kinds: [VIDEO]}) { score resource { id } reasons { contribution } } }`;
    const [found] = (await data(TEACHER, match)).matchResources;
    expect(found.resource.id).toBe("video");
    const sum = found.reasons.reduce(
      (total: number, reason: { contribution: number }) => total + reason.contribution,
      0,
    );
    expect(sum).toBeCloseTo(found.score, 9);
    await data(TEACHER, `mutation { annotateResource(input: {resourceId: "video", tags: []}) { id } }`);
    expect((await data(TEACHER, match)).matchResources).toEqual([]);
    await tag("TEACHES", "video");
    expect((await verifyCoverage(service.database, service.features.knowledge.graph())).findings).toEqual([]);
  });

  it("raises the confidence with a second opinion that agrees, and lowers it with one that does not", async () => {
    const covers = async () =>
      (await data(ADMIN, `{ resource(id: "question") { covers { confidence annotators } } }`)).resource.covers;
    const [{ confidence: alone }] = await covers();
    const second = (tags: string, rest = "") =>
      data(SECOND, `mutation { annotateResource(input: {resourceId: "question", tags: ${tags}${rest}}) { id } }`);
    await second(`[{knowledgePointId: "p1", role: ASSESSES}]`);
    expect((await covers())[0]).toMatchObject({ annotators: 2 });
    expect((await covers())[0].confidence).toBeGreaterThan(alone);
    await second("[]", ", noneFits: true");
    expect((await covers())[0]).toMatchObject({ annotators: 1 });
    expect((await covers())[0].confidence).toBeLessThan(alone);
  });

  it("recommends what is open, and what it opens once it is mastered", async () => {
    const next = async () =>
      (
        await data(
          APP,
          `{ nextSteps(studentId: "st-1", goal: {knowledgePointIds: ["p3"]}) { id knowledgePoint { id } resources(first: 2) { resource { id } } why { text towards { id } evidence { attemptId } } } }`,
        )
      ).nextSteps;
    const [first] = await next();
    expect(first.knowledgePoint.id).toBe("p1");
    expect(first.id.length).toBeLessThanOrEqual(512);
    expect(first.resources.map((match: { resource: { id: string } }) => match.resource.id).sort()).toEqual([
      "question",
      "video",
    ]);
    expect(first.why.towards.map((point: { id: string }) => point.id)).toEqual(["p3"]);
    const input = Array.from({ length: 25 }, (_, i) => ({
      id: `a-${i}`,
      studentId: "st-1",
      resourceId: "question",
      correct: true,
      at: new Date(Date.now() - (30 - i) * 60_000).toISOString(),
    }));
    const recorded = await data(
      APP,
      `mutation ($input: [AttemptInput!]!) { recordAttempts(input: $input) { accepted } }`,
      { input },
    );
    expect(recorded.recordAttempts.accepted).toBe(25);
    expect((await next())[0].knowledgePoint.id).toBe("p2");
  });

  it("plans a path in the order of the prerequisites, and none to a goal that is reached", async () => {
    const path = async (goal: string, rest = "") =>
      (
        await data(
          APP,
          `{ learningPath(studentId: "st-1", goal: {knowledgePointIds: ["${goal}"]}${rest}) { reachable reason minutes steps { knowledgePoint { id } } } }`,
        )
      ).learningPath;
    const ids = ({ steps }: { steps: { knowledgePoint: { id: string } }[] }) =>
      steps.map((step) => step.knowledgePoint.id);
    expect(ids(await path("p3"))).toEqual(["p2", "p3"]);
    expect(await path("p1")).toMatchObject({ reachable: true, reason: null, steps: [] });
    const short = await path("p3", ", budgetMinutes: 25");
    expect(short.reachable).toBe(false);
    expect(short.reason).toBeTruthy();
    expect(ids(short)).toEqual(["p2"]);
  });

  it("counts coverage as it is, and shows no number of one to four students", async () => {
    const cells = (
      await data(
        RESEARCHER,
        `{ coverageMatrix(filter: {subjectId: "math"}, groupBy: [KNOWLEDGE_POINT]) { cells { keys resources annotations students } } }`,
      )
    ).coverageMatrix.cells;
    expect(cells).toEqual([
      { keys: ["p1"], resources: 2, annotations: 2, students: null },
      { keys: ["p2"], resources: 0, annotations: 0, students: 0 },
      { keys: ["p3"], resources: 0, annotations: 0, students: 0 },
      { keys: ["p4"], resources: 0, annotations: 0, students: 0 },
    ]);
  });
});

describe("who sees a resource", () => {
  it("is its school, its district's schools, or all; a draft only who registered it and who judges", async () => {
    await data(
      ADMIN,
      `mutation { registerClass(input: {id: "c2", name: "别校", schoolId: "other", districtId: "dis", teacherIds: ["t-3"], studentIds: []}) { id } }`,
    );
    await data(
      ADMIN,
      `mutation { registerResources(input: [{id: "of-school", title: "校本", kind: VIDEO, adminLevel: SCHOOL, ownerId: "sch"}, {id: "of-district", title: "区", kind: VIDEO, adminLevel: DISTRICT, ownerId: "dis"}]) { created } }`,
    );
    // Registered again without its level, it does not become the city's.
    await data(ADMIN, "mutation ($input: [ResourceInput!]!) { registerResources(input: $input) { updated } }", {
      input: [{ id: "of-school", title: "校本课程", kind: "VIDEO" }],
    });
    await data(
      TEACHER,
      `mutation { registerResources(input: [{id: "draft", title: "草稿", kind: VIDEO}]) { created } }`,
    );
    const seen = async (who: object) => {
      const answer = await data(
        who,
        `{ a: resource(id: "of-school") { id } b: resource(id: "of-district") { id } c: resource(id: "draft") { id } }`,
      );
      return [answer.a, answer.b, answer.c].map(Boolean);
    };
    expect(await seen(TEACHER)).toEqual([true, true, true]);
    expect(await seen({ sub: "t-3", roles: ["TEACHER"] })).toEqual([false, true, false]);
    expect(await seen({ sub: "nobody", roles: ["TEACHER"] })).toEqual([false, false, false]);
    expect(await seen({ sub: "rev", roles: ["REVIEWER"] })).toEqual([true, true, true]);
    expect(await seen({ sub: "st-1", roles: ["STUDENT"] })).toEqual([true, true, false]);
  });
});

describe("another instance", () => {
  it("is followed within a second", async () => {
    const other = new Knowledge(service.database);
    await other.refresh();
    await other.edit({ by: "other", reason: "test" }, (editor) =>
      createPoint(editor, { id: "elsewhere", code: "elsewhere", name: "E", subjectId: "math" }),
    );
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await data(RESEARCHER, `{ knowledgePoint(id: "elsewhere") { id } }`)).knowledgePoint).toEqual({
      id: "elsewhere",
    });
  });

  it("is followed within a second to a new calibration", async () => {
    const { database } = service;
    const { number } = await createFeatures(database, Buffer.alloc(32, 7)).mastery.calibrate();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const profile = '{ masteryProfile(studentId: "st-1", subjectId: "math") { basis { modelVersion } } }';
    const { basis } = (await data(ADMIN, profile)).masteryProfile;
    expect(basis.modelVersion).toMatch(new RegExp(`\\.${number}$`));
  });
});

describe("the query budget", () => {
  beforeAll(async () => {
    const ids = Array.from({ length: 50 }, (_, i) => `b-${String(i).padStart(2, "0")}`);
    await data(APP, `mutation ($input: [ResourceInput!]!) { registerResources(input: $input) { created } }`, {
      input: ids.map((id) => ({ id, title: id, kind: "VIDEO" })),
    });
    for (const id of ids)
      await data(
        ADMIN,
        `mutation { createKnowledgePoint(input: {id: "k${id}", code: "k${id}", name: "${id}", subjectId: "math"}) { id } }`,
      );
    for (const id of ids)
      await data(
        TEACHER,
        `mutation { annotateResource(input: {resourceId: "${id}", tags: [{knowledgePointId: "k${id}", role: TEACHES}]}) { id } }`,
      );
  }, 180_000);

  /** Database queries that an operation costs. */
  async function cost(query: string): Promise<number> {
    const run = jest.spyOn(service.database, "run");
    try {
      await data(ADMIN, query);
      // Following the graph and the calibration goes on beside every request.
      const followed = ["knowledge/read-version", "mastery/find-calibration"];
      return run.mock.calls.filter(([name]) => !followed.includes(name)).length;
    } finally {
      run.mockRestore();
    }
  }

  it.each([
    [
      "resources with what they cover and who says so",
      (n: number) =>
        `{ resources(first: ${n}) { totalCount edges { node { title covers { confidence knowledgePoint { name subject { name } } } annotations { annotatorId } segments { id } } } } }`,
    ],
    [
      "points with their neighbours and resources",
      (n: number) =>
        `{ knowledgePoints(first: ${n}) { totalCount edges { node { name parents { id } prerequisites { prerequisite { name } } resources(first: 2) { totalCount edges { node { title covers { role } } } } } } } }`,
    ],
    [
      "steps with resources and evidence",
      (n: number) =>
        `{ nextSteps(studentId: "st-2", goal: {knowledgePointIds: [${Array.from({ length: n }, (_, i) => `"kb-${String(i).padStart(2, "0")}"`)}]}, first: ${n}) { resources { resource { title covers { role } } } why { evidence { attemptId } prerequisites { mastery } } } }`,
    ],
  ])("of %s is the same for 50 as for 5", async (_what, query) => {
    const five = await cost(query(5));
    expect(five).toBeGreaterThan(0);
    expect(await cost(query(50))).toBe(five);
  });
});

it("keeps the strength of a prerequisite that is defined again without one, and takes 1 for a new one", async () => {
  for (const id of ["w1", "w2"]) {
    await data(
      ADMIN,
      `mutation { createKnowledgePoint(input: {id: "${id}", code: "${id}", name: "${id}", subjectId: "math"}) { id } }`,
    );
  }
  const define = async (fields: string) => {
    const { definePrerequisite } = await data(
      ADMIN,
      `mutation { definePrerequisite(input: {prerequisiteId: "w1", dependentId: "w2"${fields}}) { ... on PrerequisiteDefined { prerequisite { strength } } } }`,
    );
    return definePrerequisite.prerequisite.strength;
  };
  expect(await define("")).toBe(1);
  expect(await define(", strength: 0.4")).toBe(0.4);
  expect(await define(', rationale: "先会移项"')).toBe(0.4);
  expect(await define(", strength: 1")).toBe(1);
});
