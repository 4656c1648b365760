import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { TokenClaims } from "../../src/http/authenticator.js";
import { parseColumns } from "../../src/interop/column-mapping.js";
import type { ImportFormat } from "../../src/interop/imports.js";
import { canonicalJson, type Json } from "../../src/interop/json-text.js";
import { fileSource } from "../../src/interop/table-source.js";
import { listAttempts } from "../../src/mastery/attempts.store.js";
import { verifyAttempts, verifyMastery } from "../../src/mastery/verify-attempts.js";
import { operatorPrincipal } from "../../src/people/principal.js";
import { type HttpService, startHttpService } from "../support/http-service.js";

const EDITOR: TokenClaims = { sub: "editor", roles: ["EDITOR"], subjects: ["maths"] };
const ADMIN: TokenClaims = { sub: "admin", roles: ["ADMIN"] };
const APP: TokenClaims = { sub: "app", roles: ["APP"] };
const STUDENT: TokenClaims = { sub: "s1", roles: ["STUDENT"] };

let service: HttpService;
let folder: string;

beforeAll(async () => {
  service = await startHttpService();
  folder = mkdtempSync(join(tmpdir(), "zhimai-formats-"));
  await service.features.people.registerClass({
    id: "c1",
    name: "七1班",
    schoolId: "north-1",
    studentIds: ["s1", "s2"],
  });
  await service.features.people.grantApp({ appId: "app", schoolIds: ["north-1"], subjectIds: [] });
}, 120_000);

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await service.stop();
});

const importFile = (format: ImportFormat, content: string, options: object = {}) => {
  const file = join(folder, `${format}.csv`);
  writeFileSync(file, content);
  const principal = operatorPrincipal("operator");
  return service.features.imports.run({ format, source: fileSource(file), principal, origin: "file", ...options });
};

