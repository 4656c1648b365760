import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type CellQuestion, countStudents } from "../../src/coverage/coverage.store.js";
import { createPoint } from "../../src/knowledge/edit-point.js";
import { createSubject, saveFramework, saveItem } from "../../src/knowledge/save-framework.js";
import type { QueryRunner } from "../../src/neo4j/database.js";
import { operatorPrincipal } from "../../src/people/principal.js";
import { seededRandom } from "../../src/seeded-random.js";
import { type Answer, caller, TestService } from "../support/service.js";

const ADMIN = caller("ADMIN", "admin");
const EDITOR = caller("EDITOR", "editor");
/** Of one school: what the others keep to themselves is not seen. */
const RESEARCHER = caller("RESEARCHER", "researcher", { places: ["k1"] });
/** Two sections of a chapter, each aligned to a point with parts, and one leaf aligned to the chapter itself. */
const LEAVES_OF: Record<string, readonly string[]> = { s1: ["a0", "a1", "a2"], s2: ["b0", "b1"], ch: ["c0"] };
const LEAVES = Object.values(LEAVES_OF).flat();
const ROLES = ["TEACHES", "PRACTISES", "ASSESSES", "ASSUMES"] as const;
const COVERING: readonly string[] = ROLES.slice(0, 3);
const KINDS = ["VIDEO", "QUESTION", "WORKSHEET"] as const;
const OWNERS: readonly (readonly [adminLevel: string, ownerId: string | undefined])[] = [
  ["CITY", undefined],
  ["DISTRICT", "d1"],
  ["SCHOOL", "k1"],
  ["SCHOOL", "k2"],
];

interface Made {
  readonly id: string;
  readonly kind: string;
  readonly adminLevel: string;
  readonly ownerId: string | undefined;
  readonly tags: readonly {
    readonly point: string;
    readonly role: (typeof ROLES)[number];
    readonly segment: boolean;
  }[];
}

let service: TestService;
const random = seededRandom(11);
const resources: Made[] = Array.from({ length: 40 }, (_, i) => {
  const [adminLevel, ownerId] = random.pick(OWNERS);
  const points = [...LEAVES, "a"].filter(() => random.chance(0.25));
  const tags = points.map((point) => ({ point, role: random.pick(ROLES), segment: random.chance(0.3) }));
  return { id: `r${i}`, kind: random.pick(KINDS), adminLevel, ownerId, tags };
});

beforeAll(async () => {
  service = await TestService.start();
  const { knowledge, people } = service.features;
  await knowledge.edit({ by: "test", reason: "test" }, (graph) => {
    createSubject(graph, { id: "m", name: "数学", stage: "JUNIOR_HIGH" });
    for (const id of ["a", "b"]) createPoint(graph, { id, code: id, name: `整体${id}`, subjectId: "m" });
    for (const id of LEAVES) {
      const parentIds = id.startsWith("c") ? [] : [id[0]!];
      createPoint(graph, { id, code: id, name: `知识点${id}`, subjectId: "m", parentIds, gradeFrom: 7 });
    }
    saveFramework(graph, { id: "book", title: "教材", kind: "TEXTBOOK", subjectId: "m" });
    saveItem(graph, { id: "ch", frameworkId: "book", statement: "第一章", knowledgePointIds: ["c0"] });
    saveItem(graph, { id: "s1", frameworkId: "book", parentId: "ch", statement: "1.1", knowledgePointIds: ["a"] });
    saveItem(graph, { id: "s2", frameworkId: "book", parentId: "ch", statement: "1.2", knowledgePointIds: ["b"] });
  });
  for (const schoolId of ["k1", "k2"])
    await people.registerClass({
      id: `c-${schoolId}`,
      name: "七1",
      schoolId,
      districtId: "d1",
      teacherIds: [],
      studentIds: [],
    });
  await service.ask(EDITOR, `mutation($input: [ResourceInput!]!) { registerResources(input: $input) { created } }`, {
    input: resources.map(({ tags, ...rest }) => ({ ...rest, title: `资源 ${rest.id}`, minutes: 10 })),
  });
  const viewer = { sub: "tea", scopes: null, everyStatus: true };
  const say = (resourceId: string, tags: Made["tags"], segmentId?: string) =>
    service.features.annotations.annotateAs([
      {
        viewer,
        input: {
          resourceId,
          ...(segmentId && { segmentId }),
          tags: tags.map(({ point, role }) => ({ knowledgePointId: point, role })),
        },
      },
    ]);
  for (const { id, tags } of resources) {
    await say(
      id,
      tags.filter(({ segment }) => !segment),
    );
    const cut = tags.filter(({ segment }) => segment);
    if (cut.length === 0) continue;
    const { registerSegment } = await service.ask(
      EDITOR,
      `mutation($input: SegmentInput!) { registerSegment(input: $input) { id } }`,
      { input: { resourceId: id, title: "前半", from: 0, to: 300, unit: "SECOND" } },
    );
    await say(id, cut, registerSegment.id);
  }
}, 120_000);
afterAll(() => service?.database.close());

