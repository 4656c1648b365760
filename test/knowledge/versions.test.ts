import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { caller, TestService } from "../support/service.js";
import { editor, seedPoints } from "../support/tagging.js";

let service: TestService;
const admin = caller("ADMIN", "admin");
const teacher = caller("TEACHER", "t1");
const student = caller("STUDENT", "s1");

beforeAll(async () => {
  service = await TestService.start();
  await seedPoints(service);
}, 120_000);
afterAll(() => service.database.close());

const define = (prerequisiteId: string, dependentId: string, rest = "") =>
  service.ask(
    editor,
    `mutation { definePrerequisite(input: {prerequisiteId: "${prerequisiteId}", dependentId: "${dependentId}"} ${rest}) {
       __typename ... on PrerequisiteRefused { cycle { id } } } }`,
  );
const publish = async (note: string): Promise<number> =>
  (await service.ask(editor, `mutation($note: String!) { publishGraph(note: $note) { number } }`, { note }))
    .publishGraph.number;

describe("a published version", () => {
  it("stays as it was, wholly: names, edges, layers, neighbours, items", async () => {
    await define("p1", "p2");
    await define("p2", "p3");
    const number = await publish("第一版");
    await service.ask(
      editor,
      `mutation { updateKnowledgePoint(id: "p2", input: {name: "新名"}, reason: "改名") { id } }`,
    );
    await service.ask(editor, `mutation { removePrerequisite(prerequisiteId: "p1", dependentId: "p2") }`);
    await service.ask(editor, `mutation { retireKnowledgePoint(id: "p3") { id } }`);
    const read = `query($version: Int) {
      knowledgeGraph(subjectId: "m", version: $version) {
        version nodes { layer knowledgePoint { id name prerequisites { prerequisite { name } } dependents { dependent { id } } subject { id } } }
        edges { prerequisiteId dependentId } }
      knowledgePoint(id: "p2", version: $version) { name prerequisites { prerequisite { id } } }
      knowledgePoints(filter: {subjectId: "m"}, version: $version) { totalCount }
      searchKnowledgePoints(text: "知识点2", version: $version) { knowledgePoint { id } }
    }`;
    const frozen = await service.ask(student, read, { version: number });
    const live = await service.ask(student, read);
    expect(frozen.knowledgePoint).toEqual({ name: "知识点2", prerequisites: [{ prerequisite: { id: "p1" } }] });
    expect(live.knowledgePoint).toEqual({ name: "新名", prerequisites: [] });
    expect(frozen.knowledgeGraph.edges).toEqual([
      { prerequisiteId: "p1", dependentId: "p2" },
      { prerequisiteId: "p2", dependentId: "p3" },
    ]);
    expect(live.knowledgeGraph.edges).toEqual([]);
    const p3 = frozen.knowledgeGraph.nodes.find(
      (node: { knowledgePoint: { id: string } }) => node.knowledgePoint.id === "p3",
    );
    expect(p3).toMatchObject({ layer: 2, knowledgePoint: { prerequisites: [{ prerequisite: { name: "知识点2" } }] } });
    expect(frozen.knowledgePoints.totalCount).toBe(5);
    expect(live.knowledgePoints.totalCount).toBe(4);
    expect(frozen.searchKnowledgePoints[0].knowledgePoint.id).toBe("p2");
    expect(frozen.knowledgeGraph.version).toBeLessThan(live.knowledgeGraph.version);
  });

  it("is compared field by field with another and with the live graph", async () => {
    const from = await publish("a");
    await service.ask(
      editor,
      `mutation { createKnowledgePoint(input: {id: "d1", code: "D1", name: "新点", subjectId: "m"}) { id } }`,
    );
    await service.ask(
      editor,
      `mutation { updateKnowledgePoint(id: "p5", input: {difficulty: 0.7, aliases: ["五"]}) { id } }`,
    );
    await service.ask(editor, `mutation { retireKnowledgePoint(id: "p4", replacedBy: "d1") { id } }`);
    await define("p5", "d1");
    const to = await publish("b");
    const diff = `query($from: Int!, $to: Int) { graphDiff(from: $from, to: $to) {
      points { key kind fields { field before after } } prerequisites { key kind } others { key } } }`;
    const { graphDiff } = await service.ask(student, diff, { from, to });
    const byKey = new Map(graphDiff.points.map((change: { key: string }) => [change.key, change]));
    expect([...byKey.keys()]).toEqual(["d1", "p4", "p5"]);
    expect(byKey.get("d1")).toMatchObject({ kind: "CREATED" });
    expect(byKey.get("p4")).toMatchObject({
      kind: "RETIRED",
      fields: [
        { field: "replacedBy", before: "[]", after: '["d1"]' },
        { field: "status", before: "ACTIVE", after: "RETIRED" },
      ],
    });
    expect(byKey.get("p5")).toMatchObject({
      kind: "UPDATED",
      fields: [
        { field: "aliases", before: "[]", after: '["五"]' },
        { field: "difficulty", before: null, after: "0.7" },
      ],
    });
    expect(graphDiff.prerequisites).toEqual([{ key: "p5 d1", kind: "CREATED" }]);
    expect((await service.ask(student, diff, { from: to })).graphDiff).toEqual({
      points: [],
      prerequisites: [],
      others: [],
    });
    const { graphDiff: back } = await service.ask(student, diff, { from: to, to: from });
    expect(back.prerequisites).toEqual([{ key: "p5 d1", kind: "REMOVED" }]);
    const { publishedVersions } = await service.ask(student, `{ publishedVersions { number note by } }`);
    expect(publishedVersions.slice(0, 2)).toEqual([
      { number: to, note: "b", by: "editor" },
      { number: from, note: "a", by: "editor" },
    ]);
  });

  it("that does not exist is NOT_FOUND, and only editors publish", async () => {
    expect(await service.refusal(student, `{ knowledgeGraph(version: 999) { version } }`)).toBe("NOT_FOUND");
    expect(await service.refusal(teacher, `mutation { publishGraph(note: "x") { number } }`)).toBe("FORBIDDEN");
  });
});

