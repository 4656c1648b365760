import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from "type-graphql";
import { badInput } from "../errors.js";
import { decodeCursor, type Page, pageOf, pageSize } from "../graphql/connection.js";
import type { RequestContext } from "../people/request-context.js";
import type { GraphVersions } from "./graph-versions.js";
import {
  GraphDiffType,
  PublishedVersionType,
  presentChange,
  presentVersion,
  TrailConnectionType,
  type TrailEntryType,
} from "./versions.type.js";

/** Published versions, what is different between them, and the trail. */
@Resolver()
export class VersionsResolver {
  constructor(private readonly versions: GraphVersions) {}

  @Mutation(() => PublishedVersionType, { description: "freezes the live graph under the next number" })
  async publishGraph(
    @Arg("note", () => String) note: string,
    @Ctx() context: RequestContext,
  ): Promise<PublishedVersionType> {
    if (note.length > 20_000) throw badInput("note", { zh: "说明过长。", en: "The note is too long." });
    return presentVersion(await this.versions.publish(context.principal.sub, note));
  }

  @Query(() => [PublishedVersionType], { description: "newest first" })
  async publishedVersions(): Promise<PublishedVersionType[]> {
    return (await this.versions.list()).map(presentVersion);
  }

  @Query(() => GraphDiffType, { description: "of two published versions; without `to`, of one and the live graph" })
  async graphDiff(
    @Arg("from", () => Int) from: number,
    @Arg("to", () => Int, { nullable: true }) to: number | null,
  ): Promise<GraphDiffType> {
    const changes = await this.versions.diff(from, to);
    const isEdgeOrPoint = (entity: string) => entity === "points" || entity === "prerequisites";
    return {
      from,
      to,
      points: changes.filter((c) => c.entity === "points").map(presentChange),
      prerequisites: changes.filter((c) => c.entity === "prerequisites").map(presentChange),
      others: changes.filter((c) => !isEdgeOrPoint(c.entity)).map(presentChange),
    };
  }

  @Query(() => TrailConnectionType, {
    description: "who changed a point, subject, framework or item, or the edges at a point, when and why; newest first",
  })
  async history(
    @Arg("id", () => ID) id: string,
    @Arg("first", () => Int, { nullable: true, defaultValue: 20 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
  ): Promise<Page<TrailEntryType>> {
    const size = pageSize(first, 20, 100);
    const before = after ? Number(decodeCursor(after, 1)[0]) : Number.MAX_SAFE_INTEGER;
    const { entries, total } = await this.versions.history(id, before, size + 1);
    const rows = entries.map((entry) => ({
      ...entry,
      at: new Date(entry.at),
      changes: entry.changes.map(presentChange),
    }));
    return pageOf(rows, size, after, total, (entry) => [entry.version]);
  }
}
