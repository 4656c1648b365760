import type { CaseSource } from "../../src/interop/case-writer.js";
import { GraphEditor } from "../../src/knowledge/graph-editor.js";
import type { EditReason } from "../../src/knowledge/knowledge.js";
import { KnowledgeGraph } from "../../src/knowledge/knowledge-graph.js";

/** The live graph without a database: edits go through the same editor and stay in memory. */
export class GraphInMemory {
  graph = KnowledgeGraph.empty(0);

  async refresh(): Promise<KnowledgeGraph> {
    return this.graph;
  }

  async edit<T>(_reason: EditReason, plan: (editor: GraphEditor) => T): Promise<T> {
    const editor = new GraphEditor(this.graph);
    const result = plan(editor);
    if (editor.changes().length > 0) this.graph = editor.result(this.graph.version + 1);
    return result;
  }
}

/** Packages as they came, without a database; as JSON, so that what cannot be stored is not kept either. */
export class SourcesInMemory {
  readonly #sources = new Map<string, string>();

  async find(frameworkId: string): Promise<CaseSource | undefined> {
    const text = this.#sources.get(frameworkId);
    return text === undefined ? undefined : (JSON.parse(text) as CaseSource);
  }

  async save(frameworkId: string, source: CaseSource): Promise<void> {
    this.#sources.set(frameworkId, JSON.stringify(source));
  }
}
