import { Arg, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { compare, type Framework, type FrameworkItem, type KnowledgePoint, type Subject } from "./graph-state.js";
import type { GraphVersions } from "./graph-versions.js";
import type { FrameworkKind } from "./knowledge.enums.js";
import type { Knowledge } from "./knowledge.js";
import {
  FrameworkItemType,
  FrameworkKindEnum,
  FrameworkType,
  KnowledgePointType,
  SubjectType,
} from "./knowledge.type.js";
import { Version } from "./version-argument.js";

/** Standards and textbook editions. */
@Resolver(() => FrameworkType)
export class FrameworkResolver {
  constructor(
    private readonly knowledge: Knowledge,
    private readonly versions: GraphVersions,
  ) {}

  @Query(() => [FrameworkType])
  async frameworks(
    @Arg("subjectId", () => ID, { nullable: true }) subjectId: string | null,
    @Arg("kind", () => FrameworkKindEnum, { nullable: true }) kind: FrameworkKind | null,
    @Version() version: number | null,
  ): Promise<Framework[]> {
    return [...(await this.versions.graphAt(version)).frameworks.values()]
      .filter((f) => (!subjectId || f.subjectId === subjectId) && (!kind || f.kind === kind))
      .sort((a, b) => compare(a.id, b.id));
  }

  @Query(() => FrameworkType, { nullable: true })
  async framework(@Arg("id", () => ID) id: string, @Version() version: number | null): Promise<Framework | undefined> {
    return (await this.versions.graphAt(version)).frameworks.get(id);
  }

  @FieldResolver(() => SubjectType, { nullable: true })
  subject(@Root() framework: Framework): Subject | undefined {
    return framework.subjectId === undefined
      ? undefined
      : this.knowledge.graphOf(framework).subjects.get(framework.subjectId);
  }

  @FieldResolver(() => [FrameworkItemType], { description: "in reading order, each item before its parts" })
  items(@Root() framework: Framework): FrameworkItem[] {
    return this.knowledge.graphOf(framework).itemsOf(framework.id);
  }
}

/** The crosswalk: what an item covers. */
@Resolver(() => FrameworkItemType)
export class FrameworkItemResolver {
  constructor(private readonly knowledge: Knowledge) {}

  @FieldResolver(() => [KnowledgePointType])
  knowledgePoints(@Root() item: FrameworkItem): KnowledgePoint[] {
    const graph = this.knowledge.graphOf(item);
    return item.alignments.map((a) => graph.getPoint(a.knowledgePointId)).filter((p) => p.status === "ACTIVE");
  }
}
