import { badInput } from "../errors.js";
import { createPoint, type NewPoint } from "./edit-point.js";
import type { GraphEditor } from "./graph-editor.js";
import type { KnowledgePoint } from "./graph-state.js";
import { activePoint, moveAlignments, moveEdges } from "./merge-points.js";

/**
 * Retires a leaf in favour of two or more points, each with its place in the hierarchy (unless other parents are given),
 * its prerequisites, dependents and alignments. Throws NOT_FOUND, CONFLICT; BAD_INPUT for fewer than two or a point with parts.
 * Returns the retired point.
 */
export function splitPoint(editor: GraphEditor, id: string, into: readonly NewPoint[]): KnowledgePoint {
  const point = activePoint(editor, id, "id");
  if (new Set(into.map((part) => part.id)).size < 2) {
    throw badInput("into", { zh: "至少拆成两个知识点。", en: "A point is split into at least two." });
  }
  if (editor.partsOf(id).some((part) => part.status === "ACTIVE")) {
    throw badInput("id", { zh: "请拆分它的组成部分。", en: "A point with parts is not split; split its parts." });
  }
  // Retired first, so that one of the new points may have its code.
  editor.putPoint({ ...point, status: "RETIRED" });
  const made = into.map((part) => {
    if (part.id === id) throw badInput("into", { zh: "知识点不能由自己替代。", en: "A point cannot replace itself." });
    const held = part.id ? editor.find("points", part.id) : undefined;
    return createPoint(editor, { ...(held ? {} : { parentIds: point.parentIds, order: point.order }), ...given(part) });
  });
  const ids = made.map((part) => activePoint(editor, part.id, "into").id);
  moveEdges(editor, id, ids);
  moveAlignments(editor, id, ids);
  const after: KnowledgePoint = { ...point, status: "RETIRED", replacedBy: ids };
  editor.putPoint(after);
  return after;
}

const given = (point: NewPoint): NewPoint =>
  Object.fromEntries(Object.entries(point).filter(([, value]) => value !== undefined && value !== null)) as never;
