import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { verifyCoverage } from "../../src/annotations/verify-coverage.js";
import { textSource } from "../../src/interop/table-source.js";
import { type Answer, caller, TestService } from "../support/service.js";
import { editor, seedPoints, seedResources, tag } from "../support/tagging.js";

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.database.close());

beforeEach(async () => {
  await service.database.empty();
  await service.features.knowledge.refresh();
  await seedPoints(service);
});

const resource = (id: string, tags?: object[]) => ({
  id,
  title: `资源 ${id}`,
  kind: "QUESTION",
  ...(tags && { tags }),
});
const assesses = (knowledgePointId: string, rest: object = {}) => ({ knowledgePointId, role: "ASSESSES", ...rest });

const register = async (input: object[], by = editor): Promise<Answer> =>
  (
    await service.ask(
      by,
      `mutation($input: [ResourceInput!]!) {
        registerResources(input: $input) { created updated unchanged refused { index field code message } }
      }`,
      { input },
    )
  ).registerResources;

const read = async (id: string, by = editor): Promise<Answer> =>
  (
    await service.ask(
      by,
      `query($id: ID!) { resource(id: $id) {
        covers { knowledgePoint { id } role weight confidence annotators }
        annotations { knowledgePoint { id } role weight annotatorId withdrawn resourceVersion }
      } }`,
      { id },
    )
  ).resource;

const importTable = (text: string, options: object = {}) =>
  service.features.imports.run({
    format: "resources",
    source: textSource("table", text),
    principal: editor,
    ...options,
  });

const faults = async () => (await verifyCoverage(service.database, service.features.knowledge.graph())).findings;

describe("tags that come with a registration", () => {
  it("are the registrar's own, as if given by annotateResource", async () => {
    expect(await register([resource("a", [assesses("p1", { weight: 0.5 }), assesses("p2")]), resource("b")])).toEqual({
      created: 2,
      updated: 0,
      unchanged: 0,
      refused: [],
    });
    const { covers, annotations } = await read("a");
    expect(covers).toEqual([
      { knowledgePoint: { id: "p1" }, role: "ASSESSES", weight: 0.5, confidence: 0.5, annotators: 1 },
      { knowledgePoint: { id: "p2" }, role: "ASSESSES", weight: 1, confidence: 0.5, annotators: 1 },
    ]);
    expect(annotations).toHaveLength(2);
    expect(annotations[0]).toMatchObject({ annotatorId: "editor", withdrawn: false, resourceVersion: 1 });
    await seedResources(service, ["c"], { text: "另一题" });
    await tag(service, "editor", "c", ["p1:ASSESSES"]);
    expect((await read("c")).covers).toEqual([{ ...covers[0], weight: 1 }]);
    expect(await faults()).toEqual([]);
  });

  it("stay where none are given, become exactly those that are, and go where the list is empty", async () => {
    await register([resource("a", [assesses("p1"), assesses("p2")])]);
    await tag(service, "t1", "a", ["p2:ASSESSES"]);
    expect(await register([resource("a")])).toMatchObject({ unchanged: 1 });
    expect(await register([resource("a", [assesses("p1"), assesses("p2")])])).toMatchObject({ unchanged: 1 });
    expect(await register([resource("a", [assesses("p2"), assesses("p3")])])).toMatchObject({ updated: 1 });
    const points = async () => (await read("a")).covers.map((c: Answer) => [c.knowledgePoint.id, c.annotators]).sort();
    expect(await points()).toEqual([
      ["p2", 2],
      ["p3", 1],
    ]);
    expect(await register([resource("a", [])])).toMatchObject({ updated: 1 });
    expect(await points()).toEqual([["p2", 1]]);
    expect(await faults()).toEqual([]);
  });

  it("are said anew of changed content", async () => {
    await register([resource("a", [assesses("p1")])]);
    await register([{ ...resource("a", [assesses("p1")]), text: "新的内容" }]);
    expect((await read("a")).annotations).toMatchObject([{ resourceVersion: 2, withdrawn: false }]);
  });

  it("are judged row by row, and a refused row leaves nothing", async () => {
    await service.ask(editor, `mutation { retireKnowledgePoint(id: "p5", replacedBy: "p4", reason: "重复") { id } }`);
    const { created, refused } = await register([
      resource("a", [assesses("nowhere")]),
      resource("b", [assesses("p1"), assesses("p1")]),
      resource("c", [assesses("p1", { weight: 2 })]),
      resource("d", [assesses("p5")]),
      resource("e", [assesses("p1")]),
    ]);
    expect(created).toBe(1);
    expect(refused.map(({ index, field, code }: Answer) => [index, field, code])).toEqual([
      [0, "tags.0.knowledgePointId", "NOT_FOUND"],
      [1, "tags.1.knowledgePointId", "BAD_USER_INPUT"],
      [2, "tags.0.weight", "BAD_USER_INPUT"],
      [3, "tags.0.knowledgePointId", "BAD_USER_INPUT"],
    ]);
    expect(refused[3].message).toContain("p4");
    expect([await read("a"), await read("d")]).toEqual([null, null]);
    expect((await read("e")).covers).toHaveLength(1);
  });

  it("are a teacher's on a draft, and not an app's", async () => {
    await register([resource("mine", [assesses("p1")])], caller("TEACHER", "t1"));
    expect((await read("mine", caller("TEACHER", "t1"))).annotations).toMatchObject([{ annotatorId: "t1" }]);
    const { created, refused } = await register([resource("a", [assesses("p1")]), resource("b")], caller("APP", "app"));
    expect([created, refused]).toMatchObject([1, [{ index: 0, field: "tags", code: "FORBIDDEN" }]]);
  });

  it("are refused for what was withdrawn", async () => {
    await register([resource("a", [assesses("p1")])]);
    await service.ask(editor, `mutation { withdrawResource(id: "a", reason: "过时") { id } }`);
    expect((await register([resource("a", [assesses("p2")])])).refused).toMatchObject([{ field: "tags" }]);
    expect(await faults()).toEqual([]);
  });
});

