import { EMPTY_CALIBRATION } from "../../src/mastery/calibration.js";
import { SHIPPED_WEIGHTS } from "../../src/mastery/shipped-weights.js";
import { bestOnChain } from "../reference/best-on-chain.js";
import { LearnerBelief } from "../reference/learner-belief.js";
import { lawKnown, type MakePolicy, oracle, randomPolicy, walk, weakestFirst, zhimai } from "../reference/policies.js";
import { chain, layered, type PolicyGraph, scattered, tree } from "../reference/policy-graphs.js";
import { runTrial } from "../reference/policy-trial.js";
import { GROWTH_LAWS, type GrowthLaw } from "../reference/simulated-learner.js";
import { printMachine } from "./report.js";

/**
 * Next steps as a policy: simulated students who follow the first step, against walks, chance and an oracle, and against
 * beliefs that see the same answers: by the law that the students follow, with our steps or without, or by one law for all.
 * Each number is how much of the goal is known when the answers are used up, the mean of so many students.
 */
const students = 20;
const model = { weights: SHIPPED_WEIGHTS, calibration: EMPTY_CALIBRATION };
const ONE_LAW = GROWTH_LAWS[0]!;
const policies: Record<string, MakePolicy> = {
  random: randomPolicy,
  weakest: weakestFirst,
  "walk 1": walk(1),
  "walk 2": walk(2),
  "walk 3": walk(3),
  "walk 4": walk(4),
  zhimai: zhimai(model),
  "one law": zhimai(model, ({ graph, random }) => new LearnerBelief(graph, ONE_LAW, random)),
  "law, our steps": zhimai(model, ({ graph, learner, random }) => new LearnerBelief(graph, learner.law, random)),
  "law known": lawKnown,
  oracle,
};
const names = Object.keys(policies);

/** The same laws with other numbers and other graphs: the ranking was not chosen on these. */
const otherLaws = GROWTH_LAWS.flatMap((law): GrowthLaw[] => [
  { ...law, name: `${law.name}: quick, clear`, learn: 2 * law.learn, slip: 0.05, guess: 0.05 },
  { ...law, name: `${law.name}: careless`, learn: 0.7 * law.learn, slip: 0.18, guess: 0.3, knownAtStart: 0.5 },
]);
const otherGraphs = [layered(4, 7, 91), layered(2, 15, 5), chain(12), tree(4), scattered(36, 57)];

printMachine();
console.log(`${students} students a cell; knowledge of the goal after 2, 4 and 8 answers for each of its points`);
compare([layered(5, 6, 1), chain(20), tree(5), scattered(40, 3)], GROWTH_LAWS);
compare(otherGraphs, otherLaws);
compareWithBound(4, [GROWTH_LAWS[0]!, GROWTH_LAWS[1]!, ...otherLaws.slice(0, 2)]);

function compare(graphs: readonly PolicyGraph[], laws: readonly GrowthLaw[]): void {
  console.log(`| graph | law | answers | ${names.join(" | ")} |`);
  console.log(`|---|---|---|${names.map(() => "---").join("|")}|`);
  const cells: number[][] = [];
  for (const graph of graphs) {
    for (const law of laws) {
      for (const budget of [2, 4, 8]) {
        const goals = names.map((name) => runTrial(policies[name]!, { ...graph, law, budget, students }).goal);
        cells.push(goals);
        console.log(
          `| ${graph.name} | ${law.name} | ${budget} | ${goals.map((goal) => goal.toFixed(2)).join(" | ")} |`,
        );
      }
    }
  }
  const means = names.map((_, i) => cells.reduce((sum, goals) => sum + goals[i]!, 0) / cells.length);
  const walks = names.flatMap((name, i) => (name.startsWith("walk") ? [i] : []));
  const ours = names.indexOf("zhimai");
  const asGood = cells.filter((goals) => walks.every((i) => goals[ours]! >= goals[i]! - 0.01));
  console.log(`| mean | | | ${means.map((mean) => mean.toFixed(3)).join(" | ")} |`);
  console.log(`as good as the best walk of the cell, to .01: ${asGood.length} of ${cells.length}\n`);
}

/** Where a bound can be computed for whatever policy sees the answers alone. */
function compareWithBound(length: number, laws: readonly GrowthLaw[]): void {
  console.log(`| a chain of ${length} | answers | zhimai | law known | no policy passes | oracle |`);
  console.log("|---|---|---|---|---|---|");
  for (const law of laws) {
    for (const budget of [4, 8]) {
      const trial = { ...chain(length), law, budget, students: 400 };
      const [ours, known, seen] = ["zhimai", "law known", "oracle"].map(
        (name) => runTrial(policies[name]!, trial).goal,
      );
      const bound = bestOnChain(length, law, length * budget, 20);
      const goals = [ours!, known!, bound, seen!].map((goal) => goal.toFixed(2));
      console.log(`| ${law.name} | ${budget} | ${goals.join(" | ")} |`);
    }
  }
}
