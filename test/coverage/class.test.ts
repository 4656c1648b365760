import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { caller, TestService } from "../support/service.js";

const ADMIN = caller("ADMIN", "admin");
const TEACHER = caller("TEACHER", "t1");
const NOW = Date.now();
const MINUTE = 60_000;
const DAY = 86_400_000;

const STUDENTS = ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9"];

let service: TestService;
let counter = 0;
/** What each student has not mastered, by the student's own profile. */
const lacking = new Map<string, string[]>();

async function profileOf(studentId: string): Promise<{ id: string; mastery: number; dueAt: string | null }[]> {
  const query = `{ masteryProfile(studentId: "${studentId}", subjectId: "math") { points { knowledgePoint { id } mastery dueAt } } }`;
  const { masteryProfile } = await service.ask(ADMIN, query);
  return masteryProfile.points.map(({ knowledgePoint, ...rest }: { knowledgePoint: { id: string } }) => ({
    ...knowledgePoint,
    ...rest,
  }));
}

async function unmasteredOf(studentId: string): Promise<string[]> {
  return (await profileOf(studentId)).flatMap(({ id, mastery }) => (mastery < 0.85 ? [id] : []));
}

const whoLacks = (point: string) => STUDENTS.filter((student) => lacking.get(student)!.includes(point));

/** Answers on a point, `marks` such as "1101", a minute apart, the last at `end`. */
async function answer(studentId: string, marks: string, end: number, rest: object): Promise<string[]> {
  const input = [...marks].map((mark, i) => ({
    id: `a${++counter}`,
    studentId,
    correct: mark === "1",
    at: new Date(end - (marks.length - i) * MINUTE).toISOString(),
    ...rest,
  }));
  const query = "mutation($input: [AttemptInput!]!) { recordAttempts(input: $input) { accepted refused { message } } }";
  const { recordAttempts } = await service.ask(ADMIN, query, { input });
  expect(recordAttempts).toEqual({ accepted: marks.length, refused: [] });
  return input.map(({ id }) => id);
}

const on = (...knowledgePointIds: string[]) => ({ knowledgePointIds });
const RIGHT = "1".repeat(20);
const WRONG = "0".repeat(6);

const register = (id: string, teacherId: string, studentIds: readonly string[], schoolId = "school") =>
  service.ask(ADMIN, `mutation($input: ClassInput!) { registerClass(input: $input) { id } }`, {
    input: { id, name: id, schoolId, teacherIds: [teacherId], studentIds },
  });

const ids = (points: readonly { knowledgePoint: { id: string } }[]) => points.map((p) => p.knowledgePoint.id);

beforeAll(async () => {
  service = await TestService.start();
  for (const id of ["math", "physics"])
    await service.ask(ADMIN, `mutation { createSubject(input: {id: "${id}", name: "${id}"}) { id } }`);
  for (const id of ["a", "b", "c", "d", "e"])
    await service.ask(
      ADMIN,
      `mutation { createKnowledgePoint(input: {id: "${id}", code: "${id}", name: "点${id}", subjectId: "math"}) { id } }`,
    );
  await service.ask(
    ADMIN,
    `mutation { createKnowledgePoint(input: {id: "f", code: "f", name: "力", subjectId: "physics"}) { id } }`,
  );
  for (const [from, to] of ["ab", "bc", "cd"])
    await service.ask(
      ADMIN,
      `mutation { definePrerequisite(input: {prerequisiteId: "${from}", dependentId: "${to}"}) { __typename } }`,
    );
  await register("c1", "t1", STUDENTS);
  for (const student of ["s1", "s2", "s3", "s7"]) await answer(student, RIGHT, NOW - 60 * MINUTE, on("a"));
  for (const student of ["s1", "s2"]) await answer(student, RIGHT, NOW - 30 * MINUTE, on("b"));
  for (const student of ["s4", "s5", "s6", "s8"]) await answer(student, WRONG, NOW - 30 * MINUTE, on("a"));
  await answer("s7", "000", NOW - 20 * MINUTE, on("b"));
  await answer("s3", "00", NOW - 20 * MINUTE, on("b"));
  for (const student of STUDENTS) lacking.set(student, await unmasteredOf(student));
}, 180_000);

