import type { QueryRunner } from "../neo4j/database.js";
import { changedClosures } from "./changed-closures.js";
import { GraphEditor } from "./graph-editor.js";
import {
  applyOperation,
  type GraphOperation,
  type OperationKind,
  type OperationOf,
  refusalOf,
} from "./graph-operation.js";
import { compare } from "./graph-state.js";
import type { KnowledgeGraph } from "./knowledge-graph.js";

/** What a change would touch. */
export interface Impact {
  /** Points that go away, or, for a prerequisite, whose prerequisites change; sorted by id. */
  readonly pointIds: readonly string[];
  /** Active annotations about these points, or about points that they had replaced. */
  readonly annotations: number;
  readonly resources: number;
  /** Items aligned to these points. */
  readonly frameworkItems: number;
  /** Students with evidence of these points, and the classes that they are in. */
  readonly students: number;
  readonly classes: number;
  /** Leaves that stay and whose near and far prerequisites are other points than before; sorted by id. */
  readonly prerequisitesChanged: readonly string[];
}

/** The points touched and the leaves whose prerequisites change. Throws what the operation throws, also where it is refused. */
export function graphImpact(
  graph: KnowledgeGraph,
  operation: GraphOperation,
): Pick<Impact, "pointIds" | "prerequisitesChanged"> {
  const editor = new GraphEditor(graph);
  const refusal = refusalOf(applyOperation(editor, operation as OperationOf<OperationKind>));
  if (refusal) throw refusal;
  const changes = editor.changes();
  const prerequisitesChanged = changedClosures(graph.compiled, editor.result(graph.version).compiled);
  const gone = changes.flatMap((change) =>
    change.entity === "points" && change.before?.status === "ACTIVE" && change.after?.status === "RETIRED"
      ? [change.key]
      : [],
  );
  return { pointIds: gone.length > 0 ? gone.sort(compare) : prerequisitesChanged, prerequisitesChanged };
}

/** What an operation would touch if it were done now; one query. Throws what the operation throws. */
export async function impactOf(runner: QueryRunner, graph: KnowledgeGraph, operation: GraphOperation): Promise<Impact> {
  const { pointIds, prerequisitesChanged } = graphImpact(graph, operation);
  const named = [...new Set(pointIds.flatMap((id) => [id, ...graph.replacedByThis(id)]))];
  const [counts] = await runner.run("knowledge/count-touched", { pointIds: named });
  const items = new Set(named.flatMap((id) => graph.itemsAlignedTo(id).map((item) => item.id)));
  const { annotations, resources, students, classes } = counts as unknown as Impact;
  return { pointIds, prerequisitesChanged, annotations, resources, frameworkItems: items.size, students, classes };
}
