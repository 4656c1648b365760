import { Arg, ID, Int, Query, Resolver } from "type-graphql";
import { badInput } from "../errors.js";
import { pageSize } from "../graphql/connection.js";
import { CrosswalkReportType, ItemSuggestionsType } from "./crosswalk.type.js";
import type { GraphVersions } from "./graph-versions.js";
import type { Knowledge } from "./knowledge.js";
import { type Crosswalk, crosswalkOf, getFramework } from "./reading-order.js";
import { AlignmentSuggester } from "./suggest-alignments.js";
import { Version } from "./version-argument.js";

/** Frameworks and textbook editions against the graph. */
@Resolver()
export class CrosswalkResolver {
  constructor(
    private readonly knowledge: Knowledge,
    private readonly versions: GraphVersions,
  ) {}

  @Query(() => CrosswalkReportType, { description: "unmapped and doubly mapped items of a framework" })
  async crosswalkReport(
    @Arg("frameworkId", () => ID) frameworkId: string,
    @Version() version: number | null,
  ): Promise<Crosswalk> {
    return crosswalkOf(await this.versions.graphAt(version), frameworkId);
  }

  @Query(() => [ItemSuggestionsType], {
    description: "points for one item, or for those of a framework that are unmapped, in reading order",
  })
  suggestAlignments(
    @Arg("frameworkId", () => ID) frameworkId: string,
    @Arg("itemId", () => ID, { nullable: true }) itemId: string | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 3, description: "points for an item" }) first:
      | number
      | null,
  ): ItemSuggestionsType[] {
    const graph = this.knowledge.graph();
    getFramework(graph, frameworkId);
    const item = itemId ? graph.getItem(itemId, "itemId") : undefined;
    if (item && item.frameworkId !== frameworkId) {
      throw badInput("itemId", { zh: "条目不属于此课标或教材。", en: "The item is of another framework." });
    }
    const size = pageSize(first, 3, 50);
    const suggester = new AlignmentSuggester(graph, frameworkId);
    return (item ? [item] : crosswalkOf(graph, frameworkId).unmapped).map((of) => ({
      item: of,
      suggestions: suggester.suggest(of, size).map(({ knowledgePointId, confidence }) => ({
        knowledgePoint: graph.getPoint(knowledgePointId),
        confidence,
      })),
    }));
  }
}
