import { LRUCache } from "lru-cache";
import { notFound } from "../errors.js";
import type { Database } from "../neo4j/database.js";
import { diffGraphs } from "./diff-graphs.js";
import { applyChanges, type GraphChange, stateOf } from "./graph-editor.js";
import type { GraphState } from "./graph-state.js";
import type { Knowledge } from "./knowledge.js";
import { listChangesSince } from "./knowledge.store.js";
import { KnowledgeGraph } from "./knowledge-graph.js";
import {
  findEditsBy,
  findSnapshot,
  listHistory,
  listVersions,
  type PublishedVersion,
  saveVersion,
  type TrailEntry,
} from "./versions.store.js";

/** Past graphs held at a time; a live read holds none. */
const MOST_HELD = 4;
const EDITS_A_PAGE = 100;

/** Published versions of the graph, what changed between them, and the trail of edits. */
export class GraphVersions {
  readonly #held = new LRUCache<string, Promise<KnowledgeGraph>>({ max: MOST_HELD });

  constructor(
    private readonly database: Database,
    private readonly knowledge: Knowledge,
  ) {}

  /** Freezes the live graph as it is now under the next number. */
  async publish(by: string, note: string): Promise<PublishedVersion> {
    let published: PublishedVersion | undefined;
    await this.knowledge.edit(
      { by, reason: "publish" },
      () => undefined,
      async (tx, _, graph) => {
        published = await saveVersion(tx, graph, { by, note });
      },
    );
    return published!;
  }

  /** Newest first. */
  list(): Promise<PublishedVersion[]> {
    return listVersions(this.database);
  }

  /** A published version, or the live graph where none is named. Throws NOT_FOUND. */
  async graphAt(number: number | null | undefined, field = "version"): Promise<KnowledgeGraph> {
    if (number === null || number === undefined) return this.knowledge.graph();
    return this.#hold(`version ${number}`, () => this.#read(number, field));
  }

  /**
   * The graph as it was after so many edits (the `graphVersion` of a basis): the live one, or rebuilt from the nearest
   * state that is kept whole and the trail between. Throws NOT_FOUND for edits that have not been made.
   */
  async graphAfter(edits: number): Promise<KnowledgeGraph> {
    const held = this.knowledge.graph();
    const live = edits > held.version ? await this.knowledge.refresh() : held;
    if (edits === live.version) return live;
    if (edits > live.version || edits < 0)
      throw notFound({ zh: "图谱版本", en: "version of the graph" }, String(edits), "graphVersion");
    return this.#hold(`edits ${edits}`, () => this.#rebuild(edits, live));
  }

  /** How many edits had been made by a moment, epoch milliseconds. */
  editsBy(at: number): Promise<number> {
    return findEditsBy(this.database, at);
  }

  /** What is different in a version, or the live graph, from an earlier or later one. Throws NOT_FOUND. */
  async diff(from: number, to: number | null | undefined): Promise<GraphChange[]> {
    const [before, after] = await Promise.all([this.graphAt(from, "from"), this.graphAt(to, "to")]);
    return diffGraphs(before, after);
  }

  history(id: string, before: number, limit: number): Promise<{ entries: TrailEntry[]; total: number }> {
    return listHistory(this.database, id, before, limit);
  }

  #hold(key: string, make: () => Promise<KnowledgeGraph>): Promise<KnowledgeGraph> {
    let held = this.#held.get(key);
    if (!held) {
      held = make();
      this.#held.set(key, held);
      held.catch(() => this.#held.delete(key));
    }
    return held;
  }

  async #read(number: number, field: string): Promise<KnowledgeGraph> {
    const graph = await findSnapshot(this.database, number);
    if (!graph) throw notFound({ zh: "已发布的版本", en: "published version" }, String(number), field);
    return this.#own(graph);
  }

  async #rebuild(edits: number, live: KnowledgeGraph): Promise<KnowledgeGraph> {
    const distance = (version: number) => Math.abs(version - edits);
    let nearest: PublishedVersion | undefined;
    for (const version of await this.list()) {
      if (distance(version.graphVersion) < distance(nearest?.graphVersion ?? live.version)) nearest = version;
    }
    const base = nearest ? (await findSnapshot(this.database, nearest.number))! : live;
    const changes =
      base.version < edits
        ? await this.#changesBetween(base.version, edits)
        : (await this.#changesBetween(edits, base.version)).map(undone);
    // Copies, because things of the live graph answer from the live graph.
    return this.#own(new KnowledgeGraph(edits, copyOf(applyChanges(base, changes, edits))));
  }

  /** What the edits after one version did up to another, one change a thing. */
  async #changesBetween(from: number, to: number): Promise<GraphChange[]> {
    const net = new Map<string, GraphChange>();
    for (let at = from; at < to; ) {
      const edits = await listChangesSince(this.database, at, Math.min(EDITS_A_PAGE, to - at));
      if (edits.length === 0) throw new Error(`the trail has no edit ${at + 1}`);
      for (const { version, changes } of edits) {
        if (version !== ++at) throw new Error(`the trail has no edit ${at}`);
        for (const change of changes) {
          const key = `${change.entity} ${change.key}`;
          net.set(key, { ...change, before: (net.get(key) ?? change).before } as GraphChange);
        }
      }
    }
    return [...net.values()];
  }

  /** Has what is read of a past graph answer from it. */
  #own(graph: KnowledgeGraph): KnowledgeGraph {
    for (const things of [graph.points, graph.prerequisites, graph.frameworks, graph.items])
      this.knowledge.belong(things.values(), graph);
    return graph;
  }
}

function undone(change: GraphChange): GraphChange {
  return { ...change, before: change.after, after: change.before } as GraphChange;
}

function copyOf(state: GraphState): GraphState {
  const copies = Object.entries(stateOf(state)).map(([kind, things]: [string, ReadonlyMap<string, object>]) => [
    kind,
    new Map([...things].map(([key, thing]) => [key, { ...thing }])),
  ]);
  return Object.fromEntries(copies) as GraphState;
}
