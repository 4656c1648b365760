import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Features } from "../app.js";
import { badInput, type Text } from "../errors.js";
import { FRAMEWORKS, POINTS, PREREQUISITES } from "../interop/graph-formats.js";
import type { GraphImport } from "../interop/graph-import.js";
import { frameworksTarget } from "../interop/import-frameworks.js";
import { pointsTarget } from "../interop/import-points.js";
import { prerequisitesTarget } from "../interop/import-prerequisites.js";
import { type ImportReport, importTable, type TableImport } from "../interop/import-table.js";
import { fileSource } from "../interop/table-source.js";
import type { Stage } from "../knowledge/knowledge.enums.js";
import { createSubject } from "../knowledge/save-framework.js";
import type { Database } from "../neo4j/database.js";
import { projectRoot } from "../project-root.js";
import { loadDemoCity } from "./load-demo-city.js";

interface SeedDescription {
  readonly name: string;
  readonly title: Text;
  readonly order: number;
  readonly subject?: { readonly id: string; readonly name: string; readonly stage: Stage };
  readonly files: readonly { readonly format: "points" | "prerequisites" | "frameworks"; readonly file: string }[];
}

/** Who loads seeds, as the trail names it. */
export const SEEDER = "zhimai-seed";

export interface SeedOptions {
  /** Leave alone what was loaded before. */
  readonly onlyNew?: boolean;
  readonly say: (text: Text) => void;
}

/**
 * Loads seeds, all of them where none is named, in their order, through the service's own imports; safe to repeat.
 * Throws BAD_INPUT for a name that there is not, and for a seed whose rows are not all good.
 */
export async function loadSeeds(
  features: Features,
  database: Database,
  names: readonly string[],
  { onlyNew, say }: SeedOptions,
): Promise<void> {
  const seeds = listSeeds();
  const unknown = names.find((name) => !seeds.some((seed) => seed.name === name));
  if (unknown !== undefined) {
    const known = seeds.map((seed) => seed.name).join(", ");
    throw badInput("name", {
      zh: `没有名为 ${unknown} 的种子数据；有：${known}。`,
      en: `There is no seed ${unknown}; there are: ${known}.`,
    });
  }
  for (const seed of seeds) {
    if (names.length > 0 && !names.includes(seed.name)) continue;
    const [loaded] = await database.run("seeds/find-seed", { name: seed.name });
    if (loaded && onlyNew) continue;
    const at = (loaded?.at as number | undefined) ?? Date.now();
    say({ zh: `装入 ${seed.title.zh}…`, en: `Loading ${seed.title.en} …` });
    await loadSeed(features, seed);
    if (seed.name === "demo") {
      await loadDemoCity(features, join(seedsFolder, "demo"), at);
      if (!loaded) await features.mastery.calibrate();
    }
    await database.run("seeds/save-seed", { name: seed.name, at });
  }
}

const seedsFolder = join(projectRoot, "seeds");

function listSeeds(): SeedDescription[] {
  return readdirSync(seedsFolder)
    .map((folder) => join(seedsFolder, folder, "seed.json"))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, "utf8")) as SeedDescription)
    .sort((a, b) => a.order - b.order);
}

async function loadSeed({ knowledge }: Features, { name, subject, files }: SeedDescription): Promise<void> {
  const reason = `seed ${name}`;
  if (subject && !knowledge.graph().subjects.has(subject.id)) {
    await knowledge.edit({ by: SEEDER, reason }, (editor) => createSubject(editor, subject));
  }
  for (const { format, file } of files) {
    const into: GraphImport = { knowledge, by: SEEDER, reason, origin: `seed ${name} ${file}` };
    const report = await importSeedFile(into, format, join(seedsFolder, name, file), subject?.id);
    const [first] = report.refused;
    if (first) {
      const { zh, en } = first.error.text;
      throw badInput("file", {
        zh: `种子文件 ${file} 第 ${first.index} 行：${zh}`,
        en: `Line ${first.index} of the seed ${file}: ${en}`,
      });
    }
  }
}

function importSeedFile(
  into: GraphImport,
  format: SeedDescription["files"][number]["format"],
  path: string,
  subjectId: string | undefined,
): Promise<ImportReport> {
  const table = { source: fileSource(path), ...(subjectId && { defaults: { subjectId } }) } satisfies Partial<
    TableImport<unknown>
  >;
  switch (format) {
    case "points":
      return importTable({ ...table, format: POINTS, target: (dryRun) => pointsTarget(into, dryRun) });
    case "prerequisites":
      // Seeds name points by id, those of other subjects too.
      return importTable({
        ...table,
        defaults: {},
        format: PREREQUISITES,
        target: (dryRun) => prerequisitesTarget(into, dryRun),
      });
    case "frameworks":
      return importTable({ ...table, format: FRAMEWORKS, target: (dryRun) => frameworksTarget(into, dryRun) });
  }
}
