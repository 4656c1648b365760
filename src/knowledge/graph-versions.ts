import { notFound } from "../errors.js";
import type { Database } from "../neo4j/database.js";
import { diffGraphs } from "./diff-graphs.js";
import type { GraphChange } from "./graph-editor.js";
import type { Knowledge } from "./knowledge.js";
import type { KnowledgeGraph } from "./knowledge-graph.js";
import {
  findSnapshot,
  listHistory,
  listVersions,
  type PublishedVersion,
  saveVersion,
  type TrailEntry,
} from "./versions.store.js";

/** Decoded versions held at a time; a live read holds none. */
const MOST_HELD = 4;

/** Published versions of the graph, what changed between them, and the trail of edits. */
export class GraphVersions {
  readonly #held = new Map<number, Promise<KnowledgeGraph>>();

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
    let held = this.#held.get(number);
    if (!held) {
      held = this.#read(number, field);
      this.#held.set(number, held);
      held.catch(() => this.#held.delete(number));
      for (const oldest of this.#held.keys()) {
        if (this.#held.size <= MOST_HELD) break;
        this.#held.delete(oldest);
      }
    }
    return held;
  }

  /** What is different in a version, or the live graph, from an earlier or later one. Throws NOT_FOUND. */
  async diff(from: number, to: number | null | undefined): Promise<GraphChange[]> {
    const [before, after] = await Promise.all([this.graphAt(from, "from"), this.graphAt(to, "to")]);
    return diffGraphs(before, after);
  }

  history(id: string, before: number, limit: number): Promise<{ entries: TrailEntry[]; total: number }> {
    return listHistory(this.database, id, before, limit);
  }

  async #read(number: number, field: string): Promise<KnowledgeGraph> {
    const graph = await findSnapshot(this.database, number);
    if (!graph) throw notFound({ zh: "已发布的版本", en: "published version" }, String(number), field);
    for (const things of [graph.points, graph.prerequisites, graph.frameworks, graph.items])
      this.knowledge.belong(things.values(), graph);
    return graph;
  }
}
