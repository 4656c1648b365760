import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { STEP_EVENTS } from "../../src/recommender/recommender.enums.js";
import { addReport, addSkip, NO_REPORTS, REPORTABLE_MS, skippedNow } from "../../src/recommender/step-report.js";
import { type Answer, caller, TestService } from "../support/service.js";

const ADMIN = caller("ADMIN", "admin");
const APP = caller("APP", "app");
const HOUR = 3_600_000;

describe("reports of steps", () => {
  const reports = fc.array(
    fc.record({
      event: fc.constantFrom(...STEP_EVENTS),
      stepAt: fc.integer({ min: 1_000 * HOUR, max: 1_005 * HOUR }),
      at: fc.constant(1_005 * HOUR),
      pointId: fc.constant("p"),
    }),
    { maxLength: 40 },
  );

  it("count each event of a step once, whatever is repeated and in whatever order", () => {
    fc.assert(
      fc.property(reports, (list) => {
        const now = 1_006 * HOUR;
        let kept = NO_REPORTS;
        for (const report of [...list, ...list]) kept = addReport(kept, report, now) ?? kept;
        const distinct = new Set(list.map(({ event, stepAt }) => `${event} ${stepAt}`));
        expect(kept.counts).toEqual(
          STEP_EVENTS.map((event) => [...distinct].filter((key) => key.startsWith(`${event} `)).length),
        );
        expect(kept.steps).toHaveLength(new Set(list.map(({ stepAt }) => stepAt)).size);
      }),
    );
  });

  it("remember no step longer than it may be reported", () => {
    const old = addReport(NO_REPORTS, { event: "SHOWN", stepAt: 1, at: 1, pointId: "p" }, 1)!;
    const later = addReport(
      old,
      { event: "SHOWN", stepAt: REPORTABLE_MS + 2, at: 0, pointId: "p" },
      REPORTABLE_MS + 2,
    )!;
    expect(later).toMatchObject({ counts: [2, 0, 0, 0] });
    expect(later.steps).toHaveLength(1);
  });

  it("keep a skipped point out of the way for twelve hours, or until it is taken up", () => {
    const skip = (pointId: string, at: number) => ({ event: "SKIPPED" as const, stepAt: at, at, pointId });
    let entries = addSkip([], skip("b", HOUR), HOUR);
    entries = addSkip(entries, skip("a", 5 * HOUR), 5 * HOUR);
    expect(skippedNow(entries, 6 * HOUR)).toEqual(["b", "a"]);
    expect(skippedNow(entries, 14 * HOUR)).toEqual(["a"]);
    entries = addSkip(entries, { ...skip("a", 6 * HOUR), event: "ACCEPTED" }, 6 * HOUR);
    expect(skippedNow(entries, 6 * HOUR)).toEqual(["b"]);
    for (let i = 0; i < 100; i++) entries = addSkip(entries, skip(`p${i}`, 7 * HOUR), 7 * HOUR);
    expect(entries).toHaveLength(20);
  });
});

