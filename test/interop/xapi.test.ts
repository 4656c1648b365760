import { describe, expect, it } from "@jest/globals";
import { DomainError } from "../../src/errors.js";
import type { JsonObject } from "../../src/interop/json-text.js";
import { EXTENSIONS, idsInIri, readStatement } from "../../src/interop/xapi-evidence.js";
import { checkStatement } from "../../src/interop/xapi-statement.js";
import { durationSeconds, timestampMillis } from "../../src/interop/xapi-time.js";

const VERB = "http://adlnet.gov/expapi/verbs/";
const account = { homePage: "https://id.example.edu.cn", name: "s-1" };

function statement(change: object = {}): JsonObject {
  return {
    actor: { objectType: "Agent", name: "张三", account },
    verb: { id: `${VERB}answered`, display: { "zh-CN": "回答" } },
    object: { id: "https://app.example/items/q-17" },
    result: { success: true },
    ...change,
  } as unknown as JsonObject;
}

function refusedAt(value: object): string | undefined {
  try {
    checkStatement(value as JsonObject);
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.details.field;
    throw error;
  }
}

describe("checkStatement (xAPI 1.0.3, part 2)", () => {
  it("accepts statements with everything the specification has", () => {
    const full = statement({
      id: "fd41c918-b88b-4b20-a0a5-a4c32391aaa0",
      version: "1.0.3",
      timestamp: "2026-09-01T08:00:00+08:00",
      stored: "2026-09-01T00:00:01Z",
      authority: { objectType: "Agent", account },
      object: {
        objectType: "Activity",
        id: "https://app.example/items/17",
        definition: {
          name: { "zh-CN": "题" },
          type: "http://adlnet.gov/expapi/activities/cmi.interaction",
          interactionType: "choice",
          correctResponsesPattern: ["a[,]b"],
          choices: [{ id: "a", description: { en: "A" } }],
          extensions: { "https://app.example/x": { deep: null } },
        },
      },
      result: {
        score: { scaled: -0.5, raw: 2, min: 0, max: 10 },
        completion: true,
        response: "a",
        duration: "PT1M3.5S",
      },
      context: {
        registration: "fd41c918-b88b-4b20-a0a5-a4c32391aaa1",
        instructor: { account },
        team: { objectType: "Group", mbox: "mailto:team@example.com", member: [{ account }] },
        contextActivities: { parent: { id: "urn:x:1" }, other: [{ id: "urn:x:2" }] },
        platform: "app",
        language: "zh-Hans-CN",
        statement: { objectType: "StatementRef", id: "fd41c918-b88b-4b20-a0a5-a4c32391aaa2" },
      },
      attachments: [
        { usageType: "urn:x:y", display: { en: "x" }, contentType: "text/plain", length: 3, sha2: "a".repeat(64) },
      ],
    });
    expect(refusedAt(full)).toBeUndefined();
    const sub = { objectType: "SubStatement", actor: { account }, verb: { id: "urn:v:1" }, object: { id: "urn:x:1" } };
    expect(refusedAt(statement({ object: sub }))).toBeUndefined();
    expect(refusedAt(statement({ object: { objectType: "Agent", account } }))).toBeUndefined();
  });

  it.each<[string, object]>([
    ["/actor", { actor: undefined }],
    ["/actor", { actor: { name: "nobody" } }],
    ["/actor", { actor: { account, mbox: "mailto:a@b.c" } }],
    ["/actor/mbox", { actor: { mbox: "a@b.c" } }],
    ["/actor/member", { actor: { account, member: [] } }],
    ["/actor", { actor: { objectType: "Group" } }],
    ["/actor/account/name", { actor: { account: { homePage: "https://x.y" } } }],
    ["/verb/id", { verb: { id: "answered" } }],
    ["/verb/display/!", { verb: { id: "urn:v:1", display: { "!": "x" } } }],
    ["/object", { object: { objectType: "Thing" } }],
    ["/object/id", { object: {} }],
    ["/object/definition/colour", { object: { id: "urn:x:1", definition: { colour: "red" } } }],
    ["/object", { object: { objectType: "StatementRef", id: "x" }, verb: { id: "urn:v:1" } }],
    ["/id", { id: "17" }],
    ["/version", { version: "2.0" }],
    ["/colour", { colour: "red" }],
    ["/result", { result: null }],
    ["/result/score/scaled", { result: { score: { scaled: 1.1 } } }],
    ["/result/score/raw", { result: { score: { raw: 11, min: 0, max: 10 } } }],
    ["/result/score/min", { result: { score: { min: 10, max: 0 } } }],
    ["/result/success", { result: { success: "yes" } }],
    ["/result/duration", { result: { duration: "5 minutes" } }],
    ["/result/extensions/note", { result: { extensions: { note: 1 } } }],
    ["/timestamp", { timestamp: "yesterday" }],
    ["/timestamp", { timestamp: "2026-09-01T08:00:00-00:00" }],
    ["/context/registration", { context: { registration: "7" } }],
    ["/context/platform", { context: { platform: "x" }, object: { objectType: "Agent", account } }],
    ["/object", { verb: { id: `${VERB}voided` } }],
  ])("refuses at %s", (field, change) => {
    expect(refusedAt(JSON.parse(JSON.stringify(statement(change))))).toMatch(field);
  });

  it("refuses a sub-statement within another", () => {
    const inner = {
      objectType: "SubStatement",
      actor: { account },
      verb: { id: "urn:v:1" },
      object: { id: "urn:x:1" },
    };
    expect(refusedAt(statement({ object: { ...inner, object: inner } }))).toBe("/object/object");
  });
});

