import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { QueryRunner } from "../neo4j/database.js";
import { compact } from "../validation.js";
import type { Finding, Verification } from "../verification.js";
import type { Annotation } from "./annotation.js";
import type { TargetCoverage } from "./coverage-of-target.js";
import { coverageOfTarget, type Decision } from "./decision.js";
import { namedNow } from "./named-now.js";

interface StoredCover extends TargetCoverage {
  /** The point that the index knows it by. */
  readonly keyed: string;
  /** What the last consensus lent it, where the target has not been annotated since; stands in for the confidence. */
  readonly consensus: number | null;
  readonly rank: number;
}

const PAGE = 500;
const TOLERANCE = 1e-9;

/** Recomputes what every annotated target covers and compares it with the stored COVERS. */
export async function verifyCoverage(runner: QueryRunner, graph: KnowledgeGraph): Promise<Verification> {
  const findings: Finding[] = [];
  let checked = 0;
  for (let after = ""; ; ) {
    const rows = await runner.run("annotations/list-covered-targets", { after, limit: PAGE });
    for (const row of rows) {
      const annotations = (row.annotations as object[]).map((a) => compact(a) as unknown as Annotation);
      const said = namedNow(graph, { annotations, decision: (row.decision as Decision | null) ?? undefined });
      findings.push(
        ...coverFindings(
          row.targetId as string,
          coverageOfTarget(said.annotations, said.decision),
          row.covers as StoredCover[],
          row.published as boolean,
        ),
      );
    }
    checked += rows.length;
    if (rows.length < PAGE) return { checked, findings };
    after = rows.at(-1)!.targetId as string;
  }
}

function coverFindings(
  id: string,
  expected: readonly TargetCoverage[],
  stored: readonly StoredCover[],
  published: boolean,
): Finding[] {
  const keyOf = ({ knowledgePointId, role }: TargetCoverage) => `${knowledgePointId} ${role}`;
  const mine = new Map(expected.map((cover) => [keyOf(cover), cover]));
  const theirs = new Map(stored.map((cover) => [keyOf(cover), cover]));
  const findings = stored.length === theirs.size ? [] : [{ id, finding: "a point and role are covered twice" }];
  for (const key of new Set([...mine.keys(), ...theirs.keys()])) {
    const [cover, found] = [mine.get(key), theirs.get(key)];
    if (!cover) findings.push({ id, finding: `covers ${key} without an annotation` });
    else if (!found) findings.push({ id, finding: `does not cover ${key}, which is annotated` });
    else if (!agrees(cover, found, published))
      findings.push({ id, finding: `covers ${key} otherwise than its annotations say` });
  }
  return findings;
}

function agrees(cover: TargetCoverage, found: StoredCover, published: boolean): boolean {
  const near = (a: number, b: number) => Math.abs(a - b) <= TOLERANCE;
  const confidence = found.consensus ?? cover.confidence;
  return (
    found.keyed === found.knowledgePointId &&
    found.annotators === cover.annotators &&
    (found.copiedFrom ?? undefined) === cover.copiedFrom &&
    near(found.weight, cover.weight) &&
    near(found.confidence, confidence) &&
    near(found.rank, published ? cover.weight * confidence : 0)
  );
}
