import { describe, expect, it } from "@jest/globals";
import { createPoint } from "../../src/knowledge/edit-point.js";
import { GraphEditor } from "../../src/knowledge/graph-editor.js";
import { KnowledgeGraph } from "../../src/knowledge/knowledge-graph.js";
import { createSubject } from "../../src/knowledge/save-framework.js";
import { prepareSearch, searchPoints } from "../../src/knowledge/search-points.js";
import { mathematicsGraph } from "./seed-graph.js";

const named = (names: readonly (readonly [name: string, rest?: object])[]): KnowledgeGraph => {
  const editor = new GraphEditor(KnowledgeGraph.empty());
  createSubject(editor, { id: "m", name: "数学" });
  createSubject(editor, { id: "x", name: "物理" });
  names.forEach(([name, rest], i) => {
    createPoint(editor, { id: `p${i}`, code: `K-${i}`, name, subjectId: "m", ...rest });
  });
  return editor.result(1);
};
const small = named([
  ["一元二次方程", { aliases: ["二次方程式"], nameEn: "quadratic equation" }],
  ["勾股定理", { aliases: ["毕达哥拉斯定理"], nameEn: "Pythagorean theorem", description: "直角三角形三边的关系" }],
  ["勾股定理的逆定理"],
  ["二元一次方程"],
  ["重力", { subjectId: "x", nameEn: "gravity" }],
]);
const found = (text: string, ...rest: [subjectId?: string, first?: number]) =>
  searchPoints(small, text, ...rest).map((hit) => hit.knowledgePoint.name);

describe("searchPoints", () => {
  it("finds by a part of the name, an alias, English, code, description, pinyin and its initials", () => {
    expect(found("二次方程")[0]).toBe("一元二次方程");
    expect(found("勾股")).toEqual(["勾股定理", "勾股定理的逆定理"]);
    expect(found("毕达哥拉斯")).toEqual(["勾股定理"]);
    expect(found("PYTHAGOREAN")).toEqual(["勾股定理"]);
    expect(found("equation quadratic")).toEqual(["一元二次方程"]);
    expect(found("k-3")).toEqual(["二元一次方程"]);
    expect(found("三边")).toEqual(["勾股定理"]);
    expect(found("ggdl")[0]).toBe("勾股定理");
    expect(found("gougu")[0]).toBe("勾股定理");
    expect(found("yyecfc")).toEqual(["一元二次方程"]);
    expect(found("zl")).toEqual(["重力"]);
    expect(found("重力", "m")).toEqual([]);
    expect(found("不存在")).toEqual([]);
    expect(found("  ")).toEqual([]);
    expect(searchPoints(small, "勾股定理")[0]!.score).toBe(1);
  });

  it("finds by a text that is slightly misspelt, where nothing has it as it stands", () => {
    expect(found("勾股定里")).toEqual(["勾股定理"]);
    expect(found("一元二次方称")).toEqual(["一元二次方程"]);
    expect(found("pythagoraen theorem")).toEqual(["勾股定理"]);
    expect(found("重力学", "m")).toEqual([]);
    expect(searchPoints(small, "勾股定里")[0]!.score).toBeLessThan(0.5);
  });

  it("finds every point of the mathematics that ships by its own name and by its initials", () => {
    const graph = mathematicsGraph();
    for (const point of graph.points.values())
      expect(searchPoints(graph, point.name, undefined, 5).map((hit) => hit.knowledgePoint.id)).toContain(point.id);
    expect(searchPoints(graph, "ggdl", undefined, 3).map((hit) => hit.knowledgePoint.name)).toContain("勾股定理");
    expect(searchPoints(graph, "yyecfc", undefined, 3)[0]!.knowledgePoint.name).toContain("一元二次方程");
  });

  it("gives with a limit the best of what it gives without, also among thousands of hits", () => {
    const many = named([
      ...Array.from({ length: 3000 }, (_, i) => [`关于方程的第${i}条`] as const),
      ["方程"],
      ["方程组"],
    ]);
    const all = searchPoints(many, "方程");
    expect(all).toHaveLength(3002);
    expect(searchPoints(many, "方程", undefined, 2)).toEqual(all.slice(0, 2));
    expect(all.slice(0, 2).map((hit) => hit.knowledgePoint.name)).toEqual(["方程", "方程组"]);
  });

  it("is prepared in slices, and not for a graph that nobody wants any more", async () => {
    await prepareSearch(small, () => true);
    expect(found("ggdl")[0]).toBe("勾股定理");
    const large = named(Array.from({ length: 20_000 }, (_, i) => [`勾股定理应用${i}`] as const));
    let asked = 0;
    await prepareSearch(large, () => ++asked < 3);
    expect(asked).toBe(3);
  });
});
