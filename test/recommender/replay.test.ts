import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { StepTokens } from "../../src/recommender/step-token.js";
import { recordAnswers } from "../support/attempts.js";
import { type Answer, caller, TestService } from "../support/service.js";

const ADMIN = caller("ADMIN", "admin");
const APP = caller("APP", "app");
const HOUR = 3_600_000;
const STEP = `id kind mastery expectedGain minutes knowledgePoint { id name difficulty prerequisites { prerequisite { id name } } }
  why { text counterfactual towards { id } lost { id } prerequisites { mastery attempts lastAttemptAt dueAt knowledgePoint { name } }
        evidence { attemptId at score influence } }`;

let service: TestService;

beforeAll(async () => {
  service = await TestService.start();
  const edits = ["a", "b", "c", "d", "e"].map(
    (id) =>
      `${id}: createKnowledgePoint(input: {id: "${id}", code: "${id}", name: "${id}", subjectId: "s", minutes: 30, gradeFrom: 7}) { id }`,
  );
  await admin(`mutation { createSubject(input: {id: "s", name: "S"}) { id } ${edits.join(" ")} }`);
  for (const [before, after] of ["ab", "bc", "cd"])
    await admin(
      `mutation { definePrerequisite(input: {prerequisiteId: "${before}", dependentId: "${after}"}) { __typename } }`,
    );
}, 180_000);

afterAll(() => service.database.close());

const admin = (source: string, variables = {}): Promise<Answer> => service.ask(ADMIN, source, variables);

let clock = Date.now() - 500 * HOUR;
/** Answers of one student, right or wrong, an hour apart. */
const answer = (studentId: string, answers: readonly (readonly [point: string, correct: boolean])[]) =>
  recordAnswers(service, studentId, answers, () => {
    clock += HOUR;
    return clock;
  });

const next = async (studentId: string, goal = ""): Promise<Answer[]> =>
  (await service.ask(APP, `{ nextSteps(studentId: "${studentId}"${goal}) { ${STEP} } }`)).nextSteps;

const again = async (id: string, rest = ""): Promise<Answer> =>
  (await service.ask(APP, `query ($id: ID!) { nextStep(id: $id${rest}) { ${STEP} } }`, { id })).nextStep;

/** Everything that could change the answer, but for the program itself. */
async function changeTheWorld(studentId: string): Promise<void> {
  const [first] = await answer(studentId, [
    ["a", false],
    ["a", false],
    ["d", true],
    ["e", false],
  ]);
  await service
    .ask(APP, `mutation { voidAttempt(id: "${studentId}-0", reason: "copied") { id } }`)
    .catch(() => undefined);
  await service.ask(APP, `mutation { correctAttempt(id: "${first!.id}", score: 1, reason: "misread") { id } }`);
  await admin(`mutation { updateKnowledgePoint(id: "b", input: {name: "B", minutes: 5, difficulty: ${Math.random()}}) { id }
    definePrerequisite(input: {prerequisiteId: "a", dependentId: "e"}) { __typename }
    createKnowledgePoint(input: {id: "new-${first!.id}", code: "n${first!.id}", name: "n", subjectId: "s", gradeFrom: 7}) { id } }`);
  await service.features.mastery.calibrate();
}

