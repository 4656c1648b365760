import { readFileSync } from "node:fs";
import { createFeatures } from "../../src/app.js";
import { createPoint } from "../../src/knowledge/edit-point.js";
import { createSubject } from "../../src/knowledge/save-framework.js";
import { operatorPrincipal } from "../../src/people/principal.js";
import { searchCandidates } from "../../src/recommender/recommender.store.js";
import { anyWordQuery } from "../../src/resources/full-text-query.js";
import { testDatabase } from "../support/database.js";

/**
 * Questions to questions of the same points: full text alone against matching by text, in one run. BENCH_QUESTIONS names a
 * file of lines {text, labels}; without it there is nothing to measure. Every fifth question (by its words) is asked
 * for and not registered; the others are resources with their tags. A resource is right when it has a point of the
 * question; nDCG@10 (Järvelin & Kekäläinen 2002) with gain 1, of the questions that have any right one.
 */
interface Question {
  readonly text: string;
  readonly labels: readonly string[];
}

const BATCH = 500;
const FIRST = 10;

const file = process.env.BENCH_QUESTIONS;
if (!file) {
  console.log("matching: set BENCH_QUESTIONS to a file of lines {text, labels}");
  process.exit(0);
}
const questions: Question[] = readFileSync(file, "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const foldOf = (text: string) => {
  let sum = 7;
  for (const unit of text.replace(/[^\p{Script=Han}]/gu, "")) sum = (sum * 31 + unit.codePointAt(0)!) % 1_000_003;
  return sum % 5;
};
const asked = questions.filter(({ text }) => foldOf(text) === 0);
const known = questions.filter(({ text }) => foldOf(text) !== 0);
const names = [...new Set(questions.flatMap(({ labels }) => labels))];
const idOf = new Map(names.map((name, i) => [name, `p${i}`]));

const database = await testDatabase();
const features = createFeatures(database, Buffer.alloc(32, 1));
await features.knowledge.edit({ by: "bench", reason: "bench" }, (graph) => {
  createSubject(graph, { id: "m", name: "数学", stage: "PRIMARY" });
  for (const [name, id] of idOf) createPoint(graph, { id, code: id, name, subjectId: "m" });
});
const principal = operatorPrincipal("bench");
const viewer = { sub: "bench", scopes: null, everyStatus: true };
for (let start = 0; start < known.length; start += BATCH) {
  const rows = known.slice(start, start + BATCH);
  const ids = rows.map((_, i) => `q${start + i}`);
  await features.resources.register(
    principal,
    rows.map(({ text }, i) => ({ id: ids[i]!, title: `题 ${start + i}`, kind: "QUESTION", text })),
  );
  await features.annotations.annotateAs(
    rows.map(({ labels }, i) => ({
      viewer,
      input: {
        resourceId: ids[i]!,
        tags: [...new Set(labels)].map((label) => ({ knowledgePointId: idOf.get(label)!, role: "ASSESSES" as const })),
      },
    })),
  );
}
await features.suggestions.follow();
await settled();

const asking = { status: "PUBLISHED", kinds: null, adminLevels: null, language: null } as const;
const filter = { ...asking, roles: ["ASSESSES" as const], minutes: null, systems: null };
const times = { text: 0, match: 0 };
const scores = { text: 0, match: 0 };
let counted = 0;
for (const { text, labels } of asked) {
  const isRight = (id: string) => known[Number(id.slice(1))]!.labels.some((label) => labels.includes(label));
  const right = known.filter((question) => question.labels.some((label) => labels.includes(label))).length;
  if (right === 0) continue;
  counted++;
  const found = {
    text: async () => {
      const query = anyWordQuery(text, asking);
      const hits = await searchCandidates(database, { text: query, limit: FIRST, filter, viewer });
      return hits.map(({ resource }) => resource.id);
    },
    match: async () => (await features.matching.match(viewer, { text }, FIRST)).map(({ resource }) => resource.id),
  };
  for (const way of ["text", "match"] as const) {
    const start = performance.now();
    const ids = await found[way]();
    times[way] += performance.now() - start;
    scores[way] += ndcg(ids.map(isRight), right);
  }
}
const mean = (way: "text" | "match") => scores[way] / counted;
for (const way of ["text", "match"] as const)
  console.log(`${way}: nDCG@10 ${mean(way).toFixed(3)}, ${(times[way] / counted).toFixed(1)} ms`);
console.log(
  `matching over full text alone: ${((mean("match") / mean("text") - 1) * 100).toFixed(0)} % of ${counted} questions`,
);
await database.close();

/** Waits until suggestion has learnt in the background: until this process has nothing to do. */
async function settled(): Promise<void> {
  for (let busy = 1; busy > 0.2; ) {
    const before = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const { user, system } = process.cpuUsage(before);
    busy = (user + system) / 2e6;
  }
}

function ndcg(right: readonly boolean[], all: number): number {
  const gain = (i: number) => 1 / Math.log2(i + 2);
  const ideal = Array.from({ length: Math.min(FIRST, all) }, (_, i) => gain(i)).reduce((a, b) => a + b);
  return right.reduce((sum, is, i) => sum + (is ? gain(i) : 0), 0) / ideal;
}
