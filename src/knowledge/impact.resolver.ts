import { Arg, Ctx, Field, Int, ObjectType, Query, Resolver } from "type-graphql";
import type { Database } from "../neo4j/database.js";
import { hasRole } from "../people/principal.js";
import type { RequestContext } from "../people/request-context.js";
import type { KnowledgePoint } from "./graph-state.js";
import { GraphChangeInput, operationOf } from "./impact.input.js";
import { impactOf } from "./impact.js";
import type { Knowledge } from "./knowledge.js";
import { KnowledgePointType } from "./knowledge.type.js";

@ObjectType("GraphImpact", { simpleResolvers: true, description: "what a change would touch" })
export class GraphImpactType {
  @Field(() => [KnowledgePointType], {
    description: "points that go away, or, for a prerequisite, whose prerequisites change; the counts are of these",
  })
  points!: KnowledgePoint[];
  @Field(() => Int) annotations!: number;
  @Field(() => Int) resources!: number;
  @Field(() => Int) frameworkItems!: number;
  @Field(() => Int, { nullable: true, description: "with evidence; null when 1 to 4, for who is no editor" })
  students?: number | null;
  @Field(() => Int) classes!: number;
  @Field(() => [KnowledgePointType], {
    description: "leaves that stay and have other near or far prerequisites than before",
  })
  prerequisitesChanged!: KnowledgePoint[];
}

/** What a change would touch, before it is made. */
@Resolver()
export class ImpactResolver {
  constructor(
    private readonly database: Database,
    private readonly knowledge: Knowledge,
  ) {}

  @Query(() => GraphImpactType)
  async impactOf(
    @Arg("change", () => GraphChangeInput) change: GraphChangeInput,
    @Ctx() { principal }: RequestContext,
  ): Promise<GraphImpactType> {
    const graph = this.knowledge.graph();
    const { pointIds, prerequisitesChanged, students, ...counts } = await impactOf(
      this.database,
      graph,
      operationOf(graph, change),
    );
    const isFew = students > 0 && students < 5 && !hasRole(principal, "EDITOR", "ADMIN");
    return {
      ...counts,
      points: pointIds.map((id) => graph.getPoint(id)),
      prerequisitesChanged: prerequisitesChanged.map((id) => graph.getPoint(id)),
      students: isFew ? null : students,
    };
  }
}
