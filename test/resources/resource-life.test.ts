import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { verifyCoverage } from "../../src/annotations/verify-coverage.js";
import { ANONYMOUS } from "../../src/people/principal.js";
import { RequestContext } from "../../src/people/request-context.js";
import { type Answer, caller, TestService } from "../support/service.js";
import { seedPoints, tag } from "../support/tagging.js";

const REGISTER = `mutation($input: [ResourceInput!]!) { registerResources(input: $input) { resources { id status version } refused { message } } }`;
const SUBMIT = `mutation($id: ID!) { submitResource(id: $id) { status } }`;
const REVIEW = `mutation($id: ID!, $review: Review!, $reason: String, $version: Int) {
  reviewResource(id: $id, review: $review, reason: $reason, version: $version) { status } }`;
const WITHDRAW = `mutation($id: ID!, $reason: String!) { withdrawResource(id: $id, reason: $reason) { status } }`;
const SELECT = `mutation($id: ID!, $schoolId: ID!, $selected: Boolean) {
  selectResource(id: $id, schoolId: $schoolId, selected: $selected) { selectedBy } }`;
const CUT = `mutation($input: SegmentInput!) { registerSegment(input: $input) { id code from to unit qrCode } }`;
const HISTORY = `query($id: ID!) { resourceHistory(id: $id) { registeredBy events { step statusBefore statusAfter version by reason schoolId } } }`;

const teacher = caller("TEACHER", "tea");
const reviewer = caller("REVIEWER", "rev");
const app = caller("APP", "app");
const student = caller("STUDENT", "stu");

let service: TestService;
const register = async (principal: typeof teacher, row: object): Promise<Answer> => {
  const { registerResources } = await service.ask(principal, REGISTER, {
    input: [{ title: "一次函数", kind: "VIDEO", ...row }],
  });
  expect(registerResources.refused).toEqual([]);
  return registerResources.resources[0];
};

beforeAll(async () => {
  service = await TestService.start();
  await seedPoints(service);
  await service.features.people.registerClass({
    id: "c1",
    name: "七1",
    schoolId: "school1",
    teacherIds: ["tea"],
    studentIds: ["stu"],
  });
}, 120_000);
afterAll(() => service?.database.close());

