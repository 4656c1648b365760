import { Arg, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import type { FrameworkKind } from "./knowledge.enums.js";
import type { Knowledge } from "./knowledge.js";
import {
  FrameworkItemType,
  FrameworkKindEnum,
  FrameworkType,
  KnowledgePointType,
  SubjectType,
} from "./knowledge.type.js";
import { compare, type Framework, type FrameworkItem, type KnowledgePoint, type Subject } from "./knowledge-graph.js";

/** Standards and textbook editions. */
@Resolver(() => FrameworkType)
export class FrameworkResolver {
  constructor(private readonly knowledge: Knowledge) {}

  @Query(() => [FrameworkType])
  frameworks(
    @Arg("subjectId", () => ID, { nullable: true }) subjectId: string | null,
    @Arg("kind", () => FrameworkKindEnum, { nullable: true }) kind: FrameworkKind | null,
  ): Framework[] {
    return [...this.knowledge.graph().frameworks.values()]
      .filter((f) => (!subjectId || f.subjectId === subjectId) && (!kind || f.kind === kind))
      .sort((a, b) => compare(a.id, b.id));
  }

  @Query(() => FrameworkType, { nullable: true })
  framework(@Arg("id", () => ID) id: string): Framework | undefined {
    return this.knowledge.graph().frameworks.get(id);
  }

  @FieldResolver(() => SubjectType, { nullable: true })
  subject(@Root() framework: Framework): Subject | undefined {
    return framework.subjectId === undefined ? undefined : this.knowledge.graph().subjects.get(framework.subjectId);
  }

  @FieldResolver(() => [FrameworkItemType], { description: "in reading order, each item before its parts" })
  items(@Root() framework: Framework): FrameworkItem[] {
    return this.knowledge.graph().itemsOf(framework.id);
  }
}

/** The crosswalk: what an item covers. */
@Resolver(() => FrameworkItemType)
export class FrameworkItemResolver {
  constructor(private readonly knowledge: Knowledge) {}

  @FieldResolver(() => [KnowledgePointType])
  knowledgePoints(@Root() item: FrameworkItem): KnowledgePoint[] {
    const graph = this.knowledge.graph();
    return item.alignments.map((a) => graph.getPoint(a.knowledgePointId)).filter((p) => p.status === "ACTIVE");
  }
}