/** What each dimension says of a resource that covers a leaf in a role; several for items. */
const KEYS: Record<string, (made: Made, leaf: string, role: string) => readonly string[]> = {
  KNOWLEDGE_POINT: (_, leaf) => [leaf],
  SUBJECT: () => ["m"],
  GRADE: () => ["7"],
  RESOURCE_KIND: ({ kind }) => [kind],
  ROLE: (_, __, role) => [role],
  ADMIN_LEVEL: ({ adminLevel }) => [adminLevel],
  FRAMEWORK_ITEM: (_, leaf) =>
    Object.keys(LEAVES_OF).filter((item) => item === "ch" || LEAVES_OF[item]!.includes(leaf)),
};

/** Distinct resources by cell, counted one by one. */
function naive(dimensions: readonly string[], seen: (made: Made) => boolean, roles = COVERING): Record<string, number> {
  const cells = new Map<string, Set<string>>();
  for (const made of resources.filter(seen)) {
    for (const { point, role } of made.tags.filter((t) => LEAVES.includes(t.point) && roles.includes(t.role))) {
      const keys = dimensions
        .map((dimension) => KEYS[dimension]!(made, point, role))
        .reduce<string[][]>((rows, some) => rows.flatMap((row) => some.map((key) => [...row, key])), [[]]);
      for (const key of keys) {
        const cell = cells.get(key.join("/")) ?? new Set();
        cells.set(key.join("/"), cell.add(made.id));
      }
    }
  }
  return Object.fromEntries([...cells].map(([key, found]) => [key, found.size]));
}

async function counted(principal: typeof ADMIN, groupBy: readonly string[], filter: object = {}) {
  const { coverageMatrix } = await service.ask(
    principal,
    `query($filter: CoverageFilter!, $groupBy: [CoverageDimension!]!) {
      coverageMatrix(filter: $filter, groupBy: $groupBy) { cells { keys resources } } }`,
    { filter: { subjectId: "m", ...filter }, groupBy },
  );
  const cells: readonly Answer[] = coverageMatrix.cells;
  return Object.fromEntries(cells.filter((c) => c.resources > 0).map((c) => [c.keys.join("/"), c.resources]));
}

const everything = () => true;
const ofOneSchool = ({ ownerId }: Made) => ownerId === undefined || ownerId === "d1" || ownerId === "k1";

async function studentsOf(filter: object, dimension: string): Promise<Record<string, number | null>> {
  const { coverageMatrix } = await service.ask(
    ADMIN,
    `query($filter: CoverageFilter!, $by: [CoverageDimension!]!) {
      coverageMatrix(filter: $filter, groupBy: $by) { cells { keys students } }
    }`,
    { filter, by: [dimension] },
  );
  return Object.fromEntries(coverageMatrix.cells.map(({ keys, students }: Answer) => [keys[0], students]));
}

