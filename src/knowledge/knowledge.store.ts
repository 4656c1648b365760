import type { QueryRunner, Row } from "../neo4j/database.js";
import { compact } from "../validation.js";
import type { GraphChange } from "./graph-editor.js";
import {
  type Alignment,
  type Entities,
  type EntityKind,
  type Framework,
  type FrameworkItem,
  type KnowledgePoint,
  type Prerequisite,
  prerequisiteKey,
  type Relation,
  relationKey,
  type Subject,
} from "./graph-state.js";
import { KnowledgeGraph } from "./knowledge-graph.js";

export interface EditRecord {
  readonly version: number;
  /** `sub` of who made it. */
  readonly by: string;
  readonly reason: string;
  readonly changes: readonly GraphChange[];
}

/** Takes the lock that serialises edits until the transaction ends; returns the stored version. */
export async function lockGraph(tx: QueryRunner): Promise<number> {
  const [row] = await tx.run("knowledge/lock-graph");
  return row!.version as number;
}

/** The stored version; 0 before the first edit. */
export async function readVersion(runner: QueryRunner): Promise<number> {
  const [row] = await runner.run("knowledge/read-version");
  return (row?.version as number | undefined) ?? 0;
}

/** The edits after a version, oldest first, at most `limit`. */
export async function listChangesSince(
  runner: QueryRunner,
  version: number,
  limit: number,
): Promise<{ version: number; changes: GraphChange[] }[]> {
  const rows = await runner.run("knowledge/list-edits-since", { version, limit });
  return rows.map((row) => ({
    version: row.version as number,
    changes: (row.change as string[]).map((change) => JSON.parse(change) as GraphChange),
  }));
}

/** Reads the whole graph. Consistent only while nothing edits: under the lock, or checked by the version afterwards. */
export async function loadGraph(runner: QueryRunner, version: number): Promise<KnowledgeGraph> {
  const subjects = decode<Subject>(await runner.run("knowledge/load-subjects"));
  const points = (await runner.run("knowledge/load-points")).map(decodePoint);
  const prerequisites = decode<Prerequisite>(await runner.run("knowledge/load-prerequisites"));
  const relations = decode<Relation>(await runner.run("knowledge/load-relations"));
  const frameworks = decode<Framework>(await runner.run("knowledge/load-frameworks"));
  const items = (await runner.run("knowledge/load-items")).map(decodeItem);
  const byId = <T extends { id: string }>(list: readonly T[]) => new Map(list.map((value) => [value.id, value]));
  return new KnowledgeGraph(version, {
    subjects: byId(subjects),
    points: byId(points),
    prerequisites: new Map(prerequisites.map((p) => [prerequisiteKey(p.prerequisiteId, p.dependentId), p])),
    relations: new Map(relations.map((r) => [relationKey(r), r])),
    frameworks: byId(frameworks),
    items: byId(items),
  });
}

const decode = <T>(rows: readonly Row[]): T[] => rows.map((row) => compact(row) as unknown as T);

function decodePoint(row: Row): KnowledgePoint {
  const { properties, ...rest } = row;
  return compact({ aliases: [], abilities: [], ...(properties as object), ...rest }) as unknown as KnowledgePoint;
}

function decodeItem(row: Row): FrameworkItem {
  const alignments = (row.alignments as Alignment[]).map(({ knowledgePointId, kind }) => ({ knowledgePointId, kind }));
  return { ...(compact(row) as unknown as FrameworkItem), order: (row.order as number | null) ?? 0, alignments };
}

