import type { Database } from "../neo4j/database.js";
import { applyChanges, GraphEditor } from "./graph-editor.js";
import { listChangesSince, loadGraph, lockGraph, readVersion, saveEdit } from "./knowledge.store.js";
import { KnowledgeGraph } from "./knowledge-graph.js";

/** Who edits and why, for the trail. */
export interface EditReason {
  readonly by: string;
  readonly reason: string;
}

/** More edits behind than this and the graph is read anew. */
const MOST_EDITS_TO_REPLAY = 100;

/**
 * The live graph. Holds the newest version in memory and follows the stored one, also when another instance moved it.
 */
export class Knowledge {
  #graph = KnowledgeGraph.empty(-1);
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly database: Database) {}

  /** The newest version known here; immutable, so that one request can work on one version throughout. */
  graph(): KnowledgeGraph {
    return this.#graph;
  }

  /**
   * Plans and stores an edit under the lock that serialises all of them. `plan` must be free of side effects: it may run
   * again after a transient error. What it throws leaves the store as it was; no change means no new version.
   */
  async edit<T>({ by, reason }: EditReason, plan: (editor: GraphEditor) => T): Promise<T> {
    const [result, graph] = await this.database.transaction(async (tx) => {
      const version = await lockGraph(tx);
      const base = this.#graph.version === version ? this.#graph : await loadGraph(tx, version);
      const editor = new GraphEditor(base);
      const planned = plan(editor);
      const changes = editor.changes();
      if (changes.length === 0) return [planned, base] as const;
      await saveEdit(tx, { version: version + 1, by, reason, changes });
      return [planned, applyChanges(base, changes, version + 1)] as const;
    });
    this.#adopt(graph);
    return result;
  }

  /** Brings the graph to the stored version: by the edits since, or read anew where they are many. */
  async refresh(): Promise<KnowledgeGraph> {
    for (;;) {
      const stored = await readVersion(this.database);
      const held = this.#graph;
      if (stored === held.version) return held;
      const behind = stored - held.version;
      if (held.version >= 0 && behind > 0 && behind <= MOST_EDITS_TO_REPLAY) {
        const edits = await listChangesSince(this.database, held.version, MOST_EDITS_TO_REPLAY);
        if (edits.every((edit, i) => edit.version === held.version + 1 + i) && edits.length > 0) {
          const changes = edits.flatMap((edit) => edit.changes);
          this.#adopt(applyChanges(held, changes, held.version + edits.length));
          continue;
        }
      }
      const graph = await loadGraph(this.database, stored);
      if ((await readVersion(this.database)) === stored) {
        this.#graph = graph;
        return graph;
      }
    }
  }

  /** Follows the stored version until `stopWatching`; a change elsewhere is seen within about `everyMs`. */
  watch(everyMs: number, onError: (error: unknown) => void): void {
    const next = () => {
      this.#timer = setTimeout(
        () =>
          this.refresh()
            .catch(onError)
            .finally(() => this.#timer && next()),
        everyMs,
      );
      this.#timer.unref();
    };
    next();
  }

  stopWatching(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #adopt(graph: KnowledgeGraph): void {
    if (graph.version > this.#graph.version) this.#graph = graph;
  }
}
