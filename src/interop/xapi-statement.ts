import { isArray, isObject, type Json, type JsonObject } from "./json-text.js";
import {
  bad,
  each,
  extensions,
  iri,
  LANGUAGE_TAG,
  languageMap,
  matching,
  members,
  oneOf,
  optional,
  text,
  timestamp,
  truth,
  uuid,
} from "./xapi-checks.js";
import { isDuration } from "./xapi-time.js";

/**
 * Checks a statement by the data rules of xAPI 1.0.3 (part 2): which members there are, their types and forms,
 * exactly one identifier for each actor, no nulls outside of extensions, no sub-statement within another.
 *
 * @throws DomainError BAD_INPUT with the JSON pointer of the first violation as field.
 */
export function checkStatement(value: Json, at = ""): asserts value is JsonObject {
  const statement = members(value, at, STATEMENT, ["actor", "verb", "object"]);
  checkCommon(statement, at);
  const version = statement.version;
  if (version !== undefined && !(typeof version === "string" && /^1\.0(\.\d+)?$/.test(version))) {
    throw bad(`${at}/version`, "版本须为 1.0.x", "the version is not 1.0.x");
  }
  optional(statement, "id", at, uuid);
  optional(statement, "stored", at, timestamp);
  optional(statement, "authority", at, actor);
  const object = statement.object as JsonObject;
  if (object.objectType === "SubStatement") checkSubStatement(object, `${at}/object`);
  const verb = (statement.verb as JsonObject).id;
  if (verb === VOIDED && object.objectType !== "StatementRef") {
    throw bad(`${at}/object`, "voided 的对象须为 StatementRef", "the object of voided is not a StatementRef");
  }
}

export const VOIDED = "http://adlnet.gov/expapi/verbs/voided";

const COMMON = ["actor", "verb", "object", "result", "context", "timestamp", "attachments"];
const STATEMENT = [...COMMON, "id", "stored", "authority", "version"];
const INTERACTION_LISTS = ["choices", "scale", "source", "target", "steps"];
const INTERACTION_TYPES = [
  "true-false",
  "choice",
  "fill-in",
  "long-fill-in",
  "matching",
  "performance",
  "sequencing",
  "likert",
  "numeric",
  "other",
];

function checkSubStatement(statement: JsonObject, at: string): void {
  members(statement, at, [...COMMON, "objectType"], ["actor", "verb", "object"]);
  checkCommon(statement, at);
  if ((statement.object as JsonObject).objectType === "SubStatement") {
    throw bad(`${at}/object`, "子语句不能嵌套", "a sub-statement holds another");
  }
}

/** What statements and sub-statements share. */
function checkCommon(statement: JsonObject, at: string): void {
  actor(statement.actor!, `${at}/actor`);
  verb(statement.verb!, `${at}/verb`);
  object(statement.object!, `${at}/object`);
  optional(statement, "result", at, result);
  optional(statement, "context", at, context);
  optional(statement, "timestamp", at, timestamp);
  optional(statement, "attachments", at, (value, place) => each(value, place, attachment));
  const objectType = (statement.object as JsonObject).objectType ?? "Activity";
  if (objectType === "Activity" || !isObject(statement.context)) return;
  for (const name of ["revision", "platform"]) {
    if (statement.context[name] !== undefined) {
      throw bad(`${at}/context/${name}`, "只能用于活动", "it is for activities only");
    }
  }
}

function actor(value: Json, at: string): void {
  const names = ["objectType", "name", "mbox", "mbox_sha1sum", "openid", "account"];
  const isGroup = isObject(value) && value.objectType === "Group";
  const agent = members(value, at, isGroup ? [...names, "member"] : names, []);
  if (!isGroup && agent.objectType !== undefined) oneOf(agent.objectType, `${at}/objectType`, ["Agent"]);
  optional(agent, "name", at, text);
  optional(agent, "mbox", at, matching(/^mailto:[^\s@]+@[^\s@]+$/, "mailto:"));
  optional(agent, "mbox_sha1sum", at, matching(/^[0-9a-f]{40}$/i, "SHA-1"));
  optional(agent, "openid", at, iri);
  optional(agent, "account", at, (account, place) => {
    const { homePage, name } = members(account, place, ["homePage", "name"], ["homePage", "name"]);
    iri(homePage!, `${place}/homePage`);
    text(name!, `${place}/name`);
  });
  const identifiers = ["mbox", "mbox_sha1sum", "openid", "account"].filter((name) => agent[name] !== undefined);
  if (identifiers.length > 1 || (identifiers.length === 0 && !isGroup)) {
    throw bad(at, "须有且只有一个标识", "it has not exactly one identifier");
  }
  if (!isGroup) return;
  if (identifiers.length === 0 && agent.member === undefined) {
    throw bad(at, "匿名组须有成员", "an anonymous group has no members");
  }
  optional(agent, "member", at, (list, place) =>
    each(list, place, (member, memberAt) => {
      if (isObject(member) && member.objectType === "Group") throw bad(memberAt, "组不能含组", "a group holds a group");
      actor(member, memberAt);
    }),
  );
}

function verb(value: Json, at: string): void {
  const { id, display } = members(value, at, ["id", "display"], ["id"]);
  iri(id!, `${at}/id`);
  if (display !== undefined) languageMap(display, `${at}/display`);
}

