import "reflect-metadata";
import { describe, expect, it } from "@jest/globals";
import type { CaseSource } from "../../src/interop/case-writer.js";
import { writeCase } from "../../src/interop/case-writer.js";
import { importCase } from "../../src/interop/import-case.js";
import { textSource } from "../../src/interop/table-source.js";
import { GraphInMemory, SourcesInMemory } from "./graph-in-memory.js";

class Desk {
  readonly graph = new GraphInMemory();

  constructor(readonly sources = new SourcesInMemory()) {}

  take(text: string) {
    const into = { knowledge: this.graph, by: "editor", reason: "test" };
    const options = { as: "points", dryRun: false, allOrNothing: false } as const;
    return importCase(textSource("package", text), { into, sources: this.sources, ...options });
  }

  async give() {
    const source = await this.sources.find("d");
    return writeCase({ graph: this.graph.graph, frameworkId: "d", source, modifiedAt: 0 });
  }
}

const packageOf = (...items: string[]) =>
  `{"CFDocument": {"identifier": "d", "title": "T", "extra": [1]}, "CFItems": [${items.join(",")}]}`;
const ITEM = '{"identifier": "i", "fullStatement": "S", "more": true}';

describe("a CASE package", () => {
  it("without items is kept whole too", async () => {
    const desk = new Desk();
    await desk.take(packageOf());
    expect(await desk.give()).toEqual(JSON.parse(packageOf()));
  });

  it("whose import was killed before it was kept is kept when it comes again", async () => {
    class Killed extends SourcesInMemory {
      isKilled = true;
      override async save(frameworkId: string, source: CaseSource) {
        if (this.isKilled) throw new Error("killed");
        await super.save(frameworkId, source);
      }
    }
    const sources = new Killed();
    const desk = new Desk(sources);
    await expect(desk.take(packageOf(ITEM))).rejects.toThrow("killed");
    sources.isKilled = false;
    expect(await desk.take(packageOf(ITEM))).toMatchObject({ created: 0, updated: 0, unchanged: 1 });
    expect(await desk.give()).toEqual(JSON.parse(packageOf(ITEM)));
  });

  it("with half a surrogate pair is unchanged when it comes again, and goes out as it came", async () => {
    const desk = new Desk();
    const text = packageOf('{"identifier": "i", "fullStatement": "x \\ud800 y"}');
    await desk.take(text);
    expect(desk.graph.graph.points.get("i")?.name).toBe("x \ufffd y");
    expect(await desk.take(text)).toMatchObject({ created: 0, updated: 0, unchanged: 1 });
    expect(await desk.give()).toEqual(JSON.parse(text));
  });

  it("nested deeper than any format is refused, not followed", async () => {
    const deep = (levels: number) =>
      `{"identifier": "i", "fullStatement": "S", "x": ${"[".repeat(levels)}${"]".repeat(levels)}}`;
    const desk = new Desk();
    await expect(desk.take(packageOf(deep(100_000)))).rejects.toThrow(/nested more than 500 deep/);
    expect(await desk.take(packageOf(deep(400)))).toMatchObject({ created: 1 });
    expect(await desk.give()).toEqual(JSON.parse(packageOf(deep(400))));
  });
});
