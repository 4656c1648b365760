import { FieldResolver, Resolver, Root } from "type-graphql";
import type { KnowledgePoint, Prerequisite } from "./graph-state.js";
import type { Knowledge } from "./knowledge.js";
import { KnowledgePointType, PrerequisiteType } from "./knowledge.type.js";

/** A point's prerequisites and dependents. */
@Resolver(() => KnowledgePointType)
export class PointPrerequisitesResolver {
  constructor(private readonly knowledge: Knowledge) {}

  @FieldResolver(() => [PrerequisiteType])
  prerequisites(@Root() point: KnowledgePoint): readonly Prerequisite[] {
    return this.knowledge.graphOf(point).prerequisitesOf(point.id);
  }

  @FieldResolver(() => [PrerequisiteType])
  dependents(@Root() point: KnowledgePoint): readonly Prerequisite[] {
    return this.knowledge.graphOf(point).dependentsOf(point.id);
  }
}

/** The two ends of a prerequisite. */
@Resolver(() => PrerequisiteType)
export class PrerequisiteResolver {
  constructor(private readonly knowledge: Knowledge) {}

  @FieldResolver(() => KnowledgePointType)
  prerequisite(@Root() edge: Prerequisite): KnowledgePoint {
    return this.knowledge.graphOf(edge).getPoint(edge.prerequisiteId);
  }

  @FieldResolver(() => KnowledgePointType)
  dependent(@Root() edge: Prerequisite): KnowledgePoint {
    return this.knowledge.graphOf(edge).getPoint(edge.dependentId);
  }
}
