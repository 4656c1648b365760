import { parseDateTime } from "./field-reader.js";
import type { Json } from "./json-text.js";

const DURATION =
  /^P(?!$)(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?=\d)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Seconds in a year (of 365.2425 days), month (a twelfth of it), week, day, hour, minute, second. */
const SECONDS = [31_556_952, 2_629_746, 604_800, 86_400, 3600, 60, 1];

export function isDuration(value: Json): boolean {
  return typeof value === "string" && DURATION.test(value);
}

/** Seconds of an ISO 8601 duration; undefined when it is none. */
export function durationSeconds(text: string): number | undefined {
  const parts = DURATION.exec(text);
  if (parts === null) return undefined;
  return SECONDS.reduce((sum, seconds, index) => sum + seconds * Number(parts[index + 1] ?? 0), 0);
}

/** ISO 8601; xAPI forbids the offset -00:00 and, where none is given, means UTC. */
export function isXapiTimestamp(value: Json): boolean {
  return typeof value === "string" && timestampMillis(value) !== undefined;
}

/** Milliseconds since 1970 of an xAPI timestamp. */
export function timestampMillis(text: string): number | undefined {
  if (/T.*-00(:?00)?$/i.test(text)) return undefined;
  return parseDateTime(text) ?? parseDateTime(`${text}Z`);
}
