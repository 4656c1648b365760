import { describe, expect, it } from "@jest/globals";
import { dawidSkene, type Responses } from "../../../src/annotations/consensus/dawid-skene.js";
import { randomOf } from "../agreement/random.js";

/**
 * Dawid & Skene 1979, table 1: 45 patients graded 1–4 for anaesthesia; each group is a patient, the first three digits
 * are observer 1 at three times, then observers 2 to 5.
 */
const PATIENTS = `1111111 3334334 1122122 2223121 2223222 2223322 1222111 3333433 2222223 2322223 4444444 2223343
  1111111 2223212 1211111 1112111 1111111 1111111 2222221 2221322 2222222 2222221 2223222 2212222 1111111 1111111
  2322222 1111111 1111111 1121121 1111111 3333233 1111111 2222222 2223232 4334343 2212232 2323233 3333432 1111111
  1111111 1212111 2322222 1211111 2222222`.split(/\s+/);

const anaesthesia: Responses = {
  annotators: 5,
  classes: 4,
  offsets: Int32Array.from({ length: PATIENTS.length + 1 }, (_, i) => i * 7),
  annotator: Int32Array.from({ length: PATIENTS.length * 7 }, (_, i) => Math.max(0, (i % 7) - 2)),
  label: Int32Array.from(PATIENTS.join(""), (grade) => Number(grade) - 1),
};

describe("Dawid & Skene", () => {
  const fit = dawidSkene(anaesthesia, { form: "CONFUSION", tolerance: 1e-10 });
  const rates = (observer: number) =>
    [0, 1, 2, 3].map((c) => [...fit.errorRates.slice((observer * 4 + c) * 4, (observer * 4 + c + 1) * 4)]);

  it("finds the published prevalence and error rates (tables 2 and 3)", () => {
    expect([...fit.prevalence].map((p) => Number(p.toFixed(2)))).toEqual([0.4, 0.42, 0.11, 0.07]);
    expect(rates(0).map((row) => row.map((rate) => Number(rate.toFixed(2))))).toEqual([
      [0.89, 0.11, 0, 0],
      [0.07, 0.88, 0.05, 0],
      [0, 0.34, 0.66, 0],
      [0, 0, 0.56, 0.44],
    ]);
  });

  // Reference values: the equations of the paper written out in Python over dictionaries, run to a change below 1e-12.
  it("equals a direct evaluation of eqs. 2.3–2.5 to four digits", () => {
    expect([...fit.prevalence].map((p) => Number(p.toFixed(4)))).toEqual([0.3996, 0.422, 0.1118, 0.0667]);
    expect(rates(2).map((row) => row.map((rate) => Number(rate.toFixed(4))))).toEqual([
      [1, 0, 0, 0],
      [0.1064, 0.7883, 0.1053, 0],
      [0, 0.4037, 0.1988, 0.3976],
      [0, 0, 0.6667, 0.3333],
    ]);
    const patient = (number: number) => [...fit.posterior.slice((number - 1) * 4, number * 4)];
    expect(patient(7)[0]).toBeCloseTo(0.981, 3);
    expect(patient(35)[1]).toBeCloseTo(0.948, 3);
    expect(patient(38)[2]).toBeCloseTo(0.9788, 3);
  });

  it("gives each patient a distribution, the same in every run", () => {
    for (let t = 0; t < 45; t++) {
      expect(fit.posterior.slice(t * 4, t * 4 + 4).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    }
    expect(dawidSkene(anaesthesia, { form: "CONFUSION", tolerance: 1e-10 })).toEqual(fit);
  });
});

describe("tasks seen only where somebody responded", () => {
  it("are not taken for all there are", () => {
    // 6,000 tasks, a quarter of class 1; four annotators respond 1 with chance .7 there and .1 elsewhere; tasks on
    // which all respond 0 are lost.
    const random = randomOf(2);
    const offsets = [0];
    const label: number[] = [];
    for (let t = 0; t < 6_000; t++) {
      const row = [0, 1, 2, 3].map(() => (random() < (t % 4 === 0 ? 0.7 : 0.1) ? 1 : 0));
      if (!row.includes(1)) continue;
      label.push(...row);
      offsets.push(label.length);
    }
    const seen: Responses = {
      annotators: 4,
      classes: 2,
      offsets: Int32Array.from(offsets),
      annotator: Int32Array.from(label, (_, i) => i % 4),
      label: Int32Array.from(label),
    };
    const truncated = dawidSkene(seen, { form: "CONFUSION", unseen: 0, tolerance: 1e-4 });
    expect(truncated.prevalence[1]).toBeCloseTo(0.25, 1);
    for (let a = 0; a < 4; a++) {
      expect(truncated.errorRates[4 * a + 1]).toBeCloseTo(0.1, 1);
      expect(truncated.errorRates[4 * a + 3]).toBeCloseTo(0.7, 1);
    }
    expect(dawidSkene(seen, { form: "CONFUSION" }).errorRates[1]).toBeGreaterThan(0.2);
  });
});

describe("the one-coin form", () => {
  it("weighs votes by the logarithm of the odds of being right", () => {
    // Three annotators with accuracies .9, .6, .6 that imagined answers hold in place, two classes as frequent:
    // the first alone against the others has odds .9/.1 : (.6/.4)², which is 4 : 1.
    const responses = Float64Array.from(
      [0.9, 0.6, 0.6].flatMap((a) => [a, 1 - a, 1 - a, a].map((share) => share * 1e12)),
    );
    const fit = dawidSkene(
      {
        annotators: 3,
        classes: 2,
        offsets: Int32Array.of(0, 3),
        annotator: Int32Array.of(0, 1, 2),
        label: Int32Array.of(1, 0, 0),
      },
      { form: "ONE_COIN", prior: { responses, tasks: Float64Array.of(1e12, 1e12) } },
    );
    expect(fit.posterior[1]).toBeCloseTo(0.8, 6);
  });

  it("spreads errors evenly", () => {
    const fit = dawidSkene(anaesthesia, { form: "ONE_COIN" });
    for (let observer = 0; observer < 5; observer++) {
      const table = fit.errorRates.slice(observer * 16, observer * 16 + 16);
      const accuracy = table[0]!;
      for (const [i, rate] of table.entries()) {
        expect(rate).toBeCloseTo(i % 5 === 0 ? accuracy : (1 - accuracy) / 3, 12);
      }
    }
  });
});
