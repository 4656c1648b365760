import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { NEAR, NearDuplicates, normalisedForRepeats } from "../../src/annotations/near-duplicates.js";
import { randomOf } from "./agreement/random.js";

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

describe("near-duplicates", () => {
  it("finds a repeat whatever its punctuation, spaces, width and case", () => {
    const index = new NearDuplicates();
    index.add("a", "求 $$AB＋CD$$ 的值（  ）．");
    expect(index.find("求$$ab+cd$$的值")).toEqual([{ id: "a", similarity: 1 }]);
    expect(index.find("求$$ab-cd$$的积")).toEqual([]);
  });

  it("finds every exact repeat, also of texts of one letter", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }), { maxLength: 20 }), (all) => {
        const index = new NearDuplicates();
        for (const [i, text] of all.entries()) index.add(`t${i}`, text);
        for (const [i, text] of all.entries()) {
          if (normalisedForRepeats(text) === "") continue;
          expect(index.find(`  ${text} .`).map(({ id }) => id)).toContain(`t${i}`);
        }
      }),
    );
  });

  it("finds what comparing all pairs finds, and nothing else", () => {
    const all = texts(400, 3);
    const index = new NearDuplicates();
    for (const [i, text] of all.entries()) index.add(`t${i}`, text);
    let expected = 0;
    let found = 0;
    for (const [i, text] of all.entries()) {
      const near = all.flatMap((other, j) => (shared(text, other) >= NEAR ? [`t${j}`] : []));
      const got = index.find(text).map(({ id }) => id);
      expect(near).toEqual(expect.arrayContaining(got));
      expect(got).toContain(`t${i}`);
      expected += near.length;
      found += got.length;
    }
    expect(expected).toBeGreaterThan(450);
    expect(found / expected).toBeGreaterThan(0.995);
  });

  it("forgets, replaces, and takes texts without letters for like no other", () => {
    const index = new NearDuplicates();
    const [one, other] = texts(2, 9) as [string, string];
    index.add("a", one);
    index.add("b", one);
    index.add("a", other);
    expect(index.find(one).map(({ id }) => id)).toEqual(["b"]);
    expect(index.remove("b")).toBe(true);
    expect(index.remove("b")).toBe(false);
    expect(index.find(one)).toEqual([]);
    index.add("c", "？！");
    expect(index.find("？！")).toEqual([]);
    expect(index.size).toBe(1);
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