describe("the life of a resource", () => {
  it("goes from draft over review, a return with its reason and a second submission to published, and every step is kept", async () => {
    expect((await register(teacher, { id: "r1" })).status).toBe("DRAFT");
    await tag(service, "tea", "r1", ["p1"]);
    await service.ask(teacher, SUBMIT, { id: "r1" });
    await service.ask(reviewer, REVIEW, { id: "r1", review: "TAKE" });
    await service.ask(reviewer, REVIEW, { id: "r1", review: "RETURN", reason: "片头太长" });
    await service.ask(teacher, SUBMIT, { id: "r1" });
    expect(await service.ask(student, `{ resource(id: "r1") { id } }`)).toEqual({ resource: null });
    const { reviewResource } = await service.ask(reviewer, REVIEW, { id: "r1", review: "PUBLISH" });
    expect(reviewResource.status).toBe("PUBLISHED");
    expect(await service.ask(student, `{ resource(id: "r1") { id } }`)).toEqual({ resource: { id: "r1" } });
    const { resourceHistory } = await service.ask(teacher, HISTORY, { id: "r1" });
    expect(resourceHistory.registeredBy).toBe("tea");
    expect(resourceHistory.events.map((e: Answer) => [e.step, e.statusBefore, e.statusAfter, e.by, e.reason])).toEqual([
      ["SUBMIT", "DRAFT", "SUBMITTED", "tea", null],
      ["TAKE", "SUBMITTED", "SUBMITTED", "rev", null],
      ["RETURN", "SUBMITTED", "DRAFT", "rev", "片头太长"],
      ["SUBMIT", "DRAFT", "SUBMITTED", "tea", null],
      ["PUBLISH", "SUBMITTED", "PUBLISHED", "rev", null],
    ]);
    expect(await verifyCoverage(service.database, service.features.knowledge.graph())).toMatchObject({ findings: [] });
  });

  it("refuses steps that its status does not allow and names those that it does", async () => {
    await register(app, { id: "r2" });
    await expect(service.ask(reviewer, REVIEW, { id: "r2", review: "PUBLISH" })).rejects.toMatchObject({
      code: "CONFLICT",
      details: { status: "PUBLISHED", allowed: ["SELECT", "WITHDRAW"] },
    });
    await expect(service.ask(app, SUBMIT, { id: "r2" })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await service.refusal(reviewer, REVIEW, { id: "nope", review: "TAKE" })).toBe("NOT_FOUND");
    expect(await service.refusal(reviewer, WITHDRAW, { id: "r2", reason: " " })).toBe("BAD_INPUT");
    expect(await service.refusal(caller("APP", "other"), WITHDRAW, { id: "r2", reason: "x" })).toBe("FORBIDDEN");
    expect(await service.refusal(teacher, REVIEW, { id: "r2", review: "PUBLISH" })).toBe("FORBIDDEN");
  });

  it("never publishes what a machine made, or changed since its review, without a review", async () => {
    const made = { id: "ai", origin: "AI_GENERATED" };
    expect((await register(app, made)).status).toBe("SUBMITTED");
    expect((await register(caller("ADMIN", "adm"), { ...made, title: "改" })).status).toBe("SUBMITTED");
    await service.ask(reviewer, REVIEW, { id: "ai", review: "PUBLISH" });
    expect((await register(app, { ...made, title: "再改" })).status).toBe("SUBMITTED");
    expect((await register(app, { ...made, title: "再改", origin: "HUMAN" })).status).toBe("SUBMITTED");
  });

  it("lets one of several reviewers at once win, and one who has taken it keep it", async () => {
    await register(app, { id: "ai2", origin: "AI_ASSISTED" });
    const outcomes = await Promise.all(
      ["v1", "v2", "v3"].map((sub) =>
        service.refusal(caller("REVIEWER", sub), REVIEW, { id: "ai2", review: "PUBLISH" }),
      ),
    );
    expect([...outcomes].sort()).toEqual(["CONFLICT", "CONFLICT", "done"]);
    await register(app, { id: "ai3", origin: "AI_ASSISTED" });
    await service.ask(reviewer, REVIEW, { id: "ai3", review: "TAKE" });
    expect(await service.refusal(caller("REVIEWER", "v1"), REVIEW, { id: "ai3", review: "RETURN", reason: "x" })).toBe(
      "CONFLICT",
    );
    await register(app, { id: "ai3", origin: "AI_ASSISTED", title: "新内容" });
    expect(await service.refusal(reviewer, REVIEW, { id: "ai3", review: "PUBLISH", version: 1 })).toBe("CONFLICT");
    expect(await service.refusal(reviewer, REVIEW, { id: "ai3", review: "PUBLISH", version: 2 })).toBe("done");
  });

  it("withdraws from all reads but those of its owner and reviewers; no tag, no segment, matched no more", async () => {
    await register(app, { id: "r3" });
    await tag(service, "tea", "r3", ["p2"]);
    const MATCH = `{ matchResources(need: {knowledgePointIds: ["p2"]}) { resource { id } } }`;
    expect((await service.ask(teacher, MATCH)).matchResources).toEqual([{ resource: { id: "r3" } }]);
    await service.ask(reviewer, WITHDRAW, { id: "r3", reason: "链接失效" });
    expect((await service.ask(teacher, MATCH)).matchResources).toEqual([]);
    await expect(tag(service, "tea", "r3", ["p1"])).rejects.toMatchObject({ code: "BAD_INPUT" });
    await register(app, { id: "r3", title: "换了新链接" });
    expect((await service.ask(app, SUBMIT, { id: "r3" })).submitResource.status).toBe("SUBMITTED");
    await service.ask(reviewer, REVIEW, { id: "r3", review: "PUBLISH" });
    expect((await service.ask(teacher, MATCH)).matchResources).toEqual([{ resource: { id: "r3" } }]);
    expect(await verifyCoverage(service.database, service.features.knowledge.graph())).toMatchObject({ findings: [] });
  });

  it("asks for tags to be confirmed again where the content changed", async () => {
    await register(app, { id: "r4" });
    await tag(service, "tea", "r4", ["p3"]);
    const OUTDATED = `{ resource(id: "r4") { version tagsOutdated annotations { resourceVersion } } }`;
    expect((await service.ask(teacher, OUTDATED)).resource.tagsOutdated).toBe(false);
    await register(app, { id: "r4", title: "新题目" });
    expect((await service.ask(teacher, OUTDATED)).resource).toMatchObject({ version: 2, tagsOutdated: true });
    await tag(service, "tea", "r4", ["p3"]);
    expect((await service.ask(teacher, OUTDATED)).resource).toEqual({
      version: 2,
      tagsOutdated: false,
      annotations: [{ resourceVersion: 2 }],
    });
    const { resourceHistory } = await service.ask(app, HISTORY, { id: "r4" });
    expect(resourceHistory.events.map((e: Answer) => [e.step, e.version])).toEqual([["UPDATE", 2]]);
  });

  it("is chosen by a school through a reviewer of that school only", async () => {
    await register(app, { id: "r5" });
    const choice = { id: "r5", schoolId: "school1" };
    expect(
      (await service.ask(caller("REVIEWER", "s1", { places: ["school1"] }), SELECT, choice)).selectResource.selectedBy,
    ).toEqual(["school1"]);
    expect(await service.refusal(caller("REVIEWER", "s2", { places: ["school2"] }), SELECT, choice)).toBe("FORBIDDEN");
    expect(await service.refusal(reviewer, SELECT, { ...choice, schoolId: "school9" })).toBe("NOT_FOUND");
    await service.ask(reviewer, SELECT, choice);
    expect((await service.ask(reviewer, SELECT, { ...choice, selected: false })).selectResource.selectedBy).toEqual([]);
    const { resourceHistory } = await service.ask(reviewer, HISTORY, { id: "r5" });
    expect(resourceHistory.events.map((e: Answer) => [e.step, e.by, e.schoolId])).toEqual([
      ["SELECT", "s1", "school1"],
      ["DESELECT", "rev", "school1"],
    ]);
  });
});

