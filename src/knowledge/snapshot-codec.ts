import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { type GraphState, prerequisiteKey, relationKey } from "./graph-state.js";
import { KnowledgeGraph } from "./knowledge-graph.js";

type Lists = { readonly [K in keyof GraphState]: GraphState[K] extends ReadonlyMap<string, infer V> ? V[] : never };

/** A graph state as gzipped JSON: one list for each kind of thing. */
export async function encodeSnapshot(state: GraphState): Promise<Int8Array> {
  const lists: Lists = {
    subjects: [...state.subjects.values()],
    points: [...state.points.values()],
    prerequisites: [...state.prerequisites.values()],
    relations: [...state.relations.values()],
    frameworks: [...state.frameworks.values()],
    items: [...state.items.values()],
  };
  const bytes = await promisify(gzip)(JSON.stringify(lists), { level: 4 });
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The graph of a snapshot, under the version of the edits that it froze. */
export async function decodeSnapshot(snapshot: Int8Array, version: number): Promise<KnowledgeGraph> {
  const text = await promisify(gunzip)(Buffer.from(snapshot.buffer, snapshot.byteOffset, snapshot.byteLength));
  const lists = JSON.parse(text.toString()) as Lists;
  const byId = <T extends { id: string }>(list: readonly T[]) => new Map(list.map((value) => [value.id, value]));
  return new KnowledgeGraph(version, {
    subjects: byId(lists.subjects),
    points: byId(lists.points),
    prerequisites: new Map(lists.prerequisites.map((p) => [prerequisiteKey(p.prerequisiteId, p.dependentId), p])),
    relations: new Map(lists.relations.map((r) => [relationKey(r), r])),
    frameworks: byId(lists.frameworks),
    items: byId(lists.items),
  });
}