describe("reportStep", () => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start();
    const points = ["a", "b", "c"].map(
      (id) => `${id}: createKnowledgePoint(input: {id: "${id}", code: "${id}", name: "${id}", subjectId: "s"}) { id }`,
    );
    await service.ask(ADMIN, `mutation { createSubject(input: {id: "s", name: "S"}) { id } ${points.join(" ")} }`);
    const input = [1, 2, 3, 4, 5, 6].map((n) => ({
      id: `t${n}`,
      studentId: `s${n}`,
      knowledgePointIds: ["a"],
      correct: false,
      at: new Date(Date.now() - HOUR).toISOString(),
    }));
    await service.ask(APP, "mutation ($input: [AttemptInput!]!) { recordAttempts(input: $input) { accepted } }", {
      input,
    });
  }, 180_000);

  afterAll(() => service.database.close());

  const steps = async (studentId: string): Promise<Answer[]> =>
    (
      await service.ask(
        caller("STUDENT", studentId),
        `{ nextSteps(studentId: "${studentId}") { id mastery knowledgePoint { id } } }`,
      )
    ).nextSteps;

  const report = async (studentId: string, stepId: string, event: string, rest = ""): Promise<boolean> =>
    (
      await service.ask(
        caller("STUDENT", studentId),
        `mutation ($id: ID!) { reportStep(stepId: $id, event: ${event}${rest}) }`,
        { id: stepId },
      )
    ).reportStep;

  const stepReport = async (): Promise<Answer[]> =>
    (
      await service.ask(
        caller("RESEARCHER", "r"),
        `{ stepReport(subjectId: "s") { knowledgePoint { id } students shown accepted skipped done } }`,
      )
    ).stepReport;

  it("counts each event of a step once, and shows no numbers behind which fewer than five students stand", async () => {
    for (const n of [1, 2, 3, 4]) {
      for (const step of await steps(`s${n}`)) expect(await report(`s${n}`, step.id, "SHOWN")).toBe(true);
    }
    const hidden = { students: null, shown: null, accepted: null, skipped: null, done: null };
    expect(await stepReport()).toEqual(["a", "b", "c"].map((id) => ({ knowledgePoint: { id }, ...hidden })));
    const [step] = await steps("s5");
    const point = step.knowledgePoint.id;
    const answers = await Promise.all(
      ["SHOWN", "SHOWN", "ACCEPTED", "DONE", "DONE"].map((e) => report("s5", step.id, e)),
    );
    expect(answers.filter(Boolean)).toHaveLength(3);
    const [again] = await steps("s5");
    expect(await report("s5", again.id, "SHOWN")).toBe(true);
    const shown = (await stepReport()).filter((row) => row.students !== null);
    expect(shown).toEqual([{ knowledgePoint: { id: point }, students: 5, shown: 6, accepted: 1, skipped: 0, done: 1 }]);
  });

  it("tells the recommender what was skipped, in the query it makes anyway, and an id that was given then still gives the same", async () => {
    const before = await steps("s6");
    const first = before[0]!;
    expect(await report("s6", first.id, "SKIPPED")).toBe(true);
    const { planning } = await service.features.recommender.nextSteps("s6", null, { first: 5 }, Date.now());
    const { ids } = planning.student.graph.compiled;
    expect(planning.skipped.map((leaf) => ids[leaf])).toEqual([first.knowledgePoint.id]);
    const after = await steps("s6");
    for (const step of [...before, ...after]) {
      const { nextStep } = await service.ask(
        APP,
        `{ nextStep(id: "${step.id}") { id mastery knowledgePoint { id } } }`,
      );
      expect(nextStep).toEqual(step);
    }
    await report("s6", after[0]!.id, "SKIPPED", `, at: "${new Date(Date.now() + 60_000).toISOString()}"`);
    await report("s6", first.id, "ACCEPTED");
    const later = await service.features.recommender.nextSteps("s6", null, { first: 5 }, Date.now());
    expect(later.planning.skipped).not.toContain(ids.indexOf(first.knowledgePoint.id));
  });

  it("brings what was passed over longest ago, where everything was", async () => {
    const firsts: string[] = [];
    for (let i = 0; i < 6; i++) {
      const [first] = await steps("s4");
      firsts.push(first.knowledgePoint.id);
      await report("s4", first.id, "SKIPPED");
    }
    expect(new Set(firsts.slice(0, 3)).size).toBe(3);
    expect(firsts.slice(3)).toEqual(firsts.slice(0, 3));
  });

  it("is for who may see the student, on steps that were recommended, at times that can be", async () => {
    const [step] = await steps("s1");
    const call = `mutation { reportStep(stepId: "${step.id}", event: SHOWN) }`;
    expect(await service.refusal(caller("STUDENT", "s2"), call)).toBe("FORBIDDEN");
    expect(await service.refusal(caller("APP", "other"), call)).toBe("FORBIDDEN");
    expect(await service.refusal(caller("STUDENT", "s1"), `{ stepReport(subjectId: "s") { students } }`)).toBe(
      "FORBIDDEN",
    );
    await expect(report("s1", "none", "SHOWN")).rejects.toMatchObject({
      code: "BAD_INPUT",
      details: { field: "stepId" },
    });
    await expect(report("s1", step.id, "SHOWN", ', at: "2001-01-01T00:00:00Z"')).rejects.toMatchObject({
      code: "BAD_INPUT",
      details: { field: "at" },
    });
    const token = service.features.stepTokens.require(step.id, "id");
    const old = { ...token, basis: { ...token.basis, at: Date.now() - REPORTABLE_MS - 1 } };
    await expect(report("s1", service.features.stepTokens.issue(old), "SHOWN")).rejects.toMatchObject({
      code: "BAD_INPUT",
      details: { field: "stepId" },
    });
    const [unknown] = await steps("s-unknown");
    await expect(report("s-unknown", unknown.id, "SHOWN")).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await service.refusal(ADMIN, `{ stepReport(subjectId: "none") { students } }`)).toBe("NOT_FOUND");
  });
});
