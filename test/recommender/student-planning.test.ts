import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { seededRandom } from "../../src/seeded-random.js";
import { recordAnswers } from "../support/attempts.js";
import { type Answer, caller, TestService } from "../support/service.js";

const ADMIN = caller("ADMIN", "admin");
const APP = caller("APP", "app");
const MINUTE = 60_000;
const POINTS = ["a", "b", "c", "d", "e", "f"];
const EDGES = ["ab", "bd", "ac", "ce", "df"];

let service: TestService;

beforeAll(async () => {
  service = await TestService.start();
  const points = POINTS.map(
    (id, i) =>
      `${id}: createKnowledgePoint(input: {id: "${id}", code: "${id}", name: "${id}", subjectId: "s", minutes: ${5 + 5 * (i % 3)}}) { id }`,
  );
  await service.ask(ADMIN, `mutation { createSubject(input: {id: "s", name: "S"}) { id } ${points.join(" ")} }`);
  for (const [before, after] of EDGES)
    await service.ask(
      ADMIN,
      `mutation { definePrerequisite(input: {prerequisiteId: "${before}", dependentId: "${after}"}) { __typename } }`,
    );
}, 180_000);

afterAll(() => service.database.close());

/** Answers of one student, right or wrong, a minute apart, the last one just now. */
const answer = (studentId: string, answers: readonly (readonly [point: string, correct: boolean])[]) =>
  recordAnswers(service, studentId, answers, (i) => Date.now() - (answers.length - 1 - i) * MINUTE);

async function masteryOf(studentId: string, pointId: string): Promise<number> {
  const profile = `{ masteryProfile(studentId: "${studentId}", subjectId: "s") { points { mastery knowledgePoint { id } } } }`;
  const { points } = (await service.ask(APP, profile)).masteryProfile;
  return points.find((point: Answer) => point.knowledgePoint.id === pointId).mastery;
}

const GOAL = 'goal: {knowledgePointIds: ["e", "f"]}';
const STEP = "knowledgePoint { id } why { counterfactual }";
const firsts: Readonly<Record<string, (studentId: string) => Promise<Answer | undefined>>> = {
  nextSteps: async (id) =>
    (await service.ask(APP, `{ nextSteps(studentId: "${id}", ${GOAL}) { ${STEP} } }`)).nextSteps[0],
  learningPath: async (id) =>
    (await service.ask(APP, `{ learningPath(studentId: "${id}", ${GOAL}) { steps { ${STEP} } } }`)).learningPath
      .steps[0],
};

/** Really changes the fact that a counterfactual supposes, and asks again. */
async function expectToHold(studentId: string, first: (studentId: string) => Promise<Answer | undefined>) {
  const { counterfactual } = (await first(studentId))!.why;
  const [, supposed, fact, then] =
    /^If “(.)” were (mastered|answered right once more), (?:“(.)” would come first|nothing would be left to do)\.$/.exec(
      counterfactual,
    )!;
  // What is mastered already cannot be supposed to be: an answer is.
  expect(fact === "mastered").toBe((await masteryOf(studentId, supposed!)) < 0.85);
  do await answer(studentId, [[supposed!, true]]);
  while ((await masteryOf(studentId, supposed!)) < 0.85);
  expect([counterfactual, (await first(studentId))?.knowledgePoint.id]).toEqual([counterfactual, then]);
}

describe.each(Object.keys(firsts))("the counterfactual of %s", (operation) => {
  const first = firsts[operation]!;

  it("counts what a mastered point says of what builds on it", async () => {
    const studentId = `credit-${operation}`;
    await answer(studentId, [
      ["b", true],
      ["b", true],
      ["a", false],
      ["a", false],
      ["a", false],
    ]);
    expect(await masteryOf(studentId, "b")).toBeLessThan(0.85);
    await expectToHold(studentId, first);
  });

  it("holds for random students once the fact is really changed", async () => {
    const random = seededRandom(6);
    for (let i = 0; i < 12; i++) {
      const studentId = `random-${operation}-${i}`;
      const known = random.between(1, 4);
      const answers = Array.from({ length: random.between(4, 15) }, () => {
        const point = random.between(0, POINTS.length - 1);
        return [POINTS[point]!, random.chance(point < known ? 0.9 : 0.2)] as const;
      });
      await answer(studentId, answers);
      if ((await first(studentId))?.why.counterfactual) await expectToHold(studentId, first);
    }
  });
});

it("supposes one more answer where a mastered point is to be looked at again", async () => {
  const times = (count: number, point: string, correct: boolean) =>
    Array.from({ length: count }, () => [point, correct] as const);
  await answer("again", [
    ...times(4, "a", true),
    ...times(4, "b", true),
    ...times(4, "c", true),
    ...times(4, "e", true),
    ...times(3, "d", false),
  ]);
  const { knowledgePoint, why } = (await firsts.nextSteps!("again"))!;
  expect([knowledgePoint.id, why.counterfactual]).toEqual([
    "b",
    "If “b” were answered right once more, “d” would come first.",
  ]);
  await expectToHold("again", firsts.nextSteps!);
});
