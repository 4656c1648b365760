import { ArgsType, Field, ID, InputType } from "type-graphql";
import { AreEntityIds, IsEntityId, IsText } from "../validation.js";
import { KnowledgePointPatch } from "./knowledge.input.js";
import type { AcceptedPoint } from "./point-proposals.js";
import type { ProposedPoint } from "./proposals.store.js";

/** What every edit of the graph may say beside itself. */
@ArgsType()
export class EditArgs {
  @Field(() => String, { nullable: true, description: "why, for the trail" }) @IsText(0, 2_000) reason?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: "the draft that the change waits in; without one it applies at once",
  })
  @IsEntityId()
  draftId?: string | null;
}

@InputType()
export class GraphDraftInput {
  @Field(() => String) @IsText(1, 200) title!: string;
  @Field(() => String, { nullable: true }) @IsText(0, 20_000) note?: string | null;
}

@InputType()
export class PointProposalInput implements ProposedPoint {
  @Field(() => ID) @IsEntityId() subjectId!: string;
  @Field(() => String) @IsText(1, 500) name!: string;
  @Field(() => String, { nullable: true }) @IsText(0, 500) nameEn?: string | null;
  @Field(() => String, { nullable: true }) @IsText(0, 20_000) description?: string | null;
  @Field(() => [ID], { nullable: true }) @AreEntityIds(100) parentIds?: string[] | null;
  @Field(() => String, { nullable: true }) @IsText(0, 5_000) comment?: string | null;
  @Field(() => ID, { nullable: true }) @IsEntityId() resourceId?: string | null;
}

/** Fields that are not given are those proposed. */
@InputType()
export class AcceptedPointInput extends KnowledgePointPatch implements AcceptedPoint {
  @Field(() => ID, { nullable: true }) @IsEntityId() id?: string | null;
  @Field(() => String) override code!: string;
}
