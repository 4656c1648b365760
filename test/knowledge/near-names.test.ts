import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { KnowledgePoint } from "../../src/knowledge/graph-state.js";
import { findNearNames } from "../../src/knowledge/near-names.js";

const point = (id: string, name: string, aliases: readonly string[] = []): KnowledgePoint => ({
  id,
  code: id,
  name,
  aliases,
  subjectId: "s",
  abilities: [],
  status: "ACTIVE",
  replacedBy: [],
  parentIds: [],
});

const gramsOf = (name: string) => {
  const text = `^${name}$`;
  return new Set(Array.from({ length: text.length - 1 }, (_, i) => text.slice(i, i + 2)));
};

const dice = (a: string, b: string) => {
  const [x, y] = [gramsOf(a), gramsOf(b)];
  return (2 * [...x].filter((gram) => y.has(gram)).length) / (x.size + y.size);
};

describe("findNearNames", () => {
  it("property: finds exactly the pairs that share .8 of their pairs of characters, however common these are", () => {
    const name = fc.string({ unit: fc.constantFrom("一", "二", "元", "a"), minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(fc.array(name, { minLength: 2, maxLength: 30 }), (names) => {
        const near = names.flatMap((a, i) =>
          names.slice(i + 1).flatMap((b, j) => (dice(a, b) >= 0.8 ? [[i, i + 1 + j, dice(a, b)]] : [])),
        );
        const found = findNearNames(names.map((text, i) => point(`${i}`, text)));
        const asNumbers = found.map(({ pointIds, likeness }) => [
          ...pointIds.map(Number).sort((a, b) => a - b),
          likeness,
        ]);
        const ordered = (pairs: number[][]) => pairs.map((pair) => pair.join(" ")).sort();
        expect(ordered(asNumbers)).toEqual(ordered(near));
      }),
      { numRuns: 300 },
    );
  });

  it("sees aliases, other widths and marks, and takes different numbers for different points", () => {
    const found = findNearNames([
      point("a", "一元二次方程的解法"),
      point("b", "解方程", ["一元二次方程解法"]),
      point("c", "Comparing Fractions 1"),
      point("d", "comparing fractions 2"),
      point("e", "Comparing fractions"),
      point("f", "函数（图象）"),
      point("g", "函数(图象)"),
    ]);
    expect(found.map(({ pointIds }) => pointIds.join(""))).toEqual(["ab", "fg", "ce", "de"]);
  });
});
