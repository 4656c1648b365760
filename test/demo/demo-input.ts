import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import type { DemoInput } from "../../src/demo/demo-rows.js";
import { type GraphState, prerequisiteKey } from "../../src/knowledge/graph-state.js";
import type { CognitiveLevel } from "../../src/knowledge/knowledge.enums.js";
import { KnowledgeGraph } from "../../src/knowledge/knowledge-graph.js";

const SEEDS = join(import.meta.dirname, "../../seeds");
const CURRICULA = ["mathematics-7-9", "physics-mechanics"];

type Row = Readonly<Record<string, string>>;

/** What the demo city is made from in the service: the seeded curricula and the tables of seeds/demo. */
export function demoInput(seed = 20260901, now = Date.UTC(2026, 10, 20, 4)): DemoInput {
  const json = (name: string) => JSON.parse(readFileSync(join(SEEDS, "demo", name), "utf8"));
  return {
    graph: new KnowledgeGraph(1, readCurricula()),
    city: json("city.json"),
    templates: json("templates.json"),
    questions: table("demo/questions.csv").map((row) => ({
      knowledgePointId: row.knowledgePointId!,
      form: row.form!,
      difficulty: Number(row.difficulty),
      text: row.text!,
    })),
    seed,
    now,
  };
}

function readCurricula(): GraphState {
  const subjects = new Map();
  const points = new Map();
  const prerequisites = new Map();
  const frameworks = new Map();
  const items = new Map();
  for (const name of CURRICULA) {
    const description = JSON.parse(readFileSync(join(SEEDS, name, "seed.json"), "utf8"));
    subjects.set(description.subject.id, description.subject);
    const rows = (format: string) =>
      (description.files as { format: string; file: string }[])
        .filter((entry) => entry.format === format)
        .flatMap((entry) => table(`${name}/${entry.file}`));
    for (const row of rows("points")) points.set(row.id, pointOf(row, description.subject.id));
    for (const { prerequisiteId, dependentId, strength } of rows("prerequisites")) {
      prerequisites.set(prerequisiteKey(prerequisiteId!, dependentId!), {
        prerequisiteId,
        dependentId,
        strength: Number(strength),
      });
    }
    for (const row of rows("frameworks")) {
      frameworks.set(row.frameworkId, { id: row.frameworkId, title: row.frameworkTitle, kind: row.kind });
      items.set(row.id, {
        id: row.id,
        frameworkId: row.frameworkId,
        ...(row.parentId && { parentId: row.parentId }),
        order: Number(row.order),
        statement: row.statement,
        alignments: list(row.knowledgePointIds).map((knowledgePointId) => ({ knowledgePointId, kind: "exact" })),
      });
    }
  }
  return { subjects, points, prerequisites, frameworks, items, relations: new Map() };
}

function pointOf(row: Row, subjectId: string) {
  return {
    id: row.id!,
    code: row.code!,
    name: row.name!,
    aliases: [],
    description: row.description!,
    subjectId,
    gradeFrom: Number(row.gradeFrom),
    ...(row.cognitiveLevel && { cognitiveLevel: row.cognitiveLevel as CognitiveLevel }),
    abilities: list(row.abilities),
    ...(row.difficulty && { difficulty: Number(row.difficulty) }),
    status: "ACTIVE" as const,
    replacedBy: [],
    parentIds: list(row.parentIds),
  };
}

function list(field: string | undefined): string[] {
  return field ? field.split(";") : [];
}

function table(path: string): Row[] {
  return parse(readFileSync(join(SEEDS, path)), { columns: true });
}
