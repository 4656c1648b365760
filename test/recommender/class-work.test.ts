import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { type Answer, caller, TestService } from "../support/service.js";

const ADMIN = caller("ADMIN", "admin");
const TEACHER = caller("TEACHER", "t1");
const APP = caller("APP", "app");
const MINUTE = 60_000;
const NOW = Date.now();
const POINTS = ["a", "b", "c", "d"];
const STUDENTS = ["s1", "s2", "s3", "s4", "s5"];
const DILIGENT = "s6";

let service: TestService;
let counter = 0;

const admin = (source: string, variables = {}): Promise<Answer> => service.ask(ADMIN, source, variables);

async function answer(studentId: string, knowledgePointId: string, marks: string, resourceId?: string): Promise<void> {
  const input = [...marks].map((mark, i) => ({
    id: `w${++counter}`,
    studentId,
    knowledgePointIds: [knowledgePointId],
    correct: mark === "1",
    at: new Date(NOW - (1000 - counter - i) * MINUTE).toISOString(),
    ...(resourceId && { resourceId }),
  }));
  const { recordAttempts } = await admin(
    "mutation($input: [AttemptInput!]!) { recordAttempts(input: $input) { accepted } }",
    { input },
  );
  expect(recordAttempts.accepted).toBe(marks.length);
}

/** Resources with one tag each, `point role id` and what else they are. */
async function resources(rows: readonly (readonly [point: string, role: string, id: string, rest?: object])[]) {
  const input = rows.map(([, , id, rest]) => ({ id, title: id, kind: "QUESTION", ...rest }));
  await admin("mutation($input: [ResourceInput!]!) { registerResources(input: $input) { created } }", { input });
  for (const [point, role, id] of rows)
    await admin(
      `mutation { annotateResource(input: {resourceId: "${id}", tags: [{knowledgePointId: "${point}", role: ${role}}]}) { id } }`,
    );
}

beforeAll(async () => {
  service = await TestService.start();
  await admin('mutation { createSubject(input: {id: "math", name: "数学"}) { id } }');
  for (const id of POINTS)
    await admin(
      `mutation { createKnowledgePoint(input: {id: "${id}", code: "${id}", name: "点${id}", subjectId: "math", minutes: 20, gradeFrom: 7}) { id } }`,
    );
  for (const [before, after] of ["ab", "bc"])
    await admin(
      `mutation { definePrerequisite(input: {prerequisiteId: "${before}", dependentId: "${after}"}) { __typename } }`,
    );
  await admin("mutation($input: ClassInput!) { registerClass(input: $input) { id } }", {
    input: { id: "c1", name: "七1", grade: 7, schoolId: "school", teacherIds: ["t1"], studentIds: STUDENTS },
  });
  await admin("mutation($input: ClassInput!) { registerClass(input: $input) { id } }", {
    input: { id: "c-two", name: "七2", grade: 7, schoolId: "school", teacherIds: ["t1"], studentIds: ["s1", "s4"] },
  });
  await admin("mutation($input: ClassInput!) { registerClass(input: $input) { id } }", {
    input: { id: "c-six", name: "七6", grade: 7, schoolId: "school", teacherIds: [], studentIds: [DILIGENT] },
  });
  await admin('mutation { grantApp(input: {appId: "app", schoolIds: ["school"]}) { appId } }');
  await resources([
    ["a", "TEACHES", "a-film", { kind: "VIDEO", minutes: 8 }],
    ["a", "TEACHES", "a-long", { kind: "VIDEO", minutes: 45 }],
    ["a", "PRACTISES", "a-1", { difficulty: 0.3 }],
    ["a", "PRACTISES", "a-2", { difficulty: 0.5 }],
    ["a", "ASSESSES", "a-3", { difficulty: 0.7 }],
    ["a", "PRACTISES", "a-ours", { externalIds: [{ system: "app", id: "1" }] }],
    ["a", "PRACTISES", "a-rival", { externalIds: [{ system: "rival", id: "1" }] }],
    ...["1", "2", "3", "4"].map((n) => ["b", "PRACTISES", `b-${n}`, { minutes: 4 }] as const),
    ["c", "PRACTISES", "c-1"],
    ["d", "PRACTISES", "d-1"],
  ]);
  await answer("s1", "a", "1".repeat(20), "a-1");
  await answer("s1", "b", "00");
  await answer("s2", "a", "10", "a-1");
  await answer("s2", "a", "0", "a-2");
  await answer("s3", "a", "000", "a-1");
  for (const point of ["a", "b", "c", "d"]) await answer("s5", point, "1".repeat(20));
}, 180_000);

afterAll(() => service?.database.close());

const GOAL = '{knowledgePointIds: ["c"]}';
const ids = (matches: readonly { resource: { id: string } }[]) => matches.map(({ resource }) => resource.id);

