import { Field, Float, ID, InputType, Int } from "type-graphql";
import type { CognitiveLevel } from "../knowledge/knowledge.enums.js";
import { CognitiveLevelEnum } from "../knowledge/knowledge.type.js";
import type { ResourceKind } from "../resources/resources.enums.js";
import { ResourceKindEnum } from "../resources/resources.type.js";
import { AreEntityIds, AreObjects, HasAtMost, IsBetween, IsEntityId, IsText } from "../validation.js";
import type { BandFields, LevelFields, PaperBlueprint, PartFields } from "./paper-blueprint.js";

@InputType()
abstract class QuotaInput {
  @Field(() => Int, { nullable: true, description: "exactly one of this and share" })
  @IsBetween(0, 100)
  questions?: number | null;
  @Field(() => Float, { nullable: true, description: "of the questions of the paper, 0 to 1" })
  @IsBetween(0, 1)
  share?: number | null;
}

@InputType({ description: "points and items (a chapter stands for its points); parts must not overlap" })
export class PaperPartInput extends QuotaInput implements PartFields {
  @Field(() => [ID], { nullable: true }) @AreEntityIds() knowledgePointIds?: string[] | null;
  @Field(() => [ID], { nullable: true }) @AreEntityIds() frameworkItemIds?: string[] | null;
}

@InputType({ description: "of the points that questions are chiefly about" })
export class PaperLevelInput extends QuotaInput implements LevelFields {
  @Field(() => CognitiveLevelEnum) cognitiveLevel!: CognitiveLevel;
}

@InputType({ description: "questions from a difficulty up to another, 0 to 1, higher is harder" })
export class PaperBandInput extends QuotaInput implements BandFields {
  @Field(() => Float) @IsBetween(0, 1) from!: number;
  @Field(() => Float, { description: "exclusive, except 1" }) @IsBetween(0, 1) to!: number;
}

@InputType({ description: "what a paper is to be; at least a scope, and questions or minutes" })
export class PaperBlueprintInput implements PaperBlueprint {
  @Field(() => [ID], { nullable: true, description: "with the items and the parts, the scope" })
  @AreEntityIds()
  knowledgePointIds?: string[] | null;
  @Field(() => [ID], { nullable: true }) @AreEntityIds() frameworkItemIds?: string[] | null;
  @Field(() => Int, { nullable: true, description: "without it as many as the minutes hold" })
  @IsBetween(1, 100)
  questions?: number | null;
  @Field(() => Float, {
    nullable: true,
    description: "at most; a question that does not say how long it takes counts 3",
  })
  @IsBetween(1, 600)
  minutes?: number | null;
  @Field(() => Int, { nullable: true, defaultValue: 100, description: "of the whole paper, shared by minutes" })
  @IsBetween(1, 1000)
  score?: number | null;
  @Field(() => [PaperPartInput], { nullable: true }) @HasAtMost(50) @AreObjects() parts?: PaperPartInput[] | null;
  @Field(() => [PaperLevelInput], { nullable: true }) @HasAtMost(10) @AreObjects() levels?: PaperLevelInput[] | null;
  @Field(() => [PaperBandInput], { nullable: true, description: "such as 易 : 中 : 难 = 7 : 2 : 1" })
  @HasAtMost(10)
  @AreObjects()
  difficultyBands?: PaperBandInput[] | null;
  @Field(() => Float, { nullable: true, description: "mean, 0 to 1, higher is harder; met to within .03" })
  @IsBetween(0, 1)
  difficulty?: number | null;
  @Field(() => Float, { nullable: true, description: "standard deviation of the difficulties; met to within .03" })
  @IsBetween(0, 0.5)
  spread?: number | null;
  @Field(() => [ResourceKindEnum], { nullable: true, description: "in the order of the paper; by default questions" })
  @HasAtMost(50)
  kinds?: ResourceKind[] | null;
  @Field(() => String, { nullable: true }) @IsText(0, 35) language?: string | null;
  @Field(() => [ID], { nullable: true }) @AreEntityIds() excludeResourceIds?: string[] | null;
  @Field(() => ID, {
    nullable: true,
    description: "leaves out what any of its students has answered; asks for the permission of the class report",
  })
  @IsEntityId()
  classId?: string | null;
  @Field(() => Int, {
    nullable: true,
    defaultValue: 0,
    description: "another seed gives another paper as good (A/B 卷)",
  })
  seed?: number | null;
}
