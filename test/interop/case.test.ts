import "reflect-metadata";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { CaseMode } from "../../src/interop/case-items.js";
import type { CasePackage } from "../../src/interop/case-package.js";
import { writeCase } from "../../src/interop/case-writer.js";
import { importCase } from "../../src/interop/import-case.js";
import type { ImportReport } from "../../src/interop/import-table.js";
import { canonicalJson, type Json, type JsonObject } from "../../src/interop/json-text.js";
import { textSource } from "../../src/interop/table-source.js";
import { definePrerequisite, removePrerequisite } from "../../src/knowledge/define-prerequisite.js";
import { saveItem } from "../../src/knowledge/save-framework.js";
import { GraphInMemory, SourcesInMemory } from "./graph-in-memory.js";

const DATE = "2026-09-01T00:00:00+00:00";
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const DOCUMENT = uuid(0);
const link = (identifier: string) => ({ title: identifier, identifier, uri: `https://x.example/${identifier}` });

function item(n: number, members: object = {}): JsonObject {
  return {
    identifier: uuid(n),
    uri: `https://x.example/${uuid(n)}`,
    fullStatement: `Statement ${n}`,
    humanCodingScheme: `S.${n}`,
    lastChangeDateTime: DATE,
    ...members,
  } as JsonObject;
}

let associations = 0;
function association(type: string, origin: string, destination: string, members: object = {}): JsonObject {
  associations += 1;
  return {
    identifier: uuid(100_000 + associations),
    uri: "https://x.example/a",
    associationType: type,
    originNodeURI: link(origin),
    destinationNodeURI: link(destination),
    lastChangeDateTime: DATE,
    ...members,
  } as JsonObject;
}

const part = (n: number, of: number, members: object = {}) => association("isChildOf", uuid(n), uuid(of), members);

function casePackage(items: readonly JsonObject[], edges: readonly JsonObject[], members: object = {}): JsonObject {
  return {
    CFDocument: {
      identifier: DOCUMENT,
      uri: "https://x.example/d",
      creator: "Bureau",
      title: "Standard",
      lastChangeDateTime: DATE,
      subject: ["Maths"],
    },
    CFItems: items,
    CFAssociations: edges,
    ...members,
  } as unknown as JsonObject;
}

class Desk {
  readonly graph = new GraphInMemory();
  readonly sources = new SourcesInMemory();

  take(json: Json, options: { as?: CaseMode; dryRun?: boolean; allOrNothing?: boolean } = {}): Promise<ImportReport> {
    const into = { knowledge: this.graph, by: "editor", reason: "test" };
    const defaults = { as: "points", dryRun: false, allOrNothing: false } as const;
    const source = textSource("package", JSON.stringify(json));
    return importCase(source, { into, sources: this.sources, ...defaults, ...options });
  }

  async give(): Promise<CasePackage> {
    const source = await this.sources.find(DOCUMENT);
    return writeCase({ graph: this.graph.graph, frameworkId: DOCUMENT, source, modifiedAt: Date.UTC(2027, 0, 1) });
  }

  edit(plan: Parameters<GraphInMemory["edit"]>[1]) {
    return this.graph.edit({ by: "editor", reason: "test" }, plan);
  }
}

const refusals = ({ refused }: ImportReport) => refused.map(({ error }) => error.details.field);

