import { Arg, Field, Float, ID, Int, ObjectType, Query, Resolver } from "type-graphql";
import { pageSize } from "../graphql/connection.js";
import type { KnowledgePoint } from "../knowledge/graph-state.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import { KnowledgePointType } from "../knowledge/knowledge.type.js";
import type { Database } from "../neo4j/database.js";
import { auditPrerequisites, type JudgedPair } from "./audit-prerequisites.js";

@ObjectType("JudgedPrerequisite", { simpleResolvers: true, description: "what students' attempts say of a pair" })
export class JudgedPrerequisiteType {
  @Field(() => KnowledgePointType) prerequisite!: KnowledgePoint;
  @Field(() => KnowledgePointType) dependent!: KnowledgePoint;
  @Field(() => Int, { nullable: true, description: "with attempts on both; null when 1 to 4" }) students?:
    | number
    | null;
  @Field(() => Float, { nullable: true, description: "share who succeeded on the prerequisite first" })
  firstShare?: number | null;
  @Field(() => Float, {
    nullable: true,
    description: "share who know the dependent, of those who know the prerequisite",
  })
  successWith?: number | null;
  @Field(() => Float, { nullable: true, description: "and of those who do not" }) successWithout?: number | null;
  @Field(() => Float, { description: "above 0: borne out; about 0: nothing is known; below: spoken against" })
  support!: number;
}

@ObjectType("PrerequisiteAudit", { simpleResolvers: true })
export class PrerequisiteAuditType {
  @Field(() => Int) students!: number;
  @Field(() => [JudgedPrerequisiteType], { description: "prerequisites among leaves, the least borne out first" })
  edges!: JudgedPrerequisiteType[];
  @Field(() => [JudgedPrerequisiteType], { description: "pairs that behave like a prerequisite and are none" })
  missing!: JudgedPrerequisiteType[];
}

/** Prerequisites against students' attempts. */
@Resolver()
export class AuditPrerequisitesResolver {
  constructor(
    private readonly database: Database,
    private readonly knowledge: Knowledge,
  ) {}

  @Query(() => PrerequisiteAuditType, {
    description: "which prerequisites the attempts bear out, and which are missing",
  })
  async prerequisiteAudit(
    @Arg("subjectId", () => ID) subjectId: string,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50, description: "at most so many of each" })
    first: number | null,
  ): Promise<PrerequisiteAuditType> {
    const graph = this.knowledge.graph();
    const size = pageSize(first, 50);
    const { students, edges, missing } = await auditPrerequisites(this.database, graph, subjectId, size);
    const present = ({ prerequisiteId, dependentId, ...rest }: JudgedPair): JudgedPrerequisiteType => {
      const isFew = rest.students > 0 && rest.students < 5;
      return {
        prerequisite: graph.getPoint(prerequisiteId),
        dependent: graph.getPoint(dependentId),
        support: rest.support,
        students: isFew ? null : rest.students,
        firstShare: isFew ? null : (rest.firstShare ?? null),
        successWith: isFew ? null : (rest.successWith ?? null),
        successWithout: isFew ? null : (rest.successWithout ?? null),
      };
    };
    return { students, edges: edges.slice(0, size).map(present), missing: missing.map(present) };
  }
}