describe("a table of resources with tags", () => {
  const TABLE =
    "id,title,kind,tags\na,题一,QUESTION,P1;p2=teaches=0.5\nb,课二,VIDEO,P3\nc,题三,QUESTION,P9\nd,题四,QUESTION,P1=LIKES\n";

  it("names points by id or code, with the role of the resource's kind where none is said", async () => {
    const report = await importTable(TABLE);
    expect(report.created).toBe(2);
    expect(report.refused.map(({ index, error }) => [index, error.details.field])).toEqual([
      [4, "tags.0.knowledgePointId"],
      [5, "tags"],
    ]);
    const tags = async (id: string) =>
      (await read(id)).covers.map((c: Answer) => `${c.knowledgePoint.id} ${c.role} ${c.weight}`);
    expect(await tags("a")).toEqual(["p1 ASSESSES 1", "p2 TEACHES 0.5"]);
    expect(await tags("b")).toEqual(["p3 TEACHES 1"]);
    expect(await importTable(TABLE)).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
  });

  it("tells on a dry run what tags would change, and writes nothing", async () => {
    await importTable("id,title,kind,tags\na,题一,QUESTION,P1\n");
    const changed = "id,title,kind,tags\na,题一,QUESTION,P2\n";
    expect(await importTable(changed, { dryRun: true })).toMatchObject({ updated: 1, unchanged: 0 });
    expect((await read("a")).covers).toMatchObject([{ knowledgePoint: { id: "p1" } }]);
  });

  it("takes tags from JSON Lines as the API's input has them", async () => {
    const line = JSON.stringify({ ...resource("a"), tags: [assesses("P4", { weight: 0.25 })] });
    expect(await importTable(`${line}\n`)).toMatchObject({ created: 1 });
    expect((await read("a")).covers).toMatchObject([{ knowledgePoint: { id: "p4" }, weight: 0.25 }]);
  });
});

it("attempts in a table name points by code", async () => {
  const text =
    "id,studentId,at,correct,knowledgePointIds\nx,s1,2026-01-05T08:00:00+08:00,1,P1;p2\ny,s1,2026-01-05T08:01:00+08:00,1,P9\n";
  const report = await service.features.imports.run({
    format: "attempts",
    source: textSource("table", text),
    principal: caller("ADMIN", "admin"),
  });
  expect([report.created, report.refused.map(({ index }) => index)]).toEqual([1, [3]]);
});