/** Stores an edit: its changes, the new version and the trail. The caller holds the lock. */
export async function saveEdit(tx: QueryRunner, edit: EditRecord): Promise<void> {
  const { changes } = edit;
  const send = (name: string, rows: readonly unknown[], parameter = "rows") =>
    rows.length > 0 ? tx.run(`knowledge/${name}`, { [parameter]: rows }) : undefined;

  await send("save-subjects", put(changes, "subjects"));
  const points = put(changes, "points");
  await send("save-points", points.map(encodePoint));
  const moved = changes
    .filter((c) => c.entity === "points" && c.after && placeOf(c.before) !== placeOf(c.after))
    .map((c) => c.after as KnowledgePoint);
  await send(
    "clear-places",
    moved.map((p) => p.id),
    "ids",
  );
  await send(
    "save-parts",
    moved.flatMap((p) =>
      p.parentIds.map((parentId, position) => ({ id: p.id, parentId, position, order: p.order ?? null })),
    ),
  );
  await send(
    "save-replacements",
    moved.flatMap((p) => p.replacedBy.map((replacedBy, position) => ({ id: p.id, replacedBy, position }))),
  );
  await send("remove-prerequisites", removed(changes, "prerequisites"));
  await send(
    "save-prerequisites",
    put(changes, "prerequisites").map((p) => ({ rationale: null, source: null, ...p })),
  );
  await send("remove-relations", removed(changes, "relations"));
  await send("save-relations", put(changes, "relations"));
  await send(
    "save-frameworks",
    put(changes, "frameworks").map((f) => ({ version: null, subjectId: null, ...f })),
  );
  const items = put(changes, "items");
  await send(
    "save-items",
    items.map((i) => ({ code: null, ...i })),
  );
  await send(
    "save-item-places",
    items.map(({ id, frameworkId, parentId = null, order }) => ({ id, frameworkId, parentId, order })),
  );
  await send(
    "save-alignments",
    items.flatMap((i) => i.alignments.map((a, order) => ({ id: i.id, order, ...a }))),
  );
  await send(
    "remove-items",
    removed(changes, "items").map((i) => i.id),
    "ids",
  );
  await send(
    "remove-frameworks",
    removed(changes, "frameworks").map((f) => f.id),
    "ids",
  );
  await tx.run("knowledge/append-edit", {
    version: edit.version,
    by: edit.by,
    reason: edit.reason,
    change: changes.map((change) => JSON.stringify(change)),
  });
  await tx.run("knowledge/append-trail", { version: edit.version, ids: [...new Set(changes.flatMap(concerned))] });
}

const put = <K extends EntityKind>(changes: readonly GraphChange[], entity: K): Entities[K][] =>
  changes.flatMap((c) => (c.entity === entity && c.after ? [c.after as Entities[K]] : []));

const removed = <K extends EntityKind>(changes: readonly GraphChange[], entity: K): Entities[K][] =>
  changes.flatMap((c) => (c.entity === entity && !c.after && c.before ? [c.before as Entities[K]] : []));

/** The ids under whose history a change is found: the thing itself, the ends of an edge, what a point gave way to. */
export function concerned(change: GraphChange): string[] {
  switch (change.entity) {
    case "prerequisites":
    case "relations":
      return change.key.split(" ").slice(0, 2);
    case "points": {
      const held = new Set(change.before?.replacedBy);
      return [change.key, ...(change.after?.replacedBy ?? []).filter((id) => !held.has(id))];
    }
    case "items": {
      const aligned = (item: FrameworkItem | null) => item?.alignments.map((a) => a.knowledgePointId) ?? [];
      const [before, after] = [new Set(aligned(change.before)), new Set(aligned(change.after))];
      const differ = [...before, ...after].filter((id) => before.has(id) !== after.has(id));
      return [change.key, ...differ];
    }
    default:
      return [change.key];
  }
}

const placeOf = (point: GraphChange["before"]): string => {
  const { parentIds = [], replacedBy = [], order } = (point ?? {}) as Partial<KnowledgePoint>;
  return JSON.stringify([parentIds, replacedBy, order]);
};

const ABSENT = {
  nameEn: null,
  description: null,
  gradeFrom: null,
  gradeTo: null,
  cognitiveLevel: null,
  difficulty: null,
  minutes: null,
  order: null,
  importedFrom: null,
};

function encodePoint({ subjectId, parentIds: _parents, replacedBy: _others, ...properties }: KnowledgePoint): object {
  return { id: properties.id, subjectId, properties: { ...ABSENT, ...properties } };
}
