import { ArgsType, Field, Float, GraphQLISODateTime, ID, Int, ObjectType } from "type-graphql";
import type { KnowledgePoint } from "../knowledge/graph-state.js";
import { KnowledgePointType } from "../knowledge/knowledge.type.js";
import type { AttemptSetting } from "../mastery/attempt.js";
import { AttemptSettingEnum, BasisType } from "../mastery/mastery.type.js";
import type { Resource } from "../resources/resource.js";
import { ResourceType } from "../resources/resources.type.js";
import { AreEntityIds, IsEntityId } from "../validation.js";
import type { ComparisonRequest } from "./class-reports.js";
import type { ItemFilterFields } from "./item-analysis.js";

@ObjectType("ClassPoint", { simpleResolvers: true })
export class ClassPointType {
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => Float) meanMastery!: number;
  @Field(() => Float, { description: "first decile of the students' mastery" }) low!: number;
  @Field(() => Float, { description: "ninth decile" }) high!: number;
  @Field(() => Int, { description: "students who have not mastered it" }) studentsBelow!: number;
  @Field(() => Int, {
    description:
      "over these students, the points of the subject that build on it, near or far, and that they have not mastered either",
  })
  blocks!: number;
}

@ObjectType("ClassGroup", { simpleResolvers: true })
export class ClassGroupType {
  @Field(() => KnowledgePointType, {
    nullable: true,
    description: "open to each of them: not mastered, its prerequisites mastered; null: they have mastered everything",
  })
  knowledgePoint?: KnowledgePoint | null;
  @Field(() => [ID]) studentIds!: readonly string[];
  @Field(() => String) text!: string;
}

@ObjectType("StuckStudent", { simpleResolvers: true })
export class StuckStudentType {
  @Field(() => ID) studentId!: string;
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => Int, { description: "wrong answers in a row, three or more; 13 are remembered" }) failures!: number;
  @Field(() => KnowledgePointType, { nullable: true, description: "the prerequisite that the student knows least" })
  goBackTo?: KnowledgePoint | null;
  @Field(() => String) text!: string;
}

@ObjectType("StudentsOfPoint", { simpleResolvers: true })
export class StudentsOfPointType {
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => [ID]) studentIds!: readonly string[];
}

@ObjectType("ClassReport", { simpleResolvers: true })
export class ClassReportType {
  @Field(() => ID) classId!: string;
  @Field(() => Int) students!: number;
  @Field(() => [ClassPointType], { description: "what holds the class up most comes first" }) points!: ClassPointType[];
  @Field(() => [ClassGroupType], { description: "who needs the same thing next; every student in exactly one group" })
  groups!: ClassGroupType[];
  @Field(() => [StuckStudentType], { description: "three or more wrong answers in a row on a point not mastered" })
  stuck!: StuckStudentType[];
  @Field(() => [ID], {
    description: "who has mastered all that at least half of the class has tried and fewer than half have mastered",
  })
  ahead!: readonly string[];
  @Field(() => [StudentsOfPointType], { description: "mastered, but forgotten within a day without a review" })
  reviewToday!: StudentsOfPointType[];
  @Field(() => BasisType) basis!: BasisType;
}

@ObjectType("StudentNotReady", { simpleResolvers: true })
export class StudentNotReadyType {
  @Field(() => ID) studentId!: string;
  @Field(() => [KnowledgePointType], { description: "in the order in which they are learnt" }) lacks!: KnowledgePoint[];
  @Field(() => Boolean, {
    description: "whether any answer of the student's is on what is lacking; if not, it is not known to be lacking",
  })
  tested!: boolean;
}

@ObjectType("ClassReadiness", { simpleResolvers: true })
export class ClassReadinessType {
  @Field(() => ID) classId!: string;
  @Field(() => Int) students!: number;
  @Field(() => Int, { description: "who have mastered all that the points build on" }) ready!: number;
  @Field(() => Float, { nullable: true, description: "of the students, 0 to 1; null for a class without any" })
  share?: number | null;
  @Field(() => [StudentsOfPointType], { description: "prerequisites to repeat, what most students lack first" })
  toRepeat!: StudentsOfPointType[];
  @Field(() => [StudentNotReadyType]) notReady!: StudentNotReadyType[];
  @Field(() => String) text!: string;
  @Field(() => BasisType) basis!: BasisType;
}

@ArgsType()
export class ItemAnalysisArgs implements ItemFilterFields {
  @Field(() => ID) @IsEntityId() classId!: string;
  @Field(() => [ID], { nullable: true, description: "the paper, or its questions" })
  @AreEntityIds()
  resourceIds?: string[] | null;
  @Field(() => AttemptSettingEnum, { nullable: true }) setting?: AttemptSetting | null;
  @Field(() => GraphQLISODateTime, { nullable: true }) from?: Date | null;
  @Field(() => GraphQLISODateTime, { nullable: true, description: "exclusive" }) to?: Date | null;
}

