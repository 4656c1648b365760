import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  NEAR,
  NearDuplicates,
  normalisedForRepeats,
  shapeOf,
  similarityOf,
} from "../../src/resources/near-duplicates.js";
import { randomOf } from "../annotations/agreement/random.js";

const WORDS =
  "甲 乙 丙 两 个 数 的 和 是 差 倍 多少 小明 小红 有 颗 糖 长方形 周长 面积 厘米 求 如果 那么 一共 每 天".split(" ");

/** Texts of 30 words, and copies in which a few characters are others. */
function texts(count: number, seed: number): string[] {
  const random = randomOf(seed);
  const made: string[] = [];
  for (let i = 0; i < count; i++) {
    const source = i > 0 && random() < 0.3 ? made[Math.floor(random() * i)]! : undefined;
    if (source === undefined)
      made.push(Array.from({ length: 30 }, () => WORDS[Math.floor(random() * WORDS.length)]).join(""));
    else {
      const at = Math.floor(random() * source.length);
      made.push(source.slice(0, at) + (random() < 0.5 ? "吗" : "") + source.slice(at + Math.floor(random() * 2)));
    }
  }
  return made;
}

function indexOf(all: readonly string[]): NearDuplicates {
  const index = new NearDuplicates();
  for (const [i, text] of all.entries()) {
    const shape = shapeOf(text);
    if (shape) index.add(`t${i}`, shape);
  }
  return index;
}

describe("near-duplicates", () => {
  const question = "求 $$AB＋CD$$ 的值（  ），其中 AB 长 12 厘米．";

  it("finds a repeat whatever its punctuation, spaces, width and case", () => {
    const index = indexOf([question]);
    expect(index.find(shapeOf("求$$ab+cd$$的值，其中ab长１２厘米")!)).toEqual([{ id: "t0", similarity: 1 }]);
    expect(index.find(shapeOf("求$$ab-cd$$的积，其中ab长12厘米")!)).toEqual([]);
  });

  it("takes another number for another question, and a short text for like no other", () => {
    const [a, b] = ["小明有12颗糖，吃掉3颗", "小明有12颗糖，吃掉5颗"].map((t) => shapeOf(t.repeat(20))!);
    expect(similarityOf(a!, b!)).toBeUndefined();
    expect(similarityOf(a!, a!)).toBe(1);
    expect(shapeOf("练习题")).toBeUndefined();
    expect(shapeOf("？！".repeat(50))).toBeUndefined();
  });

  it("finds every exact repeat", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", minLength: 8, maxLength: 30 }), { maxLength: 20 }), (all) => {
        const index = indexOf(all);
        for (const [i, text] of all.entries()) {
          const shape = shapeOf(`  ${text} .`);
          if (shape) expect(index.find(shape).map(({ id }) => id)).toContain(`t${i}`);
          else expect(normalisedForRepeats(text).length).toBeLessThan(8);
        }
      }),
    );
  });

  it("finds what comparing all pairs finds, and nothing else", () => {
    const all = texts(400, 3);
    const index = indexOf(all);
    let expected = 0;
    let found = 0;
    for (const [i, text] of all.entries()) {
      const near = all.flatMap((other, j) => (shared(text, other) >= NEAR ? [`t${j}`] : []));
      const got = index.find(shapeOf(text)!).map(({ id }) => id);
      expect(near).toEqual(expect.arrayContaining(got));
      expect(got).toContain(`t${i}`);
      expected += near.length;
      found += got.length;
    }
    expect(expected).toBeGreaterThan(450);
    expect(found / expected).toBeGreaterThan(0.995);
  });
});

/** Jaccard's share of the 4-grams, spelled out. */
function shared(a: string, b: string): number {
  const grams = (text: string) =>
    new Set(Array.from({ length: Math.max(1, text.length - 3) }, (_, i) => text.slice(i, i + 4)));
  const [x, y] = [grams(a), grams(b)];
  const both = [...x].filter((gram) => y.has(gram)).length;
  return both / (x.size + y.size - both);
}
