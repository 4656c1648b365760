import { badInput } from "../errors.js";
import { compare } from "../knowledge/graph-state.js";
import { type AttemptSetting, countedAttempts } from "../mastery/attempt.js";
import type { QueryRunner } from "../neo4j/database.js";
import { analyseItems, type ItemStatistics } from "./analyse-items.js";
import { type ClassAttempt, listClassAttempts } from "./class.store.js";

/** Which exam or homework: its resources, or the setting and the time. */
export interface ItemFilterFields {
  readonly resourceIds?: readonly string[] | null;
  readonly setting?: AttemptSetting | null;
  readonly from?: Date | null;
  readonly to?: Date | null;
}

/** A question, or a part of one, and how a class answered it. */
export interface AnalysedItem extends ItemStatistics {
  readonly resourceId: string;
  readonly partId: string | undefined;
  readonly knowledgePointIds: readonly string[];
  /** Students who got less than half of it. */
  readonly failed: readonly string[];
}

export interface ItemAnalysis {
  /** Students who answered anything. */
  readonly students: number;
  readonly alpha: number | undefined;
  readonly items: readonly AnalysedItem[];
}

/** Answers read for one analysis: an exam of 100 questions in ten classes of fifty. */
const MOST_ANSWERS = 50_000;

/**
 * Analyses question by question how students answered: the first answer of each to each item counts, as corrected since.
 * `isShown` leaves out attempts by their points. Items by resource, then part. One query.
 * Throws BAD_INPUT where neither resources nor setting and times are given, and where there are more than 50,000 answers.
 */
export async function analyseClass(
  runner: QueryRunner,
  studentIds: readonly string[],
  { resourceIds, setting, from, to }: ItemFilterFields,
  isShown: (knowledgePointIds: readonly string[]) => boolean,
): Promise<ItemAnalysis> {
  if (!resourceIds?.length && !from) {
    throw badInput("resourceIds", {
      zh: "请给出 resourceIds，或者给出 from（可加 setting 与 to）。",
      en: "Give resourceIds, or from (and setting and to, if you like).",
    });
  }
  if (from && to && from.getTime() >= to.getTime())
    throw badInput("to", { zh: "to 须晚于 from。", en: "to must be later than from." });
  const filter = {
    resourceIds: resourceIds?.length ? resourceIds : null,
    setting: setting ?? null,
    from: from?.getTime() ?? null,
    to: to?.getTime() ?? null,
  };
  const entries = await listClassAttempts(runner, studentIds, filter, MOST_ANSWERS + 1);
  if (entries.length > MOST_ANSWERS) {
    throw badInput("from", {
      zh: `超过 ${MOST_ANSWERS} 条作答，请缩小范围。`,
      en: `There are more than ${MOST_ANSWERS} answers: narrow the time or name fewer resources.`,
    });
  }
  return analysisOf(firstAnswers(entries).filter(({ knowledgePointIds }) => isShown(knowledgePointIds)));
}

/** The earliest answer of each student to each item, of equal times that of the smaller id. */
function firstAnswers(entries: readonly ClassAttempt[]): ClassAttempt[] {
  const first = new Map<string, ClassAttempt>();
  for (const attempt of countedAttempts(entries)) {
    const key = JSON.stringify([attempt.studentId, attempt.resourceId, attempt.partId ?? null]);
    const held = first.get(key);
    if (!held || attempt.at < held.at || (attempt.at === held.at && attempt.id < held.id)) first.set(key, attempt);
  }
  return [...first.values()];
}

function analysisOf(answers: readonly ClassAttempt[]): ItemAnalysis {
  const students = [...new Set(answers.map(({ studentId }) => studentId))].sort();
  const byItem = new Map<string, ClassAttempt[]>();
  for (const answer of answers) {
    const key = JSON.stringify([answer.resourceId, answer.partId ?? null]);
    const own = byItem.get(key);
    if (own) own.push(answer);
    else byItem.set(key, [answer]);
  }
  const items = [...byItem.values()].sort(([a], [b]) => compareItems(a!, b!));
  const placeOf = new Map(students.map((id, place) => [id, place]));
  const statistics = analyseItems(
    students.length,
    items.length,
    items.flatMap((own, item) =>
      own.map(({ studentId, score }) => ({ student: placeOf.get(studentId)!, item, score })),
    ),
  );
  return {
    students: students.length,
    alpha: statistics.alpha,
    items: items.map((own, item) => ({
      ...statistics.items[item]!,
      resourceId: own[0]!.resourceId,
      partId: own[0]!.partId,
      knowledgePointIds: [...new Set(own.flatMap(({ knowledgePointIds }) => knowledgePointIds))].sort(compare),
      failed: own.flatMap(({ studentId, score }) => (score < 0.5 ? [studentId] : [])).sort(compare),
    })),
  };
}

/** Parts are often numbered: 2 before 10. */
function compareItems(a: ClassAttempt, b: ClassAttempt): number {
  const [x, y] = [a.partId ?? "", b.partId ?? ""];
  return compare(a.resourceId, b.resourceId) || x.length - y.length || compare(x, y);
}