async function firstStep(studentId: string, args = "first: 10", principal = TEACHER): Promise<Answer> {
  const query = `{ nextSteps(studentId: "${studentId}", goal: ${GOAL}, first: 1) { kind knowledgePoint { id } resources(${args}) { score resource { id } reasons { code text contribution } } } }`;
  return (await service.ask(principal, query)).nextSteps[0];
}

describe("resources of a student's step", () => {
  it("take turns as explanation, practice, assessment, within the minutes", async () => {
    const { kind, resources } = await firstStep("s4");
    expect(kind).toBe("LEARN");
    expect(ids(resources).slice(0, 3)).toEqual(["a-film", expect.stringMatching(/^a-(1|2|ours|rival)$/), "a-3"]);
    expect(ids(resources)).not.toContain("a-long");
    for (const { score, reasons } of resources) {
      expect(reasons.reduce((sum: number, { contribution }: Answer) => sum + contribution, 0)).toBe(score);
    }
    const practice = resources.find((match: Answer) => match.resource.id === "a-2");
    expect(practice.reasons.find(({ code }: Answer) => code === "SUCCESS").text).toMatch(/^About a \d+% chance/);
  });

  it("are none that the student has answered", async () => {
    const offered = ids((await firstStep("s2")).resources);
    expect(offered).toEqual(expect.arrayContaining(["a-film", "a-3"]));
    expect(offered).not.toContain("a-1");
    expect(offered).not.toContain("a-2");
    expect(ids((await firstStep("s4")).resources)).toEqual(expect.arrayContaining(["a-1", "a-2"]));
  });

  it("are there still for who has answered more than a hundred", async () => {
    const bank = Array.from({ length: 104 }, (_, i) => `bank-${100 + i}`);
    await admin("mutation($input: [ResourceInput!]!) { registerResources(input: $input) { created } }", {
      input: bank.map((id) => ({
        id,
        title: id,
        kind: "QUESTION",
        tags: [{ knowledgePointId: "d", role: "PRACTISES" }],
      })),
    });
    const query = `{ nextSteps(studentId: "${DILIGENT}", goal: {knowledgePointIds: ["d"]}, first: 1) { resources { resource { id } } } }`;
    for (const id of ["d-1", ...bank.slice(1, -1)]) {
      if (id === bank.at(-2)) expect(ids((await service.ask(APP, query)).nextSteps[0].resources)).toContain(id);
      await answer(DILIGENT, "d", "0", id);
    }
    const [step] = (await service.ask(APP, query)).nextSteps;
    expect(ids(step.resources).sort()).toEqual([bank[0], bank.at(-1)]);
    for (const id of bank) await admin('mutation($id: ID!) { withdrawResource(id: $id, reason: "r") { id } }', { id });
  });

  it("explain again, and another kind than failed at, once the student is stuck", async () => {
    const { resources } = await firstStep("s3");
    expect(ids(resources)[0]).toBe("a-film");
    const codes = resources[0].reasons.map(({ code }: Answer) => code);
    expect(codes).toContain("OTHER_KIND");
  });

  it("are for an app those that it can open", async () => {
    const of = async (args: string, principal = APP) => ids((await firstStep("s4", args, principal)).resources).sort();
    const open = ["a-1", "a-2", "a-3", "a-film"];
    expect(await of("first: 10")).toEqual([...open, "a-ours"].sort());
    expect(await of('first: 10, systems: ["rival"]')).toEqual([...open, "a-ours", "a-rival"].sort());
    expect(await of("first: 10", TEACHER)).toEqual([...open, "a-ours", "a-rival"].sort());
    expect(await of('first: 10, systems: ["rival"]', TEACHER)).toEqual([...open, "a-rival"].sort());
  });

  it("are not offered twice in one answer", async () => {
    await admin(
      'mutation { registerResources(input: [{id: "both", title: "综合", kind: WORKSHEET, minutes: 10}]) { created } annotateResource(input: {resourceId: "both", tags: [{knowledgePointId: "a", role: PRACTISES}, {knowledgePointId: "d", role: PRACTISES}]}) { id } }',
    );
    const query = `{ nextSteps(studentId: "s4", goal: {knowledgePointIds: ["a", "d"]}, first: 2) { resources(first: 10) { resource { id } } } }`;
    const offered = (await service.ask(TEACHER, query)).nextSteps.flatMap((step: Answer) => ids(step.resources));
    expect(offered.filter((id: string) => id === "both")).toHaveLength(1);
    expect(new Set(offered).size).toBe(offered.length);
  });
});

