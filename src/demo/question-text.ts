import type { SeededRandom } from "../seeded-random.js";
import type { QuestionTemplate } from "./demo-rows.js";

const CHOICES = /\{([^{}]*\|[^{}]*)\}/g;

/** How many questions with other numbers a template gives; other words alone do not make another question. */
export function variantsOf({ text }: QuestionTemplate): number {
  const lists = [...text.matchAll(CHOICES)].map((match) => match[1]!).filter((list) => /\d/.test(list));
  return Math.max(1, ...lists.map((list) => list.split("|").length));
}

/** The nth question of a template: each `{a|b}` gives its nth entry, counted round. */
export function expandQuestion({ text }: QuestionTemplate, variant: number): string {
  return text.replace(CHOICES, (_, list: string) => {
    const entries = list.split("|");
    return entries[variant % entries.length]!;
  });
}

/** Up to `count` different questions, one of each template before, where `repeats` says so, the next of any. */
export function questionSheet(
  templates: readonly QuestionTemplate[],
  { count, repeats, random }: { readonly count: number; readonly repeats: boolean; readonly random: SeededRandom },
): string[] {
  const rounds = random.shuffle(templates).flatMap((template) => {
    const first = random.between(0, 3);
    const variants = repeats ? variantsOf(template) : 1;
    return Array.from({ length: variants }, (_, i) => ({ text: expandQuestion(template, first + i), round: i }));
  });
  return rounds
    .sort((a, b) => a.round - b.round)
    .slice(0, count)
    .map(({ text }) => text);
}

/** 1．…, 2．…, one a line. */
export function numbered(lines: readonly string[]): string {
  return lines.map((line, i) => `${i + 1}．${line}`).join("\n");
}

/** The text with each `{word}` replaced by its value. */
export function fillTemplate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
