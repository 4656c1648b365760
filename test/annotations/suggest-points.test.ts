import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { PointSuggester } from "../../src/annotations/suggest-points.js";
import { seededRandom } from "../../src/seeded-random.js";

const points = [
  { id: "quadratic", name: "一元二次方程", nameEn: "Quadratic equations", subjectId: "math-cn" },
  {
    id: "pythagoras",
    name: "勾股定理",
    aliases: ["毕达哥拉斯定理"],
    nameEn: "Pythagorean theorem",
    subjectId: "math-cn",
  },
  { id: "circle-area", name: "圆的面积", subjectId: "math-cn" },
  { id: "optics", name: "光的折射", subjectId: "physics-cn" },
];

describe("suggestion of points", () => {
  it("starts cold from names and aliases, in Chinese and in English", () => {
    const suggester = new PointSuggester(points);
    expect(suggester.suggest("用配方法解一元二次方程 $$x^2+4x=5$$").suggestions[0]?.pointId).toBe("quadratic");
    expect(suggester.suggest("毕达哥拉斯定理的证明").suggestions[0]?.pointId).toBe("pythagoras");
    expect(suggester.suggest("Solving quadratic equations by factoring").suggestions[0]?.pointId).toBe("quadratic");
  });

  it("holds the whole of a name against a few examples far away, and a long name against a short one in it", () => {
    const suggester = new PointSuggester([1, 2, 3].map((n) => ({ id: `p${n}`, name: `知识点${n}` })));
    suggester.addExample("e1", "题目 r1", ["p2"]);
    expect(suggester.suggest("知识点1").suggestions[0]?.pointId).toBe("p1");
    const nested = [...points, { id: "circle", name: "圆" }];
    expect(new PointSuggester(nested).suggest("求圆的面积").suggestions[0]?.pointId).toBe("circle-area");
  });

  it("learns from an example at once, and forgets it at once", () => {
    const suggester = new PointSuggester(points);
    const text = "直角三角形两条直角边长为$$3$$和$$4$$，求斜边长．";
    const before = suggester.suggest(text);
    suggester.addExample("e1", "已知直角三角形的两条直角边长分别为$$5$$和$$12$$，则斜边长为多少？", ["pythagoras"]);
    expect(suggester.suggest(text).suggestions[0]?.pointId).toBe("pythagoras");
    expect(suggester.removeExample("e1")).toBe(true);
    expect(suggester.removeExample("e1")).toBe(false);
    expect(suggester.suggest(text)).toEqual(before);
  });

  it("names the words that speak for a point, as offsets into the text", () => {
    const text = "如图，用勾股定理求斜边";
    const [first] = new PointSuggester(points).suggest(text).suggestions;
    expect(first?.spans.map(({ from, to }) => text.slice(from, to))).toEqual(["勾股定理"]);
  });

  it("stays within a subject and abstains where nothing speaks for any point", () => {
    const suggester = new PointSuggester(points);
    expect(
      suggester.suggest("光的折射与勾股定理", { subjectId: "physics-cn" }).suggestions.map((s) => s.pointId),
    ).toEqual(["optics"]);
    expect(suggester.suggest("今天天气很好")).toEqual({ abstained: true, suggestions: [] });
    expect(suggester.suggest("")).toEqual({ abstained: true, suggestions: [] });
  });

  const texts = (n: number) =>
    Array.from({ length: n }, (_, i) => {
      const [a, b] = [3 + (i % 17), 5 + (i % 11)];
      return [
        { text: `直角三角形两条直角边长为$$${a}$$和$$${b}$$，求斜边长．第${i}题`, pointIds: ["pythagoras"] },
        { text: `圆的半径是$$${a}$$厘米，求这个圆有多大．第${i}题`, pointIds: ["circle-area"] },
        { text: `用公式解$$x^2+${a}x=${b}$$，求两个根．第${i}题`, pointIds: ["quadratic"] },
      ][i % 3]!;
    });
  const taught = (examples: ReturnType<typeof texts>) => {
    const suggester = new PointSuggester(points);
    for (const [i, { text, pointIds }] of examples.entries()) suggester.addExample(`e${i}`, text, pointIds);
    return suggester;
  };

  it("learns anew when enough has changed, and then ranks what it was taught first and with confidence", () => {
    const suggester = taught(texts(150));
    expect(suggester.fitDue).toBe(true);
    for (const _ of suggester.fit());
    expect(suggester.fitDue).toBe(false);
    const [first] = suggester.suggest("一个直角三角形的直角边长为$$20$$和$$21$$，斜边长是多少？").suggestions;
    expect(first?.pointId).toBe("pythagoras");
    expect(first!.confidence).toBeGreaterThan(0.8);
  });

  it("abstains from texts that share only common words with what it was taught", () => {
    const random = seededRandom(3);
    const word = (n: number) => String.fromCodePoint(0x5000 + n);
    const textOf = (own: () => number) =>
      Array.from({ length: 24 }, () =>
        random.chance(0.5) ? random.pick([..."的是在有了和不这我们"]) : word(own()),
      ).join("");
    const about = (point: number) => textOf(() => point * 8 + random.between(0, 7));
    const ids = Array.from({ length: 12 }, (_, point) => `p${point}`);
    const suggester = new PointSuggester(ids.map((id, point) => ({ id, name: word(point * 8) })));
    for (let i = 0; i < 240; i++) suggester.addExample(`e${i}`, about(i % 12), [ids[i % 12]!]);
    for (const _ of suggester.fit());
    const abstained = (texts: string[]) => texts.filter((text) => suggester.suggest(text).abstained).length;
    const fifty = Array.from({ length: 50 }, (_, i) => i);
    expect(abstained(fifty.map(() => textOf(() => random.between(1000, 1500))))).toBeGreaterThan(40);
    expect(abstained(fifty.map((i) => about(i % 12)))).toBe(0);
  });

  it("fits the same from the same examples, and takes in what came and went meanwhile", () => {
    const text = "求半径是$$30$$厘米的圆有多大";
    const [one, other] = [taught(texts(120)), taught(texts(120))];
    for (const _ of one.fit());
    for (const _ of other.fit());
    expect(other.suggest(text)).toEqual(one.suggest(text));

    const fit = one.fit();
    fit.next();
    one.removeExample("e1");
    one.addExample("late", "向日葵的花盘上种子排成螺线", ["optics"]);
    while (!fit.next().done);
    expect(one.suggest("向日葵的花盘上种子怎样排成螺线").suggestions[0]?.pointId).toBe("optics");
    expect(one.removeExample("e1")).toBe(false);
  });

  it("leaves out what one example taught where it is asked to", () => {
    const suggester = taught(texts(150));
    for (const _ of suggester.fit());
    suggester.addExample("odd", "向日葵的花盘上种子排成螺线", ["optics"]);
    const asked = "向日葵的花盘上种子排成螺线";
    expect(suggester.suggest(asked).suggestions[0]?.pointId).toBe("optics");
    const without = suggester.suggest(asked, { without: "odd" }).suggestions.find((s) => s.pointId === "optics");
    expect(without?.confidence ?? 0).toBeLessThan(0.2);
  });

  it("gives confidences between 0 and 1 that never rise down the list, and spans inside the text", () => {
    const suggester = taught(texts(150));
    for (const _ of suggester.fit());
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.constantFrom("", "直角三角形的斜边"), (a, b) => {
        const text = a + b;
        let last = 1;
        for (const { confidence, spans } of suggester.suggest(text).suggestions) {
          expect(confidence).toBeGreaterThanOrEqual(0);
          expect(confidence).toBeLessThanOrEqual(last);
          last = confidence;
          for (const { from, to } of spans) {
            expect(from).toBeGreaterThanOrEqual(0);
            expect(to).toBeLessThanOrEqual(text.length);
            expect(from).toBeLessThan(to);
          }
        }
      }),
    );
  });

  it("keeps at most 50,000 examples, drawn whatever their order", () => {
    const suggester = new PointSuggester(points);
    const ids = Array.from({ length: 60_000 }, (_, i) => `e${(i * 7919) % 60_000}`);
    for (const id of ids) suggester.addExample(id, `第${id}题`, ["quadratic"]);
    const kept = ids.filter((id) => suggester.removeExample(id)).length;
    expect(kept).toBeGreaterThan(20_000);
    expect(kept).toBeLessThanOrEqual(50_000);
  });
});
