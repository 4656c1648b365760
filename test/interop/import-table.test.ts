import { describe, expect, it } from "@jest/globals";
import { DomainError } from "../../src/errors.js";
import { parseColumns } from "../../src/interop/column-mapping.js";
import { CLASSES } from "../../src/interop/feature-formats.js";
import { parseDateTime } from "../../src/interop/field-reader.js";
import { FRAMEWORKS, type KnowledgePointRow, POINTS, PREREQUISITES } from "../../src/interop/graph-formats.js";
import { type ImportTarget, importTable } from "../../src/interop/import-table.js";
import type { ImportRow, TableFormat } from "../../src/interop/table-format.js";
import { textSource } from "../../src/interop/table-source.js";

/** Keeps what it is given and refuses points named "bad". */
class Keeper<T> implements ImportTarget<T> {
  readonly rows: ImportRow<T>[] = [];

  async take(rows: readonly ImportRow<T>[]) {
    this.rows.push(...rows);
    const refused = rows
      .filter((row) => (row.value as { name?: string }).name === "bad")
      .map((row) => ({
        index: row.line,
        error: new DomainError("CONFLICT", { zh: "坏", en: "bad" }, { field: "name" }),
      }));
    return { created: rows.length - refused.length, refused };
  }

  async finish() {
    return { retired: 1 };
  }
}

async function run<T>(format: TableFormat<T>, text: string, options: object = {}) {
  const targets: { dryRun: boolean; keeper: Keeper<T> }[] = [];
  const report = await importTable({
    source: textSource("table", text),
    format,
    target: (dryRun) => {
      const keeper = new Keeper<T>();
      targets.push({ dryRun, keeper });
      return keeper;
    },
    ...options,
  });
  return { report, targets, values: targets.at(-1)!.keeper.rows.map((row) => row.value) };
}

describe("importTable", () => {
  const table = "code,name\nA,加法\nB,bad\nC,\nD,减法\n";
  const defaults = { subjectId: "math" };

  it("takes good rows in and reports the others with line, field and reason", async () => {
    const { report } = await run(POINTS, table, { defaults });
    expect(report).toMatchObject({ dryRun: false, created: 2, retired: 1, warnings: [] });
    expect(report.refused.map(({ index, error }) => [index, error.details.field, error.code])).toEqual([
      [3, "name", "CONFLICT"],
      [4, "name", "BAD_INPUT"],
    ]);
  });

  it("lists a bounded number of refusals and says how many more there are", async () => {
    const { report } = await run(POINTS, `code,name\n${"A,bad\n".repeat(100_002)}B,加法\n`, { defaults });
    expect(report.created).toBe(1);
    expect(report.refused).toHaveLength(100_000);
    expect(report.warnings.map(({ en }) => en)).toEqual([
      "2 more refusals are not listed: a report lists 100000 at most.",
    ]);
  });

  it("with allOrNothing writes nothing unless all rows are good", async () => {
    const bad = await run(POINTS, table, { defaults, allOrNothing: true });
    expect(bad.targets.map((target) => target.dryRun)).toEqual([true]);
    expect(bad.report).toMatchObject({ dryRun: false, created: 0, retired: 0 });
    expect(bad.report.refused).toHaveLength(2);
    const good = await run(POINTS, "code,name\nA,加法\n", { defaults, allOrNothing: true });
    expect(good.targets.map((target) => target.dryRun)).toEqual([true, false]);
    expect(good.report).toMatchObject({ created: 1 });
  });

  it("tells the target of a dry run not to write", async () => {
    const { report, targets } = await run(POINTS, "code,name\nA,加法\n", { defaults, dryRun: true });
    expect(report.dryRun).toBe(true);
    expect(targets.map((target) => target.dryRun)).toEqual([true]);
  });

  it("names missing columns, warns of unused ones, and refuses a table without rows", async () => {
    await expect(run(POINTS, "code,title\nA,加法\n")).rejects.toThrow(/gives the field name; there are: code, title/);
    await expect(run(POINTS, "name\n加法\n")).rejects.toThrow(/gives the field code or id/);
    await expect(run(POINTS, "code,name\n")).rejects.toThrow(/no rows to import/);
    const { report } = await run(POINTS, "code,name,colour\nA,加法,红\n", { defaults });
    expect(report.warnings.map((warning) => warning.en)).toEqual(["Columns not used: colour."]);
  });

  it("reports progress", async () => {
    const seen: number[] = [];
    const rows = "A,x\n".repeat(25);
    await run(POINTS, `code,name\n${rows}`, {
      defaults,
      batchSize: 10,
      progress: ({ rows: count }: { rows: number }) => seen.push(count),
    });
    expect(seen).toEqual([10, 20, 25]);
  });
});

