import { Arg, Field, Float, ID, Int, ObjectType, Query, Resolver } from "type-graphql";
import type { Database } from "../neo4j/database.js";
import { auditGraph } from "./audit-graph.js";
import type { KnowledgePoint, Prerequisite } from "./graph-state.js";
import type { Knowledge } from "./knowledge.js";
import { KnowledgePointType, PrerequisiteType } from "./knowledge.type.js";

@ObjectType("Bottleneck", { simpleResolvers: true })
export class BottleneckType {
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => Int, { description: "leaves that cannot be learnt without it" }) dependents!: number;
}

@ObjectType("NearNames", { simpleResolvers: true })
export class NearNamesType {
  @Field(() => [KnowledgePointType]) knowledgePoints!: KnowledgePoint[];
  @Field(() => Float, { description: "0 to 1; 1 for the same name" }) likeness!: number;
}

@ObjectType("GraphAudit", { simpleResolvers: true, description: "what is odd about the graph of a subject" })
export class GraphAuditType {
  @Field(() => [KnowledgePointType], { description: "leaves without prerequisites and dependents" })
  isolated!: KnowledgePoint[];
  @Field(() => [PrerequisiteType], { description: "that follow from the others" }) redundant!: readonly Prerequisite[];
  @Field(() => [[KnowledgePointType]], { description: "one for each last point, longest first" })
  longChains!: KnowledgePoint[][];
  @Field(() => [BottleneckType], { description: "needed by a tenth of the subject or more" })
  bottlenecks!: BottleneckType[];
  @Field(() => [PrerequisiteType], { description: "taught in a later grade than what needs them" })
  gradeInversions!: readonly Prerequisite[];
  @Field(() => [NearNamesType], { description: "names that nearly repeat" }) nearNames!: NearNamesType[];
  @Field(() => [KnowledgePointType], { description: "leaves that no published resource covers" })
  withoutResources!: KnowledgePoint[];
  @Field(() => [KnowledgePointType], { description: "leaves that no published question covers" })
  withoutQuestions!: KnowledgePoint[];
}

/** The health of a subject's graph. */
@Resolver()
export class AuditResolver {
  constructor(
    private readonly database: Database,
    private readonly knowledge: Knowledge,
  ) {}

  @Query(() => GraphAuditType)
  async graphAudit(@Arg("subjectId", () => ID) subjectId: string): Promise<GraphAuditType> {
    const graph = this.knowledge.graph();
    const audit = auditGraph(graph, subjectId);
    const pointIds = graph.compiled.ids.filter((id) => graph.getPoint(id).subjectId === subjectId);
    const unsupplied = await this.database.run("knowledge/list-unsupplied", { pointIds });
    const points = (ids: readonly string[]) => ids.map((id) => graph.getPoint(id));
    const lacking = (what: "resources" | "questions") =>
      points(unsupplied.filter((row) => !row[what]).map((row) => row.id as string));
    return {
      ...audit,
      isolated: points(audit.isolated),
      longChains: audit.longChains.map(points),
      bottlenecks: audit.bottlenecks.map(({ pointId, dependents }) => ({
        knowledgePoint: graph.getPoint(pointId),
        dependents,
      })),
      nearNames: audit.nearNames.map((near) => ({ ...near, knowledgePoints: points(near.pointIds) })),
      withoutResources: lacking("resources"),
      withoutQuestions: lacking("questions"),
    };
  }
}
