import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { badInput, DomainError } from "../errors.js";
import type { EvidenceAttempt } from "./evidence.js";

/** Attempts of a file by student, each student's in order of time and, at equal times, of the file. */
export interface AttemptTable {
  readonly attempts: number;
  readonly students: readonly (readonly EvidenceAttempt[])[];
  /** Whether items tell more than points do: false when there are no more items than combinations of points. */
  readonly hasItems: boolean;
}

/** Each item's points, by item_id: a list (item_id is the place in it) or an object. */
export type ItemSkills = ReadonlyMap<string, readonly string[]>;

const COLUMNS = ["user_id", "item_id", "timestamp", "correct", "skill_id"] as const;

/**
 * Reads a tab-separated file with the columns user_id, item_id, timestamp, correct (0–1) and skill_id, in any order,
 * others ignored. An item's points are those `itemSkills` names, else the one that skill_id names. Throws BAD_INPUT
 * with file and line.
 *
 * The unit of timestamps is not said, so it is judged from the file: when they span less than one unit a row they are
 * an order and no time passes; beyond 10¹¹ they are milliseconds; else seconds.
 */
export async function readAttemptTable(file: string, itemSkills?: ItemSkills): Promise<AttemptTable> {
  const rows = await readRows(file, itemSkills);
  const toMs = clockOf(rows);
  const byUser = new Map<string, Row[]>();
  const items = new Set<string>();
  const combinations = new Set<string>();
  for (const row of rows) {
    items.add(row.item);
    combinations.add(row.skill);
    const own = byUser.get(row.user);
    if (own) own.push(row);
    else byUser.set(row.user, [row]);
  }
  const students = [...byUser.values()].map((own) => {
    const sorted = own.sort((a, b) => a.time - b.time || a.line - b.line);
    return sorted.map(
      ({ item, points, correct, time }): EvidenceAttempt => ({
        id: "",
        atMs: toMs(time),
        score: correct,
        pointIds: points,
        itemId: item,
      }),
    );
  });
  return { attempts: rows.length, students, hasItems: items.size > combinations.size };
}

/** Reads `--item-skills`. Throws BAD_INPUT when it is not a list or object of lists of skills. */
export async function readItemSkills(file: string): Promise<ItemSkills> {
  const refuse = () =>
    badInput(file, {
      zh: `${file} 应为 JSON：每个 item_id 的 skill 列表。`,
      en: `${file} must be JSON: a list with each item_id's list of skills.`,
    });
  let json: unknown;
  try {
    json = JSON.parse(await readText(file));
  } catch (error) {
    throw error instanceof DomainError ? error : refuse();
  }
  if (typeof json !== "object" || json === null) throw refuse();
  const skills = new Map<string, readonly string[]>();
  for (const [item, points] of Object.entries(json)) {
    if (!Array.isArray(points)) throw refuse();
    skills.set(item, [...new Set(points.map(String))]);
  }
  return skills;
}

interface Row {
  readonly line: number;
  readonly user: string;
  readonly item: string;
  readonly skill: string;
  readonly points: readonly string[];
  readonly time: number;
  readonly correct: number;
}

async function readRows(file: string, itemSkills: ItemSkills | undefined): Promise<Row[]> {
  const rows: Row[] = [];
  const names = new Map<string, string>();
  const pointsOfSkill = new Map<string, readonly string[]>();
  const same = (text: string) => {
    const known = names.get(text);
    if (known === undefined) names.set(text, text);
    return known ?? text;
  };
  let places: number[] | undefined;
  let line = 0;
  for await (const text of lines(file)) {
    line += 1;
    const cells = (line === 1 ? text.replace(/^\uFEFF/, "") : text).split("\t");
    if (places === undefined) {
      places = placesOf(file, cells);
      continue;
    }
    if (text.trim() === "") continue;
    const [user, item, timestamp, correct, skill] = places.map((place) => cells[place]?.trim() ?? "") as [
      string,
      string,
      string,
      string,
      string,
    ];
    const refuse = (column: string, said: string) => refuseCell(file, line, column, said);
    if (user === "") throw refuse("user_id", user);
    if (item === "") throw refuse("item_id", item);
    if (skill === "") throw refuse("skill_id", skill);
    const time = Number(timestamp);
    if (timestamp === "" || !Number.isFinite(time)) throw refuse("timestamp", timestamp);
    const win = Number(correct);
    if (correct === "" || !(win >= 0 && win <= 1)) throw refuse("correct", correct);
    let points = itemSkills?.get(item);
    if (itemSkills && points === undefined) throw refuse("item_id", item);
    if (points === undefined || points.length === 0) {
      points = pointsOfSkill.get(skill) ?? [same(skill)];
      pointsOfSkill.set(skill, points);
    }
    rows.push({ line, user: same(user), item: same(item), skill: same(skill), points, time, correct: win });
  }
  if (places === undefined) throw badInput(file, { zh: `${file} 是空文件。`, en: `${file} is empty.` });
  return rows;
}

function placesOf(file: string, header: readonly string[]): number[] {
  const names = header.map((name) => name.trim());
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    throw badInput(`${file}:1`, {
      zh: `${file} 第 1 行缺少列 ${missing.join("、")}（以制表符分隔）。`,
      en: `${file}:1 lacks the column${missing.length > 1 ? "s" : ""} ${missing.join(", ")} (tab-separated).`,
    });
  }
  return COLUMNS.map((column) => names.indexOf(column));
}

function refuseCell(file: string, line: number, column: string, said: string): DomainError {
  return badInput(`${file}:${line}`, {
    zh: `${file} 第 ${line} 行的 ${column} 不能是“${said}”。`,
    en: `${file}:${line}: ${column} cannot be "${said}".`,
  });
}

function clockOf(rows: readonly Row[]): (time: number) => number {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { time } of rows) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  if (last - first < rows.length) return () => 0;
  const unitMs = last > 1e11 ? 1 : 1000;
  return (time) => Math.max(0, Math.round((time - Math.min(first, 0)) * unitMs));
}

async function* lines(file: string): AsyncGenerator<string> {
  const stream = createReadStream(file, "utf8");
  try {
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw unreadable(file, error);
  } finally {
    stream.destroy();
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): Error {
  if (error instanceof DomainError) return error;
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined
    ? (error as Error)
    : badInput(file, { zh: `无法读取 ${file}。`, en: `Cannot read ${file}.` });
}