@ObjectType("AnalysedItem", { simpleResolvers: true })
export class AnalysedItemType {
  @Field(() => ID) resourceId!: string;
  @Field(() => ResourceType, { nullable: true, description: "null where it may not be seen, or is not registered" })
  resource?: Resource | null;
  @Field(() => String, { nullable: true }) partId?: string | null;
  @Field(() => [KnowledgePointType]) knowledgePoints!: KnowledgePoint[];
  @Field(() => Int, { description: "students who answered it; the first answer of each counts" }) answers!: number;
  @Field(() => Float, { description: "mean score (难度系数), 0 to 1, higher is easier" }) facility!: number;
  @Field(() => Float, {
    nullable: true,
    description:
      "区分度: correlation of its score with the mean of the student's other items, −1 to 1; null below five students or where nothing varies",
  })
  discrimination?: number | null;
  @Field(() => [ID], { description: "students who got less than half of it" }) failed!: readonly string[];
  @Field(() => String, { nullable: true, description: "what to look at" }) note?: string | null;
}

@ObjectType("ItemAnalysis", { simpleResolvers: true })
export class ItemAnalysisType {
  @Field(() => ID) classId!: string;
  @Field(() => Int, { description: "students who answered anything" }) students!: number;
  @Field(() => Float, {
    nullable: true,
    description: "Cronbach's alpha (信度); null below five students who answered every item, or where nothing varies",
  })
  alpha?: number | null;
  @Field(() => [AnalysedItemType], { description: "by resource, then part" }) items!: AnalysedItemType[];
}

@ArgsType()
export class CompareClassesArgs implements ComparisonRequest {
  @Field(() => [ID]) @AreEntityIds() classIds!: string[];
  @Field(() => ID) @IsEntityId() subjectId!: string;
  @Field(() => [ID], {
    nullable: true,
    description:
      "with the items, what is compared; without both, points on which five students of a class have answered",
  })
  @AreEntityIds()
  knowledgePointIds?: string[] | null;
  @Field(() => [ID], { nullable: true }) @AreEntityIds() frameworkItemIds?: string[] | null;
}

@ObjectType("ClassDifference", { simpleResolvers: true })
export class ClassDifferenceType {
  @Field(() => Float, { description: "mean mastery less that of the students of the other classes shown" })
  value!: number;
  @Field(() => Float, {
    description:
      "bounds as wide as it takes that, of the differences in this answer that are called clear, one in twenty is chance",
  })
  low!: number;
  @Field(() => Float) high!: number;
  @Field(() => Boolean, { description: "whether 0 is outside the bounds" }) isClear!: boolean;
  @Field(() => String) text!: string;
}

@ObjectType("ComparedCell", {
  simpleResolvers: true,
  description: "of a class's students with an answer on the point; null below 5, so that nobody is recognised",
})
export class ComparedCellType {
  @Field(() => ID) classId!: string;
  @Field(() => Int, { nullable: true }) students?: number | null;
  @Field(() => Float, { nullable: true }) meanMastery?: number | null;
  @Field(() => Float, { nullable: true, description: "standard deviation between the students" }) spread?:
    | number
    | null;
  @Field(() => Float, { nullable: true, description: "of the students, 0 to 1" }) shareMastered?: number | null;
  @Field(() => ClassDifferenceType, { nullable: true, description: "null where no other class is shown" })
  difference?: ClassDifferenceType | null;
  @Field(() => String, { nullable: true, description: "why there are no numbers, or no difference" }) note?:
    | string
    | null;
}

@ObjectType("ComparedClass", { simpleResolvers: true })
export class ComparedClassType {
  @Field(() => ID) classId!: string;
  @Field(() => Int, { nullable: true, description: "of the class; null below 5" }) students?: number | null;
  @Field(() => Boolean, { description: "classes of fewer than 5 students are not" }) isCompared!: boolean;
}

@ObjectType("ComparedPoint", { simpleResolvers: true })
export class ComparedPointType {
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => [ComparedCellType], { description: "one for each class, in the order asked" })
  cells!: ComparedCellType[];
}

@ObjectType("ClassComparison", { simpleResolvers: true })
export class ClassComparisonType {
  @Field(() => [ComparedClassType], { description: "in the order asked" }) classes!: ComparedClassType[];
  @Field(() => [ComparedPointType]) points!: ComparedPointType[];
  @Field(() => BasisType) basis!: BasisType;
}
