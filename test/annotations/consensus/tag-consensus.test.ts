import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { consensusOf, type TagConsensus, type TargetTags } from "../../../src/annotations/consensus/tag-consensus.js";
import { randomOf } from "../agreement/random.js";

interface Simulated {
  readonly judgements: TargetTags[];
  /** Right tags, "target point". */
  readonly right: ReadonlySet<string>;
}

/** How an annotator errs: chance to give a right tag, and to give each of the tempting wrong ones. */
type Habit = readonly [givesRight: number, givesWrong: number];

/** Each target has one or two right points and three tempting wrong ones; few of the annotators judge it. */
function simulate(targets: number, habits: readonly Habit[], judgesOfTarget: number, seed: number): Simulated {
  const random = randomOf(seed);
  const judgements: TargetTags[] = [];
  const right = new Set<string>();
  for (let t = 0; t < targets; t++) {
    const start = Math.floor(random() * 40);
    const points = Array.from({ length: 5 }, (_, k) => `p${(start + 7 * k) % 40}`);
    const rightCount = random() < 0.3 ? 2 : 1;
    for (const point of points.slice(0, rightCount)) right.add(`t${t} ${point}`);
    const judges = new Set<number>();
    while (judges.size < judgesOfTarget) judges.add(Math.floor(random() * habits.length));
    for (const judge of judges) {
      const [givesRight, givesWrong] = habits[judge]!;
      const tags = points
        .filter((_, k) => random() < (k < rightCount ? givesRight : givesWrong))
        .map((knowledgePointId) => ({ knowledgePointId, role: "TEACHES" }));
      judgements.push({ targetId: `t${t}`, annotatorId: `w${judge}`, tags });
    }
  }
  return { judgements, right };
}

/** Shares of tags that consensus, and that the majority, gets right. */
function sharesRight({ judgements, right }: Simulated): { consensus: number; majority: number } {
  const { tags } = consensusOf(judgements);
  const share = (says: (tag: TagConsensus) => boolean) =>
    tags.filter((tag) => says(tag) === right.has(`${tag.targetId} ${tag.knowledgePointId}`)).length / tags.length;
  return { consensus: share((tag) => tag.confidence > 0.5), majority: share((tag) => tag.given > tag.judges / 2) };
}

const CAREFUL: Habit = [0.93, 0.03];
const CARELESS: Habit = [0.45, 0.3];
const GENEROUS: Habit = [0.98, 0.45];
const SPARING: Habit = [0.5, 0.01];
const repeat = (habit: Habit, times: number) => Array.from({ length: times }, () => habit);

describe("consensus", () => {
  it.each([
    ["careless annotators", [...repeat(CAREFUL, 8), ...repeat(CARELESS, 8)], 3],
    ["biased annotators", [...repeat(GENEROUS, 8), ...repeat(SPARING, 8)], 3],
    ["sparse overlap, 2 of 60", [...repeat(CAREFUL, 30), ...repeat(CARELESS, 15), ...repeat(GENEROUS, 15)], 2],
    ["all of it", [...repeat(CAREFUL, 10), ...repeat(CARELESS, 8), ...repeat(GENEROUS, 6), ...repeat(SPARING, 6)], 5],
  ])("beats the majority with %s", (_, habits, judges) => {
    for (const seed of [1, 2, 3]) {
      const { consensus, majority } = sharesRight(simulate(1000, habits, judges, seed));
      expect(consensus).toBeGreaterThan(majority + 0.01);
    }
  });

  it("knows the careful from the careless, and what each errs in", () => {
    const { judgements } = simulate(2000, [...repeat(CAREFUL, 6), GENEROUS, SPARING, CARELESS], 4, 5);
    const of = new Map(consensusOf(judgements).annotators.map((a) => [a.annotatorId, a]));
    expect(of.get("w8")!.accuracy).toBeLessThan(of.get("w0")!.accuracy - 0.15);
    expect(of.get("w6")!.sensitivity).toBeGreaterThan(0.9);
    expect(of.get("w6")!.specificity).toBeLessThan(0.75);
    expect(of.get("w7")!.sensitivity).toBeLessThan(0.65);
    expect(of.get("w7")!.specificity).toBeGreaterThan(0.9);
  });

  it("says with its confidence how often it is right", () => {
    const simulated = simulate(4000, [...repeat(CAREFUL, 10), ...repeat(CARELESS, 6), ...repeat(GENEROUS, 6)], 3, 11);
    const { tags } = consensusOf(simulated.judgements);
    for (const [low, high] of [
      [0, 0.2],
      [0.2, 0.8],
      [0.8, 1],
    ] as const) {
      const within = tags.filter(({ confidence }) => confidence >= low && confidence < high + (high === 1 ? 1 : 0));
      const right = within.filter((tag) => simulated.right.has(`${tag.targetId} ${tag.knowledgePointId}`)).length;
      const claimed = within.reduce((sum, tag) => sum + tag.confidence, 0) / within.length;
      expect(Math.abs(right / within.length - claimed)).toBeLessThan(0.07);
    }
  });

  const few = fc.array(
    fc.record({
      targetId: fc.constantFrom("t1", "t2", "t3", "t4"),
      annotatorId: fc.constantFrom("a", "b", "c", "d", "e"),
      tags: fc.uniqueArray(
        fc.record({ knowledgePointId: fc.constantFrom("p", "q", "r"), role: fc.constantFrom("TEACHES", "ASSESSES") }),
        { selector: (tag) => `${tag.knowledgePointId} ${tag.role}`, maxLength: 4 },
      ),
    }),
    { maxLength: 15 },
  );

  it("is the majority where there is too little", () => {
    fc.assert(
      fc.property(few, (judgements) => {
        for (const { confidence, given, judges } of consensusOf(judgements).tags) {
          expect(confidence > 0.5).toBe(given * 2 > judges);
        }
      }),
    );
  });

  it("does not depend on the order of the judgements, and leaves out targets that one person judged", () => {
    const { judgements } = simulate(300, [...repeat(CAREFUL, 5), CARELESS], 3, 3);
    const consensus = consensusOf(judgements);
    expect(consensusOf([...judgements].reverse())).toEqual(consensus);
    const alone = { targetId: "alone", annotatorId: "w0", tags: [{ knowledgePointId: "p1", role: "TEACHES" }] };
    expect(consensusOf([...judgements, alone])).toEqual(consensus);
    expect(consensusOf([])).toEqual({ tags: [], annotators: [] });
  });
});