afterAll(() => service?.database.close());

const report = (classId: string, fields: string) =>
  service
    .ask(TEACHER, `{ classReport(classId: "${classId}", subjectId: "math") { ${fields} } }`)
    .then(({ classReport }) => classReport);

describe("a class report", () => {
  it("puts first what holds up most, near and far", async () => {
    const { students, points } = await report(
      "c1",
      "students points { knowledgePoint { id } studentsBelow blocks low high }",
    );
    expect(students).toBe(9);
    expect(whoLacks("a")).toEqual(["s4", "s5", "s6", "s8", "s9"]);
    const behind = (point: string, after: readonly string[]) =>
      whoLacks(point).flatMap((student) => lacking.get(student)!.filter((id) => after.includes(id))).length;
    // Only a and b have answers; b, c and d build on a.
    expect(points).toMatchObject([
      { knowledgePoint: { id: "a" }, studentsBelow: 5, blocks: behind("a", ["b", "c", "d"]) },
      { knowledgePoint: { id: "b" }, studentsBelow: 7, blocks: behind("b", ["c", "d"]) },
    ]);
    expect(points[0].blocks).toBeGreaterThan(points[1].blocks);
    for (const { low, high } of points) expect(low).toBeLessThan(high);
  });

  it("groups everybody by what can be learnt together next", async () => {
    const { groups } = await report("c1", "groups { knowledgePoint { id } studentIds text }");
    expect(groups).toEqual([
      {
        knowledgePoint: { id: "a" },
        studentIds: ["s4", "s5", "s6", "s8", "s9"],
        text: "5 students can learn “点a” together.",
      },
      {
        knowledgePoint: { id: "b" },
        studentIds: ["s3", "s7"],
        text: "2 students can learn “点b” together.",
      },
      {
        knowledgePoint: null,
        studentIds: ["s1", "s2"],
        text: "2 students mastered all of this and can go further.",
      },
    ]);
  });

  it("says who is stuck and what to go back to, and who is ahead", async () => {
    const { stuck, ahead } = await report(
      "c1",
      "stuck { studentId knowledgePoint { id } failures goBackTo { id } text } ahead",
    );
    expect(stuck.map((row: { studentId: string }) => row.studentId)).toEqual(["s4", "s5", "s6", "s7", "s8"]);
    expect(stuck[3]).toEqual({
      studentId: "s7",
      knowledgePoint: { id: "b" },
      failures: 3,
      goBackTo: { id: "a" },
      text: "“点b” was answered wrongly 3 times in a row. Go back to “点a” first.",
    });
    expect(stuck[0]).toMatchObject({ knowledgePoint: { id: "a" }, failures: 6, goBackTo: null });
    expect(ahead).toEqual(["s1", "s2", "s3", "s7"]);
  });

  it("names what is due for review within a day, and nothing that is due later", async () => {
    await register("c-review", "t1", ["r1", "r2", "r3"]);
    const dueOf = async (id: string) => (await profileOf(id)).find((point) => point.id === "e")!.dueAt;
    let marks = 0;
    for (let due: string | null = null; due === null && marks < 20; due = await dueOf("r1"))
      await answer("r1", "1", NOW - (20 - ++marks) * MINUTE, on("e"));
    const kept = Date.parse((await dueOf("r1"))!) - (NOW - (20 - marks) * MINUTE);
    expect(kept).toBeGreaterThan(2 * DAY);
    await answer("r2", "1".repeat(marks), NOW - kept + DAY / 2, on("e"));
    await answer("r3", "1".repeat(marks), NOW - kept + 1.5 * DAY, on("e"));
    const { reviewToday } = await report("c-review", "reviewToday { knowledgePoint { id } studentIds }");
    expect(reviewToday).toEqual([{ knowledgePoint: { id: "e" }, studentIds: ["r2"] }]);
  });

  it("of a class without answers is of the whole subject, and of one without students empty: nobody has no mean", async () => {
    await register("c-new", "t1", ["new-1"]);
    expect(await report("c-new", "students points { studentsBelow }")).toEqual({
      students: 1,
      points: Array(5).fill({ studentsBelow: 1 }),
    });
    await register("c-empty", "t1", []);
    expect(
      await report(
        "c-empty",
        "students points { meanMastery } groups { text } stuck { text } ahead reviewToday { studentIds }",
      ),
    ).toEqual({ students: 0, points: [], groups: [], stuck: [], ahead: [], reviewToday: [] });
  });
});

