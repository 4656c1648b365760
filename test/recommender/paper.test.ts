import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { type Answer, caller, TestService } from "../support/service.js";

const ADMIN = caller("ADMIN", "admin");
const TEACHER = caller("TEACHER", "t1");

let service: TestService;
const admin = (source: string, variables = {}): Promise<Answer> => service.ask(ADMIN, source, variables);

/** Points of two chapters, and one beyond; what the second chapter builds on. */
const POINTS = [
  ["ch1", "第一章"],
  ["ch2", "第二章"],
  ["a", "点a", "ch1", "REMEMBER"],
  ["b", "点b", "ch1", "APPLY"],
  ["c", "点c", "ch2", "UNDERSTAND"],
  ["bare", "点bare", "ch2", "UNDERSTAND"],
  ["later", "点later", undefined, "APPLY"],
] as const;

async function questions(
  rows: readonly (readonly [id: string, rest: object, ...tags: (readonly [point: string, role: string])[]])[],
): Promise<void> {
  const input = rows.map(([id, rest]) => ({ id, title: id, kind: "QUESTION", ...rest }));
  await admin("mutation($input: [ResourceInput!]!) { registerResources(input: $input) { created } }", { input });
  for (const [resourceId, , ...tags] of rows) {
    await admin("mutation($input: AnnotateResourceInput!) { annotateResource(input: $input) { id } }", {
      input: { resourceId, tags: tags.map(([knowledgePointId, role]) => ({ knowledgePointId, role })) },
    });
  }
}

const FIELDS = `isMet minutes difficulty stock answeredBefore uncovered { id }
  questions { resource { id } knowledgePoint { id } role cognitiveLevel difficulty minutes score }
  checks { aim index wanted given available isMet text }`;

async function compose(blueprint: object, principal = TEACHER): Promise<Answer> {
  const query = `query($blueprint: PaperBlueprintInput!) { composePaper(blueprint: $blueprint) { ${FIELDS} } }`;
  return (await service.ask(principal, query, { blueprint })).composePaper;
}

const ids = (paper: Answer): string[] => paper.questions.map((question: Answer) => question.resource.id);
const SCOPE = { knowledgePointIds: ["ch1", "ch2"] };

beforeAll(async () => {
  service = await TestService.start();
  await admin('mutation { createSubject(input: {id: "math", name: "数学"}) { id } }');
  for (const [id, name, parent, cognitiveLevel] of POINTS) {
    const input = { id, code: id, name, subjectId: "math", parentIds: parent ? [parent] : [], cognitiveLevel };
    await admin("mutation($input: KnowledgePointInput!) { createKnowledgePoint(input: $input) { id } }", { input });
  }
  await admin('mutation { definePrerequisite(input: {prerequisiteId: "c", dependentId: "later"}) { __typename } }');
  await admin("mutation($input: ClassInput!) { registerClass(input: $input) { id } }", {
    input: { id: "c1", name: "七1", schoolId: "school", teacherIds: ["t1"], studentIds: ["s1", "s2"] },
  });
  const easy = Array.from(
    { length: 6 },
    (_, i) => [`a-${i}`, { difficulty: 0.2, minutes: 2 }, ["a", "ASSESSES"]] as const,
  );
  const middling = Array.from(
    { length: 4 },
    (_, i) => [`b-${i}`, { difficulty: 0.5, minutes: 4 }, ["b", "ASSESSES"]] as const,
  );
  const hard = Array.from(
    { length: 3 },
    (_, i) => [`c-${i}`, { difficulty: 0.8, minutes: 6 }, ["c", "PRACTISES"]] as const,
  );
  await questions([
    ...easy,
    ...middling,
    ...hard,
    ["beyond", { difficulty: 0.5 }, ["c", "ASSESSES"], ["later", "ASSESSES"]],
    ["film", { kind: "VIDEO" }, ["a", "TEACHES"]],
    ["taught", {}, ["a", "TEACHES"]],
    ["elsewhere", { adminLevel: "SCHOOL", ownerId: "other" }, ["c", "ASSESSES"]],
    ["copy-1", { text: "同一道题", difficulty: 0.35 }, ["a", "ASSESSES"]],
    ["copy-2", { text: "同一道题", difficulty: 0.35 }, ["a", "ASSESSES"]],
  ]);
}, 180_000);

