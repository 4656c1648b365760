import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Answer, type HttpService, startHttpService } from "../support/http-service.js";

const ADMIN = { sub: "admin", roles: ["ADMIN"] as const };
const APP = { sub: "app", roles: ["APP"] as const };
const TEACHER = { sub: "t-1", roles: ["TEACHER"] as const };
const MINUTE = 60_000;

let service: HttpService;
let serial = 0;

/** The data of an operation that must succeed. */
async function data(who: object, query: string, variables: object = {}): Promise<Answer["data"]> {
  const answer = await service.ask(who as never, query, variables);
  expect(answer.errors).toEqual([]);
  return answer.data;
}

/** What refuses an operation. */
async function refusal(who: object, query: string): Promise<object | undefined> {
  return (await service.ask(who as never, query)).errors[0]?.extensions;
}

/** Answers of one student on a point, a minute apart. */
async function answer(studentId: string, point: string, marks: string, resourceId?: string): Promise<void> {
  const input = [...marks].map((mark) => ({
    id: `x-${++serial}`,
    studentId,
    knowledgePointIds: [point],
    correct: mark === "1",
    at: new Date(Date.now() - (5_000 - serial) * MINUTE).toISOString(),
    ...(resourceId && { resourceId }),
  }));
  const query = "mutation($input: [AttemptInput!]!) { recordAttempts(input: $input) { accepted } }";
  expect((await data(APP, query, { input })).recordAttempts.accepted).toBe(marks.length);
}

const STEP = "id knowledgePoint { id } why { text replaced { retired { id } by { id } } }";
const steps = async (studentId: string, goal: string) =>
  (await data(APP, `{ nextSteps(studentId: "${studentId}", goal: ${goal}) { ${STEP} } }`)).nextSteps;
const path = async (studentId: string, goal: string) =>
  (
    await data(
      APP,
      `{ learningPath(studentId: "${studentId}", goal: ${goal}) { reachable replaced { retired { id } by { id } } steps { ${STEP} } } }`,
    )
  ).learningPath;
const ids = (list: { knowledgePoint: { id: string } }[]) => list.map((step) => step.knowledgePoint.id);
const createPoint = (id: string) =>
  data(
    ADMIN,
    `mutation { createKnowledgePoint(input: {id: "${id}", code: "${id}", name: "点${id}", subjectId: "math", minutes: 20}) { id } }`,
  );
const prerequisite = (before: string, after: string) =>
  data(
    ADMIN,
    `mutation { definePrerequisite(input: {prerequisiteId: "${before}", dependentId: "${after}"}) { __typename } }`,
  );

beforeAll(async () => {
  service = await startHttpService();
  await data(ADMIN, 'mutation { createSubject(input: {id: "math", name: "数学"}) { id } }');
  for (const id of ["a", "b", "c", "d", "e"]) await createPoint(id);
  for (const [before, after] of ["ab", "bc", "cd"]) await prerequisite(before!, after!);
  await data(
    ADMIN,
    'mutation { registerClass(input: {id: "c1", name: "班", schoolId: "sch", teacherIds: ["t-1"], studentIds: ["st-1", "st-2", "st-3", "st-4"]}) { id } }',
  );
  await data(ADMIN, 'mutation { grantApp(input: {appId: "app", schoolIds: ["sch"]}) { appId } }');
}, 180_000);

afterAll(() => service.stop());

