import { DomainError, notFound } from "../errors.js";
import { type CompiledGraph, compileGraph } from "./compiled-graph.js";
import { buildIndexes, type Indexes } from "./graph-indexes.js";
import type {
  Framework,
  FrameworkItem,
  GraphState,
  KnowledgePoint,
  Prerequisite,
  Relation,
  Subject,
} from "./graph-state.js";

/**
 * One version of the graph, immutable, wholly in memory. Look-ups are O(1); the indexes are built on first use,
 * O(points + prerequisites + items).
 */
export class KnowledgeGraph implements GraphState {
  readonly subjects: ReadonlyMap<string, Subject>;
  readonly points: ReadonlyMap<string, KnowledgePoint>;
  readonly prerequisites: ReadonlyMap<string, Prerequisite>;
  readonly relations: ReadonlyMap<string, Relation>;
  readonly frameworks: ReadonlyMap<string, Framework>;
  readonly items: ReadonlyMap<string, FrameworkItem>;
  #indexes: Indexes | undefined;
  #compiled: CompiledGraph | undefined;

  constructor(
    readonly version: number,
    state: GraphState,
  ) {
    this.subjects = state.subjects;
    this.points = state.points;
    this.prerequisites = state.prerequisites;
    this.relations = state.relations;
    this.frameworks = state.frameworks;
    this.items = state.items;
  }

  static empty(version = 0): KnowledgeGraph {
    const none = new Map<string, never>();
    return new KnowledgeGraph(version, {
      subjects: none,
      points: none,
      prerequisites: none,
      relations: none,
      frameworks: none,
      items: none,
    });
  }

  /** The leaves and the prerequisites among them as typed arrays; built once for this version. */
  get compiled(): CompiledGraph {
    this.#compiled ??= compileGraph(this);
    return this.#compiled;
  }

  /** The point, retired ones too. Throws NOT_FOUND naming `field`. */
  getPoint(id: string, field = "id"): KnowledgePoint {
    const point = this.points.get(id);
    if (!point) throw notFound({ zh: "知识点", en: "knowledge point" }, id, field);
    return point;
  }

  getSubject(id: string, field = "subjectId"): Subject {
    const subject = this.subjects.get(id);
    if (!subject) throw notFound({ zh: "学科", en: "subject" }, id, field);
    return subject;
  }

  getItem(id: string, field = "frameworkItemIds"): FrameworkItem {
    const item = this.items.get(id);
    if (!item) throw notFound({ zh: "课标或教材条目", en: "framework item" }, id, field);
    return item;
  }

  /** The point with this code, active before retired; within a subject where one is given. */
  findByCode(code: string, subjectId?: string): KnowledgePoint | undefined {
    const points = this.#index()
      .byCode.get(code)
      ?.filter((p) => subjectId === undefined || p.subjectId === subjectId);
    return points?.find((p) => p.status === "ACTIVE") ?? points?.[0];
  }

  /** A point named by id or, failing that, by its code. */
  findByIdOrCode(idOrCode: string, subjectId?: string): KnowledgePoint | undefined {
    return this.points.get(idOrCode) ?? this.findByCode(idOrCode, subjectId);
  }

  isActive(id: string): boolean {
    return this.points.get(id)?.status === "ACTIVE";
  }

  /** Active parts, in order. */
  partsOf(id: string): readonly string[] {
    return this.#index().activeParts.get(id) ?? NONE;
  }

  /** Parts, retired ones too. */
  allPartsOf(id: string): readonly string[] {
    return this.#index().parts.get(id) ?? NONE;
  }

  isLeaf(id: string): boolean {
    return this.isActive(id) && this.partsOf(id).length === 0;
  }