describe("readStatement", () => {
  const score = (change: object) => {
    const meaning = readStatement(statement(change));
    return meaning.kind === "ATTEMPT" ? meaning.attempt.score : meaning.kind;
  };

  it("takes the score from scaled, else from raw between min and max, else from success, else from the verb", () => {
    expect(score({ result: { score: { scaled: 0.7, raw: 1, max: 10 }, success: true } })).toBe(0.7);
    expect(score({ result: { score: { scaled: -0.4 } } })).toBe(0);
    expect(score({ result: { score: { raw: 6, min: 2, max: 10 } } })).toBe(0.5);
    expect(score({ result: { score: { raw: 6 }, success: false } })).toBe(0);
    expect(score({ verb: { id: `${VERB}passed` }, result: undefined })).toBe(1);
    expect(score({ verb: { id: `${VERB}failed` }, result: {} })).toBe(0);
    expect(score({ verb: { id: `${VERB}scored` }, result: { score: { scaled: 0.25 } } })).toBe(0.25);
  });

  it("finds nothing of mastery in other verbs, without an outcome, of groups, or of what is no activity", () => {
    expect(score({ verb: { id: `${VERB}experienced` } })).toBe("NOTHING");
    expect(score({ verb: { id: `${VERB}completed` }, result: { completion: true } })).toBe("NOTHING");
    expect(score({ actor: { objectType: "Group", account, member: [] } })).toBe("NOTHING");
    expect(score({ object: { objectType: "Agent", account } })).toBe("NOTHING");
  });

  it("reads voiding", () => {
    const object = { objectType: "StatementRef", id: "fd41c918-b88b-4b20-a0a5-a4c32391aaa0" };
    expect(readStatement(statement({ verb: { id: `${VERB}voided` }, object }))).toEqual({
      kind: "VOID",
      statementId: object.id,
    });
  });

  it("reads student, time, duration, extensions and activities, and no name", () => {
    const meaning = readStatement(
      statement({
        timestamp: "2026-09-01T08:00:00+08:00",
        result: { success: true, duration: "PT1M30S", response: "x" },
        context: {
          contextActivities: { other: { id: "urn:x:o" }, parent: [{ id: "urn:x:p" }] },
          extensions: { [EXTENSIONS.knowledgePointIds]: ["p1", "p2"], [EXTENSIONS.hints]: 2 },
        },
      }),
    );
    expect(meaning).toEqual({
      kind: "ATTEMPT",
      attempt: {
        studentId: "s-1",
        score: 1,
        at: Date.UTC(2026, 8, 1),
        seconds: 90,
        hints: 2,
        setting: undefined,
        partId: undefined,
        resourceId: undefined,
        knowledgePointIds: ["p1", "p2"],
        activity: "https://app.example/items/q-17",
        contextActivities: ["urn:x:p", "urn:x:o"],
      },
    });
  });

  it.each([
    { mbox: "mailto:a@b.c" },
    { mbox_sha1sum: "a".repeat(40) },
    { openid: "https://a.b/c" },
    { objectType: "Group", mbox: "mailto:team@b.c" },
    { account: { ...account, name: "张三" } },
  ])("refuses an actor that is no account with a student's id: %j", (actor) => {
    expect(() => readStatement(statement({ actor }))).toThrow(DomainError);
  });

  it("refuses a wrong value of an extension of ours", () => {
    const context = { extensions: { [EXTENSIONS.hints]: "many" } };
    expect(() => readStatement(statement({ context }))).toThrow(/urn:zhimai:hints/);
  });
});

it("idsInIri finds the ids that an IRI ends in", () => {
  expect(idsInIri("https://app.example/items/q-17")).toEqual(["q-17"]);
  expect(idsInIri("https://app.example/items/math:1.2/?v=2")).toEqual(["math:1.2"]);
  expect(idsInIri("urn:app:math%3A1:x")).toEqual(["math:1:x", "x"]);
  expect(idsInIri("https://app.example/题/")).toEqual([]);
});

it("durationSeconds and timestampMillis read ISO 8601", () => {
  expect(durationSeconds("PT1234S")).toBe(1234);
  expect(durationSeconds("P1DT2H3M4.5S")).toBe(86_400 + 7200 + 184.5);
  expect(durationSeconds("P2W")).toBe(1_209_600);
  for (const text of ["P", "PT", "1234", "P1S", "-PT1S"]) expect(durationSeconds(text)).toBeUndefined();
  expect(timestampMillis("2015-11-18T12:17:00")).toBe(Date.UTC(2015, 10, 18, 12, 17));
});
