import { Field, Float, Int, ObjectType } from "type-graphql";
import type { FrameworkItem, KnowledgePoint } from "./graph-state.js";
import { FrameworkItemType, KnowledgePointType } from "./knowledge.type.js";

@ObjectType("DoublyMapped", { simpleResolvers: true, description: "a point that several items name" })
export class DoublyMappedType {
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => [FrameworkItemType]) items!: readonly FrameworkItem[];
}

@ObjectType("CrosswalkReport", { simpleResolvers: true, description: "how a framework is aligned to the graph" })
export class CrosswalkReportType {
  @Field(() => Int) items!: number;
  @Field(() => [FrameworkItemType], { description: "without items beneath them, and without a point" })
  unmapped!: readonly FrameworkItem[];
  @Field(() => [FrameworkItemType], { description: "that name two points or more" })
  severalPoints!: readonly FrameworkItem[];
  @Field(() => [DoublyMappedType]) doublyMapped!: readonly DoublyMappedType[];
  @Field(() => [KnowledgePointType], { description: "leaves of the subject that no item comes to" })
  uncovered!: readonly KnowledgePoint[];
}

@ObjectType("AlignmentSuggestion", { simpleResolvers: true })
export class AlignmentSuggestionType {
  @Field(() => KnowledgePointType) knowledgePoint!: KnowledgePoint;
  @Field(() => Float, { description: "0 to 1" }) confidence!: number;
}

@ObjectType("ItemSuggestions", { simpleResolvers: true, description: "points that an item may cover, likeliest first" })
export class ItemSuggestionsType {
  @Field(() => FrameworkItemType) item!: FrameworkItem;
  @Field(() => [AlignmentSuggestionType]) suggestions!: AlignmentSuggestionType[];
}
