import { badInput } from "../errors.js";
import { ID_PATTERN } from "../validation.js";
import { isArray, isObject, type Json, type JsonObject } from "./json-text.js";
import { VOIDED } from "./xapi-statement.js";
import { durationSeconds, timestampMillis } from "./xapi-time.js";

/** What a statement says of mastery. */
export type StatementMeaning =
  | { readonly kind: "ATTEMPT"; readonly attempt: StatementAttempt }
  /** The statement with this id never happened. */
  | { readonly kind: "VOID"; readonly statementId: string }
  /** Nothing of mastery: another verb, no outcome, a group, or not about an activity. */
  | { readonly kind: "NOTHING" };

/** One answer. Names, mail addresses and responses of the statement are not in it. */
export interface StatementAttempt {
  readonly studentId: string;
  /** 0 to 1. */
  readonly score: number;
  /** Milliseconds since 1970; undefined where the statement does not say when. */
  readonly at: number | undefined;
  readonly seconds: number | undefined;
  readonly hints: number | undefined;
  readonly setting: string | undefined;
  readonly partId: string | undefined;
  /** Where extensions name them. */
  readonly resourceId: string | undefined;
  readonly knowledgePointIds: readonly string[] | undefined;
  /** IRI of the activity. */
  readonly activity: string;
  /** IRIs of the activities in its context: parents first, then grouping, category, other. */
  readonly contextActivities: readonly string[];
}

/** Context or result extensions, or those of the activity's definition, with these names are read. */
export const EXTENSIONS = {
  knowledgePointIds: "urn:zhimai:knowledgePointIds",
  resourceId: "urn:zhimai:resourceId",
  partId: "urn:zhimai:partId",
  hints: "urn:zhimai:hints",
  setting: "urn:zhimai:setting",
} as const;

const VERBS = /^https?:\/\/adlnet\.gov\/expapi\/verbs\/(answered|passed|failed|completed|scored)$/;

/**
 * The meaning of a statement that has passed `checkStatement`. An answer has a score: `score.scaled` (below 0 counts
 * as 0), else `raw` between `min` (0 where absent) and `max`, else `success`, else what `passed` and `failed` say.
 *
 * @throws DomainError BAD_INPUT when the actor of an answer is known otherwise than by an account whose `name` is a
 * student's id, or an extension of ours has a wrong value.
 */
export function readStatement(statement: JsonObject): StatementMeaning {
  const actor = statement.actor as JsonObject;
  if (["mbox", "mbox_sha1sum", "openid"].some((name) => actor[name] !== undefined)) throw notByAccount();
  const object = statement.object as JsonObject;
  const verb = (statement.verb as JsonObject).id as string;
  if (verb === VOIDED) return { kind: "VOID", statementId: object.id as string };
  const isActivity = (object.objectType ?? "Activity") === "Activity";
  const outcome = VERBS.exec(verb)?.[1];
  if (outcome === undefined || !isActivity || actor.objectType === "Group") return { kind: "NOTHING" };
  const result = child(statement, "result");
  const score = scoreOf(result, outcome);
  if (score === undefined) return { kind: "NOTHING" };
  const studentId = String(child(actor, "account")?.name);
  if (!ID_PATTERN.test(studentId)) {
    throw badInput("/actor/account/name", {
      zh: "account.name 须为学生 id：1 至 128 个字符，限 A-Z a-z 0-9 . _ : ~ -。",
      en: "account.name must be a student's id: 1 to 128 characters of A-Z a-z 0-9 . _ : ~ -.",
    });
  }
  const context = child(statement, "context");
  const extensions = {
    ...child(child(object, "definition"), "extensions"),
    ...child(result, "extensions"),
    ...child(context, "extensions"),
  };
  const { timestamp } = statement;
  const duration = result?.duration;
  return {
    kind: "ATTEMPT",
    attempt: {
      studentId,
      score,
      at: typeof timestamp === "string" ? timestampMillis(timestamp) : undefined,
      seconds: typeof duration === "string" ? durationSeconds(duration) : undefined,
      hints: numberIn(extensions, EXTENSIONS.hints),
      setting: textIn(extensions, EXTENSIONS.setting),
      partId: textIn(extensions, EXTENSIONS.partId),
      resourceId: textIn(extensions, EXTENSIONS.resourceId),
      knowledgePointIds: idsIn(extensions, EXTENSIONS.knowledgePointIds),
      activity: object.id as string,
      contextActivities: contextActivities(child(context, "contextActivities")),
    },
  };
}

/**
 * The ids that an activity's IRI may carry, percent-decoded: what is behind the last `/` or `#`; of a `urn:` what is
 * behind each `:` after its namespace, the longest first. So `https://app.example/items/q-17` names `q-17`, and
 * `urn:app:math:1.2` names `math:1.2` or `1.2`.
 */
export function idsInIri(iri: string): string[] {
  const [scheme, , ...parts] = iri.split(":");
  const name = iri.replace(/\?.*$/, "").replace(/[/#]+$/, "");
  const names = scheme === "urn" ? parts.map((_, at) => parts.slice(at).join(":")) : [/[^/#]*$/.exec(name)?.[0] ?? ""];
  return names.map(decoded).filter((id) => ID_PATTERN.test(id));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function scoreOf(result: JsonObject | undefined, outcome: string): number | undefined {
  const score = child(result, "score");
  if (typeof score?.scaled === "number") return Math.max(0, score.scaled);
  if (typeof score?.raw === "number" && typeof score.max === "number") {
    const min = typeof score.min === "number" ? score.min : 0;
    if (score.max > min) return Math.min(1, Math.max(0, (score.raw - min) / (score.max - min)));
  }
  if (typeof result?.success === "boolean") return result.success ? 1 : 0;
  if (outcome === "passed") return 1;
  return outcome === "failed" ? 0 : undefined;
}

function contextActivities(lists: JsonObject | undefined): string[] {
  return ["parent", "grouping", "category", "other"].flatMap((name) => {
    const list = lists?.[name];
    const activities = isArray(list) ? list : list === undefined ? [] : [list];
    return activities.flatMap((activity) => (isObject(activity) ? [activity.id as string] : []));
  });
}

function child(parent: Json | undefined, name: string): JsonObject | undefined {
  const value = isObject(parent) ? parent[name] : undefined;
  return isObject(value) ? value : undefined;
}

function textIn(extensions: JsonObject, name: string): string | undefined {
  const value = extensions[name];
  if (value === undefined || (typeof value === "string" && value !== "")) return value;
  throw badExtension(name);
}

function numberIn(extensions: JsonObject, name: string): number | undefined {
  const value = extensions[name];
  if (value === undefined || typeof value === "number") return value;
  throw badExtension(name);
}

function idsIn(extensions: JsonObject, name: string): string[] | undefined {
  const value = extensions[name];
  if (value === undefined) return undefined;
  const list = isArray(value) ? value : [value];
  if (list.every((id) => typeof id === "string")) return list as string[];
  throw badExtension(name);
}

function badExtension(name: string) {
  return badInput(name, { zh: `扩展 ${name} 的值无效。`, en: `The extension ${name} has a wrong value.` });
}

function notByAccount() {
  return badInput("/actor", {
    zh: "行为者须用 account 标识，其 name 为学生 id；不接受邮箱、邮箱散列和 OpenID。",
    en: "The actor must be identified by an account whose name is the student's id; mail addresses, hashes of them and OpenIDs are refused.",
  });
}
