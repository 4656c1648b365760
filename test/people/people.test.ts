import { beforeAll, describe, expect, it } from "@jest/globals";
import { DomainError } from "../../src/errors.js";
import type { Database } from "../../src/neo4j/database.js";
import { People } from "../../src/people/people.js";
import { ANONYMOUS, type Principal, type Role } from "../../src/people/principal.js";
import { testDatabase } from "../support/database.js";

let database: Database;
let people: People;

/** A principal anew, as each request makes one. */
function caller(role: Role | readonly Role[], sub: string, rest: Partial<Principal> = {}): Principal {
  return { ...ANONYMOUS, sub, roles: new Set([role].flat()), ...rest };
}

const code = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return "allowed";
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
};

const classOf = (id: string, schoolId: string, teacherIds: string[], studentIds: string[]) => ({
  id,
  name: id,
  schoolYear: "2026",
  grade: 7,
  schoolId,
  teacherIds,
  studentIds,
});

beforeAll(async () => {
  database = await testDatabase();
  people = new People(database);
  await people.registerClass({
    ...classOf("c1", "north-1", ["t1"], ["s1", "s2"]),
    schoolName: "一中",
    districtId: "north",
  });
  await people.registerClass({
    ...classOf("c2", "north-2", ["t2"], ["s3"]),
    districtId: "north",
    districtName: "北区",
  });
  await people.registerClass({ ...classOf("c3", "south-1", ["t3"], ["s4"]), districtId: "south" });
  await people.grantApp({ appId: "app1", schoolIds: ["north-1"], subjectIds: [] });
}, 120_000);

describe("students: who may act for whom", () => {
  const operation = "Query.masteryProfile";
  const may = (principal: Principal, studentId: string) => code(people.requireStudent(principal, studentId, operation));

  it("a student for oneself, a parent for the children the token names, before anything is stored of them", async () => {
    expect(await may(caller("STUDENT", "s1"), "s1")).toBe("allowed");
    expect(await may(caller("STUDENT", "new"), "new")).toBe("allowed");
    expect(await may(caller("STUDENT", "p1", { students: ["s2"] }), "s2")).toBe("allowed");
    expect(await may(caller("STUDENT", "s1"), "s2")).toBe("FORBIDDEN");
    expect(await may(caller("STUDENT", "s1"), "nobody")).toBe("FORBIDDEN");
  });

  it("a teacher for the classes stored with the sub and for those of the token", async () => {
    expect(await may(caller("TEACHER", "t1"), "s1")).toBe("allowed");
    expect(await may(caller("TEACHER", "t1"), "s3")).toBe("FORBIDDEN");
    expect(await may(caller("TEACHER", "t1"), "nobody")).toBe("FORBIDDEN");
    expect(await may(caller("TEACHER", "t9", { classes: ["c2"] }), "s3")).toBe("allowed");
    expect(await may(caller("TEACHER", "t9", { students: ["s3"] }), "s3")).toBe("FORBIDDEN");
  });

  it("an app for the schools granted; not by a claim of places", async () => {
    expect(await may(caller("APP", "app1"), "s1")).toBe("allowed");
    expect(await may(caller("APP", "app1"), "s4")).toBe("FORBIDDEN");
    expect(await may(caller("APP", "app1"), "nobody")).toBe("FORBIDDEN");
    expect(await may(caller("APP", "app9", { places: ["north-1"] }), "s1")).toBe("FORBIDDEN");
  });

  it("who may see all learns that a student is unknown", async () => {
    expect(await may(caller("ADMIN", "root"), "s4")).toBe("allowed");
    expect(await may(caller("ADMIN", "root"), "nobody")).toBe("NOT_FOUND");
    expect(await may(caller("ADMIN", "root"), "\ud800")).toBe("NOT_FOUND");
  });

  it("several roles add up; a role without the operation adds nothing", async () => {
    expect(await may(caller(["STUDENT", "TEACHER"], "t1"), "t1")).toBe("allowed");
    expect(await may(caller(["STUDENT", "TEACHER"], "t1"), "s1")).toBe("allowed");
    expect(await may(caller(["RESEARCHER", "EDITOR", "REVIEWER"], "s1"), "s1")).toBe("FORBIDDEN");
    expect(
      await code(people.requireStudent(caller(["STUDENT", "TEACHER"], "s1"), "s1", "Mutation.recordAttempts")),
    ).toBe("FORBIDDEN");
  });
});