describe("a CASE package in and out", () => {
  it("keeps hierarchy, prerequisite, relation, alignment and replacement apart", async () => {
    const desk = new Desk();
    await desk.take(
      casePackage(
        [
          item(1, { abbreviatedStatement: "Ratio", educationLevel: ["06", "07"] }),
          item(2),
          item(3),
          item(4, { humanCodingScheme: null }),
        ],
        [
          part(1, 0),
          part(2, 1, { sequenceNumber: 2 }),
          part(3, 1, { sequenceNumber: 1 }),
          association("precedes", uuid(3), uuid(2)),
          association("isRelatedTo", uuid(2), uuid(4)),
          association("replacedBy", uuid(4), uuid(2)),
        ],
      ),
    );
    const { graph } = desk.graph;
    expect(graph.points.get(uuid(1))).toMatchObject({
      code: "S.1",
      name: "Ratio",
      description: "Statement 1",
      subjectId: "maths",
      gradeFrom: 6,
      gradeTo: 7,
      parentIds: [],
    });
    expect(graph.partsOf(uuid(1))).toEqual([uuid(3), uuid(2)]);
    expect(graph.points.get(uuid(4))).toMatchObject({ code: uuid(4), status: "RETIRED", replacedBy: [uuid(2)] });
    expect([...graph.prerequisites.values()]).toMatchObject([{ prerequisiteId: uuid(3), dependentId: uuid(2) }]);
    expect([...graph.relations.values()]).toEqual([{ fromId: uuid(2), toId: uuid(4), kind: "isRelatedTo" }]);
    expect(graph.itemsOf(DOCUMENT).map((it) => [it.id, it.parentId, it.alignments[0]?.knowledgePointId])).toEqual([
      [uuid(1), undefined, uuid(1)],
      [uuid(3), uuid(1), uuid(3)],
      [uuid(2), uuid(1), uuid(2)],
      [uuid(4), undefined, uuid(4)],
    ]);
  });

  it("as items makes a framework and no points, and gives everything back", async () => {
    const desk = new Desk();
    const json = casePackage([item(1), item(2)], [part(2, 1), association("precedes", uuid(1), uuid(2))]);
    const report = await desk.take(json, { as: "items" });
    expect(report).toMatchObject({ created: 2, refused: [], warnings: [] });
    expect(desk.graph.graph.points.size).toBe(0);
    expect(desk.graph.graph.itemsOf(DOCUMENT)).toHaveLength(2);
    expect(canonicalJson(await desk.give())).toBe(canonicalJson(json));
  });

  it("changes nothing when it comes again, and says so", async () => {
    const desk = new Desk();
    const edges = [part(2, 1), association("precedes", uuid(3), uuid(2)), association("replacedBy", uuid(4), uuid(3))];
    const json = casePackage([item(1), item(2), item(3), item(4)], edges);
    expect(await desk.take(json)).toMatchObject({ created: 5, updated: 1 });
    const { version } = desk.graph.graph;
    const again = await desk.take(json);
    expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 6, retired: 0, refused: [] });
    expect(desk.graph.graph.version).toBe(version);
  });

  it("updates by identifier, then by code; retires what left; brings back what returns", async () => {
    const desk = new Desk();
    const first = casePackage([item(1), item(2), item(3)], [part(2, 1), association("precedes", uuid(2), uuid(3))]);
    await desk.take(first);
    const changed = casePackage(
      [item(1, { fullStatement: "Better" }), item(12, { humanCodingScheme: "S.2" })],
      [part(12, 1)],
    );
    expect(await desk.take(changed)).toMatchObject({ updated: 2, created: 1, retired: 3 });
    const { graph } = desk.graph;
    expect(graph.points.get(uuid(1))?.name).toBe("Better");
    expect(graph.points.get(uuid(2))?.status).toBe("ACTIVE");
    expect(graph.items.get(uuid(12))?.alignments).toMatchObject([{ knowledgePointId: uuid(2) }]);
    expect(graph.points.get(uuid(3))?.status).toBe("RETIRED");
    expect(graph.prerequisites.size).toBe(0);
    expect(canonicalJson(await desk.give())).toBe(canonicalJson(changed));
    await desk.take(first);
    expect(desk.graph.graph.points.get(uuid(3))?.status).toBe("ACTIVE");
    expect(canonicalJson(await desk.give())).toBe(canonicalJson(first));
  });

  it("counts a change of what only the package holds", async () => {
    const desk = new Desk();
    await desk.take(casePackage([item(1)], []));
    expect(await desk.take(casePackage([item(1, { notes: "new" })], []))).toMatchObject({ updated: 1, unchanged: 0 });
    const withRubrics = casePackage([item(1, { notes: "new" })], [], { CFRubrics: [{ identifier: uuid(9) }] });
    expect(await desk.take(withRubrics)).toMatchObject({ updated: 1, unchanged: 1 });
    expect(canonicalJson(await desk.give())).toBe(canonicalJson(withRubrics));
  });

  it("plans on a dry run what the import then does, and writes nothing", async () => {
    const desk = new Desk();
    const json = casePackage([item(1), item(2)], [part(2, 1), part(1, 7)]);
    const plan = await desk.take(json, { dryRun: true });
    expect(desk.graph.graph.version).toBe(0);
    expect(await desk.sources.find(DOCUMENT)).toBeUndefined();
    const none = await desk.take(json, { allOrNothing: true });
    expect(none).toMatchObject({ created: 0, refused: [expect.anything()] });
    expect(desk.graph.graph.version).toBe(0);
    expect(await desk.take(json)).toEqual({ ...plan, dryRun: false });
  });

  it("takes an edge that names a node outside for one of the item that is an exact match of it", async () => {
    const desk = new Desk();
    const edges = [
      association("exactMatchOf", uuid(2), "outside-2"),
      association("precedes", uuid(1), "outside-2"),
      association("exemplar", uuid(1), "a-lesson"),
    ];
    const json = casePackage([item(1), item(2)], edges);
    expect((await desk.take(json)).refused).toEqual([]);
    expect([...desk.graph.graph.prerequisites.values()]).toMatchObject([
      { prerequisiteId: uuid(1), dependentId: uuid(2) },
    ]);
    expect(canonicalJson(await desk.give())).toBe(canonicalJson(json));
  });

  it("aligns an item to the point that it is an exact match of, where the graph has it", async () => {
    const desk = new Desk();
    await desk.edit((editor) => {
      editor.putSubject({ id: "m", name: "m", stage: "OTHER" });
      editor.putPoint({
        id: "known",
        code: "k",
        name: "k",
        subjectId: "m",
        aliases: [],
        abilities: [],
        status: "ACTIVE",
        replacedBy: [],
        parentIds: [],
      });
    });
    const json = casePackage([item(1)], [association("exactMatchOf", uuid(1), "known")]);
    await desk.take(json, { as: "items" });
    expect(desk.graph.graph.items.get(uuid(1))?.alignments).toEqual([
      { knowledgePointId: "known", kind: "exactMatchOf" },
    ]);
    expect(canonicalJson(await desk.give())).toBe(canonicalJson(json));
  });
});

