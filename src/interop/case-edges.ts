import { badInput, DomainError } from "../errors.js";
import { definePrerequisite, removePrerequisite } from "../knowledge/define-prerequisite.js";
import { retirePoint } from "../knowledge/edit-point.js";
import { prerequisiteKey, type Relation, relationKey } from "../knowledge/graph-state.js";
import { dangling, type PlannedEdge } from "./case-hierarchy.js";
import { atPointer, type CaseItems } from "./case-items.js";
import { pointsOfNode } from "./case-nodes.js";
import { type CasePlan, originOf } from "./case-plan.js";
import type { GraphImport, ImportEdit } from "./graph-import.js";

/** The associations of a package as edges of the graph. */
export class CaseEdges {
  readonly #prerequisites = new Set<string>();
  readonly #relations = new Set<string>();
  readonly #origin: string;

  constructor(
    private readonly edit: ImportEdit,
    private readonly plan: CasePlan,
    private readonly items: CaseItems,
    private readonly into: GraphImport,
  ) {
    this.#origin = originOf(plan);
  }

  /** Puts what the graph has a place for; returns the positions of those associations in the kept array. */
  put(): number[] {
    const placed: number[] = [];
    const { precedes, relations, replacements } = this.plan;
    for (const edge of this.plan.parts) if (this.#isPart(edge)) placed.push(edge.place);
    for (const edge of this.plan.matches) if (this.#isMatch(edge)) placed.push(edge.place);
    for (const edge of precedes) if (this.#row(edge, () => this.#putPrecedes(edge))) placed.push(edge.place);
    for (const edge of relations) {
      const relation = this.#relation(edge);
      if (relation && this.#row(edge, () => this.#putRelation(relation))) placed.push(edge.place);
    }
    for (const edge of replacements) {
      if (this.#isReplacement(edge) && this.#row(edge, () => this.#replace(edge))) placed.push(edge.place);
    }
    return placed.sort((a, b) => a - b);
  }

  /** Removes prerequisites and relations that an earlier state of this package brought. */
  removeMissing(): void {
    if (this.items.as === "items") return;
    const { editor, report } = this.edit;
    for (const [key, { prerequisiteId, dependentId, source }] of editor.base.prerequisites) {
      if (source !== this.#origin || this.#prerequisites.has(key)) continue;
      removePrerequisite(editor, prerequisiteId, dependentId);
      report.add({ retired: 1 });
    }
    const own = new Set(this.items.pointOf.values());
    for (const [key, relation] of editor.base.relations) {
      if (!own.has(relation.fromId) || !own.has(relation.toId) || this.#relations.has(key)) continue;
      editor.removeRelation(relation);
      report.add({ retired: 1 });
    }
  }

  /** Does the work for one association; false when it was refused, or has no place in the graph. */
  #row(edge: PlannedEdge, work: () => "created" | "updated" | "unchanged" | undefined): boolean {
    let isPlaced = false;
    this.edit.row(edge.index, () =>
      atPointer(`/CFAssociations/${edge.index}`, () => {
        const effect = work();
        isPlaced = effect !== undefined;
        return effect;
      }),
    );
    return isPlaced;
  }

  /** The graph shows an item under its first parent; points have all their parents. */
  #isPart({ originId, destinationId }: PlannedEdge): boolean {
    if (!this.items.has(originId)) return false;
    const parents = this.edit.editor.find("items", originId)?.parentId;
    if (destinationId === this.plan.framework.id) return parents === undefined;
    return parents === destinationId || (this.items.as === "points" && this.items.has(destinationId));
  }

  #isMatch({ originId, destinationId }: PlannedEdge): boolean {
    const [item, outside] = this.items.has(originId) ? [originId, destinationId] : [destinationId, originId];
    const points = pointsOfNode(this.edit.editor.base, outside, this.plan.framework.id);
    const alignments = this.edit.editor.find("items", item)?.alignments ?? [];
    return points.some((id) => alignments.some((alignment) => alignment.knowledgePointId === id));
  }

  #putPrecedes(edge: PlannedEdge): "created" | "updated" | "unchanged" | undefined {
    for (const [id, end] of [
      [edge.originId, "originNodeURI"],
      [edge.destinationId, "destinationNodeURI"],
    ] as const) {
      if (!this.#isKnown(id)) throw badInput(end, dangling(id));
    }
    const prerequisiteId = this.#pointFor(edge.originId);
    const dependentId = this.#pointFor(edge.destinationId);
    if (this.items.as === "items" || prerequisiteId === undefined || dependentId === undefined) return undefined;
    const { editor } = this.edit;
    const key = prerequisiteKey(prerequisiteId, dependentId);
    const existing = editor.find("prerequisites", key);
    this.#prerequisites.add(key);
    if (existing) return "unchanged";
    const subjectId = editor.find("points", dependentId)?.subjectId;
    if (subjectId !== undefined) this.into.requireSubject?.(subjectId);
    const outcome = definePrerequisite(editor, { prerequisiteId, dependentId, source: this.#origin });
    if (outcome.kind === "REFUSED") throw new DomainError("BAD_INPUT", outcome.reason, { cycle: outcome.cycle });
    return "created";
  }

  #relation({ type, originId, destinationId }: PlannedEdge): Relation | undefined {
    const fromId = this.#pointFor(originId);
    const toId = this.#pointFor(destinationId);
    if (this.items.as === "items" || fromId === undefined || toId === undefined) return undefined;
    return { fromId, toId, kind: type };
  }

  #putRelation(relation: Relation): "created" | "unchanged" {
    const key = relationKey(relation);
    this.#relations.add(key);
    if (this.edit.editor.find("relations", key)) return "unchanged";
    this.edit.editor.putRelation(relation);
    return "created";
  }

  #isReplacement({ originId, destinationId }: PlannedEdge): boolean {
    const isOwn = this.items.as === "points" && this.items.has(originId);
    return isOwn && this.#pointFor(destinationId) !== undefined;
  }

  #replace({ originId, destinationId }: PlannedEdge): "updated" | "unchanged" {
    const { editor } = this.edit;
    const point = editor.find("points", this.#pointFor(originId)!)!;
    const replacement = this.#pointFor(destinationId)!;
    if (point.status === "RETIRED" && point.replacedBy.includes(replacement)) return "unchanged";
    retirePoint(editor, point.id, [...new Set([...point.replacedBy, replacement])]);
    return "updated";
  }

  /** Whether the node is an item of the package, one that an item is the same as, or in the graph. */
  #isKnown(id: string): boolean {
    const { editor } = this.edit;
    if (this.items.has(id) || editor.find("points", id) || editor.find("items", id)) return true;
    const same = this.plan.sameAs.get(id);
    return same !== undefined && this.items.has(same);
  }

  /** The point that a node is, see `CaseFramework.pointFor`. */
  #pointFor(id: string): string | undefined {
    const own = this.items.pointOf.get(id);
    if (own !== undefined) return own;
    const outside = pointsOfNode(this.edit.editor.base, id, this.plan.framework.id)[0];
    return outside ?? this.items.pointOf.get(this.plan.sameAs.get(id) ?? "");
  }
}