describe("a coverage cell", () => {
  const groupings = [
    ...Object.keys(KEYS).map((dimension) => [dimension]),
    ["KNOWLEDGE_POINT", "ROLE"],
    ["FRAMEWORK_ITEM", "RESOURCE_KIND", "ROLE"],
  ];
  it.each(groupings.map((groupBy) => [groupBy]))("counts each resource once: %j", async (groupBy) => {
    expect(await counted(ADMIN, groupBy)).toEqual(naive(groupBy, everything));
    expect(await counted(RESEARCHER, groupBy)).toEqual(naive(groupBy, ofOneSchool));
  });

  it("says that what has no owner is of no school and no district", async () => {
    const { coverageMatrix } = await service.ask(
      ADMIN,
      `{ coverageMatrix(filter: {subjectId: "m"}, groupBy: [SCHOOL, DISTRICT]) { cells { keys labels resources } } }`,
    );
    const cells = Object.fromEntries(coverageMatrix.cells.map((cell: Answer) => [cell.keys.join("/"), cell.labels]));
    expect(cells).toEqual({
      "/": ["of no school", "of no district"],
      "/d1": ["of no school", "d1"],
      "k1/d1": ["k1", "d1"],
      "k2/d1": ["k2", "d1"],
    });
  });

  it("counts the students of each cell once, of a school from its own students", async () => {
    const { people, mastery } = service.features;
    const students = Array.from({ length: 24 }, (_, i) => ({ id: `s${i}`, schoolId: i < 10 ? "k1" : "k2" }));
    for (const schoolId of ["k1", "k2"])
      await people.registerClass({
        id: `c-${schoolId}`,
        name: "七1",
        schoolId,
        teacherIds: [],
        studentIds: students.filter((student) => student.schoolId === schoolId).map(({ id }) => id),
      });
    const answers = students.flatMap(({ id }, i) =>
      [...LEAVES.slice(0, 1 + (i % 6)), ...(i % 3 === 0 ? ["b"] : [])].map((point) => ({ student: id, point })),
    );
    await mastery.record({
      principal: operatorPrincipal("test"),
      now: Date.now(),
      rows: answers.map(({ student, point }, i) => ({
        id: `answer-${i}`,
        studentId: student,
        knowledgePointIds: [point],
        correct: true,
        at: new Date(1e12),
      })),
    });
    const expected = (schoolId: string | undefined, leaves: readonly string[]) => {
      const named = new Set(leaves.flatMap((leaf) => [leaf, leaf[0]!]));
      const ids = answers
        .filter(({ point, student }) => named.has(point) && (!schoolId || isOf(student, schoolId)))
        .map(({ student }) => student);
      const count = new Set(ids).size;
      return count > 0 && count < 5 ? null : count;
    };
    const isOf = (student: string, schoolId: string) =>
      students.some((s) => s.id === student && s.schoolId === schoolId);
    for (const schoolId of [undefined, "k1", "k2"]) {
      const filter = { subjectId: "m", ...(schoolId && { schoolId }) };
      expect(await studentsOf(filter, "KNOWLEDGE_POINT")).toEqual(
        Object.fromEntries(LEAVES.map((leaf) => [leaf, expected(schoolId, [leaf])])),
      );
      const items = await studentsOf({ ...filter, frameworkId: "book" }, "FRAMEWORK_ITEM");
      for (const [item, count] of Object.entries(items))
        expect(count).toBe(expected(schoolId, item === "ch" ? LEAVES : LEAVES_OF[item]!));
    }
  });

  it("reads no student of other schools, nor one by one where the store knows how many there are", async () => {
    const { knowledge } = service.features;
    const names: string[] = [];
    const runner: QueryRunner = {
      run(name, parameters) {
        names.push(name);
        return service.database.run(name, parameters);
      },
    };
    const leaves = LEAVES.filter((id) => id !== "b0" && id !== "b1").map((id) => ({
      id,
      subjectId: "m",
      grade: 7,
      items: [null],
      namedBy: [id, ...knowledge.graph().ancestorsOf(id)],
    }));
    const question = (owners: readonly string[] | null): CellQuestion => ({
      leaves,
      dimensions: ["KNOWLEDGE_POINT"],
      filter: { roles: ["TEACHES"], kinds: null, minimumConfidence: 0, owners },
      viewer: { sub: "t", scopes: null, everyStatus: true },
    });
    await countStudents(runner, question(null));
    await countStudents(runner, question(["k1"]));
    expect(names).toEqual(["coverage/count-students-of-points", "coverage/count-students-of-schools"]);
  });

  it("counts by the roles and kinds asked for, and of the leaves named", async () => {
    const roles = ["ASSUMES"];
    expect(await counted(ADMIN, ["ROLE"], { roles })).toEqual(naive(["ROLE"], everything, roles));
    expect(await counted(ADMIN, ["KNOWLEDGE_POINT"], { kinds: ["VIDEO"] })).toEqual(
      naive(["KNOWLEDGE_POINT"], ({ kind }) => kind === "VIDEO"),
    );
    const all = naive(["KNOWLEDGE_POINT"], everything);
    expect(await counted(ADMIN, ["KNOWLEDGE_POINT"], { knowledgePointIds: ["b"] })).toEqual({ b0: all.b0, b1: all.b1 });
  });
});