describe("nextStep", () => {
  it.each([
    ["towards a goal", ', goal: {knowledgePointIds: ["d", "e"], targetMastery: 0.9}, first: 3'],
    ["without a goal", ""],
  ])("gives again what was answered %s, whatever has happened since", async (name, goal) => {
    const student = `st-${name.length}`;
    await answer(student, [
      ["a", true],
      ["a", true],
      ["b", false],
      ["a", true],
      ["b", true],
    ]);
    const said = await next(student, goal);
    expect(said.length).toBeGreaterThan(1);
    expect(said.some((step) => step.why.evidence.length > 0)).toBe(true);
    await changeTheWorld(student);
    const now = await next(student, goal);
    expect(now.map(({ id: _, ...step }) => step)).not.toEqual(said.map(({ id: _, ...step }) => step));
    for (const step of said) expect(await again(step.id)).toEqual(step);
    await admin(`mutation { publishGraph(note: "later") { number } }`);
    await changeTheWorld(student);
    for (const step of said) expect(await again(step.id)).toEqual(step);
  });

  it("gives again the steps of a path with its budget, and those of a student of whom only the grade is known", async () => {
    await admin(`mutation { registerClass(input: {id: "c", name: "c", grade: 7, schoolId: "school", teacherIds: ["t"], studentIds: ["st-new"]}) { id }
      grantApp(input: {appId: "app", schoolIds: ["school"], subjectIds: ["s"]}) { appId } }`);
    const path = `{ learningPath(studentId: "st-new", budgetMinutes: 70, goal: {knowledgePointIds: ["d"], deadline: "2100-01-01T00:00:00Z"}) { steps { ${STEP} } } }`;
    const { steps } = (await service.ask(APP, path)).learningPath;
    const said = [...steps, ...(await next("st-new"))];
    expect(steps.length).toBeGreaterThan(1);
    await changeTheWorld("st-new");
    await admin(
      `mutation { registerClass(input: {id: "c", name: "c", grade: 9, schoolId: "school", teacherIds: ["t"], studentIds: ["st-new"]}) { id } }`,
    );
    for (const step of said) expect(await again(step.id)).toEqual(step);
    expect(await service.ask(caller("TEACHER", "t"), `{ nextStep(id: "${said[0].id}") { id } }`)).toEqual({
      nextStep: { id: said[0].id },
    });
  });

  it("asks for a goal that was too long to be held in the id, and knows another one", async () => {
    const names = Array.from({ length: 40 }, (_, i) => `a-long-name-of-a-point-${i}`);
    const creations = names.map(
      (id, i) =>
        `p${i}: createKnowledgePoint(input: {id: "${id}", code: "${id}", name: "${id}", subjectId: "s"}) { id }`,
    );
    await admin(`mutation { ${creations.join(" ")} }`);
    const goal = `, goal: {knowledgePointIds: ${JSON.stringify(names)}}`;
    await answer("st-long", [["a", true]]);
    const [step] = await next("st-long", goal);
    expect(step.id.length).toBeLessThanOrEqual(512);
    await expect(again(step.id)).rejects.toMatchObject({ code: "BAD_INPUT", details: { field: "goal" } });
    expect(await again(step.id, goal)).toEqual(step);
    await expect(again(step.id, `, goal: {knowledgePointIds: ["e"]}`)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("refuses what it did not issue, who may not see the student, and what other weights said", async () => {
    await answer("st-bad", [["a", true]]);
    const [step] = await next("st-bad");
    const changed = `${step.id[0] === "A" ? "B" : "A"}${step.id.slice(1)}`;
    for (const id of ["none", "", changed, `${step.id}x.y`.slice(1)])
      await expect(again(id)).rejects.toMatchObject({ code: "BAD_INPUT", details: { field: "id" } });
    for (const other of [caller("STUDENT", "st-other"), caller("TEACHER", "t9"), caller("APP", "else")])
      expect(await service.refusal(other, `{ nextStep(id: "${step.id}") { id } }`)).toBe("FORBIDDEN");
    expect(await service.refusal(caller("STUDENT", "st-bad"), `{ nextStep(id: "${step.id}") { id } }`)).toBe("done");
    const { mastery } = service.features;
    const { model } = mastery;
    mastery.model = { ...model, weights: { ...model.weights, version: "site-2" } };
    await expect(again(step.id)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("site-2"),
    });
    mastery.model = model;
    expect(await again(step.id)).toEqual(step);
  });
});

describe("masteryProfile(at:)", () => {
  const profile = async (at?: string): Promise<Answer> =>
    (
      await service.ask(
        APP,
        `query ($at: DateTimeISO) { masteryProfile(studentId: "st-past", subjectId: "s", at: $at) {
          basis { at graphVersion modelVersion } abilities { mastery }
          points { mastery uncertainty attempts lastAttemptAt dueAt knowledgePoint { id name } } } }`,
        { at },
      )
    ).masteryProfile;

  it("is what was answered then; before the first attempt nothing had been received", async () => {
    const before = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await answer("st-past", [
      ["a", true],
      ["b", false],
      ["b", true],
    ]);
    const said = await profile();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await changeTheWorld("st-past");
    expect(await profile(said.basis.at)).toEqual(said);
    expect((await profile()).points).not.toEqual(said.points);
    const empty = await profile(before);
    expect(empty.points.every((point: Answer) => point.attempts === 0)).toBe(true);
    expect(empty.points).toHaveLength(said.points.length);
    await expect(profile("1990-01-01T00:00:00Z")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(profile("2190-01-01T00:00:00Z")).rejects.toMatchObject({
      code: "BAD_INPUT",
      details: { field: "at" },
    });
  });
});

describe("the id of a step", () => {
  it("fits 512 characters with the longest ids, and is signed by one service only", () => {
    const token = {
      studentId: "s".repeat(128),
      pointId: "p".repeat(128),
      basis: { at: Date.now(), graphVersion: 10_000_000, modelVersion: "7340b5c5.10000" },
      chainLength: 1_000_000,
      target: 0.8512345,
      within: [100_000, Date.now(), 99] as const,
      place: 999,
      said: "abcdefgh",
      skipped: [],
      asked: undefined,
    };
    const tokens = new StepTokens(Buffer.alloc(32, 1));
    const id = tokens.issue({ ...token, asked: { points: ["q".repeat(128)], items: [] } });
    expect(id.length).toBeLessThanOrEqual(512);
    expect(tokens.read(id)).toEqual(token);
    const many = { ...token, skipped: Array.from({ length: 20 }, (_, i) => 10_000 + i) };
    expect(tokens.read(tokens.issue(many))).toEqual(token);
    expect(new StepTokens(Buffer.alloc(32, 2)).read(id)).toBeUndefined();
    for (const changed of [`${id}a`, `${id}=`, `${id}.a`, `${id.slice(0, -1)}*`])
      expect(tokens.read(changed)).toBeUndefined();
  });
});
