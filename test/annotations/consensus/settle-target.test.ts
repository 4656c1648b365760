import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { settleTarget } from "../../../src/annotations/consensus/settle-target.js";

const tag = (knowledgePointId: string, role = "TEACHES") => ({ knowledgePointId, role });
const by = (annotatorId: string, ...points: string[]) => ({ annotatorId, tags: points.map((p) => tag(p)) });

describe("settling a target", () => {
  it("wants a second annotator before anything is confirmed", () => {
    expect(settleTarget([])).toEqual({ state: "OPEN", confirmed: [], disputed: [] });
    expect(settleTarget([by("wang", "p")])).toEqual({ state: "WANTS_SECOND", confirmed: [], disputed: [] });
  });

  it("confirms what two agree on, also that nothing fits", () => {
    expect(settleTarget([by("wang", "q", "p"), by("li", "p", "q")])).toEqual({
      state: "AGREED",
      confirmed: [tag("p"), tag("q")],
      disputed: [],
    });
    expect(settleTarget([by("wang"), by("li")])).toEqual({ state: "AGREED", confirmed: [], disputed: [] });
  });

  it("hands to a reviewer what they do not agree on, with who says what", () => {
    expect(settleTarget([by("wang", "p", "q"), by("li", "p")])).toEqual({
      state: "WANTS_DECISION",
      confirmed: [tag("p")],
      disputed: [{ ...tag("q"), givenBy: ["wang"], leftOutBy: ["li"] }],
    });
  });

  it("takes another role of the same point for another tag", () => {
    const { state, disputed } = settleTarget([
      { annotatorId: "wang", tags: [tag("p", "TEACHES")] },
      { annotatorId: "li", tags: [tag("p", "ASSESSES")] },
    ]);
    expect(state).toBe("WANTS_DECISION");
    expect(disputed.map(({ role, givenBy }) => [role, ...givenBy])).toEqual([
      ["ASSESSES", "li"],
      ["TEACHES", "wang"],
    ]);
  });

  it("lets a third annotator end a dispute, two against one", () => {
    expect(settleTarget([by("wang", "p"), by("li"), by("zhao", "p")]).confirmed).toEqual([tag("p")]);
    expect(settleTarget([by("wang", "p"), by("li"), by("zhao")])).toEqual({
      state: "AGREED",
      confirmed: [],
      disputed: [],
    });
    expect(settleTarget([by("wang", "p"), by("li"), by("zhao", "p"), by("sun")]).state).toBe("WANTS_DECISION");
  });

  it("keeps a reviewer's decision whatever the annotators say", () => {
    const decision = { reviewerId: "chen", tags: [tag("q"), tag("q")] };
    expect(settleTarget([by("wang", "p"), by("li", "p")], decision)).toEqual({
      state: "DECIDED",
      confirmed: [tag("q")],
      disputed: [],
    });
  });

  it("never both confirms and disputes a tag, and does not depend on the order", () => {
    const judgement = fc.record({
      annotatorId: fc.constantFrom("a", "b", "c", "d"),
      tags: fc.array(fc.record({ knowledgePointId: fc.constantFrom("p", "q"), role: fc.constantFrom("X", "Y") })),
    });
    const judgements = fc.uniqueArray(judgement, { selector: (j) => j.annotatorId });
    fc.assert(
      fc.property(judgements, (given) => {
        const settlement = settleTarget(given);
        expect(settleTarget([...given].reverse())).toEqual(settlement);
        const confirmed = settlement.confirmed.map((t) => `${t.knowledgePointId} ${t.role}`);
        expect(settlement.disputed.filter((t) => confirmed.includes(`${t.knowledgePointId} ${t.role}`))).toEqual([]);
        expect(settlement.state === "WANTS_DECISION").toBe(settlement.disputed.length > 0);
      }),
    );
  });
});
