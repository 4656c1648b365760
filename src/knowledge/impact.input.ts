import { randomUUID } from "node:crypto";
import { Field, ID, InputType, Int } from "type-graphql";
import { badInput } from "../errors.js";
import { AreObjects, IsBetween, IsEntityId } from "../validation.js";
import type { GraphOperation } from "./graph-operation.js";
import type { KnowledgeGraph } from "./knowledge-graph.js";

@InputType()
export class RetireChange {
  @Field(() => ID) @IsEntityId() id!: string;
  @Field(() => ID, { nullable: true }) @IsEntityId() replacedBy?: string | null;
}

@InputType()
export class MergeChange {
  @Field(() => ID) @IsEntityId() from!: string;
  @Field(() => ID) @IsEntityId() into!: string;
}

@InputType()
export class SplitChange {
  @Field(() => ID) @IsEntityId() id!: string;
  @Field(() => Int, { nullable: true, defaultValue: 2, description: "into how many" }) @IsBetween(2, 100) parts?:
    | number
    | null;
}

@InputType()
export class EdgeChange {
  @Field(() => ID) @IsEntityId() prerequisiteId!: string;
  @Field(() => ID) @IsEntityId() dependentId!: string;
}

@InputType({ description: "exactly one of these" })
export class GraphChangeInput {
  @Field(() => RetireChange, { nullable: true }) @AreObjects() retire?: RetireChange | null;
  @Field(() => MergeChange, { nullable: true }) @AreObjects() merge?: MergeChange | null;
  @Field(() => SplitChange, { nullable: true }) @AreObjects() split?: SplitChange | null;
  @Field(() => EdgeChange, { nullable: true }) @AreObjects() addPrerequisite?: EdgeChange | null;
  @Field(() => EdgeChange, { nullable: true }) @AreObjects() removePrerequisite?: EdgeChange | null;
}

/** The operation that a change stands for. Throws BAD_INPUT unless exactly one is given, NOT_FOUND for an edge to remove. */
export function operationOf(graph: KnowledgeGraph, change: GraphChangeInput): GraphOperation {
  const { retire, merge, split, addPrerequisite, removePrerequisite } = change;
  if ([retire, merge, split, addPrerequisite, removePrerequisite].filter(Boolean).length !== 1) {
    throw badInput("change", { zh: "须且只须给出一种修改。", en: "Give exactly one change." });
  }
  if (retire) return { kind: "RETIRE_POINT", id: retire.id, replacedBy: retire.replacedBy ? [retire.replacedBy] : [] };
  if (merge) return { kind: "MERGE_POINTS", ...merge };
  if (split) {
    const { subjectId, name } = graph.getPoint(split.id);
    const into = Array.from({ length: split.parts ?? 2 }, () => {
      const id = randomUUID();
      return { id, code: id, name, subjectId };
    });
    return { kind: "SPLIT_POINT", id: split.id, into };
  }
  if (addPrerequisite) return { kind: "DEFINE_PREREQUISITE", input: { ...addPrerequisite } };
  const { prerequisiteId, dependentId } = removePrerequisite!;
  for (const [field, id] of Object.entries({ prerequisiteId, dependentId })) graph.getPoint(id, field);
  return { kind: "REMOVE_PREREQUISITE", prerequisiteId, dependentId };
}
