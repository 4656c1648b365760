import type { CognitiveLevel, FrameworkKind, KnowledgePointStatus, Stage } from "./knowledge.enums.js";

export interface Subject {
  readonly id: string;
  readonly name: string;
  readonly stage: Stage;
}

/** One knowledge point 知识点. `difficulty` 0 to 1, higher is harder; `minutes` to learn it. */
export interface KnowledgePoint {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly nameEn?: string;
  readonly aliases: readonly string[];
  readonly description?: string;
  readonly subjectId: string;
  readonly gradeFrom?: number;
  readonly gradeTo?: number;
  readonly cognitiveLevel?: CognitiveLevel;
  readonly abilities: readonly string[];
  readonly difficulty?: number;
  readonly minutes?: number;
  readonly status: KnowledgePointStatus;
  /** Points that took the place of this retired one: one after a merge, several after a split. */
  readonly replacedBy: readonly string[];
  /** Points that this one is part of, in the order given. */
  readonly parentIds: readonly string[];
  /** Place among its siblings; lower first. */
  readonly order?: number;
  /** The import that brought it, so that a later state of the same file knows what left it. */
  readonly importedFrom?: string;
}

/** `prerequisiteId` must be learnt before `dependentId`; `strength` 0 to 1. */
export interface Prerequisite {
  readonly prerequisiteId: string;
  readonly dependentId: string;
  readonly strength: number;
  readonly rationale?: string;
  readonly source?: string;
}

/** A relation of an imported framework that is neither hierarchy nor prerequisite. */
export interface Relation {
  readonly fromId: string;
  readonly toId: string;
  readonly kind: string;
  /** The table that it came from, where one did. */
  readonly source?: string;
}

/** A curriculum standard or a textbook edition. */
export interface Framework {
  readonly id: string;
  readonly title: string;
  readonly kind: FrameworkKind;
  readonly version?: string;
  readonly subjectId?: string;
}

export interface Alignment {
  readonly knowledgePointId: string;
  readonly kind: string;
}

/** A statement of a standard, or a chapter or section of a textbook. */
export interface FrameworkItem {
  readonly id: string;
  readonly frameworkId: string;
  readonly parentId?: string;
  readonly order: number;
  readonly code?: string;
  readonly statement: string;
  readonly alignments: readonly Alignment[];
}

/** What the knowledge feature stores. */
export interface Entities {
  readonly subjects: Subject;
  readonly points: KnowledgePoint;
  readonly prerequisites: Prerequisite;
  readonly relations: Relation;
  readonly frameworks: Framework;
  readonly items: FrameworkItem;
}
export type EntityKind = keyof Entities;

/** Everything that is stored, keyed by id. */
export type GraphState = { readonly [K in EntityKind]: ReadonlyMap<string, Entities[K]> };

export const prerequisiteKey = (prerequisiteId: string, dependentId: string): string =>
  `${prerequisiteId} ${dependentId}`;
export const relationKey = (relation: Relation): string => `${relation.fromId} ${relation.toId} ${relation.kind}`;

/** Order of ids by code unit, the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