describe("registering anew", () => {
  it("takes away what is null, and leaves what is left out", async () => {
    const given = {
      description: "说明",
      url: "https://a.example",
      language: "zh",
      minutes: 5,
      publisher: "社",
      licence: "L",
    };
    const FIELDS = `{ resource(id: "n1") { description url language minutes publisher licence version } }`;
    await register(app, { id: "n1", ...given });
    await register(app, { id: "n1" });
    expect((await service.ask(app, FIELDS)).resource).toEqual({ ...given, version: 1 });
    const nothing = Object.fromEntries(Object.keys(given).map((field) => [field, null]));
    await register(app, { id: "n1", ...nothing });
    expect((await service.ask(app, FIELDS)).resource).toEqual({ ...nothing, version: 2 });
  });
});

describe("registering anew without what has a default", () => {
  const FIELDS = `{ resource(id: "own") { adminLevel ownerId supply origin } }`;
  const own = { adminLevel: "SCHOOL", ownerId: "school1", supply: "SCHOOL_BASED", origin: "AI_ASSISTED" };
  const admin = caller("ADMIN", "adm");

  it("keeps level, supply and origin where they are not named, however the call is written", async () => {
    await register(admin, { id: "own", ...own });
    await register(admin, { id: "own" });
    await service.ask(
      admin,
      `mutation($level: AdminLevel) {
        registerResources(input: {id: "own", title: "二", kind: VIDEO, adminLevel: $level}) { updated } }`,
    );
    expect((await service.ask(admin, FIELDS)).resource).toEqual(own);
  });

  it("changes them where they are named, as a default of a variable too", async () => {
    await service.ask(
      admin,
      `mutation($level: AdminLevel = CITY, $supply: Supply) {
        registerResources(input: [{id: "own", title: "二", kind: VIDEO, adminLevel: $level, supply: $supply, origin: HUMAN}]) { updated } }`,
      { supply: "BASIC" },
    );
    const named = { adminLevel: "CITY", ownerId: "school1", supply: "BASIC", origin: "HUMAN" };
    expect((await service.ask(admin, FIELDS)).resource).toEqual(named);
  });
});

