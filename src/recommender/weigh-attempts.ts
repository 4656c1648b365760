import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import { countedAttempts } from "../mastery/attempt.js";
import { type EvidenceAttempt, foldEvidence } from "../mastery/evidence.js";
import type { StudentMastery } from "../mastery/mastery.js";
import { estimate } from "../mastery/mastery-model.js";
import { combineEvidence } from "../mastery/signal.js";
import type { Database } from "../neo4j/database.js";
import { listPointAttempts } from "./recommender.store.js";

/** One attempt and how much it moved the mastery of a point. */
export interface Influence {
  readonly attemptId: string;
  readonly at: number;
  readonly score: number;
  readonly influence: number;
}

/** Attempts shown for a step, and read to weigh them. */
const SHOWN_ATTEMPTS = 5;
const WEIGHED_ATTEMPTS = 50;

/** The student's latest attempts on points, each with how much it moved the mastery of its point: with it less without it. */
export async function weighAttempts(
  database: Database,
  student: StudentMastery,
  leaves: readonly number[],
): Promise<Map<number, Influence[]>> {
  const { graph } = student;
  const named = new Map(leaves.map((leaf) => [leaf, namesOf(graph, graph.compiled.ids[leaf]!)]));
  const entries = await listPointAttempts(
    database,
    student.studentId,
    { pointIds: [...new Set([...named.values()].flat())], upTo: student.chainLength },
    WEIGHED_ATTEMPTS * leaves.length,
  );
  const attempts = countedAttempts([...entries].reverse()).reverse();
  return new Map(
    [...named].map(([leaf, names]) => {
      const own = attempts
        .filter((a) => a.knowledgePointIds.some((id) => names.includes(id)))
        .slice(0, WEIGHED_ATTEMPTS);
      const asEvidence = own.map(
        (a): EvidenceAttempt => ({
          id: a.id,
          atMs: a.at,
          score: a.score,
          pointIds: [graph.compiled.ids[leaf]!],
          itemId: a.resourceId,
          hints: a.hints,
        }),
      );
      const all = estimateFrom(student, leaf, asEvidence);
      const without = (i: number) => asEvidence.filter((_, j) => j !== i);
      const weighed = own.map((a, i) => ({
        attemptId: a.id,
        at: a.at,
        score: a.score,
        influence: all - estimateFrom(student, leaf, without(i)),
      }));
      return [
        leaf,
        weighed.sort((a, b) => Math.abs(b.influence) - Math.abs(a.influence) || b.at - a.at).slice(0, SHOWN_ATTEMPTS),
      ];
    }),
  );
}

/** Mastery of a leaf were these all the attempts on it. */
function estimateFrom(
  { model, reading, graph, basis }: StudentMastery,
  leaf: number,
  attempts: readonly EvidenceAttempt[],
): number {
  const pointId = graph.compiled.ids[leaf]!;
  const evidence = foldEvidence(attempts).points.get(pointId);
  const signal = combineEvidence(evidence ? [{ evidence, weight: 1 }] : []);
  return estimate(model, { student: reading.student, signal, pointId, nowMs: basis.at }).mastery;
}

/** The leaf, what it is part of, and the retired points it replaced: names under which its evidence may be kept. */
function namesOf(graph: KnowledgeGraph, id: string): string[] {
  const above = [id, ...graph.ancestorsOf(id)];
  return [...new Set([...above, ...above.flatMap((at) => graph.replacedByThis(at))])];
}