describe("history", () => {
  const history = async (id: string, rest = "") =>
    (
      await service.ask(
        teacher,
        `query($id: ID!) { history(id: $id ${rest}) { totalCount pageInfo { hasNextPage endCursor }
          edges { node { version by reason changes { entity key kind fields { field before after } } } } } }`,
        { id },
      )
    ).history;

  it("tells who changed a point and its edges, why, and what it was before, newest first, and reads no other edit", async () => {
    await service.ask(
      editor,
      `mutation { createKnowledgePoint(input: {id: "h1", code: "H1", name: "甲", subjectId: "m"}) { id } }`,
    );
    await service.ask(
      admin,
      `mutation { updateKnowledgePoint(id: "h1", input: {name: "乙"}, reason: "统一术语") { id } }`,
    );
    await service.ask(editor, `mutation { updateKnowledgePoint(id: "p5", input: {name: "别的"}) { id } }`);
    await define("p5", "h1", ', reason: "例题需要"');
    const { edges, totalCount } = await history("h1");
    expect(totalCount).toBe(3);
    expect(edges.map(({ node }: { node: { by: string; reason: string } }) => [node.by, node.reason])).toEqual([
      ["editor", "define prerequisite: 例题需要"],
      ["admin", "update point: 统一术语"],
      ["editor", "create point"],
    ]);
    expect(edges[1].node.changes).toEqual([
      { entity: "KNOWLEDGE_POINT", key: "h1", kind: "UPDATED", fields: [{ field: "name", before: "甲", after: "乙" }] },
    ]);
    expect(edges[0].node.changes[0]).toMatchObject({ entity: "PREREQUISITE", key: "p5 h1", kind: "CREATED" });
    const first = await history("h1", ", first: 2");
    expect(first.pageInfo.hasNextPage).toBe(true);
    const second = await history("h1", `, first: 2, after: "${first.pageInfo.endCursor}"`);
    expect(second.edges.map(({ node }: { node: { reason: string } }) => node.reason)).toEqual(["create point"]);
    expect((await history("nobody")).totalCount).toBe(0);
  });
});

