import { Arg, Ctx, Int, Query, Resolver } from "type-graphql";
import { pageSize } from "../graphql/connection.js";
import type { RequestContext } from "../people/request-context.js";
import type { CoverageDimension } from "./coverage.enums.js";
import type { Coverage, CoverageGap } from "./coverage.js";
import { CoverageDimensionEnum, CoverageFilter, CoverageGapType, CoverageReportType } from "./coverage.type.js";

@Resolver()
export class CoverageResolver {
  constructor(private readonly coverage: Coverage) {}

  @Query(() => CoverageReportType)
  async coverageMatrix(
    @Arg("filter", () => CoverageFilter) filter: CoverageFilter,
    @Arg("groupBy", () => [CoverageDimensionEnum]) groupBy: CoverageDimension[],
    @Ctx() context: RequestContext,
  ): Promise<CoverageReportType> {
    const cells = await this.coverage.matrix(context, filter, groupBy);
    const { language } = context;
    return {
      dimensions: groupBy,
      cells: cells.map((cell) => ({
        ...cell,
        labels: cell.labels.map((label) => label[language]),
        students: cell.students ?? null,
      })),
    };
  }

  @Query(() => [CoverageGapType], { description: "leaves with fewer resources than required, the most wanted first" })
  coverageGaps(
    @Arg("filter", () => CoverageFilter) filter: CoverageFilter,
    @Arg("first", () => Int, { nullable: true, defaultValue: 20 }) first: number | null,
    @Ctx() context: RequestContext,
  ): Promise<CoverageGap[]> {
    return this.coverage.gaps(context, filter, pageSize(first, 20));
  }
}
