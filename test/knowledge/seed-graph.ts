import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { createPoint } from "../../src/knowledge/edit-point.js";
import { GraphEditor } from "../../src/knowledge/graph-editor.js";
import { KnowledgeGraph } from "../../src/knowledge/knowledge-graph.js";
import { createSubject, saveFramework, saveItem } from "../../src/knowledge/save-framework.js";

type Row = Readonly<Record<string, string>>;
const rowsOf = (file: string): Row[] => parse(readFileSync(file), { columns: true, bom: true }) as Row[];
const listOf = (text: string | undefined): string[] => (text ?? "").split(";").filter(Boolean);

/** The mathematics that ships, with its three frameworks, in memory; without prerequisites. */
export function mathematicsGraph(): KnowledgeGraph {
  const editor = new GraphEditor(KnowledgeGraph.empty());
  createSubject(editor, { id: "math", name: "数学", stage: "JUNIOR_HIGH" });
  const rows = rowsOf("seeds/mathematics-7-9/points.csv");
  const known = new Set(rows.map((row) => row.id!));
  const points = rows.map((row) => ({
    id: row.id!,
    code: row.code!,
    name: row.name!,
    nameEn: row.nameEn || null,
    aliases: listOf(row.aliases),
    subjectId: "math",
    description: row.description || null,
  }));
  for (const point of points) createPoint(editor, point);
  for (const [i, row] of rows.entries()) {
    const point = editor.find("points", points[i]!.id)!;
    editor.putPoint({ ...point, parentIds: listOf(row.parentIds).filter((id) => known.has(id)) });
  }
  for (const folder of ["mathematics-7-9", "textbook-bnu", "standard-2022"]) {
    for (const row of rowsOf(`seeds/${folder}/frameworks.csv`)) {
      saveFramework(editor, { id: row.frameworkId!, title: row.frameworkTitle!, subjectId: "math" });
      saveItem(editor, {
        id: row.id!,
        frameworkId: row.frameworkId!,
        parentId: row.parentId || null,
        order: Number(row.order),
        statement: row.statement!,
        knowledgePointIds: listOf(row.knowledgePointIds).filter((id) => known.has(id)),
      });
    }
  }
  return editor.result(1);
}
