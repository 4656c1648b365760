import "reflect-metadata";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseColumns, parseWhere } from "../../src/interop/column-mapping.js";
import { FRAMEWORKS, POINTS, PREREQUISITES } from "../../src/interop/graph-formats.js";
import { frameworkTable, pointsTable, prerequisitesTable } from "../../src/interop/graph-tables.js";
import { frameworksTarget } from "../../src/interop/import-frameworks.js";
import { pointsTarget } from "../../src/interop/import-points.js";
import { prerequisitesTarget } from "../../src/interop/import-prerequisites.js";
import { type ImportReport, importTable } from "../../src/interop/import-table.js";
import { readTable } from "../../src/interop/read-table.js";
import { fileSource, textSource } from "../../src/interop/table-source.js";
import { type OutputTable, writeCsv, writeXlsx } from "../../src/interop/write-table.js";
import { retirePoint, updatePoint } from "../../src/knowledge/edit-point.js";
import { GraphInMemory } from "./graph-in-memory.js";

class Desk {
  readonly knowledge = new GraphInMemory();

  get graph() {
    return this.knowledge.graph;
  }

  points(csv: string, options: Options = {}) {
    const format = { format: POINTS, defaults: { subjectId: options.subject ?? "math" } };
    return importTable({
      ...this.#table(csv, options),
      ...format,
      target: (dry) => pointsTarget(this.#into(options), dry),
    });
  }

  prerequisites(csv: string, options: Options = {}) {
    const format = { format: PREREQUISITES, defaults: options.subject ? { subjectId: options.subject } : {} };
    return importTable({
      ...this.#table(csv, options),
      ...format,
      target: (dry) => prerequisitesTarget(this.#into(options), dry),
    });
  }

  frameworks(csv: string, options: Options = {}) {
    return importTable({
      ...this.#table(csv, options),
      format: FRAMEWORKS,
      target: (dry) => frameworksTarget(this.#into(options), dry),
    });
  }

  #table(csv: string, { columns, where, dryRun }: Options) {
    return {
      source: textSource("table", csv),
      ...(columns && { columns: parseColumns(columns) }),
      ...(where && { where: parseWhere(where) }),
      dryRun: dryRun ?? false,
    };
  }

  #into({ origin = "table.csv" }: Options) {
    return { knowledge: this.knowledge, by: "editor", reason: "test", origin };
  }
}

interface Options {
  readonly subject?: string;
  readonly columns?: string;
  readonly where?: readonly string[];
  readonly origin?: string;
  readonly dryRun?: boolean;
}

const refusals = ({ refused }: ImportReport) =>
  refused.map(({ index, error }) => [index, error.details.field, error.code]).sort();

async function csv(table: OutputTable): Promise<string> {
  const stream = new PassThrough();
  const written = text(stream);
  await writeCsv(table, stream);
  stream.end();
  return written;
}

describe("points of a table", () => {
  it("are created with their parents, which may stand below them and be named by code or id", async () => {
    const desk = new Desk();
    const report = await desk.points("id,code,name,parentIds\n,A.1,甲一,A\np-a,A,甲,\n,A.2,甲二,p-a;A.1\n");
    expect(report).toMatchObject({ created: 3, refused: [] });
    expect(desk.graph.points.get("math:A.1")).toMatchObject({ parentIds: ["p-a"], subjectId: "math" });
    expect(desk.graph.points.get("math:A.2")?.parentIds).toEqual(["p-a", "math:A.1"]);
    expect(report.warnings[0]?.en).toBe("The subject math (math) was created.");
  });

  it("are unchanged when they come again, updated by id, then by code, and retired when they left", async () => {
    const desk = new Desk();
    const table = "code,name,difficulty,aliases\nA,甲,0.5,a;b\nB,乙,,\nC,丙,,\n";
    await desk.points(table);
    const { version } = desk.graph;
    expect(await desk.points(table)).toMatchObject({ created: 0, updated: 0, unchanged: 3, retired: 0 });
    expect(desk.graph.version).toBe(version);
    const changed = "id,code,name,difficulty\nmath:A,A,甲,\nother,B,乙二,\n";
    expect(await desk.points(changed)).toMatchObject({ created: 0, updated: 2, retired: 1 });
    expect(desk.graph.points.get("math:A")).toMatchObject({ aliases: ["a", "b"] });
    expect(desk.graph.points.get("math:A")?.difficulty).toBeUndefined();
    expect(desk.graph.points.get("math:B")?.name).toBe("乙二");
    expect(desk.graph.points.get("math:C")?.status).toBe("RETIRED");
    expect(await desk.points(table)).toMatchObject({ created: 0, updated: 3 });
    expect(desk.graph.points.get("math:C")?.status).toBe("ACTIVE");
  });

  it("of another file or subject are left alone, and what people retired is not brought back", async () => {
    const desk = new Desk();
    await desk.points("code,name\nA,甲\nB,乙\n");
    await desk.points("code,name\nC,丙\n", { origin: "second.csv" });
    await desk.points("code,name\nA,甲\n", { subject: "physics" });
    expect([...desk.graph.points.values()].every((point) => point.status === "ACTIVE")).toBe(true);
    await desk.knowledge.edit({ by: "x", reason: "x" }, (editor) => retirePoint(editor, "math:B"));
    expect(refusals(await desk.points("code,name\nA,甲\nB,乙二\n"))).toEqual([[3, "id", "BAD_INPUT"]]);
  });

  it("are refused with line and field: duplicates, unknown parents, circles, parts of refused ones, bad values", async () => {
    const desk = new Desk();
    const report = await desk.points(
      "code,name,parentIds,difficulty\nA,甲,,\nA,又甲,,\nB,乙,nowhere,\nC,丙,B,\nD,丁,E,\nE,戊,D,\nF,己,F,\nG,庚,,1.5\nH,辛,,\n",
    );
    expect(refusals(report)).toEqual([
      [3, "code", "BAD_INPUT"],
      [4, "parentIds", "NOT_FOUND"],
      [5, "parentIds", "BAD_INPUT"],
      [6, "parentIds", "BAD_INPUT"],
      [7, "parentIds", "BAD_INPUT"],
      [8, "parentIds", "BAD_INPUT"],
      [9, "difficulty", "BAD_INPUT"],
    ]);
    expect([...desk.graph.points.keys()]).toEqual(["math:A", "math:H"]);
    expect(report.refused.find((refusal) => refusal.index === 7)?.error.text.en).toContain("D → E → D");
  });

  it("on a dry run are planned and not written", async () => {
    const desk = new Desk();
    expect(await desk.points("code,name\nA,甲\n", { dryRun: true })).toMatchObject({ dryRun: true, created: 1 });
    expect(desk.graph.version).toBe(0);
  });
});

describe("prerequisites of a table", () => {
  const points = "code,name\nA,甲\nB,乙\nC,丙\n";

  it("name their ends by code or id; other relations are kept as such", async () => {
    const desk = new Desk();
    await desk.points(points);
    const report = await desk.prerequisites("from,to,kind,why\nA,math:B,dependency,因为\nB,C,concept,\n", {
      subject: "math",
      columns: "prerequisiteId=from,dependentId=to,rationale=why",
    });
    expect(report).toMatchObject({ created: 2, refused: [] });
    expect([...desk.graph.prerequisites.values()]).toMatchObject([
      { prerequisiteId: "math:A", dependentId: "math:B", strength: 1, rationale: "因为" },
    ]);
    expect([...desk.graph.relations.values()]).toMatchObject([{ fromId: "math:B", toId: "math:C", kind: "concept" }]);
  });

  it("are refused where an end is missing, a circle would close, or a point stands before itself", async () => {
    const desk = new Desk();
    await desk.points(points);
    const report = await desk.prerequisites(
      "prerequisiteId,dependentId,strength\nA,B,\nB,C,0.5\nC,A,\nA,A,\nX,A,\nA,X,\nA,C,2\n",
    );
    expect(report.created).toBe(2);
    expect(refusals(report)).toEqual([
      [4, "dependentId", "BAD_INPUT"],
      [5, "dependentId", "BAD_INPUT"],
      [6, "prerequisiteId", "NOT_FOUND"],
      [7, "dependentId", "NOT_FOUND"],
      [8, "strength", "BAD_INPUT"],
    ]);
    const circle = report.refused.find((refusal) => refusal.index === 4)?.error.details.cycle;
    expect(circle).toEqual(["math:C", "math:A", "math:B", "math:C"]);
  });

  it("without a subject refuse a code that several subjects have", async () => {
    const desk = new Desk();
    await desk.points(points);
    await desk.points(points, { subject: "physics" });
    const table = "prerequisiteId,dependentId\nA,B\n";
    expect(refusals(await desk.prerequisites(table))).toEqual([[2, "prerequisiteId", "BAD_INPUT"]]);
    await desk.prerequisites(table, { subject: "physics" });
    expect([...desk.graph.prerequisites.values()][0]?.dependentId).toBe("physics:B");
  });

  it("that are other relations leave with the file's rows too, and with no other file's", async () => {
    const desk = new Desk();
    await desk.points(points);
    await desk.prerequisites("prerequisiteId,dependentId,kind\nA,B,concept\n", { origin: "other.csv" });
    await desk.prerequisites("prerequisiteId,dependentId,kind\nA,C,concept\nB,C,concept\n");
    const again = await desk.prerequisites("prerequisiteId,dependentId,kind\nB,C,concept\n");
    expect(again).toMatchObject({ unchanged: 1, retired: 1 });
    expect([...desk.graph.relations.keys()].sort()).toEqual(["math:A math:B concept", "math:B math:C concept"]);
  });

  it("that left the file are removed, those of people stay", async () => {
    const desk = new Desk();
    await desk.points(points);
    await desk.prerequisites("prerequisiteId,dependentId\nB,C\n", { origin: "other.csv" });
    await desk.prerequisites("prerequisiteId,dependentId\nA,B\nA,C\n");
    expect(await desk.prerequisites("prerequisiteId,dependentId\nA,C\n")).toMatchObject({ unchanged: 1, retired: 1 });
    expect([...desk.graph.prerequisites.keys()].sort()).toEqual(["math:A math:C", "math:B math:C"]);
  });
});

describe("frameworks of a table", () => {
  const rows = "frameworkId,frameworkTitle,kind,subjectId,code,statement,parentId,knowledgePointIds\n";

  it("are created with their items in order, aligned, and updated as a whole", async () => {
    const desk = new Desk();
    await desk.points("code,name\nA,甲\nB,乙\n");
    const table = `${rows}f,教材,textbook,math,1.1,第一节,1,A;B\nf,,,,1,第一章,,\nf,,,,1.2,第二节,1,\n`;
    expect(await desk.frameworks(table)).toMatchObject({ created: 3, refused: [] });
    expect(desk.graph.frameworks.get("f")).toMatchObject({ title: "教材", kind: "TEXTBOOK", subjectId: "math" });
    expect(desk.graph.itemsOf("f").map((item) => [item.id, item.alignments.length])).toEqual([
      ["f:1", 0],
      ["f:1.1", 2],
      ["f:1.2", 0],
    ]);
    expect(await desk.frameworks(table)).toMatchObject({ created: 0, updated: 0, unchanged: 3 });
    expect(await desk.frameworks(`${rows}f,,,,1,第一章,,\nf,,,,1.1,新的,1,A\n`)).toMatchObject({
      updated: 1,
      retired: 1,
    });
  });

  it("keep items that people aligned although the file lost them, and refuse what is out of place", async () => {
    const desk = new Desk();
    await desk.points("code,name\nA,甲\n");
    await desk.frameworks(`${rows}f,教材,,,1,章,,\nf,,,,1.1,节,1,A\n`);
    const report = await desk.frameworks(`${rows}f,教材,,,2,章,,\nf,,,,2.1,节,9,\nf,,,,2.2,节,2,X\nf,,,,2,又,,\n`);
    expect(refusals(report)).toEqual([
      [3, "parentId", "NOT_FOUND"],
      [4, "knowledgePointIds", "NOT_FOUND"],
      [5, "id", "BAD_INPUT"],
    ]);
    expect(report.warnings.map((warning) => warning.en)).toEqual([
      "The item 1.1 left the file but is aligned to points, and stays.",
      "The item 1 left the file but is aligned to points, and stays.",
    ]);
    expect(desk.graph.itemsOf("f").map((item) => item.id)).toEqual(["f:1", "f:1.1", "f:2"]);
  });
});

describe("what goes out as a table", () => {
  it("as a workbook is wholly written, and leaves open a stream that never ends, as standard output does not", async () => {
    const chunks: Buffer[] = [];
    const output = new Writable({ write: (chunk, _, done) => done(void chunks.push(chunk)) });
    await writeXlsx({ name: "甲", header: ["code"], rows: [["A"], [["b", "c"]]] }, output);
    expect(output.writableEnded).toBe(false);
    const directory = await mkdtemp(join(tmpdir(), "zhimai-xlsx-"));
    const path = join(directory, "out.xlsx");
    await writeFile(path, Buffer.concat(chunks));
    const rows = [];
    for await (const batch of readTable(fileSource(path))) rows.push(...batch.rows.map((row) => row.values.code));
    await rm(directory, { recursive: true });
    expect(rows).toEqual(["A", "b;c"]);
  });

  it("comes in again as it was", async () => {
    const desk = new Desk();
    await desk.points('code,name,description,aliases,gradeFrom,parentIds\nA,甲,"多,行\n""引号""",a;b,7,\nB,乙,,,,A\n');
    await desk.prerequisites("prerequisiteId,dependentId,strength,kind\nA,B,0.5,concept\n");
    await desk.frameworks("frameworkId,code,statement,knowledgePointIds\nf,1,章,A;B\n");
    const copy = new Desk();
    await copy.points(await csv(pointsTable(desk.graph, "math")));
    await copy.prerequisites(await csv(prerequisitesTable(desk.graph, "math")));
    await copy.frameworks(await csv(frameworkTable(desk.graph, "f")));
    expect([...copy.graph.points.values()]).toEqual([...desk.graph.points.values()]);
    expect([...copy.graph.prerequisites.values()]).toEqual([...desk.graph.prerequisites.values()]);
    expect([...copy.graph.relations.values()]).toEqual([...desk.graph.relations.values()]);
    expect(copy.graph.itemsOf("f")).toEqual(desk.graph.itemsOf("f"));
  });

  it("property: any points and prerequisites", async () => {
    const word = fc.string({ unit: fc.constantFrom("a", "知", '"', ",", "\n", "=", "1"), minLength: 1, maxLength: 6 });
    const value = word.filter((text) => text.trim() === text);
    const point = fc.record({
      name: value,
      aliases: fc.uniqueArray(value, { maxLength: 3 }),
      minutes: fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: null }),
      order: fc.option(fc.nat(20), { nil: null }),
    });
    const edges = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(point, { minLength: 10, maxLength: 10 }), edges, async (points, pairs) => {
        const desk = new Desk();
        await desk.points(`code,name\n${points.map((_, n) => `P${n},n`).join("\n")}\n`);
        await desk.knowledge.edit({ by: "x", reason: "x" }, (editor) => {
          for (const [n, fields] of points.entries()) {
            updatePoint(editor, `math:P${n}`, fields);
          }
        });
        await desk.prerequisites(
          `prerequisiteId,dependentId\n${["P0,P1", ...pairs.map(([a, b]) => `P${a},P${b}`)].join("\n")}\n`,
        );
        const copy = new Desk();
        await copy.points(await csv(pointsTable(desk.graph, "math")));
        await copy.prerequisites(await csv(prerequisitesTable(desk.graph, "math")));
        const sorted = (map: ReadonlyMap<string, unknown>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
        expect(sorted(copy.graph.points)).toEqual(sorted(desk.graph.points));
        expect(sorted(copy.graph.prerequisites)).toEqual(sorted(desk.graph.prerequisites));
      }),
      { numRuns: 50 },
    );
  });
});