describe("a student whom nobody knows", () => {
  it.each([
    ["masteryProfile", 'subjectId: "math"', "studentId"],
    ["nextSteps", "first: 3", "id"],
    ["learningPath", 'goal: {knowledgePointIds: ["d"]}', "reachable"],
  ])("is FORBIDDEN to an app and NOT_FOUND for who may see all, in %s", async (operation, rest, field) => {
    const query = `{ ${operation}(studentId: "nobody", ${rest}) { ${field} } }`;
    expect(await refusal(APP, query)).toMatchObject({ code: "FORBIDDEN" });
    expect(await refusal(ADMIN, query)).toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("a goal", () => {
  it("that is empty or unknown is refused, naming the field", async () => {
    for (const operation of ["nextSteps", "learningPath"]) {
      const field = operation === "nextSteps" ? "id" : "reachable";
      const ask = (goal: string) => refusal(APP, `{ ${operation}(studentId: "st-1", goal: ${goal}) { ${field} } }`);
      for (const goal of ["{}", "{knowledgePointIds: []}", "{knowledgePointIds: [], frameworkItemIds: []}"])
        expect(await ask(goal)).toMatchObject({ code: "BAD_USER_INPUT", field: "goal" });
      expect(await ask('{knowledgePointIds: ["none"]}')).toMatchObject({ code: "NOT_FOUND", id: "none" });
      expect(await ask('{frameworkItemIds: ["none"]}')).toMatchObject({ code: "NOT_FOUND", id: "none" });
    }
  });

  it("that is retired stands for its replacement, and the answer says so", async () => {
    await createPoint("old");
    await data(ADMIN, 'mutation { retireKnowledgePoint(id: "old", replacedBy: "b") { id } }');
    const goal = '{knowledgePointIds: ["old"]}';
    const replaced = [{ retired: { id: "old" }, by: [{ id: "b" }] }];
    const planned = await path("st-2", goal);
    expect([ids(planned.steps), planned.replaced]).toEqual([["a", "b"], replaced]);
    const [first] = await steps("st-2", goal);
    expect(first.knowledgePoint.id).toBe("a");
    expect(first.why.replaced).toEqual(replaced);
    expect(first.why.text).toMatch(
      /^“点old” of the goal is retired; “点b” took its place\. |^目标里的「点old」已停用，改为「点b」。/,
    );
    const [plain] = await steps("st-2", '{knowledgePointIds: ["b"]}');
    expect(plain.why.replaced).toEqual([]);
    expect(first.why.text.endsWith(plain.why.text)).toBe(true);
  });

  it("that is retired without a replacement is refused, naming it", async () => {
    await createPoint("gone");
    await data(ADMIN, 'mutation { retireKnowledgePoint(id: "gone") { id } }');
    for (const query of [
      '{ nextSteps(studentId: "st-1", goal: {knowledgePointIds: ["gone"]}) { id } }',
      '{ learningPath(studentId: "st-1", goal: {knowledgePointIds: ["a", "gone"]}) { reachable } }',
    ])
      expect(await refusal(APP, query)).toMatchObject({ code: "BAD_USER_INPUT", id: "gone" });
  });
});

describe("a graph that changes in the middle of a path", () => {
  it("is followed by the next answer; steps given before can be explained and reported still", async () => {
    const goal = '{knowledgePointIds: ["d"]}';
    const before = await path("st-3", goal);
    expect(ids(before.steps)).toEqual(["a", "b", "c", "d"]);
    await answer("st-3", "a", "1111");
    await createPoint("between");
    await prerequisite("a", "between");
    await prerequisite("between", "d");
    await data(ADMIN, 'mutation { removePrerequisite(prerequisiteId: "b", dependentId: "c") }');
    await data(ADMIN, 'mutation { retireKnowledgePoint(id: "c", replacedBy: "e") { id } }');
    await prerequisite("e", "d");
    const after = await path("st-3", goal);
    expect(after.reachable).toBe(true);
    expect(ids(after.steps).sort()).toEqual(["between", "d", "e"]);
    expect(ids(after.steps).at(-1)).toBe("d");
    for (const step of before.steps) {
      const { nextStep } = await data(APP, `query($id: ID!) { nextStep(id: $id) { ${STEP} } }`, { id: step.id });
      expect(nextStep).toEqual(step);
    }
    const report = "mutation($id: ID!) { reportStep(stepId: $id, event: DONE) }";
    const { errors } = await service.ask(APP as never, report, { id: before.steps[2].id });
    expect(errors).toEqual([]);
    await answer("st-3", "e", "11");
    expect(ids((await path("st-3", goal)).steps)).not.toContain("c");
  });
});

describe("answers that are all right or all wrong", () => {
  it("leave every mastery a probability, neither 0 nor 1, and tell the two students apart", async () => {
    const profile = async (studentId: string): Promise<Map<string, number>> => {
      const query = `{ masteryProfile(studentId: "${studentId}", subjectId: "math") { points { knowledgePoint { id } mastery uncertainty } } }`;
      const { points } = (await data(APP, query)).masteryProfile;
      for (const { mastery, uncertainty } of points) {
        expect(mastery > 0 && mastery < 1).toBe(true);
        expect(uncertainty > 0 && uncertainty < 1).toBe(true);
      }
      return new Map(
        points.map((p: { knowledgePoint: { id: string }; mastery: number }) => [p.knowledgePoint.id, p.mastery]),
      );
    };
    await profile("st-4");
    for (const point of ["a", "b", "e"]) await answer("st-1", point, "1".repeat(300));
    for (const point of ["a", "b", "e"]) await answer("st-4", point, "0".repeat(300));
    const [right, wrong] = [await profile("st-1"), await profile("st-4")];
    for (const [point, value] of right) expect(value).toBeGreaterThan(wrong.get(point)!);
    const [stuck] = await steps("st-4", '{knowledgePointIds: ["b"]}');
    expect(ids([stuck])).toEqual(["a"]);
  });
});

describe("resources of steps", () => {
  const RESOURCES = [
    ...["1", "2", "3", "4", "5", "6"].map((n) => ({ id: `q-${n}`, externalIds: [] as object[] })),
    { id: "ours", externalIds: [{ system: "app", id: "1" }] },
    { id: "rival", externalIds: [{ system: "rival", id: "1" }] },
  ];
  beforeAll(async () => {
    const input = RESOURCES.map((resource) => ({ ...resource, title: resource.id, kind: "QUESTION", difficulty: 0.4 }));
    await data(ADMIN, "mutation($input: [ResourceInput!]!) { registerResources(input: $input) { created } }", {
      input,
    });
    for (const { id } of RESOURCES)
      await data(
        ADMIN,
        `mutation { annotateResource(input: {resourceId: "${id}", tags: [{knowledgePointId: "a", role: PRACTISES}]}) { id } }`,
      );
  });

  it("are never one that the student has had, however often and however it went", async () => {
    const had: string[] = [];
    const goal = '{knowledgePointIds: ["a"]}';
    const query = `{ nextSteps(studentId: "st-2", goal: ${goal}, first: 1) { resources(first: 1) { resource { id } } } }`;
    for (let turn = 0; turn < RESOURCES.length; turn++) {
      const [step] = (await data(APP, query)).nextSteps;
      const [match] = step.resources;
      if (!match) break;
      expect(had).not.toContain(match.resource.id);
      had.push(match.resource.id);
      await answer("st-2", "a", "0", match.resource.id);
    }
    expect(had.sort()).toEqual(
      RESOURCES.map(({ id }) => id)
        .filter((id) => id !== "rival")
        .sort(),
    );
  });

  it("are what the asking app can open, in steps, homework and papers", async () => {
    const goal = '{knowledgePointIds: ["a"]}';
    const offered = async (who: object) => {
      const query = `{ nextSteps(studentId: "st-3", goal: ${goal}, first: 1) { resources(first: 20) { resource { id } } }
        composeHomework(classId: "c1", goal: ${goal}, minutes: 240) { students { items { match { resource { id } } } } }
        composePaper(blueprint: {knowledgePointIds: ["a"], questions: 100}) { questions { resource { id } } } }`;
      const text = JSON.stringify(await data(who, query));
      return ["q-1", "ours", "rival"].filter((id) => text.includes(`"${id}"`));
    };
    expect(await offered(APP)).toEqual(["q-1", "ours"]);
    expect(await offered(TEACHER)).toEqual(["q-1", "ours", "rival"]);
  });
});

describe("what teachers ask of classes and papers", () => {
  it("names the field of what is out of bounds, and answers what is not", async () => {
    const paper = (blueprint: string) =>
      refusal(TEACHER, `{ composePaper(blueprint: {knowledgePointIds: ["a"], ${blueprint}}) { isMet } }`);
    expect(await paper("questions: 101")).toMatchObject({ code: "BAD_USER_INPUT", field: "questions" });
    expect(await paper("questions: 5, levels: [{cognitiveLevel: APPLY, share: 2}]")).toMatchObject({
      code: "BAD_USER_INPUT",
      field: "levels.0.share",
    });
    expect(await paper("questions: 5, difficultyBands: [{from: 0.5, to: 0.2, share: 1}]")).toMatchObject({
      code: "BAD_USER_INPUT",
      field: "difficultyBands.0.to",
    });
    const compare = (ids: string) =>
      `{ compareClasses(classIds: ${ids}, subjectId: "math") { classes { students isCompared } points { knowledgePoint { id } } } }`;
    expect(await refusal(TEACHER, compare("[]"))).toMatchObject({ code: "BAD_USER_INPUT", field: "classIds" });
    expect((await data(TEACHER, compare('["c1"]'))).compareClasses).toEqual({
      classes: [{ students: null, isCompared: false }],
      points: [],
    });
  });
});