describe("table formats", () => {
  it("reads points: numbers, lists, code lists, empty cells as null, the id for a missing code", async () => {
    const { values } = await run(
      POINTS,
      'id,subjectId,name,aliases,gradeFrom,difficulty,cognitiveLevel,minutes\np1,math, 加法 ,"求和;加；",1,.5,analyse,\n',
    );
    expect(values[0]).toMatchObject({
      id: "p1",
      code: "p1",
      name: "加法",
      subjectId: "math",
      aliases: ["求和", "加"],
      gradeFrom: 1,
      difficulty: 0.5,
      cognitiveLevel: "ANALYSE",
      minutes: null,
    } satisfies Partial<KnowledgePointRow>);
    expect(values[0]?.description).toBeUndefined();
  });

  it("reports every bad field of a row", async () => {
    const { report } = await run(POINTS, "id,name,gradeFrom,difficulty,cognitiveLevel\na b,加法,1.5,hard,KNOW\n");
    expect(report.refused.map((refusal) => refusal.error.details.field)).toEqual([
      "id",
      "subjectId",
      "gradeFrom",
      "cognitiveLevel",
      "difficulty",
    ]);
  });

  it("tells prerequisites from other relations by kind", async () => {
    const { values } = await run(PREREQUISITES, "source,target,type\na,b,dependency\na,c,conceptual connection\n", {
      columns: parseColumns("prerequisiteId=source,dependentId=target,kind=type"),
    });
    expect(values.map((value) => [value.dependentId, value.relation])).toEqual([
      ["b", undefined],
      ["c", "conceptual connection"],
    ]);
  });

  it("reads frameworks and classes", async () => {
    const framework = await run(FRAMEWORKS, "frameworkId,kind,code,statement,order\nf1,textbook,1.1,有理数,3\n");
    expect(framework.values[0]).toMatchObject({ frameworkId: "f1", kind: "TEXTBOOK", code: "1.1", order: 3 });
    const classes = await run(
      CLASSES,
      "id,name,schoolId,teacherIds,studentIds\nc1,七1班,s1,t1,a;b\nc2,七2班,s1,,a b\n",
    );
    expect(classes.values[0]).toMatchObject({ teacherIds: ["t1"], studentIds: ["a", "b"] });
    expect(classes.report.refused).toMatchObject([{ index: 3, error: { details: { field: "studentIds" } } }]);
  });
});

describe("parseDateTime", () => {
  it.each([
    ["2026-09-01T08:00:00+08:00", "2026-09-01T00:00:00.000Z"],
    ["2026-09-01T08:00Z", "2026-09-01T08:00:00.000Z"],
    ["2026-09-01 08:00:00.25-0330", "2026-09-01T11:30:00.250Z"],
    ["2024-02-29T23:59:59.9999999Z", "2024-02-29T23:59:59.999Z"],
  ])("%s", (text, expected) => {
    expect(new Date(parseDateTime(text)!).toISOString()).toBe(expected);
  });

  it.each(["2026-09-01", "2026-09-01T08:00:00", "2026-02-29T08:00:00Z", "2026-09-01T24:00:00Z", "1/9/2026", ""])(
    "refuses %s",
    (text) => expect(parseDateTime(text)).toBeUndefined(),
  );
});