describe("recording attempts", () => {
  it("judges each student, and tells an app whom it may be the first to name", async () => {
    const standings = await people.mayActFor(caller("APP", "app1"), ["s1", "s4", "fresh", "s1"]);
    expect(Object.fromEntries(standings)).toEqual({ s1: "YES", s4: "FORBIDDEN", fresh: "NEW" });
    const teacher = await people.mayActFor(caller("TEACHER", "t1"), ["s1", "fresh"]);
    expect(Object.fromEntries(teacher)).toEqual({ s1: "YES", fresh: "FORBIDDEN" });
    const admin = await people.mayActFor(caller("ADMIN", "root"), ["s1", "fresh"]);
    expect(Object.fromEntries(admin)).toEqual({ s1: "YES", fresh: "UNKNOWN" });
  });

  it("gives a new student to one of many apps that name it at once", async () => {
    const apps = Array.from({ length: 8 }, (_, index) => caller("APP", `racer-${index}`));
    const won = await Promise.all(
      apps.map((app) => database.transaction((tx) => people.nameStudents(tx, app, ["raced", `own-${app.sub}`]))),
    );
    expect(won.filter((ids) => ids.includes("raced"))).toHaveLength(1);
    for (const [index, app] of apps.entries()) {
      const standings = await people.mayActFor(app, ["raced", `own-${app.sub}`]);
      expect(standings.get(`own-${app.sub}`)).toBe("YES");
      expect(standings.get("raced")).toBe(won[index]!.includes("raced") ? "YES" : "FORBIDDEN");
    }
  });

  it("does not give an app a student that a class named", async () => {
    const app = caller("APP", "app1");
    expect(await database.transaction((tx) => people.nameStudents(tx, app, ["s4"]))).toEqual([]);
    expect((await people.mayActFor(app, ["s4"])).get("s4")).toBe("FORBIDDEN");
  });
});

describe("classes", () => {
  const report = (principal: Principal, classId: string) => code(people.requireClass(principal, classId));

  it("are open to their teachers, to apps of their school, and to an operator", async () => {
    expect(await report(caller("TEACHER", "t1"), "c1")).toBe("allowed");
    expect(await report(caller("TEACHER", "t1"), "c2")).toBe("FORBIDDEN");
    expect(await report(caller("TEACHER", "t1"), "nowhere")).toBe("FORBIDDEN");
    expect(await report(caller("TEACHER", "t9", { classes: ["c2"] }), "c2")).toBe("allowed");
    expect(await report(caller("APP", "app1"), "c1")).toBe("allowed");
    expect(await report(caller("APP", "app1"), "c3")).toBe("FORBIDDEN");
    expect(await report(caller("ADMIN", "root"), "c3")).toBe("allowed");
    expect(await report(caller("ADMIN", "root"), "nowhere")).toBe("NOT_FOUND");
    expect(await report(caller(["STUDENT", "RESEARCHER", "EDITOR"], "s1"), "c1")).toBe("FORBIDDEN");
  });

  it("replace their members as a whole, and access ends with membership", async () => {
    await people.registerClass(classOf("moving", "north-1", ["t5"], ["s5", "s6"]));
    expect((await people.mayActFor(caller("TEACHER", "t5"), ["s5"])).get("s5")).toBe("YES");
    expect((await people.mayActFor(caller("APP", "app1"), ["s5"])).get("s5")).toBe("YES");
    const after = await people.registerClass({
      ...classOf("moving", "south-1", ["t6"], ["s6", "s7", "s6"]),
      grade: null,
    });
    expect(after).toMatchObject({ schoolId: "south-1", teacherIds: ["t6"], studentIds: ["s6", "s7"] });
    expect(await people.findClass("moving")).toMatchObject({
      schoolId: "south-1",
      grade: null,
      teacherIds: ["t6"],
      studentIds: ["s6", "s7"],
    });
    expect((await people.mayActFor(caller("TEACHER", "t5"), ["s6"])).get("s6")).toBe("FORBIDDEN");
    expect((await people.mayActFor(caller("TEACHER", "t6"), ["s5"])).get("s5")).toBe("FORBIDDEN");
    expect((await people.mayActFor(caller("APP", "app1"), ["s6"])).get("s6")).toBe("FORBIDDEN");
  });

  it("count what saving them changes; a dry run saves nothing", async () => {
    const draft = { ...classOf("counted", "north-1", [], []), schoolName: null, districtId: null, districtName: null };
    expect(await people.saveClasses([draft], true)).toEqual({ created: 1, updated: 0, unchanged: 0 });
    expect(await people.findClass("counted")).toBeUndefined();
    expect(await people.saveClasses([draft])).toEqual({ created: 1, updated: 0, unchanged: 0 });
    expect(await people.saveClasses([draft])).toEqual({ created: 0, updated: 0, unchanged: 1 });
    expect(await people.saveClasses([{ ...draft, studentIds: ["s1"] }])).toEqual({
      created: 0,
      updated: 1,
      unchanged: 0,
    });
  });

  it("are whole however many writers register one at once", async () => {
    const sets = Array.from({ length: 6 }, (_, i) => [`w${i}-a`, `w${i}-b`]);
    await Promise.all(sets.map((ids) => people.registerClass(classOf("busy", "north-1", [], ids))));
    const { studentIds } = (await people.findClass("busy"))!;
    expect(sets).toContainEqual([...studentIds]);
  });

  it("keep the district and names that a later registration leaves out", async () => {
    await people.registerClass(classOf("c1", "north-1", ["t1"], ["s1", "s2"]));
    const scopes = await people.visibleScopes(caller("TEACHER", "t1"));
    expect(scopes).toContain("north");
  });
});

