import type { QueryRunner } from "../neo4j/database.js";
import type { Viewer } from "../resources/resource.js";
import { compact } from "../validation.js";
import { type Target, targetId } from "./annotations.store.js";
import type { AnnotatorReliability, TagConsensus, TargetTags } from "./consensus/tag-consensus.js";
import type { Decision } from "./decision.js";

/** The decisions about targets, by target id, the one in force first. */
export async function listDecisions(runner: QueryRunner, targets: readonly Target[]): Promise<Map<string, Decision[]>> {
  const lists = new Map<string, Decision[]>(targets.map((target) => [targetId(target), []]));
  if (targets.length === 0) return lists;
  for (const { targetId: of, ...row } of await runner.run("annotations/list-decisions", {
    targetIds: [...lists.keys()],
  })) {
    lists.get(of as string)!.push(compact(row) as unknown as Decision);
  }
  return lists;
}

export async function saveDecision(tx: QueryRunner, target: Target, decision: Decision): Promise<void> {
  await tx.run("annotations/save-decision", { targetId: targetId(target), decision: { comment: null, ...decision } });
}

/** Targets on which annotators disagree and nobody has decided yet, by id. */
export async function listDisputed(
  runner: QueryRunner,
  viewer: Viewer,
  pointIds: readonly string[] | null,
  limit: number,
): Promise<Target[]> {
  const rows = await runner.run("annotations/list-disputed", { viewer, pointIds, limit });
  return rows.map((row) => compact(row) as unknown as Target);
}

/** What people say of the targets that several judged and nobody decided, a page of resources at a time. */
export async function* readCompared(runner: QueryRunner, page: number): AsyncGenerator<readonly TargetTags[]> {
  for (let after = ""; ; ) {
    const rows = await runner.run("annotations/list-compared", { after, limit: page });
    yield rows.flatMap((row) => row.judgements as TargetTags[]);
    if (rows.length < page) return;
    after = rows.at(-1)!.resourceId as string;
  }
}

/** Returns how many COVERS there were to give it to. */
export async function saveConsensus(runner: QueryRunner, rows: readonly TagConsensus[]): Promise<number> {
  const [row] = await runner.run("annotations/save-consensus", { rows });
  return row!.saved as number;
}

/** An annotator's reliability as the last consensus found it; `at` in epoch milliseconds. */
export interface StoredReliability extends AnnotatorReliability {
  readonly at: number;
}

export async function saveReliabilities(
  runner: QueryRunner,
  rows: readonly AnnotatorReliability[],
  at: number,
): Promise<void> {
  await runner.run("annotations/save-reliabilities", { rows, at });
}

export async function listReliabilities(runner: QueryRunner, limit: number): Promise<StoredReliability[]> {
  return (await runner.run("annotations/list-reliabilities", { limit })) as unknown as StoredReliability[];
}