describe("what is edited after the import goes out changed, and only that", () => {
  const json = casePackage(
    [item(1), item(2), item(3)],
    [part(2, 1), part(3, 1), association("precedes", uuid(2), uuid(3), { notes: "kept" })],
  );

  it("prerequisites", async () => {
    const desk = new Desk();
    await desk.take(json);
    await desk.edit((editor) => removePrerequisite(editor, uuid(2), uuid(3)));
    await desk.edit((editor) => definePrerequisite(editor, { prerequisiteId: uuid(3), dependentId: uuid(2) }));
    const out = await desk.give();
    const before = json.CFAssociations as JsonObject[];
    expect(out.CFAssociations?.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(out.CFAssociations?.slice(2)).toMatchObject([
      {
        associationType: "precedes",
        originNodeURI: { identifier: uuid(3), uri: `https://x.example/${uuid(3)}` },
        destinationNodeURI: { identifier: uuid(2) },
        lastChangeDateTime: "2027-01-01T00:00:00.000Z",
      },
    ]);
  });

  it("statements, order, place, new and removed items", async () => {
    const desk = new Desk();
    await desk.take(json);
    await desk.edit((editor) => {
      const old = editor.find("items", uuid(2))!;
      editor.putItem({ ...old, statement: "Edited", order: 9 });
      saveItem(editor, { id: "new", frameworkId: DOCUMENT, statement: "New", order: 5 });
    });
    const out = await desk.give();
    const before = json.CFItems as JsonObject[];
    expect(out.CFItems?.[0]).toEqual(before[0]);
    expect(out.CFItems?.[1]).toEqual({
      ...before[1],
      fullStatement: "Edited",
      lastChangeDateTime: "2027-01-01T00:00:00.000Z",
    });
    expect(out.CFItems?.[3]).toMatchObject({
      fullStatement: "New",
      identifier: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const numbers = out.CFAssociations?.map((it) => [
      it.associationType,
      (it.originNodeURI as JsonObject).title,
      it.sequenceNumber,
    ]);
    expect(numbers).toEqual(
      expect.arrayContaining([
        ["isChildOf", uuid(2), 2],
        ["isChildOf", uuid(3), 1],
      ]),
    );
    await desk.edit((editor) => editor.removeItem(uuid(3)));
    const fewer = await desk.give();
    expect(fewer.CFItems?.map((it) => it.identifier)).not.toContain(uuid(3));
    expect(JSON.stringify(fewer.CFAssociations)).not.toContain(uuid(3));
  });
});

describe("a malformed package", () => {
  it("is refused object by object with its place; the others go in", async () => {
    const desk = new Desk();
    const report = await desk.take(
      casePackage(
        [
          item(1),
          "x" as unknown as JsonObject,
          item(2, { fullStatement: "" }),
          item(1),
          item(5, { identifier: "a b" }),
        ],
        [
          part(1, 2),
          part(1, 1),
          association("precedes", uuid(1), "nowhere"),
          association("isChildOf", uuid(1), uuid(0), { destinationNodeURI: {} }),
          association("", uuid(1), uuid(0)),
          association("isChildOf", uuid(1), uuid(0), { sequenceNumber: 1.5 }),
        ],
      ),
    );
    expect(refusals(report)).toEqual([
      "/CFItems/1",
      "/CFItems/2/fullStatement",
      "/CFItems/3/identifier",
      "/CFItems/4/identifier",
      "/CFAssociations/3/destinationNodeURI",
      "/CFAssociations/4/associationType",
      "/CFAssociations/5/sequenceNumber",
      "/CFAssociations/0/destinationNodeURI",
      "/CFAssociations/1/destinationNodeURI",
      "/CFAssociations/2/destinationNodeURI",
    ]);
    expect([...desk.graph.graph.points.keys()]).toEqual([uuid(1)]);
  });

  it("has its cycles named with their path, of hierarchy and of prerequisites", async () => {
    const desk = new Desk();
    const report = await desk.take(
      casePackage(
        [item(1), item(2), item(3), item(4), item(5)],
        [
          part(1, 2),
          part(2, 3),
          part(3, 1),
          association("precedes", uuid(4), uuid(5)),
          association("precedes", uuid(5), uuid(4)),
          association("precedes", uuid(3), uuid(1)),
        ],
      ),
    );
    expect(report.refused.map(({ error }) => error.details.field)).toEqual([
      "/CFAssociations/2",
      "/CFAssociations/4",
      "/CFAssociations/5",
    ]);
    expect(report.refused[0]!.error.text.en).toContain(`${uuid(3)} → ${uuid(1)} → ${uuid(2)} → ${uuid(3)}`);
    expect(report.refused[1]!.error.details.cycle).toEqual([uuid(5), uuid(4), uuid(5)]);
  });

  it("has duplicate codes refused, and the parts of what was refused", async () => {
    const desk = new Desk();
    const items = [item(1), item(2, { humanCodingScheme: "S.1" }), item(3)];
    const report = await desk.take(casePackage(items, [part(3, 2)]));
    expect(refusals(report)).toEqual(["/CFItems/1/humanCodingScheme", "/CFItems/2"]);
  });

  it("is no package at all without a document, or when it is no JSON", async () => {
    const desk = new Desk();
    for (const json of [
      [],
      {},
      { CFDocument: { identifier: "x" } },
      { CFDocument: { identifier: "x", title: "x" }, CFItems: {} },
    ]) {
      await expect(desk.take(json as Json)).rejects.toThrow(/no CASE package/);
    }
    const into = { knowledge: desk.graph, by: "editor", reason: "test" };
    const options = { into, sources: desk.sources, as: "points", dryRun: false, allOrNothing: false } as const;
    await expect(importCase(textSource("p", '{\n "a": 1,\n x}'), options)).rejects.toThrow(/line 3, column 2/);
  });
});

it("property: any package comes out equal to what went in, as points and as items, also the second time", async () => {
  const node = fc.integer({ min: 1, max: 8 });
  const extra = fc.dictionary(fc.constantFrom("notes", "language", "extensions", "listEnumeration"), fc.jsonValue(), {
    maxKeys: 2,
  });
  const type = fc.constantFrom(
    "precedes",
    "isRelatedTo",
    "exactMatchOf",
    "replacedBy",
    "isPartOf",
    "exemplar",
    "ext:x",
  );
  const edge = fc.tuple(type, node, fc.oneof(node, fc.integer({ min: 20, max: 23 })), extra);
  const parent = fc.tuple(node, fc.integer({ min: 0, max: 8 }), fc.option(fc.integer({ min: 1, max: 5 })));
  const members = fc.array(extra, { minLength: 8, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(
      members,
      fc.array(edge, { maxLength: 8 }),
      fc.array(parent, { maxLength: 10 }),
      fc.constantFrom<CaseMode>("points", "items"),
      async (extras, edges, parents, as) => {
        const json = casePackage(
          extras.map((more, n) => item(n + 1, JSON.parse(JSON.stringify(more)))),
          [
            ...parents.map(([n, of, sequenceNumber]) => part(n, of, sequenceNumber === null ? {} : { sequenceNumber })),
            ...edges.map(([kind, a, b, more]) => association(kind, uuid(a), uuid(b), JSON.parse(JSON.stringify(more)))),
          ],
          { CFDefinitions: { CFSubjects: [] } },
        );
        const desk = new Desk();
        await desk.take(json, { as });
        expect(canonicalJson(await desk.give())).toBe(canonicalJson(json));
        const again = await desk.take(json, { as });
        expect(again).toMatchObject({ created: 0, updated: 0, retired: 0 });
        expect(canonicalJson(await desk.give())).toBe(canonicalJson(json));
      },
    ),
    { numRuns: 100 },
  );
});
