import { createInterface } from "node:readline/promises";
import { readLanguage } from "../config.js";
import type { Text } from "../errors.js";

/** Messages for people go to standard error; standard output is for results. */
export function say(text: Text): void {
  process.stderr.write(`${text[readLanguage()]}\n`);
}

/** A line of the result. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Asks a question that `yes` alone affirms; an end of the input does not. */
export async function confirmed(question: Text): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  const answer = await Promise.race([terminal.question(question[readLanguage()]), ended]);
  terminal.close();
  return answer.trim().toLowerCase() === "yes";
}