describe("a draft", () => {
  const draftOf = async (title: string): Promise<string> =>
    (
      await service.ask(editor, `mutation($title: String!) { createGraphDraft(input: {title: $title}) { id } }`, {
        title,
      })
    ).createGraphDraft.id;
  const read = `query($id: ID!) { graphDraft(id: $id) { status appliedAs problem changes { key kind }
    operations { kind by reason } comments { by text } } }`;

  it("holds changes back, is discussed, and goes in as one edit", async () => {
    const id = await draftOf("调整");
    const how = `draftId: "${id}", reason: "教研"`;
    const made = await service.ask(
      editor,
      `mutation { createKnowledgePoint(input: {code: "W1", name: "草案点", subjectId: "m", parentIds: ["p1"]}, ${how}) {
         id name parents { id } subject { id } } }`,
    );
    const newId = made.createKnowledgePoint.id;
    expect(made.createKnowledgePoint).toMatchObject({ parents: [{ id: "p1" }], subject: { id: "m" } });
    expect(
      await service.ask(
        editor,
        `mutation { updateKnowledgePoint(id: "${newId}", input: {nameEn: "draft"}, ${how}) { nameEn parents { name } } }`,
      ),
    ).toMatchObject({
      updateKnowledgePoint: { nameEn: "draft" },
    });
    await define(newId, "p5", `, ${how}`);
    // What would close a cycle with the draft's own edges is refused and not kept.
    const refused = await define("p5", newId, `, ${how}`);
    expect(refused.definePrerequisite.__typename).toBe("PrerequisiteRefused");
    await service.ask(teacher, `mutation { commentOnDraft(draftId: "${id}", text: "先讲面积更好") { id } }`);
    expect((await service.ask(student, `{ knowledgePoint(id: "${newId}") { id } }`)).knowledgePoint).toBeNull();
    const { graphDraft } = await service.ask(teacher, read, { id });
    expect(graphDraft).toMatchObject({ status: "OPEN", problem: null, comments: [{ by: "t1", text: "先讲面积更好" }] });
    expect(graphDraft.changes.map((c: { key: string }) => c.key)).toEqual([newId, `${newId} p5`]);
    expect(graphDraft.operations.map((o: { kind: string }) => o.kind)).toEqual([
      "CREATE_POINT",
      "UPDATE_POINT",
      "DEFINE_PREREQUISITE",
    ]);
    const before = service.features.knowledge.graph().version;
    const { applyGraphDraft } = await service.ask(
      editor,
      `mutation { applyGraphDraft(id: "${id}") { status appliedAs } }`,
    );
    expect(applyGraphDraft).toEqual({ status: "APPLIED", appliedAs: before + 1 });
    expect(
      (await service.ask(student, `{ knowledgePoint(id: "${newId}") { nameEn dependents { dependent { id } } } }`))
        .knowledgePoint,
    ).toEqual({
      nameEn: "draft",
      dependents: [{ dependent: { id: "p5" } }],
    });
    expect(await service.refusal(editor, `mutation { applyGraphDraft(id: "${id}") { id } }`)).toBe("CONFLICT");
    expect(
      await service.refusal(
        editor,
        `mutation { updateKnowledgePoint(id: "p1", input: {name: "x"}, draftId: "${id}") { id } }`,
      ),
    ).toBe("CONFLICT");
  });

  it("goes in not at all when the live graph has moved against it", async () => {
    const id = await draftOf("冲突");
    await service.ask(
      editor,
      `mutation { updateKnowledgePoint(id: "p5", input: {name: "五"}, draftId: "${id}") { id } }`,
    );
    await define("p2", "p5", `, draftId: "${id}"`);
    await define("p5", "p2");
    const { graphDraft } = await service.ask(teacher, read, { id });
    expect(graphDraft.problem).toContain("Change 2");
    expect(await service.refusal(editor, `mutation { applyGraphDraft(id: "${id}") { id } }`)).toBe("CONFLICT");
    expect((await service.ask(student, `{ knowledgePoint(id: "p5") { name } }`)).knowledgePoint.name).not.toBe("五");
    await service.ask(editor, `mutation { withdrawGraphDraft(id: "${id}") { status } }`);
    expect((await service.ask(teacher, read, { id })).graphDraft.status).toBe("WITHDRAWN");
  });

  it("binds an editor to own subjects, when it is written and when it is applied", async () => {
    const physicist = caller("EDITOR", "phys", { subjects: ["x"] });
    const id = await draftOf("权限");
    const update = `mutation { updateKnowledgePoint(id: "p1", input: {name: "动"}, draftId: "${id}") { id } }`;
    expect(await service.refusal(physicist, update)).toBe("FORBIDDEN");
    await service.ask(editor, update);
    expect(await service.refusal(physicist, `mutation { applyGraphDraft(id: "${id}") { id } }`)).toBe("FORBIDDEN");
    expect(await service.refusal(physicist, `mutation { withdrawGraphDraft(id: "${id}") { id } }`)).toBe("FORBIDDEN");
    expect(await service.refusal(teacher, `mutation { applyGraphDraft(id: "${id}") { id } }`)).toBe("FORBIDDEN");
    expect(await service.refusal(student, `{ graphDrafts { id } }`)).toBe("FORBIDDEN");
    expect(
      await service.refusal(
        editor,
        `mutation { updateKnowledgePoint(id: "p1", input: {name: "x"}, draftId: "none") { id } }`,
      ),
    ).toBe("NOT_FOUND");
  });
});

