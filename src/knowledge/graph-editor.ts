import { sameContent } from "../same-content.js";
import {
  type Entities,
  type EntityKind,
  type Framework,
  type FrameworkItem,
  type GraphState,
  type KnowledgePoint,
  type Prerequisite,
  prerequisiteKey,
  type Relation,
  relationKey,
  type Subject,
} from "./graph-state.js";
import { KnowledgeGraph } from "./knowledge-graph.js";
import { PrerequisiteOrder } from "./prerequisite-order.js";

/** One stored thing before and after an edit; null where it did not exist or no longer does. */
export type GraphChange = {
  readonly [K in EntityKind]: {
    readonly entity: K;
    readonly key: string;
    readonly before: Entities[K] | null;
    readonly after: Entities[K] | null;
  };
}[EntityKind];

/**
 * An edit in the making: reads see the graph with what was put so far; nothing is stored. The structural rules are kept
 * here, so that no edit, import or draft can leave a cycle behind. Putting is O(1), but for what a new edge disturbs.
 */
export class GraphEditor {
  readonly #pending = new Map<string, { entity: EntityKind; key: string; before: unknown; after: unknown }>();
  readonly #codes = new Map<string, string>();
  #order: PrerequisiteOrder | undefined;

  constructor(readonly base: KnowledgeGraph) {}

  find<K extends EntityKind>(entity: K, key: string): Entities[K] | undefined {
    const pending = this.#pending.get(`${entity} ${key}`);
    return (pending ? (pending.after ?? undefined) : this.base[entity].get(key)) as Entities[K] | undefined;
  }

  /** The active point with this code in this subject, edits so far included. */
  findByCode(code: string, subjectId: string): KnowledgePoint | undefined {
    const pending = this.#codes.get(`${subjectId} ${code}`);
    const id = pending ?? this.base.findByCode(code, subjectId)?.id;
    const point = id === undefined ? undefined : this.find("points", id);
    return point?.status === "ACTIVE" && point.code === code ? point : undefined;
  }

  /** Parts of a point, retired ones too, edits so far included. O(edits so far). */
  partsOf(id: string): KnowledgePoint[] {
    return this.#among("points", this.base.allPartsOf(id)).filter((point) => point.parentIds.includes(id));
  }

  /** Prerequisites with this point at either end, edits so far included. O(edits so far). */
  prerequisitesAround(id: string): Prerequisite[] {
    const held = [...this.base.allPrerequisitesOf(id), ...this.base.allDependentsOf(id)];
    const keys = held.map((p) => prerequisiteKey(p.prerequisiteId, p.dependentId));
    return this.#among("prerequisites", keys).filter((p) => p.prerequisiteId === id || p.dependentId === id);
  }

  /** Items aligned to a point, edits so far included. O(edits so far). */
  itemsAlignedTo(id: string): FrameworkItem[] {
    const keys = this.base.itemsAlignedTo(id).map((item) => item.id);
    return this.#among("items", keys).filter((item) => item.alignments.some((a) => a.knowledgePointId === id));
  }

