import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { QueryRunner } from "../neo4j/database.js";
import { countedAttempts } from "./attempt.js";
import { listAttempts, listStudents } from "./attempts.store.js";
import { type LeafAnswer, missingPairs, type PairEvidence, PrerequisiteEvidence } from "./prerequisite-evidence.js";

/** A pair of points and what students' answers say of it. */
export interface JudgedPair extends Omit<PairEvidence, "from" | "to"> {
  readonly prerequisiteId: string;
  readonly dependentId: string;
}

export interface PrerequisiteAudit {
  readonly students: number;
  /** Every prerequisite among the subject's leaves, the least borne out first. */
  readonly edges: readonly JudgedPair[];
  /** Pairs without a prerequisite, near or far, that behave like one; the likeliest first. */
  readonly missing: readonly JudgedPair[];
}

const PAGE = 200;
/** Below this many students a pair is not called missing. */
const FEWEST_STUDENTS = 30;
const LEAST_SUPPORT = 0.3;
/** Leaves among which missing pairs are looked for: those with most students. */
const MOST_LEAVES = 600;

/**
 * Judges the prerequisites of a subject by all attempts on its leaves. Reads the attempts of all students, a page at a
 * time; then O((edges + leaves²) × students / 32). Throws NOT_FOUND.
 */
export async function auditPrerequisites(
  runner: QueryRunner,
  graph: KnowledgeGraph,
  subjectId: string,
  most: number,
): Promise<PrerequisiteAudit> {
  graph.getSubject(subjectId);
  const { compiled } = graph;
  const isOf = (leaf: number) => graph.getPoint(compiled.ids[leaf]!).subjectId === subjectId;
  const students: LeafAnswer[][] = [];
  const tried = new Int32Array(compiled.ids.length);
  for await (const answers of readAnswers(runner, graph)) {
    students.push(answers);
    for (const leaf of new Set(answers.map((answer) => answer.leaf))) tried[leaf]!++;
  }
  const evidence = new PrerequisiteEvidence(compiled.ids.length, students);
  const edges: PairEvidence[] = [];
  for (let to = 0; to < compiled.ids.length; to++) {
    if (!isOf(to)) continue;
    const { offsets, targets } = compiled.prerequisites;
    for (let e = offsets[to]!; e < offsets[to + 1]!; e++) edges.push(evidence.judge(targets[e]!, to));
  }
  const leaves = [...tried.keys()]
    .filter((leaf) => tried[leaf]! >= FEWEST_STUDENTS && isOf(leaf))
    .sort((a, b) => tried[b]! - tried[a]! || a - b)
    .slice(0, MOST_LEAVES);
  const missing = missingPairs(evidence, compiled, leaves, {
    least: LEAST_SUPPORT,
    fewestStudents: FEWEST_STUDENTS,
    most,
  });
  const named = ({ from, to, ...rest }: PairEvidence): JudgedPair => ({
    prerequisiteId: compiled.ids[from]!,
    dependentId: compiled.ids[to]!,
    ...rest,
  });
  return {
    students: students.length,
    edges: edges.sort((a, b) => a.support - b.support || a.to - b.to || a.from - b.from).map(named),
    missing: missing.map(named),
  };
}

/** The answers of each student who has any, about leaves; an attempt on a point with parts says nothing of one leaf. */
async function* readAnswers(runner: QueryRunner, graph: KnowledgeGraph): AsyncGenerator<LeafAnswer[]> {
  for (
    let page = await listStudents(runner, "", PAGE);
    page.length > 0;
    page = await listStudents(runner, page.at(-1)!.id, PAGE)
  ) {
    const attempts = await listAttempts(
      runner,
      page.map((student) => student.id),
    );
    for (const own of attempts.values()) {
      const answers = countedAttempts(own).flatMap(({ knowledgePointIds, at, score }) =>
        knowledgePointIds.flatMap((id): LeafAnswer[] => {
          const leaf = graph.points.has(id) ? graph.compiled.indexOf(graph.successorOf(id)) : -1;
          return leaf < 0 ? [] : [{ leaf, at, score }];
        }),
      );
      if (answers.length > 0) yield answers;
    }
  }
}
