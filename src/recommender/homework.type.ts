import { Field, Float, ID, ObjectType } from "type-graphql";
import type { KnowledgePoint } from "../knowledge/graph-state.js";
import { KnowledgePointType } from "../knowledge/knowledge.type.js";
import { BasisType } from "../mastery/mastery.type.js";
import type { StepKind } from "./recommender.enums.js";
import { ResourceMatchType, StepKindEnum } from "./recommender.type.js";

@ObjectType("HomeworkItem", { simpleResolvers: true })
export class HomeworkItemType {
  @Field(() => ResourceMatchType) match!: ResourceMatchType;
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => StepKindEnum) kind!: StepKind;
  @Field(() => Float, { description: "3 for a question, 10 for others where the resource does not say" })
  minutes!: number;
  @Field(() => Float, { nullable: true, description: "chance of a correct answer, where it can be told" }) success?:
    | number
    | null;
  @Field(() => String, { description: "why this student gets it" }) text!: string;
}

@ObjectType("StudentHomework", { simpleResolvers: true })
export class StudentHomeworkType {
  @Field(() => ID) studentId!: string;
  @Field(() => Float) minutes!: number;
  @Field(() => [HomeworkItemType]) items!: HomeworkItemType[];
  @Field(() => String) text!: string;
}

@ObjectType("ClassHomework", { simpleResolvers: true })
export class ClassHomeworkType {
  @Field(() => ID) classId!: string;
  @Field(() => [StudentHomeworkType], { description: "by student id" }) students!: StudentHomeworkType[];
  @Field(() => BasisType) basis!: BasisType;
}
