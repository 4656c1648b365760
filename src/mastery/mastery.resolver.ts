import { Arg, Ctx, Float, GraphQLISODateTime, ID, Mutation, Query, Resolver } from "type-graphql";
import { badInput } from "../errors.js";
import { presentRefusals } from "../graphql/refusal.type.js";
import { compare } from "../knowledge/graph-state.js";
import type { People } from "../people/people.js";
import type { RequestContext } from "../people/request-context.js";
import { AttemptInput } from "./mastery.input.js";
import type { Mastery, StudentMastery } from "./mastery.js";
import {
  type AbilityMasteryType,
  AttemptAmendmentType,
  MasteryProfileType,
  presentBasis,
  presentLeaf,
  RecordAttemptsResultType,
} from "./mastery.type.js";
import type { PastMastery } from "./past-mastery.js";

/** At most so many rows in one call. */
const MOST_ROWS = 1000;
const LONGEST_REASON = 500;
/** The mastery at which a point counts as mastered where no goal says otherwise. */
const STANDARD_TARGET = 0.85;

@Resolver()
export class MasteryResolver {
  constructor(
    private readonly mastery: Mastery,
    private readonly past: PastMastery,
    private readonly people: People,
  ) {}

  @Query(() => MasteryProfileType)
  async masteryProfile(
    @Arg("studentId", () => ID) studentId: string,
    @Arg("subjectId", () => ID) subjectId: string,
    @Arg("at", () => GraphQLISODateTime, {
      nullable: true,
      description: "as it was then: from the attempts received by then, on the graph and with the calibration of then",
    })
    at: Date | null,
    @Ctx() context: RequestContext,
  ): Promise<MasteryProfileType> {
    await this.people.requireStudent(context.principal, studentId, "Query.masteryProfile", [subjectId]);
    const now = Date.now();
    if (at && !(at.getTime() <= now)) {
      throw badInput("at", { zh: "at 须是过去的时间。", en: "at must be a moment in the past." });
    }
    const student = at
      ? await this.past.readAt(studentId, at.getTime())
      : await this.mastery.readStudent(studentId, now);
    const { graph } = student;
    graph.getSubject(subjectId);
    const leaves = graph.compiled.ids
      .map((id, leaf) => ({ point: graph.getPoint(id), leaf }))
      .filter(({ point }) => point.subjectId === subjectId)
      .sort((a, b) => compare(a.point.code, b.point.code) || a.leaf - b.leaf);
    return {
      studentId,
      points: leaves.map(({ leaf }) => presentLeaf(graph, this.mastery.leaf(student, leaf, STANDARD_TARGET))),
      abilities: abilitiesOf(
        student,
        leaves.map(({ leaf }) => leaf),
      ),
      basis: presentBasis(student.basis),
    };
  }

  @Mutation(() => RecordAttemptsResultType, { description: "idempotent by attempt id; at most 1,000 a call" })
  async recordAttempts(
    @Arg("input", () => [AttemptInput], { validate: false }) input: AttemptInput[],
    @Ctx() context: RequestContext,
  ): Promise<RecordAttemptsResultType> {
    if (input.length > MOST_ROWS) {
      throw badInput("input", {
        zh: `一次至多上报 ${MOST_ROWS} 条作答。`,
        en: `At most ${MOST_ROWS} attempts can be recorded in one call.`,
      });
    }
    const outcome = await this.mastery.record({ principal: context.principal, rows: input, now: Date.now() });
    return { ...outcome, refused: presentRefusals(outcome.refused, context.language) };
  }

  @Mutation(() => AttemptAmendmentType, {
    description: "mastery is then as if the attempt had had this score; the chain shows both",
  })
  correctAttempt(
    @Arg("id", () => ID) id: string,
    @Arg("score", () => Float) score: number,
    @Arg("reason", () => String) reason: string,
    @Ctx() context: RequestContext,
  ): Promise<AttemptAmendmentType> {
    if (!(score >= 0 && score <= 1))
      throw badInput("score", { zh: "score 须在 0 与 1 之间。", en: "score must be between 0 and 1." });
    return this.#amend(context, id, score, reason);
  }

  @Mutation(() => AttemptAmendmentType, {
    description: "mastery is then as if the attempt had never been; the chain shows it",
  })
  voidAttempt(
    @Arg("id", () => ID) id: string,
    @Arg("reason", () => String) reason: string,
    @Ctx() context: RequestContext,
  ): Promise<AttemptAmendmentType> {
    return this.#amend(context, id, undefined, reason);
  }

  async #amend(
    { principal }: RequestContext,
    attemptId: string,
    score: number | undefined,
    reason: string,
  ): Promise<AttemptAmendmentType> {
    const why = reason.trim();
    if (!why || why.length > LONGEST_REASON) {
      throw badInput("reason", {
        zh: `请写明原因，至多 ${LONGEST_REASON} 个字符。`,
        en: `Give a reason of at most ${LONGEST_REASON} characters.`,
      });
    }
    const entry = await this.mastery.amend(principal, { attemptId, score, reason: why });
    return {
      id: entry.id,
      attemptId,
      voided: entry.voids === true,
      score: entry.voids ? null : entry.score,
      sequence: entry.sequence,
    };
  }
}

function abilitiesOf({ graph, reading }: StudentMastery, leaves: readonly number[]): AbilityMasteryType[] {
  const sums = new Map<string, { sum: number; points: number }>();
  for (const leaf of leaves) {
    for (const ability of graph.getPoint(graph.compiled.ids[leaf]!).abilities) {
      const entry = sums.get(ability) ?? { sum: 0, points: 0 };
      sums.set(ability, { sum: entry.sum + reading.mastery[leaf]!, points: entry.points + 1 });
    }
  }
  return [...sums]
    .map(([ability, { sum, points }]) => ({ ability, mastery: sum / points, points }))
    .sort((a, b) => compare(a.ability, b.ability));
}