describe("places", () => {
  const scopes = async (principal: Principal) => {
    const seen = await people.visibleScopes(principal);
    return seen && [...seen].sort();
  };

  it("come from stored classes, the token and grants; a school sees its district, not the schools beside it", async () => {
    expect(await scopes(caller("TEACHER", "t1"))).toEqual(["*", "north", "north-1"]);
    expect(await scopes(caller("STUDENT", "s3"))).toEqual(["*", "north", "north-2"]);
    expect(await scopes(caller("STUDENT", "parent", { students: ["s4"] }))).toEqual(["*", "south", "south-1"]);
    expect(await scopes(caller("APP", "app1"))).toEqual(["*", "north", "north-1"]);
    expect(await scopes(caller("TEACHER", "t9", { places: ["unheard-of"] }))).toEqual(["*", "unheard-of"]);
  });

  it("of a district include its schools", async () => {
    expect(await scopes(caller("TEACHER", "t9", { places: ["north"] }))).toEqual(["*", "north", "north-1", "north-2"]);
    expect(await scopes(caller("ADMIN", "root", { places: ["south"] }))).toEqual(["*", "south", "south-1"]);
    expect(await people.ownPlaces(caller("TEACHER", "t1"))).toEqual(["north-1"]);
  });

  it("none means the whole city only for researcher, reviewer, editor and operator", async () => {
    for (const role of ["RESEARCHER", "REVIEWER", "EDITOR", "ADMIN"] as const) {
      expect(await scopes(caller(role, "x"))).toBeUndefined();
      expect(await people.ownPlaces(caller(role, "x"))).toBeUndefined();
    }
    for (const role of ["STUDENT", "TEACHER", "APP"] as const) expect(await scopes(caller(role, "x"))).toEqual(["*"]);
    expect(await scopes(caller(["TEACHER", "REVIEWER"], "t1"))).toBeUndefined();
  });
});

describe("subjects and grants", () => {
  it("bind an editor to the subjects of the token", () => {
    const may = (principal: Principal) => () => people.requireSubject(principal, "math");
    expect(may(caller("EDITOR", "e"))).not.toThrow();
    expect(may(caller("EDITOR", "e", { subjects: ["math"] }))).not.toThrow();
    expect(may(caller("EDITOR", "e", { subjects: ["physics"] }))).toThrow(DomainError);
    expect(may(caller("EDITOR", "e", { subjects: [] }))).toThrow(DomainError);
    expect(may(caller("ADMIN", "a", { subjects: ["physics"] }))).not.toThrow();
    expect(may(caller("TEACHER", "t", { subjects: ["math"] }))).toThrow(DomainError);
  });

  it("replace what an app had before, and keep the students it was the first to name", async () => {
    const app = caller("APP", "app2");
    await people.grantApp({ appId: "app2", schoolIds: ["south-1"], subjectIds: [] });
    await database.transaction((tx) => people.nameStudents(tx, app, ["mine"]));
    expect((await people.mayActFor(app, ["s4"])).get("s4")).toBe("YES");
    await people.grantApp({ appId: "app2", schoolIds: ["north-2"], subjectIds: [] });
    expect(Object.fromEntries(await people.mayActFor(app, ["s4", "s3", "mine"]))).toEqual({
      s4: "FORBIDDEN",
      s3: "YES",
      mine: "YES",
    });
  });

  it("refuse a school or a subject that does not exist and grant nothing then", async () => {
    const grant = { appId: "app3", schoolIds: ["north-1", "nowhere"], subjectIds: [] };
    await expect(people.grantApp(grant)).rejects.toMatchObject({ code: "NOT_FOUND", details: { field: "schoolIds" } });
    await expect(people.grantApp({ ...grant, schoolIds: [], subjectIds: ["astrology"] })).rejects.toMatchObject({
      code: "NOT_FOUND",
      details: { field: "subjectIds" },
    });
    expect((await people.mayActFor(caller("APP", "app3"), ["s1"])).get("s1")).toBe("FORBIDDEN");
  });
});
