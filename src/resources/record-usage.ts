import { randomUUID } from "node:crypto";
import { badInput, DomainError, notFound, type RowRefusal } from "../errors.js";
import type { Database } from "../neo4j/database.js";
import { checkShape } from "../validation.js";
import { RESOURCE } from "./resource-step.js";
import { addUsage, type DaySum, saveUsageEvents } from "./usage.store.js";

export const USAGE_KINDS = ["VIEWED", "USED_IN_LESSON", "DOWNLOADED", "RATED"] as const;
export type UsageKind = (typeof USAGE_KINDS)[number];

/** That somebody used a resource; the person is nobody's business. */
export interface UsageFields {
  readonly id: string;
  readonly resourceId: string;
  readonly kind: UsageKind;
  /** 1 to 5, of RATED alone. */
  readonly rating?: number | null;
  readonly at: Date;
}

export interface RecordUsageOutcome {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: readonly RowRefusal[];
  /** Resources whose sums changed. */
  readonly resourceIds: readonly string[];
}

const MOST_AHEAD_MS = 10 * 60_000;

/**
 * Counts uses, each id once, whatever is repeated; summed by resource, day and sender. Rows are judged one by one: unknown
 * or hidden resources, a rating where none belongs, a time ahead, and an id that came before with other content are refused.
 */
export async function recordUsage(
  database: Database,
  sender: string,
  isVisible: (resourceIds: readonly string[]) => Promise<readonly boolean[]>,
  rows: readonly UsageFields[],
  now: number,
): Promise<RecordUsageOutcome> {
  const refused: RowRefusal[] = [];
  const visible = await isVisible(rows.map((row) => row.resourceId));
  const good = new Map<string, { index: number; row: UsageFields; content: string }>();
  let repeated = 0;
  for (const [index, row] of rows.entries()) {
    try {
      checkShape(row);
      requireSense(row, visible[index]!, now);
      const content = contentOf(row);
      const before = good.get(row.id);
      if (before && before.content !== content) throw otherContent(row.id);
      if (before) repeated++;
      else good.set(row.id, { index, row, content });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refused.push({ index, error });
    }
  }
  const events = [...good.values()].sort((a, b) => (a.row.id < b.row.id ? -1 : 1));
  const outcome = await database.transaction(async (tx) => {
    const batch = randomUUID();
    const stored = await saveUsageEvents(
      tx,
      events.map(({ row, content }) => ({ id: row.id, content })),
      batch,
    );
    const created = events.filter(({ row }) => stored.get(row.id)!.created);
    const conflicts = events.filter(({ row, content }) => stored.get(row.id)!.content !== content);
    await addUsage(
      tx,
      sumsOf(
        sender,
        created.map(({ row }) => row),
      ),
    );
    return { created, conflicts };
  });
  for (const { index, row } of outcome.conflicts) refused.push({ index, error: otherContent(row.id) });
  const accepted = outcome.created.length;
  return {
    accepted,
    duplicates: repeated + events.length - accepted - outcome.conflicts.length,
    refused: refused.sort((a, b) => a.index - b.index),
    resourceIds: [...new Set(outcome.created.map(({ row }) => row.resourceId))],
  };
}

function requireSense({ resourceId, kind, rating, at }: UsageFields, visible: boolean, now: number): void {
  if (!visible) throw notFound(RESOURCE, resourceId, "resourceId");
  const rated = rating !== undefined && rating !== null;
  if (rated !== (kind === "RATED"))
    throw badInput("rating", {
      zh: "rating 须且只须随 RATED 给出。",
      en: "Give a rating with RATED, and with RATED alone.",
    });
  if (at.getTime() > now + MOST_AHEAD_MS)
    throw badInput("at", {
      zh: "at 超前十分钟以上，请校准时钟。",
      en: "at is more than 10 minutes ahead; check the clock.",
    });
}

function contentOf({ resourceId, kind, rating, at }: UsageFields): string {
  return [resourceId, kind, rating ?? "", at.toISOString()].join(" ");
}

function otherContent(id: string): DomainError {
  return new DomainError(
    "CONFLICT",
    { zh: `id ${id} 已用于另一条使用记录。`, en: `The id ${id} has been used for another record of use.` },
    { field: "id" },
  );
}

/** In the order of their keys, so that batches that meet wait for each other in one order. */
function sumsOf(sender: string, rows: readonly UsageFields[]): DaySum[] {
  const sums = new Map<string, DaySum>();
  for (const { resourceId, kind, rating, at } of rows) {
    const day = at.toISOString().slice(0, 10);
    const key = `${resourceId} ${day} ${sender}`;
    const none = { viewed: 0, usedInLesson: 0, downloaded: 0, ratings: 0, ratingSum: 0 };
    const sum = sums.get(key) ?? { key, resourceId, day, ...none };
    sums.set(key, sum);
    if (kind === "VIEWED") sum.viewed++;
    else if (kind === "DOWNLOADED") sum.downloaded++;
    else if (kind === "USED_IN_LESSON") sum.usedInLesson++;
    else {
      sum.ratings++;
      sum.ratingSum += rating!;
    }
  }
  return [...sums.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
