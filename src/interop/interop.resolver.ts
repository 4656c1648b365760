import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { Language } from "../errors.js";
import { presentRefusals } from "../graphql/refusal.type.js";
import type { RequestContext } from "../people/request-context.js";
import type { ImportReport } from "./import-table.js";
import type { ImportFormat, Imports } from "./imports.js";
import { type ApiImportFormat, ImportInput, ImportReportType } from "./interop.type.js";
import { textSource } from "./table-source.js";

const FORMATS: Readonly<Record<ApiImportFormat, ImportFormat>> = {
  CASE: "case",
  POINTS_CSV: "points",
  PREREQUISITES_CSV: "prerequisites",
};

@Resolver()
export class InteropResolver {
  constructor(private readonly imports: Imports) {}

  @Mutation(() => ImportReportType)
  async importFramework(
    @Arg("input", () => ImportInput) { format, content, subjectId, dryRun }: ImportInput,
    @Ctx() { principal, language }: RequestContext,
  ): Promise<ImportReportType> {
    const report = await this.imports.run({
      format: FORMATS[format],
      source: textSource(format, content),
      principal,
      ...(subjectId && { subjectId }),
      dryRun: dryRun ?? false,
    });
    return presentReport(report, language);
  }
}

/** The report in the reader's language; `index` of an item or association of a package is its place in its array. */
export function presentReport(report: ImportReport, language: Language): ImportReportType {
  return {
    ...report,
    refused: presentRefusals(report.refused, language),
    warnings: report.warnings.map((warning) => warning[language]),
  };
}
