import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createPoint } from "../../src/knowledge/edit-point.js";
import { createSubject } from "../../src/knowledge/save-framework.js";
import { type Answer, caller, TestService } from "../support/service.js";
import { tag } from "../support/tagging.js";

const ADMIN = caller("ADMIN", "admin");
const EDITOR = caller("EDITOR", "editor");
const SIZE = 130;

const numbered = (prefix: string) => Array.from({ length: SIZE }, (_, n) => `${prefix}${n}`);
const idsOf = (rows: Answer, field: string) => rows.map((row: Answer) => row[field].id).sort();

let service: TestService;

beforeAll(async () => {
  service = await TestService.start();
  await service.features.knowledge.edit({ by: "test", reason: "test" }, (graph) => {
    createSubject(graph, { id: "m", name: "数学", stage: "JUNIOR_HIGH" });
    createPoint(graph, { id: "book", code: "BOOK", name: "全书", subjectId: "m" });
    for (const id of numbered("p"))
      createPoint(graph, { id, code: id, name: `知识点${id}`, subjectId: "m", parentIds: ["book"] });
  });
  await service.features.people.registerClass({
    id: "c",
    name: "七1",
    schoolId: "school",
    teacherIds: [],
    studentIds: ["s"],
  });
  await service.ask(EDITOR, `mutation($input: [ResourceInput!]!) { registerResources(input: $input) { created } }`, {
    input: numbered("r").map((id) => ({ id, title: `资源 ${id}`, kind: "QUESTION" })),
  });
  for (const id of numbered("r")) await tag(service, "tea", id, ["p0:PRACTISES"]);
}, 120_000);
afterAll(() => service?.database.close());

describe("an answer of hundreds", () => {
  it("has every step of a wide fringe", async () => {
    const { nextSteps } = await service.ask(
      ADMIN,
      `{ nextSteps(studentId: "s", goal: {knowledgePointIds: ["book"]}, first: 1000) { knowledgePoint { id } } }`,
    );
    expect(idsOf(nextSteps, "knowledgePoint")).toEqual(numbered("p").sort());
  });

  it("has every resource of one point", async () => {
    const { matchResources } = await service.ask(
      ADMIN,
      `{ matchResources(need: {knowledgePointIds: ["p0"]}, first: 1000) { resource { id } } }`,
    );
    expect(idsOf(matchResources, "resource")).toEqual(numbered("r").sort());
  });
});

describe("coverage of a framework", () => {
  it("that does not exist is not found, as anything else that a filter names", async () => {
    const gaps = (filter: object) =>
      service.refusal(ADMIN, `query($filter: CoverageFilter!) { coverageGaps(filter: $filter) { resources } }`, {
        filter,
      });
    expect(await gaps({ frameworkId: "none" })).toBe("NOT_FOUND");
    expect(await gaps({ subjectId: "none" })).toBe("NOT_FOUND");
  });
});
