import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import type { Features } from "../app.js";
import { buildDemoCity } from "../demo/demo-city.js";
import type { DemoInput, QuestionTemplate } from "../demo/demo-rows.js";
import { DomainError, type RowRefusal } from "../errors.js";
import { AttemptInput } from "../mastery/mastery.input.js";
import { operatorPrincipal } from "../people/principal.js";
import { ResourceInput } from "../resources/resources.input.js";

/** The seed of the demo's random numbers. */
const SEED = 20260901;
const BATCH = 1000;

/** Loads the demo city as it would have come in through the API. The same `now` (epoch milliseconds) loads the same. */
export async function loadDemoCity(features: Features, folder: string, now: number): Promise<void> {
  const graph = features.knowledge.graph();
  const city = buildDemoCity({ graph, ...readDemo(folder), seed: SEED, now });
  for (const row of city.classes)
    await features.people.registerClass({ ...row, teacherIds: [...row.teacherIds], studentIds: [...row.studentIds] });
  for (const grant of city.grants)
    await features.people.grantApp({
      appId: grant.appId,
      schoolIds: grant.schoolIds,
      subjectIds: grant.subjectIds ?? [],
    });
  const registrar = operatorPrincipal(city.grants[0]!.appId);
  for (const rows of batches(city.resources)) {
    const inputs = rows.map((row) => Object.assign(new ResourceInput(), row));
    requireAll((await features.resources.register(registrar, inputs)).refused);
  }
  for (const rows of batches(city.annotations)) {
    await features.annotations.annotateAs(
      rows.map(({ teacherId, ...input }) => ({ viewer: { sub: teacherId, scopes: null, everyStatus: true }, input })),
    );
  }
  for (const rows of batches(city.attempts)) {
    const inputs = rows.map((row) => Object.assign(new AttemptInput(), row));
    requireAll((await features.mastery.record({ principal: registrar, rows: inputs, now })).refused);
  }
}

function readDemo(folder: string): Pick<DemoInput, "city" | "templates" | "questions"> {
  const json = (file: string) => JSON.parse(readFileSync(join(folder, file), "utf8"));
  const rows = parse(readFileSync(join(folder, "questions.csv")), { columns: true }) as (Omit<
    QuestionTemplate,
    "difficulty"
  > & { difficulty: string })[];
  return {
    city: json("city.json"),
    templates: json("templates.json"),
    questions: rows.map((row) => ({ ...row, difficulty: Number(row.difficulty) })),
  };
}

function batches<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / BATCH) }, (_, i) => rows.slice(i * BATCH, (i + 1) * BATCH));
}

function requireAll([first]: readonly RowRefusal[]): void {
  if (first) throw new DomainError("BAD_INPUT", first.error.text, first.error.details);
}
