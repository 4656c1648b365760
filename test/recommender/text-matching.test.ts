import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Answer, caller, TestService } from "../support/service.js";
import { seedPoints, seedResources, tag } from "../support/tagging.js";

let service: TestService;
const teacher = caller("TEACHER", "reader", { places: ["school-1"] });

beforeAll(async () => {
  service = await TestService.start();
  await seedPoints(service);
  const triangle = { text: "直角三角形的两条直角边已知，求斜边的长" };
  await seedResources(service, ["video"], { ...triangle, kind: "VIDEO", minutes: 12, language: "zh-CN" });
  await seedResources(service, ["question"], { ...triangle, kind: "QUESTION", minutes: 3 });
  await seedResources(service, ["english"], {
    text: "find the hypotenuse of a right triangle",
    language: "en",
    minutes: 8,
  });
  await seedResources(service, ["ours"], { ...triangle, adminLevel: "SCHOOL", ownerId: "school-1", kind: "SLIDES" });
  await seedResources(service, ["theirs"], { ...triangle, adminLevel: "SCHOOL", ownerId: "school-2", kind: "SLIDES" });
  await seedResources(service, ["other"], { text: "圆的半径增加一倍，面积增加多少", kind: "QUESTION", minutes: 5 });
  await tag(service, "t", "other", ["p1"]);
  await tag(service, "t", "video", ["p2"]);
});
afterAll(() => service.database.close());

const match = async (need: object, who = teacher) =>
  (
    await service.ask(
      who,
      `query($need: TeachingNeedInput!) { matchResources(need: $need, first: 50) { score resource { id } reasons { code text contribution knowledgePoint { id } } } }`,
      { need },
    )
  ).matchResources;
const ids = (matches: readonly { resource: { id: string } }[]) => matches.map(({ resource }) => resource.id);

describe("matching by text", () => {
  it("finds by words, and by the points that the text speaks of, each with its reason", async () => {
    const matches = await match({ text: "求直角三角形的斜边" });
    expect(ids(matches)).toEqual(expect.arrayContaining(["video", "question", "ours"]));
    expect(ids(matches)[0]).toBe("video");
    const reasons = matches[0].reasons.map(({ code }: { code: string }) => code);
    expect(reasons).toEqual(expect.arrayContaining(["TEXT_POINT", "TEXT"]));
    for (const { score, reasons } of matches)
      expect(reasons.reduce((sum: number, r: { contribution: number }) => sum + r.contribution, 0)).toBeCloseTo(
        score,
        12,
      );
  });

  it("gives no reason by a point of which the text hardly speaks", async () => {
    const spokenOf = async (text: string) =>
      (await match({ text })).flatMap(({ reasons }: Answer) =>
        reasons.flatMap((r: Answer) => (r.code === "TEXT_POINT" ? [r.knowledgePoint.id] : [])),
      );
    expect(await spokenOf("圆的半径")).toEqual(["p1"]);
    expect(await spokenOf("直角三角形的斜边")).toEqual(["p2"]);
  });

  it("shows nobody another school's", async () => {
    const need = { text: "直角三角形" };
    expect(ids(await match(need))).not.toContain("theirs");
    expect(ids(await match(need, caller("EDITOR", "e")))).toEqual(expect.arrayContaining(["ours", "theirs"]));
  });

  it.each([
    [{ kinds: ["QUESTION"] }, ["question"]],
    [{ language: "zh-CN" }, ["video"]],
    [{ adminLevels: ["SCHOOL"] }, ["ours"]],
    [{ kinds: ["VIDEO", "SLIDES"], minutes: 15 }, ["ours", "video"]],
  ])("filters %j", async (filter, expected) => {
    expect(
      ids(await match({ text: "直角三角形斜边", ...filter }))
        .filter((id) => id !== "other")
        .sort(),
    ).toEqual(expected);
  });

  it("gives the best that pass a filter, however many better ones do not", async () => {
    const many = Array.from({ length: 450 }, (_, i) => `sheet-${i}`);
    await seedResources(service, many, { text: "勾股定理的证明与应用", kind: "WORKSHEET" });
    await seedResources(service, ["only"], {
      text: "勾股定理，以及许许多多别的与此毫不相干的内容",
      kind: "LESSON_PLAN",
    });
    expect(ids(await match({ text: "勾股定理", kinds: ["LESSON_PLAN"] }))).toEqual(["only"]);
    const listed = await service.ask(
      teacher,
      `{ resources(filter: { text: "勾股定理", kinds: [LESSON_PLAN] }) { totalCount } }`,
    );
    expect(listed.resources.totalCount).toBe(1);
  });

  it("takes operators and punctuation of a query language for what they are", async () => {
    for (const text of ["AND OR NOT 三角形", 'a" OR status:DRAFT', "+-&&||!(){}[]^~*?:\\/ 三角形", "TO the"])
      expect(
        await service.refusal(teacher, `query($n: TeachingNeedInput!) { matchResources(need: $n) { score } }`, {
          n: { text },
        }),
      ).toBe("done");
    expect(await service.refusal(teacher, `{ matchResources(need: { text: "？！" }) { score } }`)).toBe("BAD_INPUT");
  });
});

describe("a bundle", () => {
  const bundle = (need: object) =>
    service.ask(
      teacher,
      `query($need: TeachingNeedInput!) { resourceBundle(need: $need) { minutes covered matches { resource { id } } } }`,
      { need },
    );

  it("covers the named points within the minutes", async () => {
    const { resourceBundle } = await bundle({ knowledgePointIds: ["p1", "p2"], minutes: 20 });
    expect(ids(resourceBundle.matches).sort()).toEqual(["other", "video"]);
    expect(resourceBundle).toMatchObject({ minutes: 17, covered: 1 });
    const short = (await bundle({ knowledgePointIds: ["p1", "p2"], minutes: 6 })).resourceBundle;
    expect(ids(short.matches)).toEqual(["other"]);
    expect(short.covered).toBe(0.5);
  });

  it("asks for the minutes", async () => {
    const query = `{ resourceBundle(need: { knowledgePointIds: ["p1"] }) { covered } }`;
    expect(await service.refusal(teacher, query)).toBe("BAD_INPUT");
  });
});