describe("readiness before a lesson", () => {
  const readiness = (goal: string) =>
    service
      .ask(
        TEACHER,
        `{ classReadiness(classId: "c1", goal: {knowledgePointIds: ["${goal}"]}) { students ready share text
          toRepeat { knowledgePoint { id } studentIds } notReady { studentId lacks { id } tested } } }`,
      )
      .then(({ classReadiness }) => classReadiness);

  it("says who can begin, and what to repeat for whom", async () => {
    const found = await readiness("c");
    expect(found).toMatchObject({ students: 9, ready: 2, share: 2 / 9 });
    expect(found.toRepeat).toEqual([
      { knowledgePoint: { id: "b" }, studentIds: ["s3", "s4", "s5", "s6", "s7", "s8", "s9"] },
      { knowledgePoint: { id: "a" }, studentIds: ["s4", "s5", "s6", "s8", "s9"] },
    ]);
    expect(found.notReady[1]).toEqual({ studentId: "s4", lacks: [{ id: "a" }, { id: "b" }], tested: true });
    expect(found.notReady.at(-1)).toMatchObject({ studentId: "s9", tested: false });
    expect(found.text).toBe("2 of 9 students are ready. Repeat “点b” first: 7 lack it.");
  });

  it("of what needs nothing before it is everybody's", async () => {
    expect(await readiness("a")).toMatchObject({ ready: 9, share: 1, toRepeat: [], notReady: [] });
  });
});

describe("an item analysis", () => {
  const exam = (partId: string) => ({ resourceId: "paper", partId, setting: "EXAM", ...on("a") });
  const examAt = NOW - 10 * DAY;
  const analyse = (rest: string, principal = TEACHER) =>
    service
      .ask(
        principal,
        `{ itemAnalysis(classId: "c1", ${rest}) { students alpha items { resourceId partId resource { title } knowledgePoints { id } answers facility discrimination failed note } } }`,
      )
      .then(({ itemAnalysis }) => itemAnalysis);

  beforeAll(async () => {
    await service.ask(
      ADMIN,
      'mutation { registerResources(input: [{id: "paper", title: "单元卷", kind: TEST_PAPER}]) { created } }',
    );
    const marks = { s1: "111", s2: "110", s3: "100", s4: "010", s5: "000" };
    for (const [student, row] of Object.entries(marks))
      for (const [i, mark] of [...row].entries()) await answer(student, mark, examAt, exam(["1", "2", "10"][i]!));
  });

  it("has the statistics of the first answers, in the order of the parts", async () => {
    await answer("s5", "1", examAt + 5 * MINUTE, exam("1"));
    const found = await analyse('resourceIds: ["paper"]');
    expect(found).toMatchObject({ students: 5, alpha: expect.closeTo(1.5 * (1 - 0.64 / 1.04), 9) });
    expect(found.items.map((item: { partId: string }) => item.partId)).toEqual(["1", "2", "10"]);
    expect(found.items[0]).toEqual({
      resourceId: "paper",
      partId: "1",
      resource: { title: "单元卷" },
      knowledgePoints: [{ id: "a" }],
      answers: 5,
      facility: 0.6,
      discrimination: expect.closeTo(0.06 / Math.sqrt(0.24 * 0.14), 9),
      failed: ["s4", "s5"],
      note: null,
    });
    expect(found.items[2].note).toMatch(/whole class/);
    const from = new Date(examAt - DAY).toISOString();
    expect(await analyse(`setting: EXAM, from: "${from}"`)).toEqual(found);
    expect((await analyse(`setting: HOMEWORK, from: "${from}"`)).items).toEqual([]);
    expect((await analyse(`from: "${from}", to: "${new Date(examAt - DAY / 2).toISOString()}"`)).items).toEqual([]);
  });

  it("counts an answer as corrected, and none that is void", async () => {
    const [wrong] = await answer("s6", "0", examAt, exam("1"));
    const [slip] = await answer("s7", "0", examAt, exam("1"));
    await service.ask(ADMIN, `mutation { correctAttempt(id: "${wrong}", score: 1, reason: "改分") { id } }`);
    await service.ask(ADMIN, `mutation { voidAttempt(id: "${slip}", reason: "作废") { id } }`);
    const [first] = (await analyse('resourceIds: ["paper"]')).items;
    expect(first).toMatchObject({ answers: 6, facility: expect.closeTo(4 / 6, 12), failed: ["s4", "s5"] });
  });

  it("asks which exam or homework it is about", async () => {
    const refusal = (rest: string) => service.refusal(TEACHER, `{ itemAnalysis(classId: "c1", ${rest}) { students } }`);
    expect(await refusal("setting: EXAM")).toBe("BAD_INPUT");
    expect(await refusal("resourceIds: []")).toBe("BAD_INPUT");
    expect(await refusal('from: "2026-09-02T00:00:00Z", to: "2026-09-01T00:00:00Z"')).toBe("BAD_INPUT");
  });
});