describe("a proposed point", () => {
  const propose = async (name: string): Promise<string> =>
    (
      await service.ask(
        teacher,
        `mutation($name: String!) { proposeKnowledgePoint(input: {subjectId: "m", name: $name, parentIds: ["p2"], comment: "没有合适的"}) { id } }`,
        { name },
      )
    ).proposeKnowledgePoint.id;

  it("is accepted, merged or declined with a reason, by an editor of the subject, once", async () => {
    const [a, b, c] = [await propose("配方法"), await propose("十字相乘"), await propose("不知所云")];
    const physicist = caller("EDITOR", "phys", { subjects: ["x"] });
    const accept = `mutation { acceptProposal(id: "${a}", input: {code: "PF", difficulty: 0.6}) { status knowledgePoint { id name code difficulty parents { id } } } }`;
    expect(await service.refusal(physicist, accept)).toBe("FORBIDDEN");
    expect(await service.refusal(teacher, accept)).toBe("FORBIDDEN");
    const { acceptProposal } = await service.ask(editor, accept);
    expect(acceptProposal).toMatchObject({
      status: "ACCEPTED",
      knowledgePoint: { name: "配方法", code: "PF", difficulty: 0.6, parents: [{ id: "p2" }] },
    });
    expect(await service.refusal(editor, accept.replace('"PF"', '"PF2"'))).toBe("CONFLICT");
    expect(
      (await service.ask(student, `{ searchKnowledgePoints(text: "PF2") { score } }`)).searchKnowledgePoints,
    ).toEqual([]);
    await service.ask(editor, `mutation { mergeProposal(id: "${b}", into: "p1") { status } }`);
    expect(
      (await service.ask(student, `{ searchKnowledgePoints(text: "十字相乘") { knowledgePoint { id } } }`))
        .searchKnowledgePoints[0].knowledgePoint.id,
    ).toBe("p1");
    await service.ask(editor, `mutation { declineProposal(id: "${c}", reason: "已有类似") { status } }`);
    const own = await service.ask(teacher, `{ pointProposals { id status reason decidedBy } }`);
    expect(own.pointProposals.map((p: { status: string }) => p.status)).toEqual(["ACCEPTED", "MERGED", "DECLINED"]);
    expect(own.pointProposals[2]).toMatchObject({ reason: "已有类似", decidedBy: "editor" });
    expect((await service.ask(caller("TEACHER", "t2"), `{ pointProposals { id } }`)).pointProposals).toEqual([]);
    expect(
      await service.refusal(student, `mutation { proposeKnowledgePoint(input: {subjectId: "m", name: "x"}) { id } }`),
    ).toBe("FORBIDDEN");
  });
});
