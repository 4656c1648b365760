import { Field, Float, ID, Int, ObjectType } from "type-graphql";
import { graphqlEnum } from "../graphql/enum.js";
import type { KnowledgePoint } from "../knowledge/graph-state.js";
import { KnowledgePointType } from "../knowledge/knowledge.type.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import { BasisType } from "./mastery.type.js";
import { PLACEMENT_STATUSES, type Placement, type PlacementStatus, questionId } from "./placement.js";

const PlacementStatusEnum = graphqlEnum("PlacementStatus", PLACEMENT_STATUSES);

/** Names the kernel of the answers: the states it is a belief over, and the chances of slips and guesses. */
const PLACEMENT_MODEL = "placement-1";

@ObjectType("PlacementQuestion", { simpleResolvers: true, description: "any item of the point may be asked" })
export class PlacementQuestionType {
  @Field(() => ID) id!: string;
  @Field(() => Int, { description: "from 1" }) number!: number;
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  /** How often the point was asked about before. */
  askedBefore!: number;
}

@ObjectType("PlacedPoint", { simpleResolvers: true })
class PlacedPointType {
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => Float, {
    description: "chance that the student knows it, 0 to 1, by the answers of this placement alone",
  })
  known!: number;
}

@ObjectType("Placement", {
  simpleResolvers: true,
  description:
    "what a student knows, found by few questions; each answer is an attempt too, so mastery follows from it",
})
export class PlacementType {
  @Field(() => ID) id!: string;
  @Field(() => ID) studentId!: string;
  @Field(() => PlacementStatusEnum) status!: PlacementStatus;
  @Field(() => Int) asked!: number;
  @Field(() => Int, { description: "questions to come at most; it ends before where enough is known" })
  remaining!: number;
  @Field(() => PlacementQuestionType, { nullable: true, description: "null once it has ended" })
  question?: PlacementQuestionType | null;
  @Field(() => Float, {
    description:
      "the share of the points expected to be classified rightly, were those known to more than .5 taken as known",
  })
  expectedRight!: number;
  @Field(() => [PlacedPointType], { description: "every leaf of what was named, by code" }) points!: PlacedPointType[];
  @Field(() => BasisType) basis!: BasisType;
}

export function presentPlacement(graph: KnowledgeGraph, placement: Placement): PlacementType {
  const { id, studentId, status, answeredIds, askedId, expectedRight } = placement;
  const asked = answeredIds.length;
  const isOpen = status === "OPEN" && askedId !== undefined;
  const askedBefore = answeredIds.filter((pointId) => pointId === askedId).length;
  return {
    id,
    studentId,
    status,
    asked,
    remaining: isOpen ? placement.questions - asked : 0,
    question: isOpen
      ? {
          id: questionId(placement, asked + 1),
          number: asked + 1,
          knowledgePoint: graph.getPoint(askedId),
          askedBefore,
        }
      : null,
    expectedRight,
    points: placement.points.map(({ pointId, known }) => ({ knowledgePoint: graph.getPoint(pointId), known })),
    basis: { at: new Date(placement.at), graphVersion: graph.version, modelVersion: PLACEMENT_MODEL },
  };
}