describe("a comparison of classes", () => {
  const CELL = "classId students meanMastery spread shareMastered note difference { value low high isClear text }";
  const compare = (classIds: readonly string[], principal = TEACHER, points?: readonly string[]) =>
    service.ask(
      principal,
      `query($ids: [ID!]!, $points: [ID!]) { compareClasses(classIds: $ids, subjectId: "math", knowledgePointIds: $points) {
        classes { classId students isCompared } points { knowledgePoint { id } cells { ${CELL} } } } }`,
      { ids: classIds, points },
    );
  const HIDDEN = { students: null, meanMastery: null, spread: null, shareMastered: null, difference: null };
  const FEW = "Fewer than five students have answered on it, so nothing is shown.";

  it("shows no number of fewer than five students, and says why", async () => {
    await register("c-few", "t1", ["s1", "s2", "s3", "s7", "s9"]);
    await register("c-four", "t1", ["s1", "s2", "s3", "s4"]);
    const { classes, points } = (await compare(["c1", "c-few", "c-four"])).compareClasses;
    expect(classes).toEqual([
      { classId: "c1", students: 9, isCompared: true },
      { classId: "c-few", students: 5, isCompared: true },
      { classId: "c-four", students: null, isCompared: false },
    ]);
    expect(ids(points)).toEqual(["a"]);
    expect(points[0].cells).toEqual([
      {
        ...HIDDEN,
        ...{ classId: "c1", students: 8, meanMastery: expect.any(Number), spread: expect.any(Number) },
        ...{ shareMastered: 0.5, note: "There is no other class to compare with." },
      },
      { ...HIDDEN, classId: "c-few", note: FEW },
      { ...HIDDEN, classId: "c-four", note: "A class of fewer than five students is not compared." },
    ]);
    expect((await compare(["c-few"])).compareClasses.points).toEqual([]);
  });

  it("counts what the students' own profiles say, of the points asked for", async () => {
    const [weak, strong] = [
      ["w1", "w2", "w3", "w4", "w5", "w6"],
      ["g1", "g2", "g3", "g4", "g5"],
    ];
    await register("c-weak", "t1", weak);
    await register("c-strong", "t1", strong);
    for (const student of weak) await answer(student, "0000", NOW - 40 * MINUTE, on("d"));
    for (const student of strong) await answer(student, RIGHT, NOW - 40 * MINUTE, on("d"));
    const valuesOf = (students: readonly string[]) =>
      Promise.all(students.map(async (id) => (await profileOf(id)).find((point) => point.id === "d")!.mastery));
    const [low, high] = [await valuesOf(weak), await valuesOf(strong)];
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const { points } = (await compare(["c-weak", "c-strong"], TEACHER, ["d", "e"])).compareClasses;
    expect(ids(points)).toEqual(["d", "e"]);
    const [first, second] = points[0].cells;
    expect(first).toMatchObject({ classId: "c-weak", students: 6, shareMastered: 0, note: null });
    expect(first.meanMastery).toBeCloseTo(mean(low), 6);
    expect(second).toMatchObject({ classId: "c-strong", students: 5, shareMastered: 1 });
    expect(first.difference.value).toBeCloseTo(mean(low) - mean(high), 6);
    expect(first.difference).toMatchObject({
      isClear: true,
      text: expect.stringMatching(/^Below the other classes by/),
    });
    expect(second.difference).toMatchObject({
      isClear: true,
      text: expect.stringMatching(/^Above the other classes by/),
    });
    expect(points[1].cells).toEqual(["c-weak", "c-strong"].map((classId) => ({ ...HIDDEN, classId, note: FEW })));
  });

  it("calls the same answers of two classes no difference", async () => {
    const { points } = (await compare(["c1", "c-strong", "c-weak"], TEACHER, ["d"])).compareClasses;
    expect(points[0].cells[0].note).toBe(FEW);
    await register("c-again", "t1", ["v1", "v2", "v3", "v4", "v5", "v6"]);
    for (const student of ["v1", "v2", "v3", "v4", "v5", "v6"])
      await answer(student, "0000", NOW - 40 * MINUTE, on("d"));
    const again = (await compare(["c-weak", "c-again"], TEACHER, ["d"])).compareClasses.points[0].cells;
    expect(again[0].difference).toMatchObject({
      isClear: false,
      text: "No difference from the other classes can be told from chance.",
    });
  });

  it("is of points of the subject, that exist", async () => {
    await expect(compare(["c1"], TEACHER, ["f"])).rejects.toMatchObject({
      code: "BAD_INPUT",
      details: { field: "knowledgePointIds" },
    });
    await expect(compare(["c1"], TEACHER, ["none"])).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("costs one class as many queries as five", async () => {
    const cost = async (classIds: readonly string[]): Promise<number> => {
      const run = jest.spyOn(service.database, "run");
      try {
        await compare(classIds);
        return run.mock.calls.filter(([name]) => name !== "knowledge/read-version").length;
      } finally {
        run.mockRestore();
      }
    };
    const one = await cost(["c1"]);
    expect(one).toBeGreaterThan(0);
    expect(await cost(["c1", "c-few", "c-four", "c-weak", "c-strong"])).toBe(one);
  });

  it("is of own classes alone, one to ten of them", async () => {
    await register("c-other", "t2", ["x1"], "other");
    await expect(compare(["c1", "c-other"])).rejects.toMatchObject({
      code: "FORBIDDEN",
      details: { field: "classIds" },
    });
    await expect(compare(["c1", "none"])).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(compare(["c1", "none"], ADMIN)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(compare([])).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(compare(Array.from({ length: 11 }, (_, i) => `c${i}`))).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});

describe("an app that acts within a subject", () => {
  const app = caller("APP", "physics-app");
  beforeAll(() =>
    service.ask(
      ADMIN,
      'mutation { grantApp(input: {appId: "physics-app", schoolIds: ["school"], subjectIds: ["physics"]}) { appId } }',
    ),
  );

  it("sees nothing of a class in others", async () => {
    for (const query of [
      'classReport(classId: "c1", subjectId: "math") { students }',
      'classReadiness(classId: "c1", goal: {knowledgePointIds: ["c"]}) { students }',
      'compareClasses(classIds: ["c1"], subjectId: "math") { points { cells { students } } }',
    ])
      expect(await service.refusal(app, `{ ${query} }`)).toBe("FORBIDDEN");
    const items = `{ itemAnalysis(classId: "c1", resourceIds: ["paper"]) { students items { answers } } }`;
    expect((await service.ask(app, items)).itemAnalysis).toEqual({ students: 0, items: [] });
    expect(await service.refusal(app, '{ classReport(classId: "c1", subjectId: "physics") { students } }')).toBe(
      "done",
    );
  });
});

describe("the query budget", () => {
  it.each([
    [
      "a report",
      'classReport(classId: "$c", subjectId: "math") { points { blocks } groups { text } reviewToday { studentIds } }',
    ],
    ["readiness", 'classReadiness(classId: "$c", goal: {knowledgePointIds: ["c"]}) { text }'],
    [
      "an item analysis",
      'itemAnalysis(classId: "$c", from: "2026-01-01T00:00:00Z") { items { note resource { id } } }',
    ],
  ])("of %s is the same for two students as for nine", async (_what, query) => {
    await register("c-two", "t1", ["s1", "s4"]);
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