function object(value: Json, at: string): void {
  const type = isObject(value) ? (value.objectType ?? "Activity") : undefined;
  if (type === "Activity") activity(value, at);
  else if (type === "Agent" || type === "Group") actor(value, at);
  else if (type === "StatementRef") statementRef(value, at);
  else if (type !== "SubStatement") throw bad(at, "不是有效的对象", "it is no valid object");
}

function activity(value: Json, at: string): void {
  const { id, definition } = members(value, at, ["objectType", "id", "definition"], ["id"]);
  if (isObject(value) && value.objectType !== undefined) oneOf(value.objectType, `${at}/objectType`, ["Activity"]);
  iri(id!, `${at}/id`);
  if (definition === undefined) return;
  const place = `${at}/definition`;
  const known = ["name", "description", "type", "moreInfo", "extensions", "interactionType", "correctResponsesPattern"];
  const parts = members(definition, place, [...known, ...INTERACTION_LISTS], []);
  optional(parts, "name", place, languageMap);
  optional(parts, "description", place, languageMap);
  optional(parts, "type", place, iri);
  optional(parts, "moreInfo", place, iri);
  optional(parts, "extensions", place, extensions);
  optional(parts, "interactionType", place, (type, typeAt) => oneOf(type, typeAt, INTERACTION_TYPES));
  optional(parts, "correctResponsesPattern", place, (list, listAt) => each(list, listAt, text));
  for (const name of INTERACTION_LISTS) {
    optional(parts, name, place, (list, listAt) =>
      each(list, listAt, (component, componentAt) => {
        const { id: componentId, description } = members(component, componentAt, ["id", "description"], ["id"]);
        text(componentId!, `${componentAt}/id`);
        if (description !== undefined) languageMap(description, `${componentAt}/description`);
      }),
    );
  }
}

function statementRef(value: Json, at: string): void {
  const { objectType, id } = members(value, at, ["objectType", "id"], ["objectType", "id"]);
  oneOf(objectType!, `${at}/objectType`, ["StatementRef"]);
  uuid(id!, `${at}/id`);
}

function result(value: Json, at: string): void {
  const known = ["score", "success", "completion", "response", "duration", "extensions"];
  const parts = members(value, at, known, []);
  optional(parts, "score", at, score);
  optional(parts, "success", at, truth);
  optional(parts, "completion", at, truth);
  optional(parts, "response", at, text);
  optional(parts, "duration", at, (duration, place) => {
    if (!isDuration(duration)) throw bad(place, "不是 ISO 8601 时长", "it is not an ISO 8601 duration");
  });
  optional(parts, "extensions", at, extensions);
}

function score(value: Json, at: string): void {
  const parts = members(value, at, ["scaled", "raw", "min", "max"], []);
  for (const [name, number] of Object.entries(parts)) {
    if (typeof number !== "number") throw bad(`${at}/${name}`, "不是数", "it is not a number");
  }
  const { scaled = 0, min = -Infinity, max = Infinity } = parts as Readonly<Record<string, number>>;
  const raw = parts.raw as number | undefined;
  if (scaled < -1 || scaled > 1) throw bad(`${at}/scaled`, "须在 -1 与 1 之间", "it is not between -1 and 1");
  if (min >= max) throw bad(`${at}/min`, "须小于 max", "it is not below max");
  if (raw !== undefined && (raw < min || raw > max)) {
    throw bad(`${at}/raw`, "不在 min 与 max 之间", "it is not between min and max");
  }
}

function context(value: Json, at: string): void {
  const known = [
    "registration",
    "instructor",
    "team",
    "contextActivities",
    "revision",
    "platform",
    "language",
    "statement",
    "extensions",
  ];
  const parts = members(value, at, known, []);
  optional(parts, "registration", at, uuid);
  optional(parts, "instructor", at, actor);
  optional(parts, "team", at, (team, place) => {
    if (!isObject(team) || team.objectType !== "Group") throw bad(place, "不是组", "it is not a group");
    actor(team, place);
  });
  optional(parts, "contextActivities", at, (activities, place) => {
    const lists = members(activities, place, ["parent", "grouping", "category", "other"], []);
    for (const [name, list] of Object.entries(lists)) {
      if (isArray(list)) each(list, `${place}/${name}`, activity);
      else activity(list, `${place}/${name}`);
    }
  });
  optional(parts, "revision", at, text);
  optional(parts, "platform", at, text);
  optional(parts, "language", at, matching(LANGUAGE_TAG, "RFC 5646"));
  optional(parts, "statement", at, statementRef);
  optional(parts, "extensions", at, extensions);
}

function attachment(value: Json, at: string): void {
  const required = ["usageType", "display", "contentType", "length", "sha2"];
  const parts = members(value, at, [...required, "description", "fileUrl"], required);
  iri(parts.usageType!, `${at}/usageType`);
  languageMap(parts.display!, `${at}/display`);
  optional(parts, "description", at, languageMap);
  text(parts.contentType!, `${at}/contentType`);
  if (!Number.isSafeInteger(parts.length) || (parts.length as number) < 0) {
    throw bad(`${at}/length`, "不是非负整数", "it is not a non-negative integer");
  }
  matching(/^[0-9a-f]{56,128}$/i, "SHA-2")(parts.sha2!, `${at}/sha2`);
  optional(parts, "fileUrl", at, iri);
}
