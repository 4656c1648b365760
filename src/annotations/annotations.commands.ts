import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { badInput } from "../errors.js";
import { evaluateSuggestions, type LabelledText } from "./evaluate-suggestions.js";

/** Adds `evaluate suggestions` to the program. */
export function suggestionCommands(program: Command): void {
  const evaluate =
    program.commands.find((command) => command.name() === "evaluate") ??
    program.command("evaluate").description("measure a model on a file");
  evaluate
    .command("suggestions")
    .description("rank points for the test texts, having learnt the training texts; prints one JSON line")
    .requiredOption("--train <jsonl>", "lines {text, labels} to learn from")
    .requiredOption("--test <jsonl>", "lines {text, labels} to be judged on")
    .action((options: { train: string; test: string }) => {
      const result = evaluateSuggestions(readLabelledTexts(options.train), readLabelledTexts(options.test));
      process.stdout.write(`${JSON.stringify(result)}\n`);
    });
}

/** The lines of a JSONL file of {text, labels}; empty lines are skipped, any other line is refused with its number, and a file that cannot be read. */
export function readLabelledTexts(file: string): LabelledText[] {
  const texts: LabelledText[] = [];
  for (const [i, line] of readText(file)
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    if (line.trim() === "") continue;
    const row = parse(line);
    if (row === undefined) {
      const where = `${file}:${i + 1}`;
      throw badInput(where, {
        zh: `${where} 不是 {"text": 文字, "labels": [名称…]}。`,
        en: `${where} is not {"text": string, "labels": [name…]}.`,
      });
    }
    texts.push(row);
  }
  return texts;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw badInput("file", { zh: `无法读取 ${file}。`, en: `Cannot read ${file}.` });
  }
}

function parse(line: string): LabelledText | undefined {
  try {
    const row = JSON.parse(line) as Partial<LabelledText> | null;
    const fits =
      typeof row?.text === "string" &&
      Array.isArray(row.labels) &&
      row.labels.every((label) => typeof label === "string");
    return fits ? (row as LabelledText) : undefined;
  } catch {
    return undefined;
  }
}
