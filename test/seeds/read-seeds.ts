import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";

export type Row = Readonly<Record<string, string>>;
export interface SeedDescription {
  readonly name: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly source: string;
  readonly licence: string;
  readonly order: number;
  readonly subject?: { readonly id: string; readonly name: string; readonly stage: string };
  readonly files: readonly { readonly format: string; readonly file: string }[];
}
/** One folder below seeds/ with the rows of its tables; a table that it lacks is empty. */
export interface Seed {
  readonly folder: string;
  readonly description: SeedDescription;
  readonly points: readonly Row[];
  readonly prerequisites: readonly Row[];
  readonly frameworks: readonly Row[];
}

const ROOT = join(import.meta.dirname, "..", "..", "seeds");
export const README = readFileSync(join(ROOT, "README.md"), "utf8");

/** The seeds that hold curricula: points or frameworks. Demo data have tests of their own. */
export function readCurriculumSeeds(): Seed[] {
  return readdirSync(ROOT)
    .sort()
    .filter((folder) => existsSync(join(ROOT, folder, "seed.json")))
    .map(readSeed)
    .filter((seed) => seed.points.length > 0 || seed.frameworks.length > 0);
}

/** The items of a list field: split at `;`, an empty field being an empty list. */
export function list(field: string | undefined): string[] {
  return field ? field.split(";") : [];
}

function readSeed(folder: string): Seed {
  const description = JSON.parse(readFileSync(join(ROOT, folder, "seed.json"), "utf8")) as SeedDescription;
  const rowsOf = (format: string): Row[] =>
    description.files
      .filter((entry) => entry.format === format)
      .flatMap((entry) => readTable(join(ROOT, folder, entry.file)));
  return {
    folder,
    description,
    points: rowsOf("points"),
    prerequisites: rowsOf("prerequisites"),
    frameworks: rowsOf("frameworks"),
  };
}

/** @throws if a row has not the header's number of fields or a quote is wrong */
function readTable(path: string): Row[] {
  return parse(readFileSync(path), { columns: true });
}
