import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { evaluateMasteryFiles, readWeights, trainMasteryFiles } from "../../src/mastery/mastery.commands.js";
import { SHIPPED_WEIGHTS } from "../../src/mastery/shipped-weights.js";
import { encodeWeights } from "../../src/mastery/weights.js";

/** Training takes seconds on a busy machine. */
const PATIENCE_MS = 60_000;
const HEADER = "user_id\titem_id\ttimestamp\tcorrect\tskill_id";
let folder: string;
const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

/** Students of ability −1 to 1 who answer items of ease −1 to 1, by a linear congruential generator. */
function classroom(students: number, seed: number): string {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const lines = [HEADER];
  for (let student = 0; student < students; student++) {
    const ability = 2 * random() - 1;
    for (let index = 0; index < 30; index++) {
      const item = Math.floor(random() * 40);
      const ease = (item % 5) / 2 - 1;
      const correct = random() < 1 / (1 + Math.exp(-2 * (ability + ease))) ? 1 : 0;
      lines.push([`s${student}`, item, index, correct, `point${item % 8}`].join("\t"));
    }
  }
  return `${lines.join("\n")}\n`;
}

jest.setTimeout(PATIENCE_MS);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zhimai-evaluate-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("zhimai evaluate mastery", () => {
  it("finds out abilities and eases that it was not told", async () => {
    const train = file("train.tsv", classroom(150, 1));
    const test = file("test.tsv", classroom(50, 2));
    const figures = join(folder, "figures");
    const trained = await evaluateMasteryFiles({ train, test, figures });
    const drawn =
      readFileSync(join(figures, "reliability.svg"), "utf8") +
      readFileSync(join(figures, "learning-curve.svg"), "utf8");
    expect(drawn).not.toMatch(/NaN|undefined|Infinity/);
    expect(drawn.match(/<\/svg>/g)).toHaveLength(2);
    expect(drawn.match(/<circle/g)!.length).toBeGreaterThan(20);
    expect(Object.keys(trained)).toEqual([
      "attempts",
      "auc",
      "accuracy",
      "logLoss",
      "rmse",
      "ece",
      "microsecondsPerUpdate",
      "bytesPerStudent",
    ]);
    expect(trained.attempts).toBe(1500);
    expect(trained.auc).toBeGreaterThan(0.72);
    expect(trained.ece).toBeLessThan(0.08);
    expect(trained.bytesPerStudent).toBeLessThanOrEqual(8000);
    const counted = await evaluateMasteryFiles({ calibrate: train, test });
    expect(counted.auc).toBeGreaterThan(trained.auc - 0.03);
  });

  it("reads items' points from the JSON, and refuses an item that it lacks, with the line", async () => {
    const rows = [HEADER, "a\t0\t1\t1\tx", "a\t1\t2\t0\tx"].join("\n");
    const test = file("skills.tsv", rows);
    const itemSkills = file("skills.json", '[["p"], ["p", "q"]]');
    expect((await evaluateMasteryFiles({ calibrate: test, test, itemSkills })).attempts).toBe(2);
    const short = file("short.json", '[["p"]]');
    await expect(evaluateMasteryFiles({ calibrate: test, test, itemSkills: short })).rejects.toThrow(
      /skills\.tsv:3: item_id cannot be "1"/,
    );
  });

  it.each([
    ["a missing column", "user_id\titem_id\ttimestamp\tcorrect\na\t1\t1\t1\n", /bad\.tsv:1 lacks the column skill_id/],
    ["a bad answer", `${HEADER}\na\t1\t1\t1\tx\na\t1\t2\t7\tx\n`, /bad\.tsv:3: correct cannot be "7"/],
    ["a bad time", `${HEADER}\na\t1\tyesterday\t1\tx\n`, /bad\.tsv:2: timestamp cannot be "yesterday"/],
    ["no student", `${HEADER}\n\t1\t1\t1\tx\n`, /bad\.tsv:2: user_id cannot be ""/],
    ["an empty file", "", /is empty/],
    ["no attempts", `${HEADER}\n`, /no attempts/],
  ])("refuses %s", async (_, text, message) => {
    const bad = file("bad.tsv", text);
    await expect(evaluateMasteryFiles({ calibrate: bad, test: bad })).rejects.toThrow(message);
  });

  it("refuses a file that is not there, and both or none of --train and --calibrate", async () => {
    const test = file("one.tsv", `${HEADER}\na\t1\t1\t1\tx\n`);
    await expect(evaluateMasteryFiles({ calibrate: join(folder, "none.tsv"), test })).rejects.toThrow(/Cannot read/);
    await expect(evaluateMasteryFiles({ test })).rejects.toThrow(/exactly one/);
    await expect(evaluateMasteryFiles({ test, train: test, calibrate: test })).rejects.toThrow(/exactly one/);
  });

  it("does not depend on the order of students in the file, nor on lines of several students being mixed", async () => {
    const [header, ...lines] = classroom(20, 3).trim().split("\n");
    const mixed = [...lines].sort((a, b) => Number(a.split("\t")[2]) - Number(b.split("\t")[2]));
    const one = file("sorted.tsv", [header, ...lines].join("\n"));
    const other = file("mixed.tsv", [header, ...mixed].join("\r\n"));
    const first = await evaluateMasteryFiles({ calibrate: one, test: one });
    const second = await evaluateMasteryFiles({ calibrate: other, test: other });
    expect(second.auc).toBeCloseTo(first.auc, 10);
    expect(second.logLoss).toBeCloseTo(first.logLoss, 10);
  });
});

describe("zhimai train mastery", () => {
  it("writes weights that are read back the same, and the same from the same attempts", async () => {
    const train = file("train2.tsv", classroom(60, 4));
    const weights = await trainMasteryFiles({ train: [train] });
    expect(await readWeights(file("weights.json", encodeWeights(weights)))).toEqual(weights);
    expect(await trainMasteryFiles({ train: [train] })).toEqual(weights);
    expect(weights.regimes).not.toEqual(SHIPPED_WEIGHTS.regimes);
  });

  it("weights of another model are refused", async () => {
    await expect(readWeights(file("other.json", '{"features":["x"]}'))).rejects.toThrow(/other features/);
    await expect(readWeights(file("no.json", "no"))).rejects.toThrow(/not JSON/);
    await expect(readWeights(join(folder, "absent.json"))).rejects.toThrow(/Cannot read/);
  });
});
