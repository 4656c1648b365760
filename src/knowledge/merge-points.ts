import { badInput, DomainError } from "../errors.js";
import { findPoint, retired } from "./edit-point.js";
import type { GraphEditor } from "./graph-editor.js";
import type { FrameworkItem, KnowledgePoint, Prerequisite } from "./graph-state.js";

/**
 * Retires `fromId` in favour of `intoId`, which takes over its names, parts, prerequisites, dependents and alignments.
 * Where both have a prerequisite the stronger stays. Throws NOT_FOUND; BAD_INPUT for retired points, a point and its own
 * part, a leaf with one that has parts, and where the merged point would have to be learnt before itself (with the cycle).
 */
export function mergePoints(editor: GraphEditor, fromId: string, intoId: string): KnowledgePoint {
  const from = activePoint(editor, fromId, "from");
  const into = activePoint(editor, intoId, "into");
  if (fromId === intoId)
    throw badInput("into", { zh: "不能与自己合并。", en: "A point cannot be merged into itself." });
  requireMergeable(editor, from, into);
  for (const part of editor.partsOf(fromId)) {
    const parentIds = [...new Set(part.parentIds.map((id) => (id === fromId ? intoId : id)))];
    refuseCycle(editor.putPoint({ ...part, parentIds }));
  }
  moveEdges(editor, fromId, [intoId]);
  moveAlignments(editor, fromId, [intoId]);
  editor.putPoint({ ...from, status: "RETIRED", replacedBy: [intoId] });
  const names = [from.name, ...from.aliases].filter((name) => name !== into.name && !into.aliases.includes(name));
  const merged = { ...into, aliases: [...into.aliases, ...new Set(names)] };
  editor.putPoint(merged);
  return merged;
}

/** Gives the prerequisites and dependents of a point to each of those that take its place. */
export function moveEdges(editor: GraphEditor, fromId: string, intoIds: readonly string[]): void {
  const edges = editor.prerequisitesAround(fromId);
  for (const { prerequisiteId, dependentId } of edges) editor.removePrerequisite(prerequisiteId, dependentId);
  for (const edge of edges) {
    for (const intoId of intoIds) {
      const moved = {
        ...edge,
        prerequisiteId: edge.prerequisiteId === fromId ? intoId : edge.prerequisiteId,
        dependentId: edge.dependentId === fromId ? intoId : edge.dependentId,
      };
      if (moved.prerequisiteId === moved.dependentId) continue;
      refuseCycle(editor.putPrerequisite(stronger(moved, editor)));
    }
  }
}

/** Aligns the items of a point to those that take its place, where it stood. */
export function moveAlignments(editor: GraphEditor, fromId: string, intoIds: readonly string[]): void {
  for (const item of editor.itemsAlignedTo(fromId)) {
    const alignments = item.alignments.flatMap((a): FrameworkItem["alignments"] =>
      a.knowledgePointId === fromId ? intoIds.map((knowledgePointId) => ({ ...a, knowledgePointId })) : [a],
    );
    const first = new Map(alignments.map((a) => [`${a.knowledgePointId} ${a.kind}`, a] as const).reverse());
    editor.putItem({
      ...item,
      alignments: alignments.filter((a) => first.get(`${a.knowledgePointId} ${a.kind}`) === a),
    });
  }
}

/** The point, which must not be retired. Throws NOT_FOUND, BAD_INPUT. */
export function activePoint(editor: GraphEditor, id: string, field: string): KnowledgePoint {
  const point = findPoint(editor, id, field);
  if (point.status === "RETIRED") throw retired(point, field);
  return point;
}

function stronger(edge: Prerequisite, editor: GraphEditor): Prerequisite {
  const held = editor.find("prerequisites", `${edge.prerequisiteId} ${edge.dependentId}`);
  return held && held.strength >= edge.strength ? held : edge;
}

function requireMergeable(editor: GraphEditor, from: KnowledgePoint, into: KnowledgePoint): void {
  if (editor.isAncestor(from.id, into.id) || editor.isAncestor(into.id, from.id)) {
    throw badInput("into", {
      zh: "知识点不能与它的上级或组成部分合并。",
      en: "A point cannot be merged with one that it is part of, or that is part of it.",
    });
  }
  const hasParts = (id: string) => editor.partsOf(id).some((part) => part.status === "ACTIVE");
  if (hasParts(from.id) !== hasParts(into.id)) {
    throw badInput("into", {
      zh: "有组成部分的知识点不能与没有组成部分的合并。",
      en: "A point with parts and one without cannot be merged.",
    });
  }
}

function refuseCycle(cycle: readonly string[] | undefined): void {
  if (!cycle) return;
  const path = cycle.join(" → ");
  throw new DomainError(
    "BAD_INPUT",
    { zh: `合并会形成环：${path}。`, en: `The merged point would have to be learnt before itself: ${path}.` },
    { field: "into", cycle },
  );
}
