import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { graphqlEnum } from "../graphql/enum.js";
import { RefusalType } from "../graphql/refusal.type.js";
import { IsEntityId } from "../validation.js";

/** Formats that come in by the API, as in the contract. */
export const API_IMPORT_FORMATS = ["CASE", "POINTS_CSV", "PREREQUISITES_CSV"] as const;
export type ApiImportFormat = (typeof API_IMPORT_FORMATS)[number];
export const ImportFormatEnum = graphqlEnum("ImportFormat", API_IMPORT_FORMATS);

@InputType()
export class ImportInput {
  @Field(() => ImportFormatEnum) format!: ApiImportFormat;
  @Field(() => String, { description: "the file's content" }) content!: string;
  @Field(() => ID, { nullable: true, description: "the subject where the content names none" })
  @IsEntityId()
  subjectId?: string | null;
  @Field(() => Boolean, { nullable: true, defaultValue: false }) dryRun?: boolean | null;
}

@ObjectType("ImportReport", { simpleResolvers: true })
export class ImportReportType {
  @Field(() => Boolean) dryRun!: boolean;
  @Field(() => Int) created!: number;
  @Field(() => Int) updated!: number;
  @Field(() => Int) unchanged!: number;
  @Field(() => Int) retired!: number;
  @Field(() => [RefusalType]) refused!: RefusalType[];
  @Field(() => [String]) warnings!: string[];
}
