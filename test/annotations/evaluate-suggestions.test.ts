import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { Command } from "commander";
import { readLabelledTexts, suggestionCommands } from "../../src/annotations/annotations.commands.js";
import { evaluateSuggestions, expectedCalibrationError } from "../../src/annotations/evaluate-suggestions.js";

const folder = mkdtempSync(join(tmpdir(), "suggestions-"));
afterAll(() => rmSync(folder, { recursive: true }));

const texts = [
  { text: "长方形的长是$$8$$厘米，宽是$$5$$厘米，周长是多少？", labels: ["长方形周长"] },
  { text: "长方形的长是$$9$$米，宽是$$2$$米，求它的周长．", labels: ["长方形周长"] },
  { text: "笼子里有鸡和兔共$$30$$只，脚$$84$$只，鸡兔各几只？", labels: ["鸡兔同笼"] },
  { text: "鸡和兔一共$$12$$个头，$$38$$只脚，兔有几只？", labels: ["鸡兔同笼", "假设法"] },
];

describe("evaluation of suggestions", () => {
  it("finds the labels of texts it has learnt", () => {
    const result = evaluateSuggestions(texts, texts);
    expect(result).toMatchObject({ questions: 4, hit1: 1, hit5: 1 });
    expect(result.millisecondsPerText).toBeGreaterThan(0);
  });

  it("counts labels never seen in training as misses, and nothing at all for no questions", () => {
    expect(evaluateSuggestions(texts, [{ text: "圆柱的体积", labels: ["圆柱体积"] }])).toMatchObject({
      hit1: 0,
      hit5: 0,
    });
    expect(evaluateSuggestions(texts, [])).toMatchObject({ questions: 0, hit1: 0, ece: 0 });
  });

  it("has the calibration error of Guo et al. 2017, eq. 3", () => {
    // Two bins: confidences .2 and .4 with one hit (mean .3 against .5), .9 with a hit (.9 against 1):
    // 2/3 × .2 + 1/3 × .1 = 1/6.
    expect(expectedCalibrationError([0.2, 0.4, 0.9], [true, false, true], 2)).toBeCloseTo(1 / 6, 12);
    expect(expectedCalibrationError([], [])).toBe(0);
  });

  it("reads lines of {text, labels} and names the line that is none", () => {
    const file = join(folder, "texts.jsonl");
    writeFileSync(file, `\uFEFF${texts.map((t) => JSON.stringify(t)).join("\n")}\n\n`);
    expect(readLabelledTexts(file)).toEqual(texts);
    writeFileSync(file, `${JSON.stringify(texts[0])}\n{"text": "x"}\n`);
    expect(() => readLabelledTexts(file)).toThrow(/texts\.jsonl:2/);
    expect(() => readLabelledTexts(join(folder, "none.jsonl"))).toThrow(/Cannot read .*none\.jsonl|无法读取/);
  });

  it("is a command that stands beside other evaluations", () => {
    const program = new Command();
    const evaluate = program.command("evaluate");
    suggestionCommands(program);
    expect(evaluate.commands.map((command) => command.name())).toEqual(["suggestions"]);
  });
});
