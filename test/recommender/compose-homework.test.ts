import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { composeHomework } from "../../src/recommender/compose-homework.js";

const matches = fc.array(
  fc.record({
    id: fc.constantFrom(..."abcdefghijkl"),
    kind: fc.constantFrom("QUESTION" as const, "WORKSHEET" as const),
    minutes: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
  }),
  { maxLength: 5 },
);
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom("LEARN" as const, "STRENGTHEN" as const, "REVIEW" as const),
    minutes: fc.integer({ min: 1, max: 30 }),
    matches,
  }),
  { maxLength: 6 },
);

describe("a student's homework", () => {
  it("keeps within the minutes, has nothing twice, and asks once of what is reviewed", () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 60 }), (list, minutes) => {
        const items = composeHomework(list, minutes);
        expect(items.reduce((sum, item) => sum + item.minutes, 0)).toBeLessThanOrEqual(minutes);
        expect(new Set(items.map(({ match }) => match.id)).size).toBe(items.length);
        list.forEach((step, i) => {
          const own = items.filter((item) => item.step === i);
          for (const { match } of own) expect(step.matches).toContain(match);
          if (step.kind === "REVIEW") expect(own.length).toBeLessThanOrEqual(1);
          // Without its last item a step was not yet filled.
          expect(own.slice(0, -1).reduce((sum, item) => sum + item.minutes, 0)).toBeLessThan(step.minutes);
        });
        expect(items.map(({ step }) => step)).toEqual([...items.map(({ step }) => step)].sort((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });

  it("leaves out nothing that would fit and is still wanted", () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 60 }), (list, minutes) => {
        const items = composeHomework(list, minutes);
        const left = minutes - items.reduce((sum, item) => sum + item.minutes, 0);
        const taken = new Set(items.map(({ match }) => match.id));
        list.forEach((step, i) => {
          const own = items.filter((item) => item.step === i);
          const missing = step.minutes - own.reduce((sum, item) => sum + item.minutes, 0);
          if (missing <= 0 || (step.kind === "REVIEW" && own.length > 0)) return;
          for (const match of step.matches) {
            const length = match.minutes ?? (match.kind === "QUESTION" ? 3 : 10);
            expect(taken.has(match.id) || length > left).toBe(true);
          }
        });
      }),
      { numRuns: 500 },
    );
  });

  it("is shorter for who is nearer to mastery", () => {
    const questions = [..."abcde"].map((id) => ({ id, kind: "QUESTION" as const, minutes: undefined }));
    const lengthFor = (minutes: number) =>
      composeHomework([{ kind: "STRENGTHEN", minutes, matches: questions }], 60).length;
    expect([5, 10, 20].map(lengthFor)).toEqual([2, 4, 5]);
  });
});