describe("segments", () => {
  const cut = (input: object) => ({ input: { unit: "SECOND", from: 0, to: 60, ...input } });
  const open = (code: string, by = ANONYMOUS) =>
    service.features.resources.openSegment(code, new RequestContext(by, "zh", "test"));

  it("open by a short code that stays, also as a QR code", async () => {
    await register(app, { id: "v1", minutes: 10, url: "https://media.example/v1.mp4" });
    const { registerSegment: segment } = await service.ask(
      teacher,
      CUT,
      cut({ id: "s1", resourceId: "v1", from: 30, to: 90 }),
    );
    expect(segment.code).toMatch(/^[0-9a-z]{8}$/);
    expect(segment.qrCode).toMatch(/^<svg[^>]*>.*<\/svg>\s*$/s);
    expect(await open(segment.code)).toMatchObject({
      address: "https://media.example/v1.mp4#t=30,90",
    });
    await register(app, { id: "w1", title: "练习册", kind: "WORKSHEET" });
    const paper = await service.ask(teacher, CUT, cut({ id: "s2", resourceId: "w1", from: 3, to: 4, unit: "PAGE" }));
    expect(await open(paper.registerSegment.code)).toEqual({
      address: undefined,
      title: "练习册 · 3–4 页",
    });
    const moved = await service.ask(teacher, CUT, cut({ id: "s1", resourceId: "v1", from: 40, to: 90 }));
    expect(moved.registerSegment).toMatchObject({ code: segment.code, from: 40 });
    await tag(service, "tea", "v1", ["p4"], { segmentId: "s1" });
    const { resource } = await service.ask(
      teacher,
      `{ resource(id: "v1") { covers { segmentId knowledgePoint { id } } } }`,
    );
    expect(resource.covers).toEqual([{ segmentId: "s1", knowledgePoint: { id: "p4" } }]);
  });

  it("of a school's own open for its people; who has no token is asked to sign in, others find nothing", async () => {
    const admin = caller("ADMIN", "adm");
    await register(admin, { id: "ours", adminLevel: "SCHOOL", ownerId: "school1", kind: "WORKSHEET" });
    const { registerSegment } = await service.ask(
      admin,
      CUT,
      cut({ id: "s-ours", resourceId: "ours", from: 1, unit: "PAGE" }),
    );
    const seen = { address: undefined, title: "一次函数 · 1–60 页" };
    expect(await open(registerSegment.code)).toBe("SIGN_IN");
    expect(await open(registerSegment.code, student)).toEqual(seen);
    expect(await open(registerSegment.code, admin)).toEqual(seen);
    expect(await open(registerSegment.code, caller("STUDENT", "elsewhere"))).toBeUndefined();
  });

  it("are refused outside the resource, for what cannot be cut so, and for another's", async () => {
    const refusal = (input: object, by = teacher) => service.refusal(by, CUT, cut({ resourceId: "v1", ...input }));
    expect(await refusal({ from: 500, to: 601 })).toBe("BAD_INPUT");
    await register(app, { id: "v2", minutes: 10.33 });
    expect(await refusal({ resourceId: "v2", to: 620 })).toBe("done");
    expect(await refusal({ resourceId: "v2", to: 621 })).toBe("BAD_INPUT");
    expect(await refusal({ from: 60, to: 60 })).toBe("BAD_INPUT");
    expect(await refusal({ from: -1, to: 60 })).toBe("BAD_INPUT");
    expect(await refusal({ from: 1, to: 2, unit: "PAGE" })).toBe("BAD_INPUT");
    expect(await refusal({ id: "s1" }, caller("TEACHER", "other"))).toBe("FORBIDDEN");
    expect(await refusal({ id: "s1", resourceId: "r1" })).toBe("CONFLICT");
    expect(await refusal({ resourceId: "nope" })).toBe("NOT_FOUND");
    await register(app, { id: "d1", kind: "DOCUMENT" });
    expect(await refusal({ resourceId: "d1", from: 0, to: 3, unit: "PAGE" })).toBe("BAD_INPUT");
    expect(await refusal({ resourceId: "d1", from: 1.5, to: 3, unit: "PAGE" })).toBe("BAD_INPUT");
    expect(await refusal({ resourceId: "d1", from: 3, to: 3, unit: "PAGE" })).toBe("done");
  });
});
