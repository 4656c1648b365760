import { describe, expect, it } from "@jest/globals";
import { PointSuggester } from "../../src/annotations/suggest-points.js";

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
});