async function send(method: string, path: string, claims: TokenClaims | undefined, body?: Json) {
  const response = await fetch(`${service.url}${path}`, {
    method,
    headers: {
      "Accept-Language": "en",
      "X-Experience-API-Version": "1.0.3",
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...(claims && { Authorization: `Bearer ${await service.token(claims)}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
}

const IMPORT = `mutation ($input: ImportInput!) { importFramework(input: $input) {
  dryRun created updated unchanged retired refused { index field code message } warnings } }`;

describe("importFramework", () => {
  const take = async (claims: TokenClaims, input: object) =>
    (await service.ask(claims, IMPORT, { input })).data?.importFramework;

  it("takes tables of points and prerequisites in, planning first", async () => {
    const points = {
      format: "POINTS_CSV",
      content: "code,name,parentIds\nA,甲,\nB,乙,A\nC,丙,A\nD,,\n",
      subjectId: "maths",
    };
    const plan = await take(EDITOR, { ...points, dryRun: true });
    expect(plan).toMatchObject({ dryRun: true, created: 3 });
    expect((await service.ask(EDITOR, '{ knowledgePoint(id: "maths:A") { id } }')).data.knowledgePoint).toBeNull();
    expect(await take(EDITOR, points)).toEqual({ ...plan, dryRun: false });
    expect(plan.refused).toEqual([
      { index: 5, field: "name", code: "BAD_USER_INPUT", message: "It must not be empty." },
    ]);
    const content = "prerequisiteId,dependentId\nB,C\nC,B\n";
    const edges = await take(EDITOR, { format: "PREREQUISITES_CSV", content, subjectId: "maths" });
    expect(edges).toMatchObject({ created: 1, refused: [{ index: 3, field: "dependentId" }] });
    expect(edges.refused[0].message).toContain("乙 → 丙 → 乙".split(" → ")[0]);
    expect(await take(EDITOR, points)).toMatchObject({ created: 0, updated: 0, unchanged: 3, retired: 0 });
  });

  it("keeps an editor within its subjects, row by row", async () => {
    const content = "code,name,subjectId\nX,x,maths\nY,y,physics\n";
    const report = await take(EDITOR, { format: "POINTS_CSV", content });
    expect(report).toMatchObject({ created: 1, refused: [{ index: 3, field: "subjectId", code: "FORBIDDEN" }] });
  });

  it("answers what is wrong with the whole content as an error", async () => {
    const { errors } = await service.ask(EDITOR, IMPORT, { input: { format: "CASE", content: "{" } });
    expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
    expect(errors[0]?.message).toMatch(/line 1, column 2/);
    const empty = await service.ask(EDITOR, IMPORT, { input: { format: "POINTS_CSV", content: "" } });
    expect(empty.errors[0]?.message).toMatch(/is empty/);
  });

  it("takes a CASE package in, and gives an equal one at its address", async () => {
    const id = "11111111-0000-4000-8000-000000000000";
    const link = (identifier: string) => ({ title: "x", identifier, uri: `https://x.example/${identifier}` });
    const common = { uri: "https://x.example/x", lastChangeDateTime: "2026-09-01T00:00:00Z" };
    const item = (n: number) => `11111111-0000-4000-8000-${String(n).padStart(12, "0")}`;
    const json = {
      CFDocument: { ...common, identifier: id, creator: "局", title: "课标 \u{1D451}", subject: ["maths"] },
      CFItems: [1, 2, 3].map((n) => ({ ...common, identifier: item(n), fullStatement: `条目 ${n}`, notes: "原样" })),
      CFAssociations: [
        {
          ...common,
          identifier: item(7),
          associationType: "isChildOf",
          originNodeURI: link(item(2)),
          destinationNodeURI: link(item(1)),
        },
        {
          ...common,
          identifier: item(8),
          associationType: "precedes",
          originNodeURI: link(item(3)),
          destinationNodeURI: link(item(2)),
        },
      ],
      CFDefinitions: { CFSubjects: [], extensions: { x: null } },
    } as Json;
    const input = { format: "CASE", content: JSON.stringify(json), subjectId: "maths" };
    expect(await take(EDITOR, input)).toMatchObject({ created: 4, refused: [], warnings: [] });
    expect(await take(EDITOR, input)).toMatchObject({ created: 0, updated: 0, unchanged: 4 });
    const out = await send("GET", `/ims/case/v1p1/CFPackages/${id}`, STUDENT);
    expect(out.status).toBe(200);
    expect(canonicalJson(out.body)).toBe(canonicalJson(json));
    expect((await send("GET", `/ims/case/v1p1/CFPackages/${id}`, undefined)).status).toBe(401);
    expect((await send("GET", "/ims/case/v1p1/CFPackages/none", STUDENT)).status).toBe(404);
  });
});

describe("files of resources, classes and attempts", () => {
  it("go in row by row, with columns mapped, and are unchanged when they come again", async () => {
    const resources = "编号,标题,类型,标识\nr1,微课,video,lib=7;mall=8\nr2,练习,worksheet,\nr3,坏,film,\n";
    const columns = parseColumns("id=编号,title=标题,kind=类型,externalIds=标识");
    const report = await importFile("resources", resources, { columns });
    expect(report).toMatchObject({ created: 2, refused: [{ index: 4, error: { details: { field: "kind" } } }] });
    expect(await importFile("resources", resources, { columns })).toMatchObject({ created: 0, unchanged: 2 });
    const nameless = "title,kind\n无编号一,video\n无编号二,video\n无编号二,video\n";
    expect(await importFile("resources", nameless)).toMatchObject({ created: 3 });
    expect(await importFile("resources", `${nameless}新的一行,video\n`)).toMatchObject({ created: 1, unchanged: 3 });
    const classes = "id,name,schoolId,teacherIds,studentIds\nc2,七2班,north-1,t2,s3;s4\n";
    expect(await importFile("classes", classes, { dryRun: true })).toMatchObject({ created: 1 });
    expect(await importFile("classes", classes)).toMatchObject({ created: 1 });
    const attempts =
      "id,studentId,knowledgePointIds,correct,at\na1,s3,maths:B,对,2026-09-01T08:00:00+08:00\na2,s3,none,0,2026-09-01T08:01:00+08:00\na3,s3,maths:B,1,yesterday\n";
    expect(await importFile("attempts", attempts, { allOrNothing: true })).toMatchObject({ created: 0 });
    const taken = await importFile("attempts", attempts);
    expect(taken).toMatchObject({ created: 1 });
    expect(taken.refused.map(({ index, error }) => [index, error.details.field]).sort()).toEqual([
      [3, "knowledgePointIds"],
      [4, "at"],
    ]);
    expect(await importFile("attempts", attempts)).toMatchObject({ created: 0, unchanged: 1 });
  });
});

describe("learning resources as LRMI", () => {
  const document = {
    "@context": ["https://w3id.org/kim/amb/context.jsonld", { "@language": "zh" }],
    id: "https://res.example/r/1",
    type: ["LearningResource"],
    name: "勾股定理微课",
    learningResourceType: [{ id: "https://w3id.org/kim/hcrt/video" }],
    description: "证明与应用",
    keywords: ["原样"],
  };

  it("go in, are unchanged when they come again, and come out as they came at their address", async () => {
    const lines = `${JSON.stringify(document)}\n{"name":""}\n`;
    const report = await importFile("lrmi", lines);
    expect(report).toMatchObject({ created: 1, refused: [{ index: 2, error: { details: { field: "/name" } } }] });
    expect(await importFile("lrmi", lines)).toMatchObject({ created: 0, updated: 0, unchanged: 1 });
    const changed = JSON.stringify([{ ...document, keywords: ["新"] }]);
    expect(await importFile("lrmi", changed)).toMatchObject({ created: 0, updated: 1, unchanged: 0 });
    const { data } = await service.ask(
      ADMIN,
      '{ resources(filter: { text: "勾股定理微课" }) { edges { node { id kind } } } }',
    );
    const { id, kind } = data.resources.edges[0].node;
    expect(kind).toBe("VIDEO");
    const out = await send("GET", `/resources/${id}`, STUDENT);
    expect([out.status, out.body]).toEqual([200, { ...document, keywords: ["新"] }]);
    const { description: _gone, ...shorter } = { ...document, keywords: ["新"] } as Record<string, unknown>;
    await importFile("lrmi", JSON.stringify(shorter));
    expect((await send("GET", `/resources/${id}`, STUDENT)).body).toEqual(shorter);
    expect((await send("GET", "/resources/r1", STUDENT)).body).toMatchObject({
      id: "urn:zhimai:resource:r1",
      name: "微课",
    });
    expect((await send("GET", "/resources/none", STUDENT)).status).toBe(404);
  });

  it("keep a teacher who is about to tag one from seeing what another said of it", async () => {
    const [first, second] = ["t1", "t2"].map((sub): TokenClaims => ({ sub, roles: ["TEACHER"] }));
    const points = async (claims: TokenClaims) =>
      (await send("GET", "/resources/r1", claims)).body.assesses?.length ?? 0;
    const { data } = await service.ask(ADMIN, "{ knowledgePoints(first: 1) { edges { node { id } } } }");
    const knowledgePointId = data.knowledgePoints.edges[0].node.id;
    const tag = (claims: TokenClaims) =>
      service.ask(claims, "mutation($input: AnnotateResourceInput!) { annotateResource(input: $input) { id } }", {
        input: { resourceId: "r1", tags: [{ knowledgePointId, role: "ASSESSES" }] },
      });
    const before = await points(STUDENT);
    expect((await tag(first!)).errors).toEqual([]);
    await service.ask(second!, "{ annotationQueue(first: 50) { resource { id } } }");
    expect([await points(first!), await points(second!), await points(STUDENT)]).toEqual([before + 1, 0, before + 1]);
    expect((await tag(second!)).errors).toEqual([]);
    expect(await points(second!)).toBe(before + 1);
  });
});

describe("xAPI statements", () => {
  const verb = (name: string) => ({ id: `http://adlnet.gov/expapi/verbs/${name}` });
  const uuid = (n: number) => `22222222-0000-4000-8000-${String(n).padStart(12, "0")}`;
  const actor = (name: string) => ({ account: { homePage: "https://id.example", name } });
  const answered = (n: number, change: object = {}) =>
    ({
      id: uuid(n),
      actor: actor("s1"),
      verb: verb("answered"),
      object: { id: "https://app.example/points/maths:B" },
      result: { success: true },
      timestamp: `2026-09-02T08:${String(n).padStart(2, "0")}:00+08:00`,
      ...change,
    }) as Json;
  const post = (body: Json, claims = APP) => send("POST", "/xapi/statements", claims, body);
  const attempts = async () => {
    const { data } = await service.ask(
      ADMIN,
      '{ masteryProfile(studentId: "s1", subjectId: "maths") { points { knowledgePoint { id } attempts } } }',
    );
    const points: { knowledgePoint: { id: string }; attempts: number }[] = data.masteryProfile.points;
    return points.find((point) => point.knowledgePoint.id === "maths:B")?.attempts ?? 0;
  };

  it("are kept as attempts, once; what says nothing of mastery is acknowledged", async () => {
    const list = [
      answered(1),
      answered(2, { verb: verb("experienced") }),
      answered(3, { object: { id: "https://app.example/unknown" } }),
    ];
    const { status, body, headers } = await post(list);
    expect([status, body]).toEqual([200, [uuid(1), uuid(2), uuid(3)]]);
    expect(headers.get("X-Experience-API-Version")).toBe("1.0.3");
    expect((await post(list)).status).toBe(200);
    expect(await attempts()).toBe(1);
    expect((await post(answered(1, { result: { success: false } }))).status).toBe(409);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/zhimai_xapi_statements_total\{outcome="attempt"\} 2/);
    expect(metrics).toMatch(/zhimai_xapi_statements_total\{outcome="other"\} 4/);
  });

  it("are refused all together when one is malformed or of another's student", async () => {
    const before = await attempts();
    for (const bad of [answered(5, { verb: {} }), answered(5, { actor: { mbox: "mailto:a@b.c" } }), answered(4)]) {
      expect((await post([answered(4), bad])).status).toBe(400);
    }
    expect(
      (await post([answered(4), answered(5, { actor: actor("s9") })], { ...ADMIN, roles: ["TEACHER"] })).status,
    ).toBe(403);
    expect((await post(answered(4), STUDENT)).status).toBe(403);
    expect(await attempts()).toBe(before);
  });

  it("may be put, and voided", async () => {
    const put = (body: Json) => send("PUT", `/xapi/statements?statementId=${uuid(6)}`, APP, body);
    expect((await put(answered(7))).status).toBe(400);
    expect((await put(answered(6))).status).toBe(204);
    expect(await attempts()).toBe(2);
    const object = { objectType: "StatementRef", id: uuid(6) };
    expect((await post(answered(8, { verb: verb("voided"), object, result: undefined }))).status).toBe(200);
    expect(await attempts()).toBe(1);
  });

  it("go in whole or not at all, voidings too; one voids what came before it or with it", async () => {
    const voiding = (n: number, target: number) =>
      answered(n, {
        verb: verb("voided"),
        object: { objectType: "StatementRef", id: uuid(target) },
        result: undefined,
      });
    expect((await post(answered(3))).status).toBe(200);
    const before = await attempts();
    const other = { result: { success: false } };
    for (const bad of [answered(1, other), answered(4, { actor: actor("no such student") })]) {
      const refused = await post([answered(5), voiding(9, 3), bad]);
      expect([400, 409]).toContain(refused.status);
      expect(await attempts()).toBe(before);
    }
    const list = [voiding(8, 3), answered(5), voiding(9, 5), answered(4), voiding(7, 2)];
    const { status, body } = await post(list);
    expect([status, body]).toEqual([200, [uuid(8), uuid(5), uuid(9), uuid(4), uuid(7)]]);
    expect(await attempts()).toBe(before);
    expect((await post(list)).status).toBe(200);
    expect(await attempts()).toBe(before);
    const { findings } = await verifyAttempts(service.database);
    expect([findings, (await verifyMastery(service.database)).findings]).toEqual([[], []]);
  });

  it("are void too when the voiding comes first, from the same app, alone or among others", async () => {
    const voiding = (n: number, target: number) =>
      answered(n, {
        verb: verb("voided"),
        object: { objectType: "StatementRef", id: uuid(target) },
        result: undefined,
      });
    const before = await attempts();
    expect((await post(voiding(20, 21))).status).toBe(200);
    expect((await post([voiding(22, 23), voiding(24, 23), voiding(25, 26)])).status).toBe(200);
    expect((await post(answered(21))).status).toBe(200);
    expect((await post([answered(23), answered(26)])).status).toBe(200);
    expect(await attempts()).toBe(before);
    expect((await post([answered(21), answered(23)])).status).toBe(200);
    expect(await attempts()).toBe(before);
    const pairs = [30, 31, 32, 33, 34, 35].flatMap((n) => [post(voiding(n + 10, n)), post(answered(n))]);
    expect((await Promise.all(pairs)).map(({ status }) => status)).toEqual(pairs.map(() => 200));
    expect(await attempts()).toBe(before);
    // Another's voiding waits for that other's answers alone.
    expect((await post(voiding(27, 28), { ...ADMIN, sub: "stranger" })).status).toBe(200);
    expect((await post(answered(28))).status).toBe(200);
    expect(await attempts()).toBe(before + 1);
    const { findings } = await verifyAttempts(service.database);
    expect([findings, (await verifyMastery(service.database)).findings]).toEqual([[], []]);
  });

  it("are not void by the word of an app that acts for other subjects alone", async () => {
    await service.ask(ADMIN, 'mutation { createSubject(input: { id: "elsewhere", name: "E" }) { id } }');
    await service.features.people.grantApp({ appId: "narrow", schoolIds: ["north-1"], subjectIds: ["elsewhere"] });
    const before = await attempts();
    const object = { objectType: "StatementRef", id: uuid(28) };
    const voiding = answered(50, { verb: verb("voided"), object, result: undefined });
    expect((await post(voiding, { sub: "narrow", roles: ["APP"] })).status).toBe(200);
    expect(await attempts()).toBe(before);
  });

  it("of versions other than 1.0 are refused, and no name that they carry is kept", async () => {
    const named = {
      actor: { ...actor("s1"), name: "张三丰" },
      context: { instructor: { ...actor("t"), name: "李老师" } },
    };
    const token = await service.token(APP);
    const ask = (version: string) =>
      fetch(`${service.url}/xapi/statements`, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          Authorization: `Bearer ${token}`,
          "X-Experience-API-Version": version,
        },
        body: JSON.stringify({ ...(answered(0) as object), ...named }),
      });
    for (const version of ["0.95", "1.1.0", "2.0.0"]) expect((await ask(version)).status).toBe(400);
    for (const version of ["1.0", "1.0.3"]) expect((await ask(version)).status).toBe(200);
    const kept = await listAttempts(service.database, ["s1"]);
    expect(JSON.stringify([...kept])).toContain(uuid(0));
    expect(JSON.stringify([...kept])).not.toMatch(/张三丰|李老师/);
  });
});
