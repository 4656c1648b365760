import { Field, Int, ObjectType } from "type-graphql";
import type { Language, RowRefusal } from "../errors.js";
import { extensionCode } from "./extension-code.js";

/** Why one row of a batch or a file did not go in. */
@ObjectType("Refusal", { simpleResolvers: true })
export class RefusalType {
  @Field(() => Int, { description: "the row in the call, from 0; in a file the line where the record begins" })
  index!: number;
  @Field(() => String, { nullable: true }) field?: string | null;
  @Field(() => String) code!: string;
  @Field(() => String) message!: string;
}

export function presentRefusals(refused: readonly RowRefusal[], language: Language): RefusalType[] {
  return refused.map(({ index, error }) => ({
    index,
    field: error.details.field ?? null,
    code: extensionCode(error.code),
    message: error.text[language],
  }));
}
