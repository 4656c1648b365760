import type { Database } from "../neo4j/database.js";
import { consensusOf, type TargetTags } from "./consensus/tag-consensus.js";
import { readCompared, saveConsensus, saveReliabilities } from "./decisions.store.js";

export interface ConsensusRun {
  /** Resources and segments that several people judged. */
  readonly targets: number;
  readonly tags: number;
  readonly annotators: number;
  /** COVERS that got their confidence from it. */
  readonly saved: number;
}

const PAGE = 2000;

/**
 * Gives every undecided tag that several people judged the confidence that their reliabilities lend it, and every
 * annotator a reliability. A function of the annotations alone: run twice, it stores the same. A target annotated again
 * later falls back to what its annotations say by themselves until the next run.
 */
export async function findConsensus(database: Database, now: number): Promise<ConsensusRun> {
  const judgements: TargetTags[] = [];
  for await (const page of readCompared(database, PAGE)) for (const judgement of page) judgements.push(judgement);
  const { tags, annotators } = consensusOf(judgements);
  let saved = 0;
  for (let i = 0; i < tags.length; i += PAGE) saved += await saveConsensus(database, tags.slice(i, i + PAGE));
  for (let i = 0; i < annotators.length; i += PAGE)
    await saveReliabilities(database, annotators.slice(i, i + PAGE), now);
  return {
    targets: new Set(tags.map((tag) => tag.targetId)).size,
    tags: tags.length,
    annotators: annotators.length,
    saved,
  };
}