describe("the next steps of a class", () => {
  const STEP = "kind mastery expectedGain minutes knowledgePoint { id } why { text counterfactual }";

  it.each(["", `, goal: ${GOAL}`])("are those of each student%s", async (goal) => {
    const { classNextSteps } = await service.ask(
      TEACHER,
      `{ classNextSteps(classId: "c1", first: 3${goal}) { studentId steps { ${STEP} } } }`,
    );
    expect(classNextSteps.map(({ studentId }: Answer) => studentId)).toEqual(STUDENTS);
    for (const { studentId, steps } of classNextSteps) {
      const { nextSteps } = await service.ask(
        TEACHER,
        `{ nextSteps(studentId: "${studentId}", first: 3${goal}) { ${STEP} } }`,
      );
      const near = ({ mastery, expectedGain, minutes, ...rest }: Answer) => ({
        ...rest,
        mastery: expect.closeTo(mastery, 4),
        expectedGain: expect.closeTo(expectedGain, 4),
        minutes: expect.closeTo(minutes, 2),
      });
      expect(steps).toEqual(nextSteps.map(near));
    }
  });
});

describe("homework", () => {
  const compose = async (rest = "minutes: 20"): Promise<Answer[]> => {
    const fields =
      "studentId minutes text items { kind minutes success text knowledgePoint { id } match { resource { id kind } } }";
    const query = `{ composeHomework(classId: "c1", goal: ${GOAL}, ${rest}) { students { ${fields} } } }`;
    return (await service.ask(TEACHER, query)).composeHomework.students;
  };
  const assigned = ({ items }: Answer): string[] => items.map(({ match }: Answer) => match.resource.id);

  it("is each student's own, new to the student, within the minutes", async () => {
    const students = await compose();
    expect(students.map(({ studentId }) => studentId)).toEqual(STUDENTS);
    for (const student of students) {
      expect(student.minutes).toBeLessThanOrEqual(20);
      expect(student.minutes).toBe(student.items.reduce((sum: number, item: Answer) => sum + item.minutes, 0));
      expect(new Set(assigned(student)).size).toBe(student.items.length);
      for (const { match } of student.items) expect(match.resource.kind).toMatch(/QUESTION|WORKSHEET|INTERACTIVE/);
    }
    const [s1, s2, s3, s4] = students as [Answer, Answer, Answer, Answer];
    const points = (student: Answer) => new Set(student.items.map((item: Answer) => item.knowledgePoint.id));
    expect(points(s1)).toEqual(new Set(["b"]));
    expect(points(s4)).toEqual(new Set(["a"]));
    expect(assigned(s2)).not.toEqual(expect.arrayContaining(["a-1"]));
    expect(assigned(s3)).not.toContain("a-1");
    expect(s3.items[0].text).toMatch(/practise it another way/);
    expect(s4.items[0].text).toMatch(/is what comes next/);
  });

  it("gives what a student can hardly get right only where nothing else is left", async () => {
    await resources([["a", "ASSESSES", "a-hopeless", { difficulty: 1 }]]);
    const [, s2] = (await compose()) as [Answer, Answer];
    expect(s2.items.length).toBeGreaterThan(1);
    for (const { success } of s2.items) expect(success ?? 1).toBeGreaterThan(0.3);
    await admin('mutation { withdrawResource(id: "a-hopeless", reason: "r") { id } }');
  });

  it("is none for who has mastered it all", async () => {
    const s5 = (await compose()).at(-1)!;
    expect(s5).toMatchObject({ studentId: "s5", minutes: 0, items: [] });
    expect(s5.text).toMatch(/no need to practise it again/);
  });

  it("is of the kinds asked for, and says where it found none", async () => {
    const films = await compose("minutes: 20, kinds: [VIDEO]");
    expect(assigned(films[3])).toEqual(["a-film"]);
    const short = await compose("minutes: 1");
    expect(short[3].text).toMatch(/No exercise was found/);
    expect(
      await service.refusal(TEACHER, `{ composeHomework(classId: "c1", goal: ${GOAL}, minutes: 0) { classId } }`),
    ).toBe("BAD_INPUT");
  });
});

describe("the query budget", () => {
  it.each([
    [
      "next steps",
      `classNextSteps(classId: "$c") { steps { resources { resource { id covers { role } } } why { text } } }`,
    ],
    ["next steps towards a goal", `classNextSteps(classId: "$c", goal: ${GOAL}) { steps { resources { score } } }`],
    [
      "homework",
      `composeHomework(classId: "$c", goal: ${GOAL}, minutes: 20) { students { items { match { score } } } }`,
    ],
  ])("of %s is the same for two students as for five", async (_what, query) => {
    const cost = async (classId: string): Promise<number> => {
      const run = jest.spyOn(service.database, "run");
      try {
        await service.ask(TEACHER, `{ ${query.replace("$c", classId)} }`);
        return run.mock.calls.filter(([name]) => name !== "knowledge/read-version").length;
      } finally {
        run.mockRestore();
      }
    };
    const two = await cost("c-two");
    expect(two).toBeGreaterThan(0);
    expect(await cost("c1")).toBe(two);
  });
});
