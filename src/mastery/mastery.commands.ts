import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { badInput } from "../errors.js";
import { type AttemptTable, readAttemptTable, readItemSkills } from "./attempt-table.js";
import { calibrate } from "./calibrate.js";
import { drawLearningCurve, drawReliability } from "./draw-evaluation.js";
import { evaluateMastery, type MasteryEvaluation, predictTable } from "./evaluate.js";
import type { StudentAttempts } from "./replay.js";
import { SHIPPED_WEIGHTS } from "./shipped-weights.js";
import { trainWeights } from "./train.js";
import { decodeWeights, encodeWeights, type MasteryWeights } from "./weights.js";

export interface EvaluateMasteryOptions {
  /** File from which weights and calibration are learned; exactly one of it and `calibrate`. */
  readonly train?: string | undefined;
  /** File in which items and points are only counted; the weights are those that ship. */
  readonly calibrate?: string | undefined;
  readonly test: string;
  readonly itemSkills?: string | undefined;
  /** Folder in which figures are drawn. */
  readonly figures?: string | undefined;
}

/** Adds `evaluate mastery` and `train mastery` to the program. */
export function masteryCommands(program: Command): void {
  group(program, "evaluate", "measure a model on a file")
    .command("mastery")
    .description("predict each attempt of the test file before it counts; prints one JSON line")
    .option("--train <tsv>", "attempts to learn weights and a calibration from")
    .option("--calibrate <tsv>", "attempts to count items and points in; the weights that ship are used")
    .requiredOption("--test <tsv>", "attempts to be judged on")
    .option("--item-skills <json>", "a list with each item_id's skills; without it skill_id alone")
    .option("--figures <folder>", "draws reliability.svg and learning-curve.svg there")
    .action(async (options: EvaluateMasteryOptions) => {
      process.stdout.write(`${JSON.stringify(await evaluateMasteryFiles(options))}\n`);
    });
  group(program, "train", "learn a model from files")
    .command("mastery")
    .description("learn the mastery model's weights; name the file in MASTERY_WEIGHTS to use them")
    .requiredOption("--train <tsv...>", "files of attempts; each counts as much as the smallest")
    .requiredOption("--out <file>", "where the weights are written, as JSON")
    .option("--item-skills <json>", "a list with each item_id's skills; without it skill_id alone")
    .action(async (options: { train: string[]; out: string; itemSkills?: string }) => {
      const weights = await trainMasteryFiles(options);
      await writeFile(options.out, encodeWeights(weights)).catch(() => {
        throw badInput("--out", { zh: `无法写入 ${options.out}。`, en: `Cannot write ${options.out}.` });
      });
      process.stdout.write(
        `${JSON.stringify({ out: options.out, version: weights.version, source: weights.source })}\n`,
      );
    });
}

/** Throws BAD_INPUT for a file that cannot be read, naming file, line and column. */
export async function evaluateMasteryFiles(options: EvaluateMasteryOptions): Promise<MasteryEvaluation> {
  const learnt = options.train ?? options.calibrate;
  if (learnt === undefined || (options.train !== undefined && options.calibrate !== undefined)) {
    throw badInput("--train", {
      zh: "须且只须给出 --train 与 --calibrate 之一。",
      en: "Give exactly one of --train and --calibrate.",
    });
  }
  const skills = options.itemSkills === undefined ? undefined : await readItemSkills(options.itemSkills);
  const table = await readAttemptTable(learnt, skills);
  const test = await readAttemptTable(options.test, skills);
  const students = studentsOf(table, table.hasItems);
  const weights = options.train === undefined ? SHIPPED_WEIGHTS : trainWeights([students], SHIPPED_WEIGHTS, learnt);
  const model = { weights, calibration: calibrate(1, students) };
  const asked = studentsOf(test, table.hasItems);
  const predictions = predictTable(model, asked);
  if (options.figures !== undefined) {
    await mkdir(options.figures, { recursive: true });
    await writeFile(join(options.figures, "reliability.svg"), drawReliability(predictions));
    await writeFile(join(options.figures, "learning-curve.svg"), drawLearningCurve(predictions));
  }
  return evaluateMastery(predictions, { students: asked });
}

/** Weights from several files. Throws BAD_INPUT for a file that cannot be read, naming file, line and column. */
export async function trainMasteryFiles(options: {
  readonly train: readonly string[];
  readonly itemSkills?: string | undefined;
}): Promise<MasteryWeights> {
  const skills = options.itemSkills === undefined ? undefined : await readItemSkills(options.itemSkills);
  const sets: StudentAttempts[][] = [];
  for (const file of options.train) {
    const table = await readAttemptTable(file, skills);
    sets.push(studentsOf(table, table.hasItems));
  }
  return trainWeights(sets, SHIPPED_WEIGHTS, options.train.join(", "));
}

/** Weights from a file. Throws BAD_INPUT when it cannot be read or has other features. */
export async function readWeights(file: string): Promise<MasteryWeights> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    throw badInput("MASTERY_WEIGHTS", { zh: `无法读取 ${file}。`, en: `Cannot read ${file}.` });
  }
  return decodeWeights(text);
}

function studentsOf(table: AttemptTable, withItems: boolean): StudentAttempts[] {
  if (table.attempts === 0) {
    throw badInput("file", { zh: "文件中没有作答。", en: "There are no attempts in the file." });
  }
  if (withItems) return [...table.students];
  return table.students.map((attempts) => attempts.map((attempt) => ({ ...attempt, itemId: undefined })));
}

function group(program: Command, name: string, description: string): Command {
  return program.commands.find((command) => command.name() === name) ?? program.command(name).description(description);
}
