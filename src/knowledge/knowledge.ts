import type { Database, QueryRunner } from "../neo4j/database.js";
import { applyChanges, type GraphChange, GraphEditor } from "./graph-editor.js";
import { listChangesSince, loadGraph, lockGraph, readVersion, saveEdit } from "./knowledge.store.js";
import { KnowledgeGraph } from "./knowledge-graph.js";
import { prepareSearch } from "./search-points.js";

/** Who edits and why, for the trail. */
export interface EditReason {
  readonly by: string;
  readonly reason: string;
}

/** What follows from an edit in its transaction; may run again after a transient error. */
export type EditFollower = (tx: QueryRunner, changes: readonly GraphChange[], graph: KnowledgeGraph) => Promise<void>;

/** More edits behind than this and the graph is read anew. */
const MOST_EDITS_TO_REPLAY = 100;

/**
 * The live graph. Holds the newest version in memory and follows the stored one, also when another instance moved it.
 */
export class Knowledge {
  #graph = KnowledgeGraph.empty(-1);
  readonly #graphs = new WeakMap<object, KnowledgeGraph>();
  readonly #followers: EditFollower[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly database: Database) {}

  /** The newest version known here; immutable, so that one request can work on one version throughout. */
  graph(): KnowledgeGraph {
    return this.#graph;
  }

  /**
   * Plans and stores an edit under the lock that serialises all of them. `plan` must be free of side effects: it may run
   * again after a transient error. What it throws leaves the store as it was; no change means no new version.
   * `also` stores what belongs to the edit in the same transaction.
   */
  async edit<T>(
    { by, reason }: EditReason,
    plan: (editor: GraphEditor) => T,
    also?: (tx: QueryRunner, planned: T, graph: KnowledgeGraph) => Promise<void>,
  ): Promise<T> {
    const [result, graph] = await this.database.transaction(async (tx) => {
      const version = await lockGraph(tx);
      const base = (await replay(tx, this.#graph, version)) ?? (await loadGraph(tx, version));
      const editor = new GraphEditor(base);
      const planned = plan(editor);
      const changes = editor.changes();
      if (changes.length === 0) {
        await also?.(tx, planned, base);
        return [planned, base] as const;
      }
      await saveEdit(tx, { version: version + 1, by, reason, changes });
      const graph = applyChanges(base, changes, version + 1);
      for (const follow of this.#followers) await follow(tx, changes, graph);
      await also?.(tx, planned, graph);
      return [planned, graph] as const;
    });
    this.#adopt(graph);
    return result;
  }

  /** The graph that a point, item or edge was read from: a published version, a draft, or else the live one. */
  graphOf(thing: object): KnowledgeGraph {
    return this.#graphs.get(thing) ?? this.#graph;
  }

  /** Remembers of which other graph than the live one things are, so that what is asked of them is answered from it. */
  belong(things: Iterable<object>, graph: KnowledgeGraph): void {
    for (const thing of things) this.#graphs.set(thing, graph);
  }

  /** Has every edit followed, in its transaction, by what other features derive from the graph. */
  followEdits(follow: EditFollower): void {
    this.#followers.push(follow);
  }

  /** Brings the graph to the stored version: by the edits since, or read anew where they are many. */
  async refresh(): Promise<KnowledgeGraph> {
    for (;;) {
      const stored = await readVersion(this.database);
      const held = this.#graph;
      const graph = (await replay(this.database, held, stored)) ?? (await loadGraph(this.database, stored));
      if (graph === held) return held;
      // An edit may have come between the version and what was read, or been made here meanwhile: then once more.
      if (this.#graph === held && (await readVersion(this.database)) === stored && this.#graph === held) {
        this.#hold(graph);
        return graph;
      }
    }
  }

  /** Follows the stored version until `stopWatching`; a change elsewhere is seen within about `everyMs`. */
  watch(everyMs: number, onError: (error: unknown) => void): void {
    const held = this.#graph;
    void prepareSearch(held, () => this.#graph === held);
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

  #hold(graph: KnowledgeGraph): void {
    this.#graph = graph;
    if (this.#timer) void prepareSearch(graph, () => this.#graph === graph);
  }

  #adopt(graph: KnowledgeGraph): void {
    if (graph.version > this.#graph.version) this.#hold(graph);
  }
}

/** The held graph brought to a later version by the edits since; undefined where it must be read anew. */
async function replay(runner: QueryRunner, held: KnowledgeGraph, version: number): Promise<KnowledgeGraph | undefined> {
  const behind = version - held.version;
  if (behind === 0) return held;
  if (held.version < 0 || behind < 0 || behind > MOST_EDITS_TO_REPLAY) return undefined;
  const edits = await listChangesSince(runner, held.version, behind);
  if (edits.length < behind || edits.some((edit, i) => edit.version !== held.version + 1 + i)) return undefined;
  const changes = edits.flatMap((edit) => edit.changes);
  return applyChanges(held, changes, version);
}
