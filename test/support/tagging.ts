import { createPoint } from "../../src/knowledge/edit-point.js";
import { createSubject } from "../../src/knowledge/save-framework.js";
import { caller, type TestService } from "./service.js";

export const editor = caller("EDITOR", "editor");

/** Subject `m` with leaves p1 to p5, and another subject `x` with q1. */
export async function seedPoints(service: TestService): Promise<void> {
  await service.features.knowledge.edit({ by: "test", reason: "test" }, (graph) => {
    createSubject(graph, { id: "m", name: "数学", stage: "JUNIOR_HIGH" });
    createSubject(graph, { id: "x", name: "物理", stage: "JUNIOR_HIGH" });
    for (const n of [1, 2, 3, 4, 5])
      createPoint(graph, { id: `p${n}`, code: `P${n}`, name: `知识点${n}`, subjectId: "m" });
    createPoint(graph, { id: "q1", code: "Q1", name: "力", subjectId: "x" });
  });
}

/** Published resources of these ids, with some words each. */
export async function seedResources(service: TestService, ids: readonly string[], rest: object = {}): Promise<void> {
  await service.ask(
    editor,
    `mutation($input: [ResourceInput!]!) { registerResources(input: $input) { created refused { message } } }`,
    {
      input: ids.map((id) => ({ id, title: `资源 ${id}`, kind: "QUESTION", text: `题目 ${id}`, ...rest })),
    },
  );
}

/** One teacher's tags on a resource: points, with TEACHES unless said as `point:ROLE`; none: nothing fits. */
export function tag(
  service: TestService,
  sub: string,
  resourceId: string,
  points: readonly string[],
  rest: object = {},
): Promise<unknown> {
  const tags = points.map((point) => {
    const [knowledgePointId, role = "TEACHES"] = point.split(":");
    return { knowledgePointId, role };
  });
  return service.ask(
    caller("TEACHER", sub),
    `mutation($input: AnnotateResourceInput!) { annotateResource(input: $input) { id } }`,
    { input: { resourceId, tags, noneFits: tags.length === 0, ...rest } },
  );
}
