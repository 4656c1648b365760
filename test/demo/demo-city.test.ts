import { describe, expect, it } from "@jest/globals";
import { mayUse } from "../../src/demo/demo-annotations.js";
import { buildDemoCity } from "../../src/demo/demo-city.js";
import type { AttemptRow } from "../../src/demo/demo-rows.js";
import { demoInput } from "./demo-input.js";

const DAY = 86_400_000;
const LEGAL_ID = /^[A-Za-z0-9._:~-]{1,128}$/;

const input = demoInput();
const city = buildDemoCity(input);
const resources = new Map(city.resources.map((resource) => [resource.id, resource]));
const valuesOf = (name: "kind" | "adminLevel" | "supply" | "origin") =>
  [...new Set(city.resources.map((resource) => resource[name]))].sort();
const scoreOf = ({ correct, score }: AttemptRow) => score ?? (correct ? 1 : 0);

/** The leaves that an attempt counts for: those given, else those that tags of its resource name. */
const practised = new Map<string, Set<string>>();
for (const { resourceId, tags } of city.annotations) {
  for (const { knowledgePointId, role } of tags) {
    if (role === "TEACHES" || role === "ASSUMES") continue;
    practised.set(resourceId, (practised.get(resourceId) ?? new Set()).add(knowledgePointId));
  }
}
const pointsOf = ({ knowledgePointIds, resourceId }: AttemptRow): readonly string[] =>
  knowledgePointIds ?? [...(practised.get(resourceId!) ?? [])];

describe("the demo city", () => {
  it("is the same for the same seed and time, and another for another seed", () => {
    expect(buildDemoCity(demoInput())).toEqual(city);
    expect(buildDemoCity(demoInput(7)).attempts).not.toEqual(city.attempts);
  });

  it("has two districts, four schools and six classes of 30, each with a teacher", () => {
    expect(new Set(city.classes.map(({ districtId }) => districtId)).size).toBe(2);
    expect(new Set(city.classes.map(({ schoolId }) => schoolId)).size).toBe(4);
    expect(city.classes.map(({ studentIds }) => studentIds.length)).toEqual([30, 30, 30, 30, 30, 30]);
    expect(new Set(city.classes.flatMap(({ studentIds }) => studentIds)).size).toBe(180);
    expect(city.classes.filter(({ teacherIds }) => teacherIds.length === 0)).toEqual([]);
    expect(new Set(city.classes.map(({ schoolYear }) => schoolYear))).toEqual(new Set(["2026-2027"]));
  });

  it("gives everything an id of its own that the service accepts", () => {
    const ids = [...city.resources, ...city.attempts, ...city.classes].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !LEGAL_ID.test(id))).toEqual([]);
  });
});

describe("the resources", () => {
  it("are at least 800, of every kind, level, supply and origin", () => {
    expect(city.resources.length).toBeGreaterThanOrEqual(800);
    expect(valuesOf("kind")).toHaveLength(9);
    expect(valuesOf("adminLevel")).toEqual(["CITY", "DISTRICT", "NATION", "PROVINCE", "SCHOOL"]);
    expect(valuesOf("supply")).toEqual(["BASIC", "PERSONALISED", "SCHOOL_BASED"]);
    expect(valuesOf("origin")).toEqual(["AI_ASSISTED", "AI_GENERATED", "HUMAN"]);
  });

  it("have an owner exactly where a school or district holds them", () => {
    const schools = input.city.schools.map(({ id }) => id);
    const districts = input.city.districts.map(({ id }) => id);
    for (const { adminLevel, ownerId } of city.resources) {
      if (adminLevel === "SCHOOL") expect(schools).toContain(ownerId);
      else if (adminLevel === "DISTRICT") expect(districts).toContain(ownerId);
      else expect(ownerId).toBeUndefined();
    }
  });

  it("leave no word of a template unfilled", () => {
    const texts = city.resources.flatMap(({ title, description, text = "" }) => [title, description, text]);
    expect(texts.filter((text) => text === undefined || /\{\w+\}|undefined|\{[^}]*\|/.test(text))).toEqual([]);
  });

  it("cover every leaf but those left out deliberately", () => {
    const covered = new Set(
      city.annotations.flatMap(({ tags }) =>
        tags.filter(({ role }) => role !== "ASSUMES").map(({ knowledgePointId }) => knowledgePointId),
      ),
    );
    const excluded = input.city.withoutResources;
    expect(excluded.length).toBeGreaterThan(20);
    expect(excluded.filter((id) => !input.graph.isLeaf(id) || covered.has(id))).toEqual([]);
    expect(covered.size).toBeGreaterThan(0.9 * (input.graph.compiled.ids.length - excluded.length));
  });
});