afterAll(() => service?.database.close());

describe("a paper", () => {
  it("meets a blueprint of parts, levels, bands, difficulty and minutes, and says how", async () => {
    const paper = await compose({
      ...SCOPE,
      questions: 8,
      minutes: 30,
      parts: [
        { knowledgePointIds: ["ch1"], share: 0.75 },
        { knowledgePointIds: ["ch2"], share: 0.25 },
      ],
      levels: [{ cognitiveLevel: "APPLY", questions: 2 }],
      difficultyBands: [{ from: 0.7, to: 1, questions: 2 }],
      difficulty: 0.43,
    });
    expect(paper.checks.filter(({ isMet }: Answer) => !isMet)).toEqual([]);
    expect(paper.isMet).toBe(true);
    const points = paper.questions.map((question: Answer) => question.knowledgePoint.id);
    expect(points.sort()).toEqual(["a", "a", "a", "a", "b", "b", "c", "c"]);
    expect(paper.checks.map(({ aim, index, wanted, given }: Answer) => [aim, index, wanted, given])).toEqual([
      ["QUESTIONS", null, 8, 8],
      ["MINUTES", null, 30, paper.minutes],
      ["PART", 0, 6, 6],
      ["PART", 1, 2, 2],
      ["LEVEL", 0, 2, 2],
      ["BAND", 0, 2, 2],
      ["DIFFICULTY", null, 0.43, expect.closeTo(paper.difficulty, 9)],
    ]);
    expect(paper.minutes).toBe(paper.questions.reduce((sum: number, { minutes }: Answer) => sum + minutes, 0));
    expect(paper.questions.reduce((sum: number, { score }: Answer) => sum + score, 0)).toBe(100);
    const difficulties = paper.questions.map(({ difficulty }: Answer) => difficulty);
    expect(difficulties).toEqual([...difficulties].sort((x, y) => x - y));
    expect(paper.questions.at(-1)).toMatchObject({ role: "PRACTISES", cognitiveLevel: "UNDERSTAND", minutes: 6 });
  });

  it("says what the stock lacks, by part, level and difficulty, and gives the rest", async () => {
    const paper = await compose({
      ...SCOPE,
      questions: 10,
      parts: [{ knowledgePointIds: ["ch2"], questions: 5 }],
      levels: [{ cognitiveLevel: "CREATE", questions: 1 }],
      difficulty: 0.9,
    });
    expect(paper.isMet).toBe(false);
    expect(paper.questions).toHaveLength(10);
    const [, part, level, difficulty] = paper.checks;
    expect(part).toMatchObject({ aim: "PART", wanted: 5, given: 3, available: 3, isMet: false });
    expect(part.text).toBe("第二章: 3 of 5 questions. The stock lacks 2.");
    expect(level).toMatchObject({ aim: "LEVEL", wanted: 1, given: 0, available: 0 });
    // Three of .8, four of .5, two of .35 count once, then .2.
    expect(difficulty.available).toBeCloseTo((3 * 0.8 + 4 * 0.5 + 0.35 + 2 * 0.2) / 10, 9);
    expect(difficulty.text).toMatch(/harder ones are missing/);
    expect(paper.uncovered).toEqual([{ id: "bare" }]);
  });

  it("says when requirements do not go together", async () => {
    const { checks } = await compose({
      knowledgePointIds: ["a"],
      questions: 3,
      difficulty: 0.6,
      spread: 0.3,
      parts: [],
    });
    expect(checks[0].isMet).toBe(true);
    const clash = await compose({
      ...SCOPE,
      questions: 2,
      parts: [{ knowledgePointIds: ["b"], questions: 2 }],
      levels: [{ cognitiveLevel: "REMEMBER", questions: 1 }],
    });
    expect(clash.checks.map(({ text }: Answer) => text)).toContainEqual(
      expect.stringMatching(/It does not go together with the other requirements/),
    );
  });

  it("asks about the scope alone, by visible questions, no text twice", async () => {
    const paper = await compose({ ...SCOPE, questions: 100 });
    expect(paper).toMatchObject({ stock: 14, isMet: false });
    const all = ids(paper);
    expect(all).toHaveLength(14);
    for (const id of ["beyond", "film", "taught", "elsewhere"]) expect(all).not.toContain(id);
    expect(all.filter((id) => id.startsWith("copy"))).toHaveLength(1);
    const wider = await compose({ knowledgePointIds: ["ch1", "ch2", "later"], questions: 100 });
    expect(ids(wider)).toContain("beyond");
  });

  it("without a number of questions has as many as the minutes hold", async () => {
    const paper = await compose({ ...SCOPE, minutes: 12 });
    expect(paper.minutes).toBeLessThanOrEqual(12);
    expect(paper.questions.length).toBeGreaterThanOrEqual(3);
  });

  it("leaves out what is excluded and what the class has answered", async () => {
    const row = { id: "try-1", studentId: "s2", knowledgePointIds: ["c"], resourceId: "c-1", correct: true };
    const at = new Date(Date.now() - 60_000).toISOString();
    await admin("mutation($input: [AttemptInput!]!) { recordAttempts(input: $input) { accepted } }", {
      input: [{ ...row, at }],
    });
    const blueprint = { knowledgePointIds: ["c"], questions: 3 };
    expect(ids(await compose(blueprint)).sort()).toEqual(["c-0", "c-1", "c-2"]);
    const paper = await compose({ ...blueprint, classId: "c1", excludeResourceIds: ["c-2"] });
    expect(ids(paper)).toEqual(["c-0"]);
    expect(paper).toMatchObject({ answeredBefore: 1, stock: 1 });
    await expect(compose({ ...blueprint, classId: "c1" }, caller("TEACHER", "t2"))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("is the same for the same seed, and another for another", async () => {
    const blueprint = { knowledgePointIds: ["a"], questions: 3, difficulty: 0.2 };
    const first = ids(await compose({ ...blueprint, seed: 1 }));
    expect(ids(await compose({ ...blueprint, seed: 1 }))).toEqual(first);
    const others = await Promise.all([2, 3, 4, 5].map(async (seed) => ids(await compose({ ...blueprint, seed }))));
    expect(others.some((other) => other.join() !== first.join())).toBe(true);
  });

  it("names the field of what a blueprint lacks or contradicts", async () => {
    const level = { cognitiveLevel: "APPLY" };
    const cases: [object, string][] = [
      [{ questions: 3 }, "knowledgePointIds"],
      [SCOPE, "questions"],
      [{ ...SCOPE, questions: 3, levels: [level] }, "levels.0.questions"],
      [{ ...SCOPE, questions: 3, levels: [{ ...level, questions: 1, share: 0.5 }] }, "levels.0.questions"],
      [{ ...SCOPE, questions: 3, levels: [{ ...level, questions: 4 }] }, "levels"],
      [
        {
          ...SCOPE,
          questions: 3,
          levels: [0.6, 0.6].map((share, i) => ({ cognitiveLevel: ["APPLY", "CREATE"][i], share })),
        },
        "levels",
      ],
      [
        { ...SCOPE, questions: 3, levels: [0, 1].map((questions) => ({ ...level, questions })) },
        "levels.1.cognitiveLevel",
      ],
      [{ ...SCOPE, questions: 3, parts: [{ questions: 1 }] }, "parts.0.knowledgePointIds"],
      [
        { questions: 3, parts: ["ch1", "a"].map((id) => ({ knowledgePointIds: [id], questions: 1 })) },
        "parts.1.knowledgePointIds",
      ],
      [{ ...SCOPE, questions: 3, difficultyBands: [{ from: 0.5, to: 0.5, share: 1 }] }, "difficultyBands.0.to"],
      [{ ...SCOPE, questions: 5, score: 4 }, "score"],
    ];
    for (const [blueprint, field] of cases)
      await expect(compose(blueprint)).rejects.toMatchObject({ code: "BAD_INPUT", details: { field } });
    await expect(compose({ knowledgePointIds: ["none"], questions: 3 })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("takes one query for its candidates, however many points", async () => {
    const cost = async (knowledgePointIds: readonly string[]): Promise<number> => {
      const run = jest.spyOn(service.database, "run");
      try {
        await compose({ knowledgePointIds, questions: 3 });
        return run.mock.calls.filter(([name]) => name === "recommender/list-candidates").length;
      } finally {
        run.mockRestore();
      }
    };
    expect(await cost(["a"])).toBe(1);
    expect(await cost(["ch1", "ch2"])).toBe(1);
  });
});
