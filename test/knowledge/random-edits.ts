import fc from "fast-check";
import { DomainError } from "../../src/errors.js";
import { definePrerequisite, removePrerequisite } from "../../src/knowledge/define-prerequisite.js";
import { createPoint, retirePoint, updatePoint } from "../../src/knowledge/edit-point.js";
import type { GraphEditor } from "../../src/knowledge/graph-editor.js";
import { GraphEditor as Editor } from "../../src/knowledge/graph-editor.js";
import { KnowledgeGraph } from "../../src/knowledge/knowledge-graph.js";
import { createSubject, saveFramework, saveItem } from "../../src/knowledge/save-framework.js";

export const idOf = (number: number): string => `p${String(number).padStart(2, "0")}`;

export type RandomEdit =
  | { readonly kind: "define"; readonly a: number; readonly b: number; readonly strength: number }
  | { readonly kind: "remove"; readonly a: number; readonly b: number }
  | { readonly kind: "parents"; readonly a: number; readonly parents: readonly number[] }
  | { readonly kind: "retire"; readonly a: number; readonly replacedBy: readonly number[] }
  | { readonly kind: "align"; readonly item: number; readonly parent: number; readonly points: readonly number[] };

/** Edits of `size` points of one subject, in two frameworks; few are refused, many close a cycle. */
export const randomEdits = (size: number, most: number, retire = true): fc.Arbitrary<RandomEdit[]> => {
  const point = fc.nat(size - 1);
  const few = fc.uniqueArray(point, { maxLength: 3 });
  return fc.array(
    fc.oneof(
      {
        weight: 8,
        arbitrary: fc.record({
          kind: fc.constant("define" as const),
          a: point,
          b: point,
          strength: fc.constantFrom(0.25, 0.5, 1),
        }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant("remove" as const), a: point, b: point }) },
      { weight: 5, arbitrary: fc.record({ kind: fc.constant("parents" as const), a: point, parents: few }) },
      {
        weight: retire ? 1 : 0,
        arbitrary: fc.record({ kind: fc.constant("retire" as const), a: point, replacedBy: few }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant("align" as const), item: fc.nat(5), parent: fc.nat(5), points: few }),
      },
    ),
    { maxLength: most },
  );
};

/** A subject, its points without any edge, and a framework. */
export function startGraph(editor: GraphEditor, size: number): void {
  createSubject(editor, { id: "s", name: "数学", stage: "JUNIOR_HIGH" });
  for (let i = 0; i < size; i++)
    createPoint(editor, { id: idOf(i), code: `c${i}`, name: `知识点${i}`, subjectId: "s" });
  saveFramework(editor, { id: "f", title: "教材", kind: "TEXTBOOK", subjectId: "s" });
}

export function emptyGraphOf(size: number): KnowledgeGraph {
  const editor = new Editor(KnowledgeGraph.empty());
  startGraph(editor, size);
  return editor.result(1);
}

/** What became of an edit: refused with a cycle (empty between a point and its own part), refused otherwise, or done. */
export type Fate = { readonly done: boolean; readonly cycle?: readonly string[] };

export function applyEdit(editor: GraphEditor, edit: RandomEdit): Fate {
  try {
    switch (edit.kind) {
      case "define": {
        const outcome = definePrerequisite(editor, {
          prerequisiteId: idOf(edit.a),
          dependentId: idOf(edit.b),
          strength: edit.strength,
          rationale: "理由",
        });
        return outcome.kind === "DEFINED" ? { done: true } : { done: false, cycle: outcome.cycle };
      }
      case "remove":
        return { done: removePrerequisite(editor, idOf(edit.a), idOf(edit.b)) };
      case "parents":
        updatePoint(editor, idOf(edit.a), { parentIds: edit.parents.map(idOf), order: edit.a });
        return { done: true };
      case "retire":
        retirePoint(editor, idOf(edit.a), edit.replacedBy.map(idOf));
        return { done: true };
      case "align":
        saveItem(editor, {
          id: `i${edit.item}`,
          frameworkId: "f",
          ...(editor.find("items", `i${edit.parent}`) && edit.parent < edit.item && { parentId: `i${edit.parent}` }),
          order: edit.parent,
          statement: `第${edit.item}节`,
          knowledgePointIds: edit.points.map(idOf),
        });
        return { done: true };
    }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { done: false, ...(Array.isArray(error.details.cycle) && { cycle: error.details.cycle as string[] }) };
  }
}
