import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  compareAttempts,
  creditOf,
  type EvidenceAttempt,
  foldEvidence,
  isRight,
  SITTING_GAP_MS,
  type StudentEvidence,
} from "../../src/mastery/evidence.js";
import { encodePoint, encodeTotals } from "../../src/mastery/evidence-codec.js";
import { spliceEvidence } from "../../src/mastery/splice-evidence.js";

const HOUR = 3_600_000;
const START = 1_700_000_000_000;

/** Attempts within hours or weeks, many at the same moment or exactly eight hours apart. */
const attempts = (maxLength: number, hours: number) =>
  fc.uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 3 }),
      atMs: fc.oneof(
        fc.integer({ min: 0, max: hours }).map((h) => START + h * HOUR),
        fc.integer({ min: 0, max: hours * HOUR }).map((ms) => START + ms),
      ),
      score: fc.constantFrom(0, 0.5, 1),
      pointIds: fc.uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1 }),
      itemId: fc.option(fc.constantFrom("x", "y"), { nil: undefined }),
      hints: fc.option(fc.nat(2), { nil: undefined }),
    }),
    { selector: (attempt) => attempt.id, maxLength },
  );

const rightOf = ({ score, hints }: EvidenceAttempt) => isRight(creditOf(score, hints));

const coded = ({ totals, points }: StudentEvidence) => ({
  totals: encodeTotals(totals),
  points: new Map([...points].sort().map(([id, evidence]) => [id, encodePoint(evidence)])),
});

/** As the store does it: what is near is read, what is touched is written over what was held. */
function arrive(evidence: StudentEvidence, held: readonly EvidenceAttempt[], added: readonly EvidenceAttempt[]) {
  return change(evidence, held, { added });
}

function change(
  evidence: StudentEvidence,
  held: readonly EvidenceAttempt[],
  {
    added = [],
    corrected = [],
    voided = [],
  }: {
    readonly added?: readonly EvidenceAttempt[];
    readonly corrected?: readonly EvidenceAttempt[];
    readonly voided?: readonly EvidenceAttempt[];
  },
) {
  const from = Math.min(...[...added, ...corrected, ...voided].map(({ atMs }) => atMs)) - SITTING_GAP_MS;
  const near = held.filter(({ atMs }) => atMs >= from);
  const gone = new Set(voided.map(({ id }) => id));
  const scores = new Map(corrected.map(({ id, score }) => [id, score]));
  const now = (list: readonly EvidenceAttempt[]) =>
    [...list, ...added]
      .filter(({ id }) => !gone.has(id))
      .map((attempt) => ({ ...attempt, score: scores.get(attempt.id) ?? attempt.score }));
  const after = spliceEvidence({ evidence, near, changed: now(near) });
  return { after: after && { ...after, points: new Map([...evidence.points, ...after.points]) }, near, all: now(held) };
}

describe("spliceEvidence", () => {
  it.each([
    [60, 20],
    [120, 400],
  ])(
    "equals the fold of all attempts, bit by bit, in any order and batches (%d attempts in %d hours)",
    (most, hours) => {
      let spliced = 0;
      let all = 0;
      fc.assert(
        fc.property(
          attempts(most, hours),
          fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }),
          (list, sizes) => {
            const held: EvidenceAttempt[] = [];
            let evidence = foldEvidence([]);
            for (let i = 0, k = 0; i < list.length; k++) {
              const added = list.slice(i, i + sizes[k % sizes.length]!);
              i += added.length;
              const { after } = arrive(evidence, held, added);
              held.push(...added);
              const folded = foldEvidence(held);
              if (after) expect(coded(after)).toEqual(coded(folded));
              spliced += after ? 1 : 0;
              all++;
              evidence = folded;
            }
          },
        ),
        { numRuns: 300 },
      );
      expect(spliced / all).toBeGreaterThan(0.7);
    },
  );

  it.each([
    [60, 20],
    [150, 400],
  ])("equals the fold too when attempts are corrected, voided and added (%d attempts in %d hours)", (most, hours) => {
    let spliced = 0;
    let all = 0;
    let corrections = 0;
    fc.assert(
      fc.property(
        attempts(most, hours),
        fc.array(fc.record({ at: fc.nat(), score: fc.constantFrom(0, 0.25, 1, undefined), adds: fc.boolean() }), {
          minLength: 1,
          maxLength: 10,
        }),
        (list, amendments) => {
          const later = list.slice(0, 5);
          let held: EvidenceAttempt[] = list.slice(5);
          for (const { at, score, adds } of amendments) {
            const target = held[at % held.length];
            if (!target) break;
            const added = adds ? later.splice(0, 1) : [];
            const isVoid = score === undefined;
            const { after, all: now } = change(foldEvidence(held), held, {
              added,
              ...(isVoid ? { voided: [target] } : { corrected: [{ ...target, score }] }),
            });
            if (after) expect(coded(after)).toEqual(coded(foldEvidence(now)));
            else if (!isVoid && added.length === 0 && !(rightOf(target) && !rightOf({ ...target, score })))
              corrections++;
            spliced += after ? 1 : 0;
            all++;
            held = now;
          }
        },
      ),
      { numRuns: 500 },
    );
    expect(spliced / all).toBeGreaterThan(0.4);
    // A correction alone moves nothing in time, but for the last right answer: what is near decides.
    expect(corrections).toBe(0);
  });

  it("reads what is near alone: of 20,000 attempts those after the late one and eight hours before", () => {
    const list: EvidenceAttempt[] = Array.from({ length: 20_000 }, (_, i) => ({
      id: `t${i}`,
      atMs: START + i * HOUR,
      score: i % 2,
      pointIds: [["a", "b", "c"][i % 3]!],
    })).sort(compareAttempts);
    const late = { ...list[19_900]!, id: "late", score: 0.5 };
    const { after, near } = arrive(foldEvidence(list), list, [late]);
    expect(near.length).toBeLessThanOrEqual(120);
    expect(coded(after!)).toEqual(coded(foldEvidence([...list, late])));
  });

  it("leaves to the fold what it cannot know: a last sitting that grows together with the one before", () => {
    const at = (id: string, hours: number) => ({ id, atMs: START + hours * HOUR, score: 1, pointIds: ["a"] });
    const held = [at("1", 0), at("2", 7), at("3", 20)];
    expect(arrive(foldEvidence(held), held, [at("4", 13)]).after).toBeUndefined();
    expect(arrive(foldEvidence(held), held, [at("4", 3)]).after).toBeDefined();
  });
});