describe("the annotations", () => {
  it("disagree on some of the resources that several teachers tagged, and agree on most", () => {
    const sayings = new Map<string, string[]>();
    for (const { resourceId, tags } of city.annotations) {
      const claims = tags.filter(({ role }) => role !== "ASSUMES").map((tag) => `${tag.knowledgePointId} ${tag.role}`);
      sayings.set(resourceId, [...(sayings.get(resourceId) ?? []), claims.sort().join()]);
    }
    const several = [...sayings.values()].filter((claims) => claims.length > 1);
    const disagreeing = several.filter((claims) => new Set(claims).size > 1);
    expect(several.length).toBeGreaterThan(100);
    expect(disagreeing.length).toBeGreaterThan(0.1 * several.length);
    expect(disagreeing.length).toBeLessThan(0.5 * several.length);
  });

  it("are made by those who see the resource", () => {
    const annotators = new Map(input.city.annotators.map((annotator) => [annotator.id, annotator]));
    const blind = city.annotations.filter(
      ({ teacherId, resourceId }) =>
        !mayUse(input.city, annotators.get(teacherId)?.schoolId, resources.get(resourceId)!),
    );
    expect(blind).toEqual([]);
    expect(city.annotations.filter(({ teacherId }) => !annotators.has(teacherId))).toEqual([]);
  });

  it("say of what has nothing to do with a subject that no point fits", () => {
    const none = city.annotations.filter(({ noneFits }) => noneFits);
    expect(none.length).toBeGreaterThan(0);
    expect(none.filter(({ tags }) => tags.length > 0)).toEqual([]);
  });
});

describe("the attempts", () => {
  it("are some 10,000, from every student, in the 60 days before now", () => {
    expect(city.attempts.length).toBeGreaterThan(9_000);
    expect(city.attempts.length).toBeLessThan(12_000);
    const students = new Set(city.attempts.map(({ studentId }) => studentId));
    expect(students).toEqual(new Set(city.classes.flatMap(({ studentIds }) => studentIds)));
    const times = city.attempts.map(({ at }) => at.getTime());
    expect(Math.max(...times)).toBeLessThan(input.now);
    expect(Math.min(...times)).toBeGreaterThan(input.now - 61 * DAY);
  });

  it("name known leaves only, or a published resource whose tags do", () => {
    for (const attempt of city.attempts) {
      const points = pointsOf(attempt);
      expect(points.length).toBeGreaterThan(0);
      expect(points.filter((id) => !input.graph.isLeaf(id))).toEqual([]);
      if (attempt.resourceId) expect(resources.get(attempt.resourceId)?.origin).toBe("HUMAN");
    }
  });

  it("carry exactly one of correct and score", () => {
    expect(city.attempts.filter((row) => (row.correct === undefined) === (row.score === undefined))).toEqual([]);
    expect(city.attempts.filter(({ score = 0 }) => score < 0 || score > 1)).toEqual([]);
  });

  it("come out worse, for the same student, where a strong prerequisite was answered badly", () => {
    const byStudent = new Map<string, Map<string, number[]>>();
    for (const attempt of city.attempts) {
      const scores = byStudent.get(attempt.studentId) ?? new Map<string, number[]>();
      for (const id of pointsOf(attempt)) scores.set(id, [...(scores.get(id) ?? []), scoreOf(attempt)]);
      byStudent.set(attempt.studentId, scores);
    }
    const lacking: number[] = [];
    const ready: number[] = [];
    for (const scores of byStudent.values()) {
      const own = mean([...scores.values()].flat());
      for (const { prerequisiteId, dependentId, strength } of input.graph.prerequisites.values()) {
        const before = scores.get(prerequisiteId) ?? [];
        const after = scores.get(dependentId);
        if (strength < 0.8 || before.length < 2 || !after) continue;
        const surprise = mean(after) - own;
        if (mean(before) < 0.4) lacking.push(surprise);
        else if (mean(before) > 0.8) ready.push(surprise);
      }
    }
    expect(lacking.length).toBeGreaterThan(100);
    expect(mean(ready) - mean(lacking)).toBeGreaterThan(0.05);
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
