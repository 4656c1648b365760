import type { QueryRunner } from "../neo4j/database.js";
import { compact } from "../validation.js";
import type { PlacementProgress, StoredPlacement } from "./placement.js";

const stateOf = ({ status, at, graphVersion, answeredIds, scores, askedId }: PlacementProgress) => ({
  status,
  at,
  graphVersion,
  answeredIds,
  scores,
  askedId: askedId ?? null,
});

/** Creates a placement; its student must be known. */
export async function savePlacement(tx: QueryRunner, placement: StoredPlacement, by: string): Promise<void> {
  const { id, studentId, knowledgePointIds, frameworkItemIds, subjectId, questions } = placement;
  const scope = { knowledgePointIds, frameworkItemIds, subjectId: subjectId ?? null };
  await tx.run("mastery/save-placement", { id, studentId, by, ...scope, questions, state: stateOf(placement) });
}

/** Replaces the progress of a placement. */
export async function updatePlacement(tx: QueryRunner, placement: StoredPlacement): Promise<void> {
  await tx.run("mastery/update-placement", { id: placement.id, state: stateOf(placement) });
}

export async function findPlacement(runner: QueryRunner, id: string): Promise<StoredPlacement | undefined> {
  const [row] = await runner.run("mastery/find-placement", { id });
  return row && (compact(row) as unknown as StoredPlacement);
}

/** The placement, locked until the transaction ends. */
export async function lockPlacement(tx: QueryRunner, id: string): Promise<StoredPlacement> {
  await tx.run("mastery/lock-placement", { id });
  return (await findPlacement(tx, id))!;
}