  /** Prerequisites as stored whose other end is active. */
  prerequisitesOf(id: string): readonly Prerequisite[] {
    return (this.#index().incoming.get(id) ?? NONE_PREREQUISITES).filter((p) => this.isActive(p.prerequisiteId));
  }

  dependentsOf(id: string): readonly Prerequisite[] {
    return this.allDependentsOf(id).filter((p) => this.isActive(p.dependentId));
  }

  /** Dependents as stored, retired ones too. */
  allDependentsOf(id: string): readonly Prerequisite[] {
    return this.#index().outgoing.get(id) ?? NONE_PREREQUISITES;
  }

  allPrerequisitesOf(id: string): readonly Prerequisite[] {
    return this.#index().incoming.get(id) ?? NONE_PREREQUISITES;
  }

  /** Retired points that this one took the place of, at whatever remove. */
  replacedByThis(id: string): string[] {
    return this.#walk(id, (x) => this.#index().replaced.get(x) ?? NONE);
  }

  /** Every point above this one in the hierarchy, nearest first, without itself. */
  ancestorsOf(id: string): string[] {
    return this.#walk(id, (x) => this.points.get(x)?.parentIds ?? NONE);
  }

  /** The points above this one whose prerequisites hold for it: active ones, reached through active ones. */
  activeAncestorsOf(id: string): string[] {
    return this.#walk(id, (x) => this.points.get(x)?.parentIds.filter((parent) => this.isActive(parent)) ?? NONE);
  }

  /** Every active point beneath this one, nearest first, without itself. */
  descendantsOf(id: string): string[] {
    return this.#walk(id, (x) => this.partsOf(x));
  }

  /** Items directly beneath a framework or an item, in order. */
  itemsBelow(parentId: string): readonly FrameworkItem[] {
    return this.#index().itemsBelow.get(parentId) ?? NONE_ITEMS;
  }

  /** Items of a framework, each before its parts, in reading order. */
  itemsOf(frameworkId: string): FrameworkItem[] {
    const list: FrameworkItem[] = [];
    const stack = [...this.itemsBelow(frameworkId)].reverse();
    for (let item = stack.pop(); item; item = stack.pop()) {
      list.push(item);
      for (const below of [...this.itemsBelow(item.id)].reverse()) stack.push(below);
    }
    return list;
  }

  /** Items aligned to a point. */
  itemsAlignedTo(pointId: string): readonly FrameworkItem[] {
    return this.#index().itemsByPoint.get(pointId) ?? NONE_ITEMS;
  }

  /**
   * The active point or points that a stored one stands for, sorted by id: itself, or what replaced it once retired, at
   * whatever remove; none where nothing did. Throws NOT_FOUND naming `field`.
   */
  activeFor(id: string, field = "knowledgePointIds"): string[] {
    const seen = new Set<string>();
    const found = new Set<string>();
    const stack = [id];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const point = this.getPoint(next, field);
      if (point.status === "ACTIVE") found.add(next);
      else stack.push(...point.replacedBy);
    }
    return [...found].sort();
  }

  /** The one active point that took the place of a retired one; the point itself where none, or several, did. */
  successorOf(id: string): string {
    if (this.points.get(id)?.status !== "RETIRED") return id;
    const found = this.activeFor(id);
    return found.length === 1 ? found[0]! : id;
  }

  /** As `activeFor`; throws BAD_INPUT where the point was retired without a replacement. */
  resolveActive(id: string, field = "knowledgePointIds"): string[] {
    const found = this.activeFor(id, field);
    if (found.length === 0) {
      throw new DomainError(
        "BAD_INPUT",
        {
          zh: `知识点 ${id} 已停用，且没有替代的知识点。`,
          en: `Knowledge point ${id} is retired and nothing replaces it.`,
        },
        { field, id },
      );
    }
    return found;
  }

  /**
   * The active leaves beneath the points and items named, sorted by id; a point without parts is its own leaf,
   * a retired one stands for its replacement. Throws NOT_FOUND for an unknown id.
   */
  leavesOf(pointIds: readonly string[], itemIds: readonly string[] = []): string[] {
    const leaves = new Set<string>();
    const seen = new Set<string>();
    const stack = pointIds.flatMap((id) => this.resolveActive(id));
    const itemStack = itemIds.map((id) => this.getItem(id));
    for (let item = itemStack.pop(); item; item = itemStack.pop()) {
      for (const { knowledgePointId } of item.alignments) stack.push(...this.activeFor(knowledgePointId));
      for (const below of this.itemsBelow(item.id)) itemStack.push(below);
    }
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const parts = this.partsOf(id);
      if (parts.length === 0) leaves.add(id);
      else for (const part of parts) stack.push(part);
    }
    return [...leaves].sort();
  }

  #walk(id: string, next: (id: string) => readonly string[]): string[] {
    const seen = new Set<string>();
    const queue = [...next(id)];
    for (let i = 0; i < queue.length; i++) {
      const at = queue[i]!;
      if (seen.has(at)) continue;
      seen.add(at);
      for (const beyond of next(at)) queue.push(beyond);
    }
    return [...seen];
  }

  #index(): Indexes {
    this.#indexes ??= buildIndexes(this);
    return this.#indexes;
  }
}

const NONE: readonly string[] = [];
const NONE_PREREQUISITES: readonly Prerequisite[] = [];
const NONE_ITEMS: readonly FrameworkItem[] = [];