  /** Whether a point is above another in the hierarchy, edits so far included. */
  isAncestor(ancestorId: string, pointId: string): boolean {
    const seen = new Set<string>();
    const stack = [...(this.find("points", pointId)?.parentIds ?? [])];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (id === ancestorId) return true;
      if (seen.has(id)) continue;
      seen.add(id);
      stack.push(...(this.find("points", id)?.parentIds ?? []));
    }
    return false;
  }

  putSubject(subject: Subject): void {
    this.#put("subjects", subject.id, subject);
  }

  putFramework(framework: Framework): void {
    this.#put("frameworks", framework.id, framework);
  }

  putItem(item: FrameworkItem): void {
    this.#put("items", item.id, item);
  }

  removeItem(id: string): void {
    this.#put("items", id, null);
  }

  putRelation(relation: Relation): void {
    this.#put("relations", relationKey(relation), relation);
  }

  removeRelation(relation: Relation): void {
    this.#put("relations", relationKey(relation), null);
  }

  /** Returns the cycle that the point's parents would close, first point again at the end; then nothing is put. */
  putPoint(point: KnowledgePoint): string[] | undefined {
    const before = this.find("points", point.id)?.parentIds ?? [];
    const gone = before.filter((id) => !point.parentIds.includes(id));
    if (gone.length === 0 && point.parentIds.length === before.length) {
      this.#order?.addPoint(point.id);
      this.#put("points", point.id, point);
      return undefined;
    }
    const order = this.#orderOf();
    order.addPoint(point.id);
    const added: string[] = [];
    for (const id of gone) order.removePart(id, point.id);
    for (const id of point.parentIds.filter((parent) => !before.includes(parent))) {
      const cycle = order.addPart(id, point.id);
      if (cycle) {
        for (const undo of added) order.removePart(undo, point.id);
        for (const undo of gone) order.addPart(undo, point.id);
        return cycle;
      }
      added.push(id);
    }
    this.#put("points", point.id, point);
    return undefined;
  }

  /** Returns the cycle that the prerequisite would close; then nothing is put. */
  putPrerequisite(prerequisite: Prerequisite): string[] | undefined {
    const key = prerequisiteKey(prerequisite.prerequisiteId, prerequisite.dependentId);
    if (!this.find("prerequisites", key)) {
      const cycle = this.#orderOf().addPrerequisite(prerequisite.prerequisiteId, prerequisite.dependentId);
      if (cycle) return cycle;
    }
    this.#put("prerequisites", key, prerequisite);
    return undefined;
  }

  removePrerequisite(prerequisiteId: string, dependentId: string): void {
    this.#orderOf().removePrerequisite(prerequisiteId, dependentId);
    this.#put("prerequisites", prerequisiteKey(prerequisiteId, dependentId), null);
  }

  /** What differs from the base; a thing put back as it was does not appear. */
  changes(): GraphChange[] {
    return [...this.#pending.values()].filter(({ before, after }) => !sameContent(before, after)) as GraphChange[];
  }

  /** The graph with the changes applied. O(size of the graph). */
  result(version: number): KnowledgeGraph {
    return applyChanges(this.base, this.changes(), version);
  }

  /** The things of these keys and those edited, as they are now. */
  #among<K extends EntityKind>(entity: K, keys: readonly string[]): Entities[K][] {
    const all = new Set(keys);
    for (const pending of this.#pending.values()) if (pending.entity === entity) all.add(pending.key);
    return [...all].flatMap((key) => this.find(entity, key) ?? []);
  }

  #put<K extends EntityKind>(entity: K, key: string, after: Entities[K] | null): void {
    const slot = `${entity} ${key}`;
    const before = this.#pending.get(slot)?.before ?? this.base[entity].get(key) ?? null;
    this.#pending.set(slot, { entity, key, before, after });
    if (entity === "points" && after)
      this.#codes.set(`${(after as KnowledgePoint).subjectId} ${(after as KnowledgePoint).code}`, key);
  }

  #orderOf(): PrerequisiteOrder {
    if (!this.#order) {
      this.#order = PrerequisiteOrder.of(this.base.points.values(), this.base.prerequisites.values());
      for (const { entity, key } of this.#pending.values()) if (entity === "points") this.#order.addPoint(key);
    }
    return this.#order;
  }
}

/** A graph state with changes applied in order. */
export function applyChanges(base: KnowledgeGraph, changes: readonly GraphChange[], version: number): KnowledgeGraph {
  const touched = new Map<EntityKind, Map<string, unknown>>();
  for (const { entity, key, after } of changes) {
    let map = touched.get(entity);
    if (!map) {
      map = new Map<string, unknown>(base[entity]);
      touched.set(entity, map);
    }
    if (after === null) map.delete(key);
    else map.set(key, after);
  }
  return new KnowledgeGraph(version, { ...stateOf(base), ...Object.fromEntries(touched) } as GraphState);
}

export function stateOf({ subjects, points, prerequisites, relations, frameworks, items }: GraphState): GraphState {
  return { subjects, points, prerequisites, relations, frameworks, items };
}
