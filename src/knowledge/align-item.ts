import { notFound } from "../errors.js";
import type { GraphEditor } from "./graph-editor.js";
import type { FrameworkItem } from "./graph-state.js";
import { activePoint } from "./merge-points.js";
import { ALIGNED } from "./save-framework.js";

/** Makes the points that an item covers exactly these. Throws NOT_FOUND, BAD_INPUT for retired points. */
export function alignItem(editor: GraphEditor, itemId: string, knowledgePointIds: readonly string[]): FrameworkItem {
  const item = findItem(editor, itemId);
  const held = new Map(item.alignments.map((a) => [a.knowledgePointId, a]));
  const alignments = [...new Set(knowledgePointIds)].map(
    (id) => held.get(activePoint(editor, id, "knowledgePointIds").id) ?? { knowledgePointId: id, kind: ALIGNED },
  );
  const after = { ...item, alignments };
  editor.putItem(after);
  return after;
}

/** The item with the edits so far. Throws NOT_FOUND. */
export function findItem(editor: GraphEditor, itemId: string): FrameworkItem {
  const item = editor.find("items", itemId);
  if (!item) throw notFound({ zh: "课标或教材条目", en: "framework item" }, itemId, "itemId");
  return item;
}
