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

/** Asks a question that `yes` alone affirms. */
export async function confirmed(question: Text): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(question[readLanguage()]);
  terminal.close();
  return answer.trim().toLowerCase() === "yes";
}
