import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createFeatures } from "../../src/app.js";
import type { TokenClaims } from "../../src/http/authenticator.js";
import { Placements } from "../../src/mastery/placements.js";
import { operatorPrincipal } from "../../src/people/principal.js";
import type { Answer, HttpService } from "../support/http-service.js";
import { startHttpService } from "../support/http-service.js";

const ADMIN: TokenClaims = { sub: "admin", roles: ["ADMIN"] };
const APP: TokenClaims = { sub: "app", roles: ["APP"] };
const OTHER_APP: TokenClaims = { sub: "other", roles: ["APP"] };

const FIELDS =
  "id studentId status asked remaining expectedRight question { id number knowledgePoint { id } resources { id } } " +
  "points { knowledgePoint { id } known } basis { graphVersion modelVersion }";

const CHAIN = Array.from({ length: 12 }, (_, i) => `p${String(i).padStart(2, "0")}`);

describe("placement of a new student over HTTP", () => {
  let service: HttpService;

  beforeAll(async () => {
    service = await startHttpService();
    const made = await service.ask(
      ADMIN,
      `mutation {
        createSubject(input: { id: "math", name: "数学" }) { id }
        ${CHAIN.map((id) => `${id}: createKnowledgePoint(input: { id: "${id}", code: "${id}", name: "${id}", subjectId: "math" }) { id }`).join("\n")}
        ${CHAIN.slice(1)
          .map(
            (id, i) =>
              `e${id}: definePrerequisite(input: { prerequisiteId: "${CHAIN[i]}", dependentId: "${id}" }) { __typename }`,
          )
          .join("\n")}
        registerResources(input: [${CHAIN.map((id) => `{ id: "q-${id}", title: "${id}", kind: QUESTION }`).join(", ")}]) { created }
      }`,
    );
    expect(made.errors).toEqual([]);
    await service.ask(
      { sub: "editor", roles: ["EDITOR"] },
      `mutation { ${CHAIN.map((id) => `${id}: annotateResource(input: { resourceId: "q-${id}", tags: [{ knowledgePointId: "${id}", role: ASSESSES }] }) { id }`).join("\n")} }`,
    );
  }, 180_000);

  afterAll(() => service.stop());

  const start = (input: string, claims = APP) =>
    service.ask(claims, `mutation { startPlacement(input: { ${input} }) { ${FIELDS} } }`);

  const answer = (id: string, questionId: string, rest: string, claims = APP) =>
    service.ask(
      claims,
      `mutation { answerPlacement(id: "${id}", answer: { questionId: "${questionId}", ${rest} }) { ${FIELDS} } }`,
    );

  const stop = (id: string, claims = APP) =>
    service.ask(claims, `mutation { stopPlacement(id: "${id}") { ${FIELDS} } }`);

  it("offers another item when it asks about a point again", async () => {
    await service.ask(
      { sub: "editor", roles: ["EDITOR"] },
      `mutation { registerResources(input: [{ id: "q-second", title: "second", kind: QUESTION, tags: [{ knowledgePointId: "p00", role: ASSESSES }] }]) { created } }`,
    );
    const only = 'studentId: "again", knowledgePointIds: ["p00"], questions: 2';
    const one = "id question { id resources(first: 1) { id } }";
    const started = await service.ask(APP, `mutation { startPlacement(input: { ${only} }) { ${one} } }`);
    const { id, question } = started.data.startPlacement;
    const answered = await service.ask(
      APP,
      `mutation { answerPlacement(id: "${id}", answer: { questionId: "${question.id}", correct: false }) { ${one} } }`,
    );
    const offered = [question, answered.data.answerPlacement.question].map(({ resources }) => resources[0].id);
    expect(offered.sort()).toEqual(["q-p00", "q-second"]);
    await service.ask(ADMIN, `mutation { withdrawResource(id: "q-second", reason: "r") { id } }`);
  });

  const read = async (id: string, claims = APP) =>
    (await service.ask(claims, `{ placement(id: "${id}") { ${FIELDS} } }`)).data.placement;

  const refusal = ({ errors }: Answer) => [errors[0]?.extensions.code, errors[0]?.extensions.field];

  /** Answers as who knows the first seven points. */
  const isRight = (pointId: string) => pointId < "p07";

  it("asks what tells most, goes on after a restart, and ends with an estimate that mastery agrees with", async () => {
    const started = await start('studentId: "new", subjectId: "math", questions: 10');
    expect(started.errors).toEqual([]);
    let placement = started.data.startPlacement;
    expect(placement).toMatchObject({ status: "OPEN", asked: 0, remaining: 10, question: { number: 1 } });
    expect(placement.points.map((p: Answer["data"]) => p.knowledgePoint.id)).toEqual(CHAIN);
    const expectations = [placement.expectedRight];
    while (placement.status === "OPEN") {
      const { id, knowledgePoint, resources } = placement.question;
      expect(resources).toEqual([{ id: `q-${knowledgePoint.id}` }]);
      const rest = `resourceId: "${resources[0].id}", correct: ${isRight(knowledgePoint.id)}, seconds: 20`;
      const answered = await answer(placement.id, id, rest);
      expect(answered.errors).toEqual([]);
      placement = answered.data.answerPlacement;
      expect(await read(placement.id)).toEqual(placement);
      expectations.push(placement.expectedRight);
    }
    expect(placement).toMatchObject({ status: "DONE", remaining: 0, question: null });
    expect(placement.asked).toBeLessThanOrEqual(10);
    expect(expectations.at(-1)).toBeGreaterThan(expectations[0]! + 0.1);
    for (const { knowledgePoint, known } of placement.points) {
      const distance = Math.abs(CHAIN.indexOf(knowledgePoint.id) - 6.5);
      if (distance > 2) expect(known > 0.5).toBe(isRight(knowledgePoint.id));
    }
    const again = createFeatures(service.database, Buffer.alloc(32, 7));
    await again.knowledge.refresh();
    const resumed = (await new Placements(service.database, again.knowledge, again.people).find(
      operatorPrincipal("admin"),
      placement.id,
    ))!;
    expect(resumed.points.map(({ known }) => known)).toEqual(placement.points.map((p: Answer["data"]) => p.known));
    expect(resumed.status).toBe("DONE");

    const profile = await service.ask(
      APP,
      '{ masteryProfile(studentId: "new", subjectId: "math") { points { knowledgePoint { id } mastery attempts } } }',
    );
    const points = profile.data.masteryProfile.points;
    expect(points.reduce((sum: number, p: Answer["data"]) => sum + p.attempts, 0)).toBe(placement.asked);
    expect(points[0].mastery).toBeGreaterThan(points[11].mastery + 0.3);
    const attempts = await service.database.run("mastery/find-attempts", { ids: [`${placement.id}~1`] });
    expect(attempts[0]).toMatchObject({ setting: "PLACEMENT", studentId: "new", source: "app" });
  });

  it("counts the same answer once, and one of two different ones", async () => {
    const { data } = await start('studentId: "twice", knowledgePointIds: ["p03", "p05", "p09"]');
    const { id, question } = data.startPlacement;
    const answers = await Promise.all([true, false, true].map((right) => answer(id, question.id, `correct: ${right}`)));
    const done = answers.filter(({ errors }) => errors.length === 0);
    const conflicts = answers.filter(({ errors }) => errors[0]?.extensions.code === "CONFLICT");
    expect(done.length).toBeGreaterThan(0);
    expect(done.length + conflicts.length).toBe(3);
    expect(conflicts.length).toBeGreaterThan(0);
    for (const { data } of done) expect(data.answerPlacement.asked).toBe(1);
    const after = await read(id);
    expect(after.asked).toBe(1);
    const score = (await service.database.run("mastery/find-attempts", { ids: [question.id] }))[0]!.score;
    const repeated = await answer(id, question.id, `score: ${score}`);
    expect(repeated.data.answerPlacement).toEqual(after);
    expect(refusal(await answer(id, question.id, `score: ${1 - Number(score)}`))[0]).toBe("CONFLICT");
  });

  it("can be stopped at any time, and takes no answers then", async () => {
    const { data } = await start('studentId: "short", subjectId: "math"');
    const { id, question } = data.startPlacement;
    const stopped = (await stop(id)).data.stopPlacement;
    expect(stopped).toMatchObject({ status: "STOPPED", asked: 0, remaining: 0, question: null });
    expect(stopped.expectedRight).toBe(data.startPlacement.expectedRight);
    expect((await stop(id)).data.stopPlacement).toEqual(stopped);
    expect(refusal(await answer(id, question.id, "correct: true"))).toEqual(["CONFLICT", "id"]);
  });

  it("is for who may record the student's attempts; the student may read it", async () => {
    const { data } = await start('studentId: "mine", subjectId: "math"');
    const { id, question } = data.startPlacement;
    expect(refusal(await start('studentId: "mine", subjectId: "math"', OTHER_APP))[0]).toBe("FORBIDDEN");
    expect(refusal(await answer(id, question.id, "correct: true", OTHER_APP))[0]).toBe("FORBIDDEN");
    expect(refusal(await stop(id, OTHER_APP))[0]).toBe("FORBIDDEN");
    expect(refusal(await stop("none", OTHER_APP))[0]).toBe("FORBIDDEN");
    expect(refusal(await stop("none", ADMIN))).toEqual(["NOT_FOUND", "id"]);
    expect(await read(id, OTHER_APP)).toBeNull();
    expect(await read("none", ADMIN)).toBeNull();
    expect(await read(id, { sub: "mine", roles: ["STUDENT"] })).toMatchObject({ id, question });
    expect(await read(id, { sub: "else", roles: ["STUDENT"] })).toBeNull();
    expect(refusal(await start('studentId: "mine", subjectId: "math"', { sub: "mine", roles: ["STUDENT"] }))[0]).toBe(
      "FORBIDDEN",
    );
    expect(refusal(await start('studentId: "nobody", subjectId: "math"', ADMIN))).toEqual(["NOT_FOUND", "studentId"]);
  });

  it("says what is wrong with a scope, a question or an answer", async () => {
    const scope = async (rest: string) => refusal(await start(`studentId: "new", ${rest}`));
    expect(await scope("")).toEqual(["BAD_USER_INPUT", "knowledgePointIds"]);
    expect(await scope("knowledgePointIds: []")).toEqual(["BAD_USER_INPUT", "knowledgePointIds"]);
    expect(await scope('knowledgePointIds: ["none"]')).toEqual(["NOT_FOUND", "knowledgePointIds"]);
    expect(await scope('frameworkItemIds: ["none"]')).toEqual(["NOT_FOUND", "frameworkItemIds"]);
    expect(await scope('subjectId: "none"')).toEqual(["NOT_FOUND", "subjectId"]);
    expect((await scope('subjectId: "math", questions: 0'))[0]).toBe("BAD_USER_INPUT");
    const { data } = await start('studentId: "new", knowledgePointIds: ["p01", "p02"]');
    const { id, question } = data.startPlacement;
    expect(refusal(await answer(id, `${id}~7`, "correct: true"))).toEqual(["BAD_USER_INPUT", "questionId"]);
    expect(refusal(await answer(id, question.id, "seconds: 1"))[0]).toBe("BAD_USER_INPUT");
    expect(refusal(await answer(id, question.id, 'correct: true, at: "2999-01-01T00:00:00Z"'))).toEqual([
      "BAD_USER_INPUT",
      "at",
    ]);
    expect((await read(id)).asked).toBe(0);
  });

  it("goes on when the graph changes on the way: what is retired leaves it, its replacement takes the place", async () => {
    const ids = ["x1", "x2", "x3", "x4"];
    const points = ids.map(
      (id) =>
        `${id}: createKnowledgePoint(input: { id: "${id}", code: "${id}", name: "${id}", subjectId: "x" }) { id }`,
    );
    await service.ask(ADMIN, `mutation { createSubject(input: { id: "x", name: "X" }) { id } ${points.join(" ")} }`);
    const { data } = await start('studentId: "new", knowledgePointIds: ["x1", "x2", "x3"]');
    const { id, question } = data.startPlacement;
    const asked = question.knowledgePoint.id;
    const other = ["x1", "x2", "x3"].find((p) => p !== asked)!;
    await service.ask(
      ADMIN,
      `mutation { retireKnowledgePoint(id: "${asked}", replacedBy: "x4") { id } other: retireKnowledgePoint(id: "${other}") { id } }`,
    );
    const answered = await answer(id, question.id, "correct: true");
    expect(answered.errors).toEqual([]);
    const placed = answered.data.answerPlacement.points;
    expect(placed.map((p: Answer["data"]) => p.knowledgePoint.id)).not.toContain(other);
    const byId = new Map(placed.map((p: Answer["data"]) => [p.knowledgePoint.id, p.known]));
    expect(byId.size).toBe(2);
    expect(byId.get("x4")).toBeGreaterThan(0.6);
    expect(["x1", "x2", "x3", "x4"]).toContain(answered.data.answerPlacement.question.knowledgePoint.id);
    expect(answered.data.answerPlacement.basis.graphVersion).toBeGreaterThan(data.startPlacement.basis.graphVersion);
    const retired = await start(`studentId: "new", knowledgePointIds: ["${other}"]`);
    expect(refusal(retired)).toEqual(["BAD_USER_INPUT", "knowledgePointIds"]);
    const replaced = await start(`studentId: "new", knowledgePointIds: ["${asked}"]`);
    expect(replaced.data.startPlacement.points.map((p: Answer["data"]) => p.knowledgePoint.id)).toEqual(["x4"]);
  });
});
