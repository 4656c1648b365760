import "reflect-metadata";
import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Database } from "../../src/neo4j/database.js";
import type { ClassFields } from "../../src/people/class-record.js";
import { importClassRows } from "../../src/people/import-classes.js";
import { People } from "../../src/people/people.js";
import { testDatabase } from "../support/database.js";

let database: Database;
let people: People;

beforeAll(async () => {
  database = await testDatabase();
  people = new People(database);
}, 120_000);

const fields = (id: string, rest: Partial<ClassFields> = {}): ClassFields => ({
  id,
  name: `${id} 班`,
  schoolId: "school",
  teacherIds: ["t1"],
  studentIds: ["s1", "s2"],
  ...rest,
});

const rowsOf = (...values: ClassFields[]) => values.map((value, index) => ({ line: index + 2, value }));

describe("a table of classes", () => {
  it("goes in row by row; each bad row is refused with its line and field", async () => {
    const { refused, ...counts } = await importClassRows(
      people,
      rowsOf(
        fields("good"),
        fields("b@d"),
        fields("old", { grade: 99 }),
        fields("odd", { studentIds: ["张三"] }),
        fields("nameless", { name: " " }),
        fields("lost", { districtName: "北区" }),
        fields("twice", { districtId: "school" }),
        fields("also-good", { schoolName: "一中", districtId: "north", districtName: "北区" }),
      ),
    );
    expect(counts).toEqual({ created: 2, updated: 0, unchanged: 0 });
    expect(refused.map(({ index, error }) => [index, error.code, error.details.field])).toEqual([
      [3, "BAD_INPUT", "id"],
      [4, "BAD_INPUT", "grade"],
      [5, "BAD_INPUT", "studentIds"],
      [6, "BAD_INPUT", "name"],
      [7, "BAD_INPUT", "districtId"],
      [8, "BAD_INPUT", "districtId"],
    ]);
    expect(await people.findClass("also-good")).toMatchObject({ studentIds: ["s1", "s2"] });
  });

  it("counts what changed, and ends as the last row of a class says", async () => {
    const rows = rowsOf(fields("x"), fields("x", { studentIds: ["s3"] }), fields("x", { studentIds: ["s3"] }));
    expect(await importClassRows(people, rows)).toEqual({ created: 1, updated: 1, unchanged: 1, refused: [] });
    expect((await people.findClass("x"))!.studentIds).toEqual(["s3"]);
  });

  it("on a dry run changes nothing", async () => {
    const outcome = await importClassRows(people, rowsOf(fields("dry")), { dryRun: true });
    expect(outcome).toEqual({ created: 1, updated: 0, unchanged: 0, refused: [] });
    expect(await people.findClass("dry")).toBeUndefined();
  });
});
